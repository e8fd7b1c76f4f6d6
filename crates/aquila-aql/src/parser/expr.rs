//! Expressions: `OR` and `AND` chains, `NOT`, arithmetic and bit operators, by
//! precedence climbing over the table in `precedence`.

use super::Parser;
use crate::ast::{BinaryOp, Expr, ExprKind, Literal, UnaryOp};
use crate::chain;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::lexer::{Symbol, TokenKind};
use crate::precedence;
use crate::span::Span;

/// Brackets (calls and CASE included) may be nested this deep.
const MAX_BRACKETS: usize = 256;
/// How deep a tree may be. Printing adds at most one bracket per level, and a
/// few at the top, so what was parsed once can be printed and parsed again.
const MAX_DEPTH: usize = 240;
/// Bounds the parser's own stack; trees within the other two stay below it.
const MAX_CALLS: usize = 640;

/// An expression with the depth of its tree. It is boxed to keep the frames of
/// the recursive functions small.
pub(super) struct Node {
    pub(super) expr: Box<Expr>,
    pub(super) depth: usize,
}

impl Node {
    pub(super) fn leaf(kind: ExprKind, span: Span) -> Self {
        Node { expr: Box::new(Expr { kind, span }), depth: 1 }
    }

    /// Stands for what could not be read.
    pub(super) fn null(span: Span) -> Self {
        Node::leaf(ExprKind::Literal(Literal::Null), span)
    }
}

impl Parser<'_> {
    /// Any expression. Where none can be read, the error is reported, the text
    /// is skipped, and the result is NULL.
    pub(super) fn expr(&mut self) -> Expr {
        *self.node().expr
    }

    pub(super) fn node(&mut self) -> Node {
        let first = self.conjunction();
        if !self.at_word("OR") {
            return first;
        }
        let mut terms = vec![first];
        while self.eat_word("OR") {
            terms.push(self.conjunction());
        }
        self.join(BinaryOp::Or, terms)
    }

    fn conjunction(&mut self) -> Node {
        let first = self.term();
        if !self.at_and() {
            return first;
        }
        let mut terms = vec![first];
        while self.at_and() {
            if self.at_symbol(Symbol::DoubleAmpersand) {
                self.refuse_symbol_operator();
            }
            self.bump();
            terms.push(self.term());
        }
        self.join(BinaryOp::And, terms)
    }

    fn at_and(&self) -> bool {
        self.at_word("AND") || self.at_symbol(Symbol::DoubleAmpersand)
    }

    fn join(&mut self, op: BinaryOp, terms: Vec<Node>) -> Node {
        let deepest = terms.iter().map(|term| term.depth).max().unwrap_or(0);
        let depth = deepest + terms.len().next_power_of_two().ilog2() as usize;
        if depth > MAX_DEPTH {
            let span = self.peek().span;
            let _: Option<()> = self.too_deep();
            return Node::null(span);
        }
        let expr = chain::join(op, terms.into_iter().map(|term| *term.expr).collect());
        Node { expr: Box::new(expr), depth }
    }

    /// One operand of AND.
    fn term(&mut self) -> Node {
        let start = self.peek().span;
        match self.climb(precedence::NOT) {
            Some(node) => node,
            None => {
                self.skip_term();
                Node::null(start)
            }
        }
    }

    /// An operand of at least `level`; NULL with an error where there is none.
    pub(super) fn operand_or_null(&mut self, level: u8) -> Expr {
        let start = self.peek().span;
        *self.climb(level).unwrap_or_else(|| Node::null(start)).expr
    }

    fn skip_term(&mut self) {
        const ENDS: &[&str] = &["AND", "OR", "WHEN", "THEN", "ELSE", "END", "AS"];
        self.skip_until(|parser| parser.at_symbol(Symbol::Comma) || parser.is_any_word_at(0, ENDS));
    }

    /// Reads operators of at least `level`. `None`: not readable, and reported.
    pub(super) fn climb(&mut self, level: u8) -> Option<Node> {
        if self.open_calls >= MAX_CALLS {
            return self.too_deep();
        }
        self.open_calls += 1;
        let node = self.operators(level);
        self.open_calls -= 1;
        node
    }

    fn operators(&mut self, level: u8) -> Option<Node> {
        let mut left = self.prefix(level)?;
        let mut compared = false;
        loop {
            if level <= precedence::PREDICATE && self.at_predicate() {
                if compared {
                    self.chained_comparison();
                }
                compared = true;
                left = self.predicate(left)?;
            } else if let Some(op) = self.arithmetic_operator()
                && precedence::of_binary(op) >= level
            {
                self.bump();
                left = self.binary(op, left)?;
            } else if self.at_symbol(Symbol::DoublePipe) && level <= precedence::SUM {
                self.refuse_symbol_operator();
                self.bump();
                let right = self.climb(precedence::PRODUCT)?;
                left = Node::null(left.expr.span.to(right.expr.span));
            } else {
                return Some(left);
            }
        }
    }

    fn arithmetic_operator(&self) -> Option<BinaryOp> {
        Some(match self.peek().kind {
            TokenKind::Symbol(Symbol::Plus) => BinaryOp::Add,
            TokenKind::Symbol(Symbol::Minus) => BinaryOp::Subtract,
            TokenKind::Symbol(Symbol::Star) => BinaryOp::Multiply,
            TokenKind::Symbol(Symbol::Slash) => BinaryOp::Divide,
            TokenKind::Symbol(Symbol::Percent) => BinaryOp::Modulo,
            TokenKind::Symbol(Symbol::Caret) => BinaryOp::Power,
            TokenKind::Symbol(Symbol::Ampersand) => BinaryOp::BitAnd,
            TokenKind::Symbol(Symbol::Pipe) => BinaryOp::BitOr,
            TokenKind::Symbol(Symbol::ShiftLeft) => BinaryOp::ShiftLeft,
            TokenKind::Symbol(Symbol::ShiftRight) => BinaryOp::ShiftRight,
            TokenKind::Word if self.at_word("XOR") => BinaryOp::BitXor,
            _ => return None,
        })
    }

    /// The rest of `left op right`, after the operator.
    pub(super) fn binary(&mut self, op: BinaryOp, left: Node) -> Option<Node> {
        let (_, level) = precedence::operands(op);
        let right = self.climb(level)?;
        let depth = left.depth.max(right.depth);
        let span = left.expr.span.to(right.expr.span);
        let kind = ExprKind::Binary { op, left: left.expr, right: right.expr };
        self.grow(kind, span, depth)
    }

    fn prefix(&mut self, level: u8) -> Option<Node> {
        let op = match self.peek().kind {
            TokenKind::Symbol(Symbol::Minus) => UnaryOp::Minus,
            TokenKind::Symbol(Symbol::Tilde) => UnaryOp::BitNot,
            TokenKind::Word if self.at_word("NOT") => UnaryOp::Not,
            _ => return self.primary(),
        };
        let start = self.peek().span;
        if op == UnaryOp::Not && level > precedence::NOT {
            let help = "put `NOT ...` in parentheses";
            self.error(codes::UNEXPECTED, start, "NOT cannot follow an operator", help);
        }
        self.bump();
        let inner = if op == UnaryOp::Not { precedence::NOT } else { precedence::UNARY };
        let operand = self.climb(inner)?;
        let (span, depth) = (start.to(operand.expr.span), operand.depth);
        self.grow(ExprKind::Unary { op, operand: operand.expr }, span, depth)
    }

    /// A node over children of which the deepest has `depth`.
    pub(super) fn grow(&mut self, kind: ExprKind, span: Span, depth: usize) -> Option<Node> {
        if depth >= MAX_DEPTH {
            return self.too_deep();
        }
        Some(Node { expr: Box::new(Expr { kind, span }), depth: depth + 1 })
    }

    pub(super) fn enter_bracket(&mut self) -> Option<()> {
        if self.open_brackets >= MAX_BRACKETS {
            return self.too_deep();
        }
        self.open_brackets += 1;
        Some(())
    }

    pub(super) fn leave_bracket(&mut self) {
        self.open_brackets -= 1;
    }

    /// Gives up: nothing after this point is read.
    fn too_deep<T>(&mut self) -> Option<T> {
        let help = "join conditions with AND or OR in one flat list, or use IN (...)";
        let message = "the query is nested too deeply to read on";
        let diagnostic = Diagnostic::error(codes::TOO_DEEP, self.peek().span, message);
        // Told however much was told before.
        if !self.stopped {
            self.diagnostics.push(diagnostic.with_help(help));
        }
        self.stopped = true;
        self.position = self.tokens.len() - 1;
        None
    }

    fn chained_comparison(&mut self) {
        let message = "a comparison cannot follow a comparison";
        let help = "join two comparisons with AND, or put one of them in parentheses";
        self.error(codes::CHAINED_COMPARISON, self.peek().span, message, help);
    }
}
