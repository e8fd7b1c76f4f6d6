//! How tightly each operator binds: the one table that the parser and the
//! printer share, so that they cannot disagree.

use crate::ast::{BinaryOp, Expr, ExprKind, UnaryOp};

pub(crate) const OR: u8 = 1;
pub(crate) const AND: u8 = 2;
pub(crate) const NOT: u8 = 3;
pub(crate) const PREDICATE: u8 = 4;
pub(crate) const BIT_OR: u8 = 5;
const BIT_XOR: u8 = 6;
const BIT_AND: u8 = 7;
const SHIFT: u8 = 8;
pub(crate) const SUM: u8 = 9;
pub(crate) const PRODUCT: u8 = 10;
const POWER: u8 = 11;
pub(crate) const UNARY: u8 = 12;
pub(crate) const PRIMARY: u8 = 13;

/// The level of an infix operator; higher binds tighter.
pub(crate) const fn of_binary(op: BinaryOp) -> u8 {
    match op {
        BinaryOp::Or => OR,
        BinaryOp::And => AND,
        BinaryOp::Eq | BinaryOp::NotEq | BinaryOp::Lt | BinaryOp::LtEq | BinaryOp::Gt | BinaryOp::GtEq => {
            PREDICATE
        }
        BinaryOp::BitOr => BIT_OR,
        BinaryOp::BitXor => BIT_XOR,
        BinaryOp::BitAnd => BIT_AND,
        BinaryOp::ShiftLeft | BinaryOp::ShiftRight => SHIFT,
        BinaryOp::Add | BinaryOp::Subtract => SUM,
        BinaryOp::Multiply | BinaryOp::Divide | BinaryOp::Modulo => PRODUCT,
        BinaryOp::Power => POWER,
    }
}

/// The lowest levels that may stand left and right of `op` without parentheses.
pub(crate) const fn operands(op: BinaryOp) -> (u8, u8) {
    let level = of_binary(op);
    match op {
        BinaryOp::Power => (level + 1, level),
        _ if level == PREDICATE => (level + 1, level + 1),
        _ => (level, level + 1),
    }
}

/// The level of a whole expression.
pub(crate) const fn of_expr(expr: &Expr) -> u8 {
    match &expr.kind {
        ExprKind::Unary { op: UnaryOp::Not, .. } => NOT,
        ExprKind::Unary { .. } => UNARY,
        ExprKind::Binary { op, .. } => of_binary(*op),
        ExprKind::Match { .. }
        | ExprKind::Between { .. }
        | ExprKind::InList { .. }
        | ExprKind::IsNull { .. } => PREDICATE,
        ExprKind::Name(_)
        | ExprKind::Literal(_)
        | ExprKind::Star
        | ExprKind::Case { .. }
        | ExprKind::Call { .. } => PRIMARY,
    }
}

/// Operators whose place in QRadar's precedence is not documented. They are
/// printed in parentheses, so that the printed text means the same everywhere.
pub(crate) const fn is_uncertain(op: BinaryOp) -> bool {
    matches!(
        op,
        BinaryOp::BitOr
            | BinaryOp::BitXor
            | BinaryOp::BitAnd
            | BinaryOp::ShiftLeft
            | BinaryOp::ShiftRight
            | BinaryOp::Power
    )
}
