//! What people write that AQL does not have: forms of other SQL dialects, of
//! Splunk and of generated text. Each is refused by its name, with what to
//! write instead, and passed over.

use super::Parser;
use super::expr::Node;
use crate::ast::{MatchOp, Name};
use crate::codes;
use crate::diagnostic::{Code, Diagnostic};
use crate::lexer::{Symbol, TokenKind};
use crate::precedence;

/// Text operators of other languages; each takes a string.
const TEXT_OPERATORS: &[&str] =
    &["REGEXP", "RLIKE", "REGEX", "REGEXP_LIKE", "GLOB", "CONTAINS", "STARTSWITH", "ENDSWITH", "HAS"];

const JOIN_WORDS: &[&str] = &["INNER", "LEFT", "RIGHT", "FULL", "CROSS", "OUTER", "NATURAL", "LATERAL"];

const SET_WORDS: &[&str] = &["UNION", "EXCEPT", "INTERSECT", "MINUS"];

const OTHER_CLAUSES: &[&str] = &["OFFSET", "FETCH", "QUALIFY", "WINDOW", "USING", "FOR"];

impl Parser<'_> {
    /// A text that does not start with SELECT.
    pub(super) fn refuse_other_statement(&mut self) -> bool {
        const STATEMENTS: &[&str] =
            &["INSERT", "UPDATE", "DELETE", "DROP", "CREATE", "ALTER", "MERGE", "EXPLAIN"];
        let span = self.peek().span;
        if self.at_word("WITH") {
            let help = "AQL has no named subqueries; write one SELECT";
            self.error(codes::NOT_WITH, span, "AQL has no WITH", help);
            return true;
        }
        let refused = self.is_any_word_at(0, STATEMENTS);
        if refused {
            let message = format!("AQL has no {} statement", self.text_of(self.peek()).to_uppercase());
            self.error(codes::NOT_SELECT, span, message, "AQL only reads: start with SELECT");
        }
        refused
    }

    /// What stands where the statement ends.
    pub(super) fn refuse_other_clause(&mut self) -> bool {
        let token = self.peek();
        let word = self.text_of(token).to_uppercase();
        let (code, message, help): (Code, _, _) = if self.is_any_word_at(0, SET_WORDS) {
            let help = "run the queries one after the other, or join their conditions with OR";
            (codes::NOT_UNION, format!("AQL has no {word}"), help)
        } else if self.at_join() {
            return self.refuse_join();
        } else if self.is_any_word_at(0, OTHER_CLAUSES) && !token.after_newline {
            (
                codes::NOT_CLAUSE,
                format!("AQL has no {word}"),
                "the only row limit is `LIMIT n` after ORDER BY",
            )
        } else if self.time_unit_at(0).is_some() && self.previous_kind() == Some(TokenKind::Number) {
            let help = "times are milliseconds: `NOW() - 86400000` is a day ago; or end the query \
                        with `LAST 24 HOURS`";
            (codes::NOT_INTERVAL, format!("AQL has no unit {word} in expressions"), help)
        } else {
            return false;
        };
        self.error(code, token.span, message, help);
        true
    }

    /// `SELECT DISTINCT a`, `SELECT TOP 10 a`
    pub(super) fn refuse_distinct_after_select(&mut self) {
        let span = self.peek().span;
        if self.at_word("TOP") && self.peek_at(1).kind == TokenKind::Number {
            let help = "write `LIMIT n` at the end";
            self.error(codes::NOT_CLAUSE, span, "AQL has no TOP", help);
            self.bump();
            self.bump();
        } else if self.at_distinct() {
            let help = "QRadar rejects SELECT DISTINCT; use GROUP BY, or UNIQUECOUNT(x) to count";
            self.error(codes::NOT_DISTINCT, span, "AQL has no DISTINCT", help);
            self.bump();
        }
    }

    /// `COUNT(DISTINCT x)`
    pub(super) fn refuse_distinct_argument(&mut self) {
        if self.at_distinct() {
            let help = "QRadar rejects COUNT(DISTINCT x); use UNIQUECOUNT(x)";
            self.error(codes::NOT_DISTINCT, self.peek().span, "AQL has no DISTINCT", help);
            self.bump();
        }
    }

    fn at_distinct(&self) -> bool {
        const NAME_FOLLOWERS: &[&str] = &[
            "FROM", "AS", "AND", "OR", "NOT", "XOR", "LIKE", "ILIKE", "MATCHES", "IMATCHES", "IN", "BETWEEN",
            "IS",
        ];
        if !self.at_word("DISTINCT") {
            return false;
        }
        match self.peek_at(1).kind {
            TokenKind::Word => !self.is_any_word_at(1, NAME_FOLLOWERS),
            TokenKind::QuotedName | TokenKind::String | TokenKind::Number => true,
            TokenKind::Symbol(Symbol::LeftParen) => true,
            TokenKind::Symbol(Symbol::Star) => {
                self.is_word_at(2, "FROM") || self.is_symbol_at(2, Symbol::Comma)
            }
            _ => false,
        }
    }

    /// What stands between two items of the select list without a comma.
    pub(super) fn refuse_between_items(&mut self) {
        self.unexpected_with_help(
            "`,` or `FROM` after a select item",
            "separate items with commas; put an alias with spaces in double quotes",
        );
    }

    /// Whether the word here belongs to a foreign form and is no alias.
    pub(super) fn at_foreign_word(&self) -> bool {
        self.is_symbol_at(1, Symbol::LeftParen) && self.at_word("OVER")
    }

    fn at_join(&self) -> bool {
        self.at_word("JOIN")
            || (self.is_any_word_at(0, JOIN_WORDS) && self.is_any_word_at(1, &["JOIN", "OUTER"]))
    }

    fn refuse_join(&mut self) -> bool {
        let span = self.peek().span;
        let message = "a query reads one source; AQL has no JOIN";
        let help = "look values up with functions such as REFERENCEMAP, or run two queries";
        self.error(codes::NOT_JOIN, span, message, help);
        self.skip_until(|_| false);
        true
    }

    /// Table aliases, joins and lists of sources.
    pub(super) fn refuse_after_source(&mut self) {
        if self.at_symbol(Symbol::LeftParen) {
            self.unexpected_with_help("a clause after the source", "a source takes no arguments");
            self.skip_brackets();
        }
        if self.at_word("AS") || self.at_table_alias() {
            let span = self.peek().span;
            let help = "there is only one source, so fields need no prefix; remove the alias";
            self.error(codes::NOT_QUALIFIED, span, "a source has no alias in AQL", help);
            self.saw_qualified = true;
            self.eat_word("AS");
            if self.peek().kind == TokenKind::Word && !self.at_clause() && !self.at_join() {
                self.bump();
            }
        }
        if self.at_join() || self.at_symbol(Symbol::Comma) {
            self.refuse_join();
        }
    }

    fn at_table_alias(&self) -> bool {
        let token = self.peek();
        let word = token.kind == TokenKind::Word && !token.after_newline;
        let ends = self.is_clause_at(1)
            || matches!(self.peek_at(1).kind, TokenKind::Eof | TokenKind::Symbol(Symbol::Comma))
            || self.is_any_word_at(1, JOIN_WORDS)
            || self.is_word_at(1, "JOIN");
        word && ends
            && !self.at_clause()
            && !self.at_join()
            && !self.is_any_word_at(0, SET_WORDS)
            && !self.is_any_word_at(0, OTHER_CLAUSES)
    }

    /// At the dot of `table.field`; gives the field.
    pub(super) fn refuse_qualified(&mut self, table: Name) -> Name {
        let mut name = table;
        let start = name.span;
        while self.eat_symbol(Symbol::Dot) {
            match self.peek().kind {
                TokenKind::Word | TokenKind::QuotedName => name = self.name_token(),
                TokenKind::Symbol(Symbol::Star) => {
                    self.bump();
                }
                _ => {
                    self.unexpected("a name after `.`");
                    break;
                }
            }
        }
        name.span = start.to(self.previous_span());
        if !self.saw_qualified {
            self.saw_qualified = true;
            let message = "AQL names have no table in front and no dots";
            let help = "write the field alone; a name that has a dot in it goes in double quotes";
            self.error(codes::NOT_QUALIFIED, name.span, message, help);
        }
        name
    }

    /// `NULLS FIRST`
    pub(super) fn refuse_after_order_key(&mut self) {
        self.refuse_collate();
        if self.at_word("NULLS") && self.is_any_word_at(1, &["FIRST", "LAST"]) {
            let span = self.bump().span.to(self.bump().span);
            let help = "leave it out, or sort by a CASE first";
            self.error(codes::NOT_CLAUSE, span, "AQL has no NULLS FIRST or NULLS LAST", help);
        }
    }

    /// `CAST(x AS LONG)`, after its first argument.
    pub(super) fn refuse_cast(&mut self) {
        if self.at_word("AS") {
            let help = "convert with LONG(x), DOUBLE(x) or STR(x)";
            self.error(codes::NOT_CAST, self.peek().span, "AQL has no CAST", help);
            self.skip_until(|_| false);
        }
    }

    /// `ROW_NUMBER() OVER (...)`
    pub(super) fn refuse_window(&mut self) {
        if self.at_foreign_word() {
            let help = "group the rows with GROUP BY";
            self.error(codes::NOT_WINDOW, self.peek().span, "AQL has no window functions", help);
            self.bump();
            self.skip_brackets();
        }
    }

    /// A word that starts a form of its own where an operand is due. The outer
    /// `None`: it is none of them.
    pub(super) fn refuse_operand(&mut self) -> Option<Option<Node>> {
        let start = self.peek().span;
        if self.at_words("TEXT", "SEARCH") {
            return Some(Some(self.refuse_text_search()));
        }
        if self.at_if() {
            return Some(self.refuse_if());
        }
        if self.at_word("INTERVAL") && self.peek_at(1).kind == TokenKind::String {
            self.bump();
            self.bump();
            self.time_unit();
            let help = "times are milliseconds: `NOW() - 86400000` is a day ago; or end the query \
                        with `LAST 24 HOURS`";
            self.error(codes::NOT_INTERVAL, start, "AQL has no INTERVAL", help);
            return Some(Some(Node::null(start)));
        }
        if self.at_word("LAST") && self.peek_at(1).kind == TokenKind::Number && self.in_condition() {
            let span = self.bump().span.to(self.bump().span);
            self.time_unit();
            let help = "move LAST to the end of the query, without AND";
            self.error(codes::NOT_LAST_IN_CONDITION, span, "LAST stands inside a condition", help);
            return Some(Some(Node::null(span)));
        }
        None
    }

    fn in_condition(&self) -> bool {
        let before = self.previous_span().text(self.text);
        super::is_any(before, &["WHERE", "AND", "OR", "NOT", "HAVING", "("])
    }

    pub(super) fn refuse_scalar_subquery(&mut self) -> Option<Node> {
        let span = self.peek_at(1).span;
        self.skip_brackets();
        let help = "AQL takes subqueries in FROM and IN only; run the inner query first";
        self.error(codes::NOT_SCALAR_SUBQUERY, span, "a subquery cannot be a value", help);
        Some(Node::null(span))
    }

    pub(super) fn refuse_symbol_operator(&mut self) {
        let (message, help) = match self.peek().kind {
            TokenKind::Symbol(Symbol::DoublePipe) => {
                ("AQL has no `||`", "join texts with CONCAT(a, b), and conditions with OR")
            }
            _ => ("AQL has no `&&`", "write AND"),
        };
        self.error(codes::NOT_SYMBOL_OPERATOR, self.peek().span, message, help);
    }

    pub(super) fn is_foreign_operator_at(&self, ahead: usize) -> bool {
        let string = self.peek_at(ahead + 1).kind == TokenKind::String;
        (self.is_word_at(ahead, "SIMILAR") && self.is_word_at(ahead + 1, "TO"))
            || (string && self.is_any_word_at(ahead, TEXT_OPERATORS))
    }

    /// At `SIMILAR TO` or a word of [`TEXT_OPERATORS`].
    pub(super) fn foreign_operator(&mut self, left: Node) -> Option<Node> {
        let token = self.bump();
        let word = self.text_of(token).to_uppercase();
        if word == "SIMILAR" {
            self.bump();
            let help = "write a regular expression: `x IMATCHES '.*(a|b).*'`";
            self.error(codes::NOT_SIMILAR_TO, token.span, "AQL has no SIMILAR TO", help);
        } else {
            let message = format!("AQL has no operator {word}");
            let help = "use MATCHES or IMATCHES with a regular expression, LIKE or ILIKE with `%`";
            self.error(codes::NOT_REGEX_OPERATOR, token.span, message, help);
        }
        let pattern = self.climb(precedence::BIT_OR)?;
        Some(Node::null(left.expr.span.to(pattern.expr.span)))
    }

    /// What other languages write between `LIKE` or `MATCHES` and the pattern.
    pub(super) fn foreign_pattern(&mut self, op: MatchOp) -> Option<Node> {
        let span = self.peek().span;
        if self.is_any_word_at(0, &["ANY", "ALL", "SOME"]) && self.is_symbol_at(1, Symbol::LeftParen) {
            let token = self.bump();
            let word = self.text_of(token).to_uppercase();
            self.skip_brackets();
            let message = format!("AQL has no {op} {word}");
            let help = format!("repeat the comparison: `x {op} 'a' OR x {op} 'b'`");
            self.error(codes::NOT_LIKE_ANY, span, message, &help);
            return Some(Node::null(span));
        }
        if self.at_word("REGEX") && self.peek_at(1).kind == TokenKind::String {
            self.bump();
            let message = format!("AQL has no {op} REGEX");
            let help = "leave REGEX out: MATCHES always takes a regular expression";
            self.error(codes::NOT_REGEX_OPERATOR, span, message, help);
            return None;
        }
        self.refuse_enumeration()
    }

    /// `LIKE 'a!%' ESCAPE '!'`
    pub(super) fn refuse_escape(&mut self) {
        if self.at_word("ESCAPE") && self.peek_at(1).kind == TokenKind::String {
            let span = self.bump().span.to(self.bump().span);
            let help = "use MATCHES with a regular expression for a literal `%` or `_`";
            let message = "AQL has no ESCAPE";
            self.report(Diagnostic::error(codes::NOT_ESCAPE, span, message).with_help(help));
        }
    }
}
