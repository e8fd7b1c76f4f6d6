//! Laws: a printed tree parses to the same tree, and no input makes the parser
//! panic or point outside of the text.
#![allow(clippy::unwrap_used)]

use aquila_aql::ast::*;
use aquila_aql::{Mode, Span, chain, parse, visit};
use proptest::prelude::*;
use proptest::sample::select;

const HERE: Span = Span::new(0, 0);

fn expr(kind: ExprKind) -> Expr {
    Expr { kind, span: HERE }
}

/// Many of these are keywords elsewhere.
fn bare_word() -> impl Strategy<Value = String> {
    select(vec![
        "sourceip",
        "Username",
        "_x1",
        "last",
        "start",
        "stop",
        "limit",
        "by",
        "count",
        "first",
        "group",
        "order",
        "text",
        "search",
        "if",
        "interval",
        "distinct",
        "top",
        "desc",
        "asc",
        "any",
        "enumeration",
        "regex",
        "escape",
        "union",
        "into",
        "session",
        "parameters",
        "over",
        "similar",
        "offset",
        "join",
        "seconds",
        "with",
        "collate",
        "nulls",
        "globalview",
        "GEO::X",
        "contains",
        "cast",
    ])
    .prop_map(str::to_owned)
}

fn name() -> impl Strategy<Value = Name> {
    let quoted = "(?s).{0,6}|[\"' a-z]{1,5}".prop_map(|text| (text, true));
    prop_oneof![3 => bare_word().prop_map(|text| (text, false)), 1 => quoted]
        .prop_map(|(text, quoted)| Name { text, quoted, span: HERE })
}

fn function() -> impl Strategy<Value = Name> {
    let usable =
        |name: &Name| name.quoted || !["if", "distinct", "any", "enumeration"].contains(&name.text.as_str());
    name().prop_filter("a form of its own", usable)
}

fn literal() -> impl Strategy<Value = Literal> {
    prop_oneof![
        "(?s).{0,6}|['\\\\%a]{0,5}".prop_map(Literal::String),
        (0..=i64::MAX).prop_map(Literal::Integer),
        (0i64..20).prop_map(Literal::Integer),
        any::<f64>()
            .prop_map(f64::abs)
            .prop_filter("written numbers are finite", |value| value.is_finite())
            .prop_map(Literal::Double),
        any::<bool>().prop_map(Literal::Boolean),
        Just(Literal::Null),
    ]
}

fn leaf() -> impl Strategy<Value = Expr> {
    prop_oneof![
        name().prop_map(|name| expr(ExprKind::Name(name))),
        literal().prop_map(|literal| expr(ExprKind::Literal(literal))),
        function().prop_map(|function| {
            let arguments = vec![expr(ExprKind::Star)];
            expr(ExprKind::Call { function, arguments })
        }),
    ]
}

fn infix() -> impl Strategy<Value = BinaryOp> {
    use BinaryOp::*;
    select(vec![
        Eq, NotEq, Lt, LtEq, Gt, GtEq, BitOr, BitXor, BitAnd, ShiftLeft, ShiftRight, Add, Subtract, Multiply,
        Divide, Modulo, Power,
    ])
}

fn operation(inner: impl Strategy<Value = Expr> + Clone + 'static) -> BoxedStrategy<Expr> {
    let boxed = || inner.clone().prop_map(Box::new);
    let chains = (any::<bool>(), prop::collection::vec(inner.clone(), 2..6))
        .prop_map(|(and, list)| chain::join(if and { BinaryOp::And } else { BinaryOp::Or }, list));
    let unary = (select(vec![UnaryOp::Not, UnaryOp::Minus, UnaryOp::BitNot]), boxed())
        .prop_map(|(op, operand)| expr(ExprKind::Unary { op, operand }));
    let binary =
        (infix(), boxed(), boxed()).prop_map(|(op, left, right)| expr(ExprKind::Binary { op, left, right }));
    let ops = select(vec![MatchOp::Like, MatchOp::ILike, MatchOp::Matches, MatchOp::IMatches]);
    let text = (ops, any::<bool>(), boxed(), boxed())
        .prop_map(|(op, negated, operand, pattern)| expr(ExprKind::Match { op, negated, operand, pattern }));
    let between = (any::<bool>(), boxed(), boxed(), boxed())
        .prop_map(|(negated, operand, low, high)| expr(ExprKind::Between { negated, operand, low, high }));
    let in_list = (any::<bool>(), boxed(), prop::collection::vec(inner.clone(), 1..4))
        .prop_map(|(negated, operand, list)| expr(ExprKind::InList { negated, operand, list }));
    let is_null =
        (any::<bool>(), boxed()).prop_map(|(negated, operand)| expr(ExprKind::IsNull { negated, operand }));
    let arms = (inner.clone(), inner.clone()).prop_map(|(when, then)| CaseArm { when, then });
    let arms = prop::collection::vec(arms, 1..3);
    let case = (prop::option::of(boxed()), arms, prop::option::of(boxed()))
        .prop_map(|(operand, arms, otherwise)| expr(ExprKind::Case { operand, arms, otherwise }));
    let call = (function(), prop::collection::vec(inner.clone(), 0..4))
        .prop_map(|(function, arguments)| expr(ExprKind::Call { function, arguments }));
    prop_oneof![chains, unary, binary, text, between, in_list, is_null, case, call].boxed()
}

fn any_expr() -> BoxedStrategy<Expr> {
    leaf().prop_recursive(6, 40, 5, operation).boxed()
}

fn item() -> impl Strategy<Value = SelectItem> {
    let quoted = ("(?s).{0,6}|[\"' a]{0,4}", select(vec![AliasQuote::Single, AliasQuote::Double]));
    let alias = prop_oneof![bare_word().prop_map(|text| (text, AliasQuote::None)), quoted]
        .prop_filter("no namespace", |(text, quote)| *quote != AliasQuote::None || !text.contains(':'))
        .prop_map(|(text, quote)| Alias { text, quote, span: HERE });
    prop_oneof![
        1 => Just(SelectItem::Wildcard(HERE)),
        4 => (any_expr(), prop::option::of(alias))
            .prop_map(|(expr, alias)| SelectItem::Expr { expr, alias }),
    ]
}

fn time() -> impl Strategy<Value = TimeClause> {
    let units = vec![TimeUnit::Second, TimeUnit::Minute, TimeUnit::Hour, TimeUnit::Day];
    prop_oneof![
        (any::<u64>(), select(units)).prop_map(|(count, unit)| TimeClause::Last { count, unit, span: HERE }),
        (any_expr(), prop::option::of(any_expr())).prop_map(|(start, stop)| TimeClause::Range {
            start,
            stop,
            span: HERE
        }),
    ]
}

prop_compose! {
    fn statement()(
        items in prop::collection::vec(item(), 1..4),
        source in select(vec![("events", false), ("flows", false), ("my search", true)]),
        filter in prop::option::of(any_expr()),
        group_by in prop::collection::vec(any_expr(), 0..3),
        having in prop::option::of(any_expr()),
        order_by in prop::collection::vec((any_expr(), any::<bool>()), 0..3),
        limit in prop::option::of(any::<u64>()),
        time in prop::option::of(time()),
    ) -> Statement {
        let source = Name { text: source.0.to_owned(), quoted: source.1, span: HERE };
        let order = |(expr, descending)| OrderBy { expr, descending };
        Statement {
            items,
            source: Source::Name(source),
            filter,
            group_by,
            having,
            order_by: order_by.into_iter().map(order).collect(),
            limit: limit.map(|rows| Limit { rows, span: HERE }),
            time,
            span: HERE,
        }
    }
}

/// Words and signs that a parser may trip over, in any order.
fn soup() -> impl Strategy<Value = String> {
    let words = "SELECT FROM events WHERE GROUP ORDER BY HAVING LIMIT LAST START STOP AND OR NOT \
                 XOR LIKE ILIKE MATCHES IN BETWEEN IS NULL AS CASE WHEN THEN ELSE END IF TEXT SEARCH \
                 DISTINCT UNION JOIN WITH INTO SESSION PARAMETERS COLLATE ENUMERATION ANY ESCAPE \
                 SIMILAR TO REGEX INTERVAL OVER TOP NULLS FIRST DESC HOURS GLOBALVIEW GEO::LOOKUP \
                 x a.b 5 24 1.5 0xff 10.0.0.1 'text' '' \"name\" ( ) ( ) , ; * = == <> < << + - -- / \
                 // /* */ ^ & && | || ~ % . ! :: ' \" { “q” é";
    let words: Vec<&str> = words.split(' ').collect();
    let token = (select(words), select(vec![" ", " ", " ", "\n", ""]));
    prop::collection::vec(token, 0..40)
        .prop_map(|tokens| tokens.into_iter().flat_map(|(word, space)| [word, space]).collect())
}

fn check_any_text(text: &str) {
    for mode in [Mode::Strict, Mode::Lenient] {
        let parsed = parse(text, mode);
        for diagnostic in &parsed.diagnostics {
            let places = diagnostic.labels.iter().map(|label| label.span).chain([diagnostic.span]);
            for span in places {
                assert!(text.get(span.start..span.end).is_some(), "{diagnostic:?} in {text:?}");
            }
        }
        if parsed.has_errors() {
            continue;
        }
        let statement = visit::without_spans(parsed.statement.unwrap());
        let printed = statement.to_string();
        let again = parse(&printed, mode);
        assert!(!again.has_errors(), "{printed}: {:?}", again.diagnostics);
        assert_eq!(visit::without_spans(again.statement.unwrap()), statement, "{printed}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_printed_tree_parses_to_itself(statement in statement()) {
        let printed = statement.to_string();
        let parsed = parse(&printed, Mode::Lenient);
        prop_assert!(!parsed.has_errors(), "{}\n{:?}", printed, parsed.diagnostics);
        prop_assert_eq!(parsed.statement.map(visit::without_spans), Some(statement), "{}", printed);
    }

    #[test]
    fn any_text_is_survived(text in any::<String>()) {
        check_any_text(&text);
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        check_any_text(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_order_of_words_is_survived(text in soup()) {
        check_any_text(&text);
        check_any_text(&format!("SELECT x FROM events WHERE {text}"));
        check_any_text(&format!("SELECT {text} FROM events"));
    }
}
