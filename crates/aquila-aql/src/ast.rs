//! The syntax tree: AQL as its user typed it, names unresolved.
//!
//! Every node carries the span of its text. Printing a tree gives AQL that
//! parses to the same tree (spans aside).

use crate::span::Span;

/// One `SELECT` statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// The select list, in order.
    pub items: Vec<SelectItem>,
    /// What follows `FROM`.
    pub source: Source,
    /// The condition of `WHERE`.
    pub filter: Option<Expr>,
    /// The keys of `GROUP BY`.
    pub group_by: Vec<Expr>,
    /// The condition of `HAVING`.
    pub having: Option<Expr>,
    /// The keys of `ORDER BY`.
    pub order_by: Vec<OrderBy>,
    /// `LIMIT n`.
    pub limit: Option<Limit>,
    /// `LAST ...` or `START ... STOP ...`.
    pub time: Option<TimeClause>,
    /// The whole statement.
    pub span: Span,
}

/// A name as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Its text, quotes removed.
    pub text: String,
    /// Whether it stood in double quotes.
    pub quoted: bool,
    /// Where.
    pub span: Span,
}

/// One entry of the select list.
#[derive(Debug, Clone, PartialEq)]
pub enum SelectItem {
    /// `*`
    Wildcard(Span),
    /// An expression with an optional alias.
    Expr {
        /// The expression.
        expr: Expr,
        /// The alias.
        alias: Option<Alias>,
    },
}

/// `AS name`, `AS "my name"`, `AS 'my name'`, each also without `AS`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// Its text, quotes removed.
    pub text: String,
    /// How it was written.
    pub quote: AliasQuote,
    /// Where (without `AS`).
    pub span: Span,
}

/// The quotes around an alias.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AliasQuote {
    /// A bare word.
    None,
    /// `'single'`
    Single,
    /// `"double"`
    Double,
}

/// What a statement reads.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// `events`, `flows`, `simarc`, or a named result.
    Name(Name),
}

/// One key of `ORDER BY`.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderBy {
    /// The key.
    pub expr: Expr,
    /// Whether `DESC` was written.
    pub descending: bool,
}

/// `LIMIT n`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// The row count.
    pub rows: u64,
    /// Where.
    pub span: Span,
}

/// The time clause.
#[derive(Debug, Clone, PartialEq)]
pub enum TimeClause {
    /// `LAST 2 HOURS`
    Last {
        /// How many.
        count: u64,
        /// Of what.
        unit: TimeUnit,
        /// Where.
        span: Span,
    },
    /// `START a [STOP b]`
    Range {
        /// The first instant: a string, a number, or a call.
        start: Expr,
        /// The last instant; now when absent.
        stop: Option<Expr>,
        /// Where.
        span: Span,
    },
}

/// The units of `LAST`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeUnit {
    /// `SECONDS`
    Second,
    /// `MINUTES`
    Minute,
    /// `HOURS`
    Hour,
    /// `DAYS`
    Day,
}

impl TimeUnit {
    /// Its length in milliseconds.
    pub const fn millis(self) -> u64 {
        match self {
            TimeUnit::Second => 1_000,
            TimeUnit::Minute => 60_000,
            TimeUnit::Hour => 3_600_000,
            TimeUnit::Day => 86_400_000,
        }
    }
}

/// An expression and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where.
    pub span: Span,
}

/// The kinds of expression.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// A name: field, property or alias.
    Name(Name),
    /// A constant.
    Literal(Literal),
    /// `*` as the argument of `COUNT(*)`.
    Star,
    /// `-x`, `~x`, `NOT x`
    Unary {
        /// The operator.
        op: UnaryOp,
        /// The operand.
        operand: Box<Expr>,
    },
    /// `a op b`
    Binary {
        /// The operator.
        op: BinaryOp,
        /// Left operand.
        left: Box<Expr>,
        /// Right operand.
        right: Box<Expr>,
    },
    /// `a [NOT] LIKE|ILIKE|MATCHES|IMATCHES b`
    Match {
        /// Which of the four.
        op: MatchOp,
        /// Whether `NOT` stood before it.
        negated: bool,
        /// The text.
        operand: Box<Expr>,
        /// The pattern.
        pattern: Box<Expr>,
    },
    /// `a [NOT] BETWEEN low AND high`
    Between {
        /// Whether `NOT` stood before it.
        negated: bool,
        /// The value.
        operand: Box<Expr>,
        /// Inclusive lower bound.
        low: Box<Expr>,
        /// Inclusive upper bound.
        high: Box<Expr>,
    },
    /// `a [NOT] IN (b, ...)`
    InList {
        /// Whether `NOT` stood before it.
        negated: bool,
        /// The value.
        operand: Box<Expr>,
        /// The list.
        list: Vec<Expr>,
    },
    /// `a IS [NOT] NULL`
    IsNull {
        /// Whether `NOT` stood in it.
        negated: bool,
        /// The value.
        operand: Box<Expr>,
    },
    /// `CASE [a] WHEN b THEN c ... [ELSE d] END`
    Case {
        /// The compared value of the second form.
        operand: Option<Box<Expr>>,
        /// The arms.
        arms: Vec<CaseArm>,
        /// What holds when no arm does.
        otherwise: Option<Box<Expr>>,
    },
    /// `name(argument, ...)`
    Call {
        /// The function's name as written, with `::` for a namespace.
        function: Name,
        /// The arguments.
        arguments: Vec<Expr>,
    },
}

/// `WHEN condition THEN value`
#[derive(Debug, Clone, PartialEq)]
pub struct CaseArm {
    /// The condition, or the value compared with the operand.
    pub when: Expr,
    /// The result.
    pub then: Expr,
}

/// A constant.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `'text'`, quotes undoubled; a backslash is an ordinary character.
    String(String),
    /// A whole number, decimal or hexadecimal.
    Integer(i64),
    /// A number with a fraction or an exponent, or one too large for a long.
    Double(f64),
    /// `TRUE`, `FALSE`
    Boolean(bool),
    /// `NULL`
    Null,
}

/// Prefix operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOp {
    /// `NOT`
    Not,
    /// `-`
    Minus,
    /// `~`
    BitNot,
}

/// Infix operators. Precedence and meaning: the AQL page of the documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOp {
    /// `OR`
    Or,
    /// `AND`
    And,
    /// `=`, `==`
    Eq,
    /// `!=`, `<>`
    NotEq,
    /// `<`
    Lt,
    /// `<=`
    LtEq,
    /// `>`
    Gt,
    /// `>=`
    GtEq,
    /// `|`
    BitOr,
    /// `XOR`
    BitXor,
    /// `&`
    BitAnd,
    /// `<<`
    ShiftLeft,
    /// `>>`
    ShiftRight,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulo,
    /// `^` (power, as in QRadar; not exclusive or)
    Power,
}

/// The pattern operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MatchOp {
    /// `LIKE`
    Like,
    /// `ILIKE`
    ILike,
    /// `MATCHES`
    Matches,
    /// `IMATCHES`
    IMatches,
}

impl MatchOp {
    /// Whether case is ignored.
    pub const fn ignores_case(self) -> bool {
        matches!(self, MatchOp::ILike | MatchOp::IMatches)
    }
}
