//! Chains of `AND` and of `OR`.
//!
//! Both operators are associative, so `a AND b AND c` and `(a AND b) AND c` are
//! one and the same tree: the balanced one over the list of operands. A
//! generated condition of 20,000 terms is then 15 levels deep, and no walk over
//! it can exhaust the stack.

use crate::ast::{BinaryOp, Expr, ExprKind, Literal};
use crate::span::Span;

/// Joins `operands` by `op` (`AND` or `OR`) to the one tree that stands for
/// them; operands that are themselves such chains are merged. An empty list
/// gives what joining nothing means: true for `AND`, false for `OR`.
pub fn join(op: BinaryOp, operands: Vec<Expr>) -> Expr {
    debug_assert!(matches!(op, BinaryOp::And | BinaryOp::Or));
    let mut flat = Vec::with_capacity(operands.len());
    for operand in operands {
        flatten_into(op, operand, &mut flat);
    }
    let count = flat.len();
    balance(op, &mut flat.into_iter(), count)
}

/// The operands that `op` joins in `expr`, in order; `expr` itself when it is
/// no such chain.
pub fn operands(op: BinaryOp, expr: &Expr) -> Vec<&Expr> {
    let mut found = Vec::new();
    let mut stack = vec![expr];
    while let Some(next) = stack.pop() {
        match &next.kind {
            ExprKind::Binary { op: inner, left, right } if *inner == op => {
                stack.push(right);
                stack.push(left);
            }
            _ => found.push(next),
        }
    }
    found
}

fn flatten_into(op: BinaryOp, expr: Expr, flat: &mut Vec<Expr>) {
    let mut stack = vec![expr];
    while let Some(next) = stack.pop() {
        match next.kind {
            ExprKind::Binary { op: inner, left, right } if inner == op => {
                stack.push(*right);
                stack.push(*left);
            }
            kind => flat.push(Expr { kind, span: next.span }),
        }
    }
}

fn balance(op: BinaryOp, operands: &mut impl Iterator<Item = Expr>, count: usize) -> Expr {
    if count <= 1 {
        let empty = ExprKind::Literal(Literal::Boolean(op == BinaryOp::And));
        return operands.next().unwrap_or(Expr { kind: empty, span: Span::default() });
    }
    let left = balance(op, operands, count.div_ceil(2));
    let right = balance(op, operands, count / 2);
    let span = left.span.to(right.span);
    Expr { kind: ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) }, span }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(value: i64) -> Expr {
        Expr { kind: ExprKind::Literal(Literal::Integer(value)), span: Span::default() }
    }

    #[test]
    fn grouping_does_not_matter() {
        let flat = join(BinaryOp::And, (0..9).map(number).collect());
        let nested = (1..9).fold(number(0), |left, n| join(BinaryOp::And, vec![left, number(n)]));
        assert_eq!(flat, nested);
        let back: Vec<Expr> = operands(BinaryOp::And, &flat).into_iter().cloned().collect();
        assert_eq!(back, (0..9).map(number).collect::<Vec<_>>());
        assert_eq!(operands(BinaryOp::Or, &flat), [&flat]);
    }

    #[test]
    fn nothing_joined_is_the_neutral_value() {
        let value = |op| join(op, Vec::new()).kind;
        assert_eq!(value(BinaryOp::And), ExprKind::Literal(Literal::Boolean(true)));
        assert_eq!(value(BinaryOp::Or), ExprKind::Literal(Literal::Boolean(false)));
    }
}
