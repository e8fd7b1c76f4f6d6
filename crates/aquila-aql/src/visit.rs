//! Walks over the tree. They keep their own stack, so the depth of a tree is no
//! concern of the callers.

use crate::ast::{Expr, ExprKind, Name, SelectItem, Source, Statement, TimeClause};
use crate::span::Span;

/// Calls `visit` on `expr` and on everything in it: parents first, then
/// children from left to right.
pub fn walk_expr<'a>(expr: &'a Expr, visit: &mut impl FnMut(&'a Expr)) {
    let mut stack = vec![expr];
    while let Some(next) = stack.pop() {
        visit(next);
        let first_child = stack.len();
        push_children(next, &mut stack);
        stack[first_child..].reverse();
    }
}

/// Calls `visit` on every expression of `statement`, clause by clause.
pub fn walk_statement<'a>(statement: &'a Statement, visit: &mut impl FnMut(&'a Expr)) {
    for expr in roots(statement) {
        walk_expr(expr, visit);
    }
}

/// The outermost expressions of `statement`, in the order of the clauses.
pub fn roots(statement: &Statement) -> Vec<&Expr> {
    let mut roots: Vec<&Expr> = Vec::new();
    roots.extend(statement.items.iter().filter_map(|item| match item {
        SelectItem::Wildcard(_) => None,
        SelectItem::Expr { expr, .. } => Some(expr),
    }));
    roots.extend(&statement.filter);
    roots.extend(&statement.group_by);
    roots.extend(&statement.having);
    roots.extend(statement.order_by.iter().map(|key| &key.expr));
    if let Some(TimeClause::Range { start, stop, .. }) = &statement.time {
        roots.push(start);
        roots.extend(stop);
    }
    roots
}

fn push_children<'a>(expr: &'a Expr, out: &mut Vec<&'a Expr>) {
    match &expr.kind {
        ExprKind::Name(_) | ExprKind::Literal(_) | ExprKind::Star => {}
        ExprKind::Unary { operand, .. } | ExprKind::IsNull { operand, .. } => out.push(operand),
        ExprKind::Binary { left, right, .. } => out.extend([&**left, &**right]),
        ExprKind::Match { operand, pattern, .. } => out.extend([&**operand, &**pattern]),
        ExprKind::Between { operand, low, high, .. } => out.extend([&**operand, &**low, &**high]),
        ExprKind::InList { operand, list, .. } => {
            out.push(operand);
            out.extend(list);
        }
        ExprKind::Case { operand, arms, otherwise } => {
            out.extend(operand.as_deref());
            out.extend(arms.iter().flat_map(|arm| [&arm.when, &arm.then]));
            out.extend(otherwise.as_deref());
        }
        ExprKind::Call { arguments, .. } => out.extend(arguments),
    }
}

/// The statement with all spans at zero, to compare two trees by meaning.
#[doc(hidden)]
pub fn without_spans(mut statement: Statement) -> Statement {
    let Statement { items, source, filter, group_by, having, order_by, limit, time, span } = &mut statement;
    *span = Span::default();
    let Source::Name(name) = source;
    clear_name(name);
    let mut stack: Vec<&mut Expr> = Vec::new();
    for item in items {
        match item {
            SelectItem::Wildcard(span) => *span = Span::default(),
            SelectItem::Expr { expr, alias } => {
                stack.push(expr);
                if let Some(alias) = alias {
                    alias.span = Span::default();
                }
            }
        }
    }
    stack.extend(filter);
    stack.extend(group_by);
    stack.extend(having);
    stack.extend(order_by.iter_mut().map(|key| &mut key.expr));
    if let Some(limit) = limit {
        limit.span = Span::default();
    }
    match time {
        Some(TimeClause::Last { span, .. }) => *span = Span::default(),
        Some(TimeClause::Range { start, stop, span }) => {
            *span = Span::default();
            stack.push(start);
            stack.extend(stop);
        }
        None => {}
    }
    clear_exprs(stack);
    statement
}

fn clear_name(name: &mut Name) {
    name.span = Span::default();
}

fn clear_exprs(mut stack: Vec<&mut Expr>) {
    while let Some(next) = stack.pop() {
        next.span = Span::default();
        match &mut next.kind {
            ExprKind::Name(name) => clear_name(name),
            ExprKind::Literal(_) | ExprKind::Star => {}
            ExprKind::Unary { operand, .. } | ExprKind::IsNull { operand, .. } => {
                stack.push(operand);
            }
            ExprKind::Binary { left, right, .. } => stack.extend([&mut **left, &mut **right]),
            ExprKind::Match { operand, pattern, .. } => {
                stack.extend([&mut **operand, &mut **pattern]);
            }
            ExprKind::Between { operand, low, high, .. } => {
                stack.extend([&mut **operand, &mut **low, &mut **high]);
            }
            ExprKind::InList { operand, list, .. } => {
                stack.push(operand);
                stack.extend(list);
            }
            ExprKind::Case { operand, arms, otherwise } => {
                stack.extend(operand.as_deref_mut());
                stack.extend(arms.iter_mut().flat_map(|arm| [&mut arm.when, &mut arm.then]));
                stack.extend(otherwise.as_deref_mut());
            }
            ExprKind::Call { function, arguments } => {
                clear_name(function);
                stack.extend(arguments);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Mode, parse};

    #[test]
    fn parents_come_first_and_children_from_left_to_right() {
        let text = "SELECT a, f(b, c + d) FROM events WHERE CASE e WHEN 1 THEN 2 ELSE 3 END = g \
                    GROUP BY h ORDER BY i START 4 STOP 5";
        let statement = parse(text, Mode::Strict).statement.expect("it parses");
        let mut seen = Vec::new();
        walk_statement(&statement, &mut |expr| seen.push(expr.span.text(text)));
        let expected = [
            "a",
            "f(b, c + d)",
            "b",
            "c + d",
            "c",
            "d",
            "CASE e WHEN 1 THEN 2 ELSE 3 END = g",
            "CASE e WHEN 1 THEN 2 ELSE 3 END",
            "e",
            "1",
            "2",
            "3",
            "g",
            "h",
            "i",
            "4",
            "5",
        ];
        assert_eq!(seen, expected);
    }
}
