//! What QRadar's AQL has and Aquila does not run yet. Each form is recognized
//! as a whole, refused by its name, and passed over, so that the rest of the
//! query is still checked.

use super::Parser;
use super::expr::Node;
use crate::ast::{CaseArm, ExprKind};
use crate::codes;
use crate::diagnostic::Code;
use crate::lexer::{Symbol, TokenKind};
use crate::span::Span;

impl Parser<'_> {
    fn unsupported(&mut self, code: Code, span: Span, what: &str, help: &str) {
        self.error(code, span, format!("{what} is not supported yet"), help);
    }

    /// Stands at `INTO`.
    pub(super) fn refuse_into(&mut self) {
        let keyword = self.bump().span;
        let named = match self.peek().kind {
            TokenKind::String | TokenKind::QuotedName => true,
            TokenKind::Word => !self.at_clause(),
            _ => false,
        };
        let span = if named { keyword.to(self.bump().span) } else { keyword };
        let help = "leave INTO out; the rows are the same";
        self.unsupported(codes::UNSUPPORTED_INTO, span, "INTO", help);
    }

    /// Stands at `SESSION BY`.
    pub(super) fn refuse_session(&mut self) {
        let span = self.bump().span.to(self.bump().span);
        self.skip_until(|_| false);
        let help = "leave it out, or group by the fields that tell the sessions apart";
        self.unsupported(codes::UNSUPPORTED_SESSION, span, "SESSION BY", help);
    }

    /// Stands at `PARAMETERS`.
    pub(super) fn refuse_parameters(&mut self) {
        let span = self.bump().span;
        self.skip_until(|_| false);
        let help = "leave it out; most of its keys choose among the servers of a QRadar";
        self.unsupported(codes::UNSUPPORTED_PARAMETERS, span, "PARAMETERS", help);
    }

    pub(super) fn refuse_collate(&mut self) {
        let span = self.peek().span;
        if self.eat_word("COLLATE") {
            if matches!(self.peek().kind, TokenKind::String | TokenKind::QuotedName) {
                self.bump();
            }
            let help = "leave it out; text is then ordered by its character codes";
            self.unsupported(codes::UNSUPPORTED_COLLATE, span, "COLLATE", help);
        }
    }

    /// After `FROM`: reads a source that is not a name.
    pub(super) fn refuse_source(&mut self) -> bool {
        let start = self.peek().span;
        if self.at_symbol(Symbol::LeftParen) {
            self.skip_brackets();
            let help = "merge the inner query's conditions into the outer one";
            let what = "a subquery in FROM";
            self.unsupported(codes::UNSUPPORTED_FROM_SUBQUERY, start, what, help);
            self.eat_word("AS");
            if self.peek().kind == TokenKind::Word && !self.at_clause() {
                self.bump();
            }
            return true;
        }
        if self.at_word("GLOBALVIEW") && self.is_symbol_at(1, Symbol::LeftParen) {
            self.bump();
            self.skip_brackets();
            let help = "read `events` or `flows` with the conditions of the saved search";
            self.unsupported(codes::UNSUPPORTED_GLOBALVIEW, start, "GLOBALVIEW", help);
            return true;
        }
        false
    }

    /// At the `(` after `IN`.
    pub(super) fn refuse_in_subquery(&mut self) -> bool {
        let subquery = self.is_word_at(1, "SELECT");
        if subquery {
            let span = self.peek_at(1).span;
            self.skip_brackets();
            let help = "run the inner query first and list its values";
            let what = "a subquery in IN";
            self.unsupported(codes::UNSUPPORTED_IN_SUBQUERY, span, what, help);
        }
        subquery
    }

    /// After `LIKE` or its kin.
    pub(super) fn refuse_enumeration(&mut self) -> Option<Node> {
        if !(self.at_word("ENUMERATION") && self.is_symbol_at(1, Symbol::LeftParen)) {
            return None;
        }
        let span = self.bump().span;
        self.skip_brackets();
        let help = "join the patterns with OR: `x ILIKE 'a' OR x ILIKE 'b'`";
        self.unsupported(codes::UNSUPPORTED_ENUMERATION, span, "ENUMERATION", help);
        Some(Node::null(span))
    }

    /// Stands at `TEXT SEARCH`.
    pub(super) fn refuse_text_search(&mut self) -> Node {
        let span = self.bump().span.to(self.bump().span);
        self.eat_symbol(Symbol::Eq);
        if self.peek().kind == TokenKind::String {
            self.bump();
        }
        let help = "search the payload with `UTF8(payload) ILIKE '%text%'`";
        self.unsupported(codes::UNSUPPORTED_TEXT_SEARCH, span, "TEXT SEARCH", help);
        Node::null(span)
    }

    /// Whether `IF` here starts a condition rather than being a name.
    pub(super) fn at_if(&self) -> bool {
        if !self.at_word("IF") {
            return false;
        }
        match self.peek_at(1).kind {
            TokenKind::String | TokenKind::Number | TokenKind::QuotedName => true,
            TokenKind::Symbol(Symbol::LeftParen) => !self.bracket_has_comma(1),
            TokenKind::Word => self.word_starts_condition(1),
            _ => false,
        }
    }

    fn word_starts_condition(&self, ahead: usize) -> bool {
        const OPERANDS: &[&str] = &["CASE", "TRUE", "FALSE", "NULL"];
        if self.is_word_at(ahead, "NOT") {
            let next = ahead + 1;
            return !self.is_any_word_at(next, &["LIKE", "ILIKE", "MATCHES", "IMATCHES", "IN", "BETWEEN"]);
        }
        let word = self.text_of(self.peek_at(ahead));
        let name = !super::is_reserved(word)
            && !self.is_clause_at(ahead)
            && !super::is_any(word, &["ASC", "DESC"])
            && !self.is_foreign_operator_at(ahead);
        name || super::is_any(word, OPERANDS)
    }

    /// Whether the bracket that opens `ahead` holds a list, which makes it the
    /// arguments of a call.
    fn bracket_has_comma(&self, ahead: usize) -> bool {
        let mut depth = 0usize;
        for token in &self.tokens[(self.position + ahead).min(self.tokens.len())..] {
            match token.kind {
                TokenKind::Symbol(Symbol::LeftParen) => depth += 1,
                TokenKind::Symbol(Symbol::RightParen) => depth -= 1,
                TokenKind::Symbol(Symbol::Comma) if depth == 1 => return true,
                _ => {}
            }
            if depth == 0 {
                return false;
            }
        }
        false
    }

    /// `IF c THEN a ELSE b` is read as the CASE that it means.
    pub(super) fn refuse_if(&mut self) -> Option<Node> {
        let keyword = self.bump().span;
        let help = "write `CASE WHEN condition THEN value ELSE value END`";
        self.unsupported(codes::UNSUPPORTED_IF, keyword, "IF ... THEN ... ELSE", help);
        self.enter_bracket()?;
        let when = self.node();
        if !self.eat_word("THEN") {
            self.leave_bracket();
            self.unexpected("`THEN`");
            return None;
        }
        let then = self.node();
        let mut depth = when.depth.max(then.depth);
        let mut otherwise = None;
        if self.eat_word("ELSE") {
            let node = self.node();
            depth = depth.max(node.depth);
            otherwise = Some(node.expr);
        }
        self.leave_bracket();
        let arms = vec![CaseArm { when: *when.expr, then: *then.expr }];
        let span = keyword.to(self.previous_span());
        self.grow(ExprKind::Case { operand: None, arms, otherwise }, span, depth)
    }
}
