//! Printing: a tree as AQL on one line, with as few parentheses as are safe.
//!
//! Parsing the printed text gives the same tree again, spans aside. This holds
//! for every tree that the parser can build.

use std::fmt::{self, Display, Formatter, Write};

use crate::ast::{
    Alias, AliasQuote, BinaryOp, CaseArm, Expr, ExprKind, Limit, Literal, MatchOp, Name, OrderBy, SelectItem,
    Source, Statement, TimeClause, TimeUnit, UnaryOp,
};
use crate::chain;
use crate::lexer::is_plain_identifier;
use crate::parser::is_reserved;
use crate::precedence;

impl Display for Statement {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("SELECT ")?;
        list(f, &self.items)?;
        write!(f, " FROM {}", self.source)?;
        if let Some(filter) = &self.filter {
            write!(f, " WHERE {filter}")?;
        }
        if !self.group_by.is_empty() {
            f.write_str(" GROUP BY ")?;
            list(f, &self.group_by)?;
        }
        if let Some(having) = &self.having {
            write!(f, " HAVING {having}")?;
        }
        if !self.order_by.is_empty() {
            f.write_str(" ORDER BY ")?;
            list(f, &self.order_by)?;
        }
        if let Some(limit) = &self.limit {
            write!(f, " {limit}")?;
        }
        if let Some(time) = &self.time {
            write!(f, " {time}")?;
        }
        Ok(())
    }
}

impl Display for SelectItem {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            SelectItem::Wildcard(_) => f.write_char('*'),
            SelectItem::Expr { expr, alias: None } => expr.fmt(f),
            SelectItem::Expr { expr, alias: Some(alias) } => write!(f, "{expr} AS {alias}"),
        }
    }
}

impl Display for Alias {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let bare = is_plain_identifier(&self.text) && !self.text.eq_ignore_ascii_case("FROM");
        match self.quote {
            AliasQuote::None if bare => f.write_str(&self.text),
            AliasQuote::Single => quoted(f, &self.text, '\''),
            AliasQuote::None | AliasQuote::Double => quoted(f, &self.text, '"'),
        }
    }
}

impl Display for Name {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.quoted || !is_plain_identifier(&self.text) || is_reserved(&self.text) {
            quoted(f, &self.text, '"')
        } else {
            f.write_str(&self.text)
        }
    }
}

impl Display for Source {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Source::Name(name) = self;
        name.fmt(f)
    }
}

impl Display for OrderBy {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.expr.fmt(f)?;
        if self.descending { f.write_str(" DESC") } else { Ok(()) }
    }
}

impl Display for Limit {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "LIMIT {}", self.rows)
    }
}

impl Display for TimeClause {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            TimeClause::Last { count, unit, .. } => write!(f, "LAST {count} {unit}"),
            TimeClause::Range { start, stop, .. } => {
                f.write_str("START ")?;
                operand(f, start, precedence::BIT_OR)?;
                if let Some(stop) = stop {
                    f.write_str(" STOP ")?;
                    operand(f, stop, precedence::BIT_OR)?;
                }
                Ok(())
            }
        }
    }
}

impl Display for TimeUnit {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TimeUnit::Second => "SECONDS",
            TimeUnit::Minute => "MINUTES",
            TimeUnit::Hour => "HOURS",
            TimeUnit::Day => "DAYS",
        })
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ExprKind::Name(name) => name.fmt(f),
            ExprKind::Literal(literal) => literal.fmt(f),
            ExprKind::Star => f.write_char('*'),
            ExprKind::Unary { op, operand } => unary(f, *op, operand),
            ExprKind::Binary { op, left, right } => binary(f, self, *op, left, right),
            ExprKind::Match { op, negated, operand: value, pattern } => {
                operand(f, value, precedence::BIT_OR)?;
                write!(f, " {}{op} ", not(*negated))?;
                operand(f, pattern, precedence::BIT_OR)
            }
            ExprKind::Between { negated, operand: value, low, high } => {
                operand(f, value, precedence::BIT_OR)?;
                write!(f, " {}BETWEEN ", not(*negated))?;
                operand(f, low, precedence::BIT_OR)?;
                f.write_str(" AND ")?;
                operand(f, high, precedence::BIT_OR)
            }
            ExprKind::InList { negated, operand: value, list: values } => {
                operand(f, value, precedence::BIT_OR)?;
                write!(f, " {}IN (", not(*negated))?;
                list(f, values)?;
                f.write_char(')')
            }
            ExprKind::IsNull { negated, operand: value } => {
                operand(f, value, precedence::BIT_OR)?;
                write!(f, " IS {}NULL", not(*negated))
            }
            ExprKind::Case { operand, arms, otherwise } => {
                case(f, operand.as_deref(), arms, otherwise.as_deref())
            }
            ExprKind::Call { function, arguments } => {
                write!(f, "{function}(")?;
                list(f, arguments)?;
                f.write_char(')')
            }
        }
    }
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Literal::String(text) => quoted(f, text, '\''),
            Literal::Integer(value) => value.fmt(f),
            // The debug form always shows a fraction or an exponent.
            Literal::Double(value) => write!(f, "{value:?}"),
            Literal::Boolean(true) => f.write_str("TRUE"),
            Literal::Boolean(false) => f.write_str("FALSE"),
            Literal::Null => f.write_str("NULL"),
        }
    }
}

impl Display for MatchOp {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            MatchOp::Like => "LIKE",
            MatchOp::ILike => "ILIKE",
            MatchOp::Matches => "MATCHES",
            MatchOp::IMatches => "IMATCHES",
        })
    }
}

impl Display for BinaryOp {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            BinaryOp::Or => "OR",
            BinaryOp::And => "AND",
            BinaryOp::Eq => "=",
            BinaryOp::NotEq => "!=",
            BinaryOp::Lt => "<",
            BinaryOp::LtEq => "<=",
            BinaryOp::Gt => ">",
            BinaryOp::GtEq => ">=",
            BinaryOp::BitOr => "|",
            BinaryOp::BitXor => "XOR",
            BinaryOp::BitAnd => "&",
            BinaryOp::ShiftLeft => "<<",
            BinaryOp::ShiftRight => ">>",
            BinaryOp::Add => "+",
            BinaryOp::Subtract => "-",
            BinaryOp::Multiply => "*",
            BinaryOp::Divide => "/",
            BinaryOp::Modulo => "%",
            BinaryOp::Power => "^",
        })
    }
}

fn unary(f: &mut Formatter<'_>, op: UnaryOp, value: &Expr) -> fmt::Result {
    match op {
        UnaryOp::Not => {
            f.write_str("NOT ")?;
            operand(f, value, precedence::NOT)
        }
        UnaryOp::BitNot => {
            f.write_char('~')?;
            operand(f, value, precedence::UNARY)
        }
        UnaryOp::Minus => {
            // Two minus signs in a row would start a comment.
            f.write_str(if starts_with_minus(value) { "- " } else { "-" })?;
            operand(f, value, precedence::UNARY)
        }
    }
}

fn starts_with_minus(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Unary { op, .. } => *op == UnaryOp::Minus,
        ExprKind::Literal(Literal::Integer(value)) => *value < 0,
        ExprKind::Literal(Literal::Double(value)) => value.is_sign_negative(),
        _ => false,
    }
}

fn binary(f: &mut Formatter<'_>, whole: &Expr, op: BinaryOp, left: &Expr, right: &Expr) -> fmt::Result {
    if matches!(op, BinaryOp::And | BinaryOp::Or) {
        for (index, term) in chain::operands(op, whole).into_iter().enumerate() {
            if index > 0 {
                write!(f, " {op} ")?;
            }
            operand(f, term, precedence::of_binary(op) + 1)?;
        }
        return Ok(());
    }
    let (left_level, right_level) = if precedence::is_uncertain(op) {
        (precedence::UNARY, precedence::UNARY)
    } else {
        precedence::operands(op)
    };
    operand(f, left, left_level)?;
    write!(f, " {op} ")?;
    operand(f, right, right_level)
}

/// Prints `expr` as part of an operator that takes operands of `level` and up.
fn operand(f: &mut Formatter<'_>, expr: &Expr, level: u8) -> fmt::Result {
    let uncertain = matches!(&expr.kind, ExprKind::Binary { op, .. } if precedence::is_uncertain(*op));
    if uncertain || precedence::of_expr(expr) < level { write!(f, "({expr})") } else { expr.fmt(f) }
}

fn case(
    f: &mut Formatter<'_>,
    operand: Option<&Expr>,
    arms: &[CaseArm],
    otherwise: Option<&Expr>,
) -> fmt::Result {
    f.write_str("CASE")?;
    if let Some(operand) = operand {
        write!(f, " {operand}")?;
    }
    for CaseArm { when, then } in arms {
        write!(f, " WHEN {when} THEN {then}")?;
    }
    if let Some(otherwise) = otherwise {
        write!(f, " ELSE {otherwise}")?;
    }
    f.write_str(" END")
}

fn not(negated: bool) -> &'static str {
    if negated { "NOT " } else { "" }
}

fn list(f: &mut Formatter<'_>, parts: &[impl Display]) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            f.write_str(", ")?;
        }
        part.fmt(f)?;
    }
    Ok(())
}

fn quoted(f: &mut Formatter<'_>, text: &str, quote: char) -> fmt::Result {
    f.write_char(quote)?;
    for c in text.chars() {
        if c == quote {
            f.write_char(quote)?;
        }
        f.write_char(c)?;
    }
    f.write_char(quote)
}

#[cfg(test)]
mod tests {
    use crate::{Mode, parse};

    /// `expected` is the printed condition; empty when it is as written.
    fn check(condition: &str, expected: &str) {
        let parsed = parse(&format!("SELECT a FROM events WHERE {condition}"), Mode::Strict);
        assert_eq!(parsed.diagnostics, [], "{condition}");
        let statement = parsed.statement.expect("a clean parse has a statement");
        let printed = statement.filter.map(|filter| filter.to_string()).unwrap_or_default();
        assert_eq!(printed, if expected.is_empty() { condition } else { expected });
    }

    #[test]
    fn parentheses_are_few_but_safe() {
        check("((a = 1))", "a = 1");
        check("(a = 1 AND b = 2) AND c = 3", "a = 1 AND b = 2 AND c = 3");
        check("(a = 1 OR b = 2) AND NOT (c = 3 OR d = 4)", "");
        check("a = 1 OR b = 2 AND c = 3", "");
        check("NOT (NOT a = 1)", "NOT NOT a = 1");
        check("(a = 1) = (b = 2)", "");
        check("a - (b - c) - d = 0", "");
        check("(a - b) - c = 0", "a - b - c = 0");
        check("(a + b) * c = 0", "");
        check("a&1 = 0x10 | b", "(a & 1) = (16 | b)");
        check("a | b | c = 1", "((a | b) | c) = 1");
        check("a ^ b ^ c = 1", "(a ^ (b ^ c)) = 1");
        check("- -a > - 1", "- -a > -1");
        check("(a BETWEEN 1 AND 2) IS NOT NULL", "");
    }

    #[test]
    fn words_and_quotes() {
        check("a <> 'it''s' and b == NULL", "a != 'it''s' AND b = NULL");
        check("\"from\" not in (true, 1.0, 1e30)", "\"from\" NOT IN (TRUE, 1.0, 1e30)");
        check("\"say \"\"hi\"\"\" ilike 'x'", "\"say \"\"hi\"\"\" ILIKE 'x'");
        check("case a when 1 then 2 else 3 end = 2", "CASE a WHEN 1 THEN 2 ELSE 3 END = 2");
    }
}
