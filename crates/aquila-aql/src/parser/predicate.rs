//! Comparisons: `=` and its kin, `LIKE`, `MATCHES`, `IN`, `BETWEEN`, `IS NULL`.

use super::Parser;
use super::expr::Node;
use crate::ast::{BinaryOp, Expr, ExprKind, MatchOp};
use crate::codes;
use crate::lexer::{Symbol, TokenKind};
use crate::precedence;

impl Parser<'_> {
    /// Whether a comparison operator stands here, after an operand.
    pub(super) fn at_predicate(&self) -> bool {
        const AFTER_NOT: &[&str] = &["LIKE", "ILIKE", "MATCHES", "IMATCHES", "IN", "BETWEEN"];
        if self.comparison().is_some() || self.at_word("IS") {
            return true;
        }
        let ahead = usize::from(self.at_word("NOT"));
        self.is_any_word_at(ahead, AFTER_NOT) || self.is_foreign_operator_at(ahead)
    }

    fn comparison(&self) -> Option<BinaryOp> {
        Some(match self.peek().kind {
            TokenKind::Symbol(Symbol::Eq) => BinaryOp::Eq,
            TokenKind::Symbol(Symbol::NotEq) => BinaryOp::NotEq,
            TokenKind::Symbol(Symbol::Lt) => BinaryOp::Lt,
            TokenKind::Symbol(Symbol::LtEq) => BinaryOp::LtEq,
            TokenKind::Symbol(Symbol::Gt) => BinaryOp::Gt,
            TokenKind::Symbol(Symbol::GtEq) => BinaryOp::GtEq,
            _ => return None,
        })
    }

    fn match_operator(&self) -> Option<MatchOp> {
        const WORDS: [(&str, MatchOp); 4] = [
            ("LIKE", MatchOp::Like),
            ("ILIKE", MatchOp::ILike),
            ("MATCHES", MatchOp::Matches),
            ("IMATCHES", MatchOp::IMatches),
        ];
        WORDS.iter().find(|(word, _)| self.at_word(word)).map(|(_, op)| *op)
    }

    /// The rest of a comparison whose left operand is read.
    pub(super) fn predicate(&mut self, left: Node) -> Option<Node> {
        if let Some(op) = self.comparison() {
            self.bump();
            return self.binary(op, left);
        }
        if self.eat_word("IS") {
            return self.is_null(left);
        }
        let negated = self.eat_word("NOT");
        if let Some(op) = self.match_operator() {
            self.bump();
            return self.text_match(op, negated, left);
        }
        if self.eat_word("IN") {
            return self.in_list(negated, left);
        }
        if self.eat_word("BETWEEN") {
            return self.between(negated, left);
        }
        self.foreign_operator(left)
    }

    fn is_null(&mut self, left: Node) -> Option<Node> {
        let negated = self.eat_word("NOT");
        if !self.at_word("NULL") {
            let help = "IS tests for NULL only; compare with `=`";
            let expected = if negated { "`NULL` after `IS NOT`" } else { "`NULL` or `NOT NULL`" };
            self.unexpected_with_help(expected, help);
            return None;
        }
        let span = left.expr.span.to(self.bump().span);
        let depth = left.depth;
        self.grow(ExprKind::IsNull { negated, operand: left.expr }, span, depth)
    }

    fn text_match(&mut self, op: MatchOp, negated: bool, left: Node) -> Option<Node> {
        let pattern = match self.foreign_pattern(op) {
            Some(pattern) => pattern,
            None => self.climb(precedence::BIT_OR)?,
        };
        self.refuse_escape();
        let depth = left.depth.max(pattern.depth);
        let span = left.expr.span.to(pattern.expr.span);
        let (operand, pattern) = (left.expr, pattern.expr);
        self.grow(ExprKind::Match { op, negated, operand, pattern }, span, depth)
    }

    fn between(&mut self, negated: bool, left: Node) -> Option<Node> {
        let low = self.climb(precedence::BIT_OR)?;
        if !self.eat_word("AND") {
            self.unexpected_with_help("`AND`", "write `x BETWEEN low AND high`");
            return None;
        }
        let high = self.climb(precedence::BIT_OR)?;
        let depth = left.depth.max(low.depth).max(high.depth);
        let span = left.expr.span.to(high.expr.span);
        let kind = ExprKind::Between { negated, operand: left.expr, low: low.expr, high: high.expr };
        self.grow(kind, span, depth)
    }

    fn in_list(&mut self, negated: bool, left: Node) -> Option<Node> {
        let (list, depth) = self.list()?;
        let span = left.expr.span.to(self.previous_span());
        let depth = depth.max(left.depth);
        self.grow(ExprKind::InList { negated, operand: left.expr, list }, span, depth)
    }

    /// What follows `IN`, with its depth.
    fn list(&mut self) -> Option<(Vec<Expr>, usize)> {
        let open = self.peek().span;
        if !self.at_symbol(Symbol::LeftParen) {
            let message = format!("expected `(` after `IN`, found {}", self.found());
            let help = "write the values in parentheses: `IN ('a', 'b')`; for an address range \
                        use `INCIDR('10.0.0.0/8', sourceip)`";
            self.error(codes::BAD_LIST, open, message, help);
            let value = self.climb(precedence::BIT_OR)?;
            return Some((vec![*value.expr], value.depth));
        }
        if self.refuse_in_subquery() {
            return Some((vec![*Node::null(open).expr], 1));
        }
        self.bump();
        if self.eat_symbol(Symbol::RightParen) {
            let span = open.to(self.previous_span());
            let help = "list at least one value: `IN ('a', 'b')`";
            self.error(codes::BAD_LIST, span, "the list of IN is empty", help);
            return Some((Vec::new(), 1));
        }
        self.enter_bracket()?;
        let mut list = Vec::new();
        let mut depth = 1;
        loop {
            let value = self.node();
            depth = depth.max(value.depth);
            list.push(*value.expr);
            if !self.eat_symbol(Symbol::Comma) {
                break;
            }
        }
        self.close_bracket(open);
        self.leave_bracket();
        Some((list, depth))
    }
}
