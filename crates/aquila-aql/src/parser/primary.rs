//! What stands between operators: constants, names, calls, `CASE`, and
//! parentheses.

use super::Parser;
use super::expr::Node;
use crate::ast::{CaseArm, Expr, ExprKind, Literal, Name};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::lexer::{self, Symbol, TokenKind};

impl Parser<'_> {
    pub(super) fn primary(&mut self) -> Option<Node> {
        let token = self.peek();
        match token.kind {
            TokenKind::Number => {
                let value = self.number();
                Some(Node::leaf(ExprKind::Literal(value), token.span))
            }
            TokenKind::String => {
                self.bump();
                let value = Literal::String(self.unquote(token));
                Some(Node::leaf(ExprKind::Literal(value), token.span))
            }
            TokenKind::QuotedName => self.name_or_call(),
            TokenKind::Word => self.word(),
            TokenKind::Address => Some(self.unquoted_address()),
            TokenKind::Symbol(Symbol::LeftParen) => self.parentheses(),
            TokenKind::Symbol(_) | TokenKind::Eof => self.missing_expression(),
        }
    }

    fn word(&mut self) -> Option<Node> {
        let token = self.peek();
        let text = self.text_of(token);
        if self.at_word("CASE") {
            return self.case();
        }
        if let Some(value) = constant(text) {
            self.bump();
            return Some(Node::leaf(ExprKind::Literal(value), token.span));
        }
        if let Some(refused) = self.refuse_operand() {
            return refused;
        }
        if super::is_reserved(text) || self.operand_is_clause() {
            return self.missing_expression();
        }
        self.name_or_call()
    }

    /// Whether a clause starts here although an operand is due. Words such as
    /// `limit` and `start` are names unless what follows makes them a clause.
    fn operand_is_clause(&self) -> bool {
        let next = self.peek_at(1).kind;
        let value = matches!(next, TokenKind::String | TokenKind::Number);
        let by = self.is_word_at(1, "BY");
        (by && self.is_any_word_at(0, &["GROUP", "ORDER", "SESSION"]))
            || (next == TokenKind::Number && self.is_any_word_at(0, &["LIMIT", "LAST"]))
            || (value && !self.in_items && self.is_any_word_at(0, &["START", "STOP"]))
    }

    fn missing_expression(&mut self) -> Option<Node> {
        const CLAUSE_OR_GLUE: &[&str] = &["FROM", "WHERE", "HAVING", "AND", "OR", "XOR"];
        let next = self.peek();
        let before = lexer::shorten(self.previous_span().text(self.text));
        let message = format!("expected an expression after `{before}`, found {}", self.found());
        let diagnostic = Diagnostic::error(codes::MISSING_EXPRESSION, next.span, message);
        let keyword = next.kind == TokenKind::Word
            && super::is_reserved(self.text_of(next))
            && !self.is_any_word_at(0, CLAUSE_OR_GLUE);
        self.report(match before.as_str() {
            "," => diagnostic.with_help("remove the comma, or write what follows it"),
            _ if keyword => {
                diagnostic.with_help("a field that is named like a keyword goes in double quotes")
            }
            _ => diagnostic,
        });
        None
    }

    fn unquoted_address(&mut self) -> Node {
        let mut span = self.bump().span;
        let slash = self.peek().span;
        let prefix = self.peek_at(1);
        if self.at_symbol(Symbol::Slash)
            && prefix.kind == TokenKind::Number
            && slash.start == span.end
            && prefix.span.start == slash.end
        {
            self.bump();
            self.bump();
            span = span.to(prefix.span);
        }
        let address = span.text(self.text);
        let help = if address.contains('/') {
            format!("test an address range with `INCIDR('{address}', sourceip)`")
        } else {
            format!("write `'{address}'`")
        };
        let message = format!("the address {address} needs quotes");
        self.error(codes::UNQUOTED_ADDRESS, span, message, &help);
        Node::leaf(ExprKind::Literal(Literal::String(address.to_owned())), span)
    }

    fn parentheses(&mut self) -> Option<Node> {
        if self.is_word_at(1, "SELECT") {
            return self.refuse_scalar_subquery();
        }
        let open = self.bump().span;
        self.enter_bracket()?;
        let mut node = self.node();
        if self.at_symbol(Symbol::Comma) {
            let help = "only IN takes a list; here one value is due";
            self.unexpected_with_help("`)`", help);
        }
        self.close_bracket(open);
        self.leave_bracket();
        node.expr.span = open.to(self.previous_span());
        Some(node)
    }

    fn name_or_call(&mut self) -> Option<Node> {
        let mut name = self.name_token();
        if self.at_symbol(Symbol::Dot) {
            name = self.refuse_qualified(name);
        }
        if self.at_symbol(Symbol::LeftParen) {
            return self.call(name);
        }
        let span = name.span;
        Some(Node::leaf(ExprKind::Name(name), span))
    }

    fn call(&mut self, function: Name) -> Option<Node> {
        if function.quoted {
            let message = format!("the function name \"{}\" stands in quotes", function.text);
            let help = "write function names without quotes";
            self.leniency(codes::QUOTED_FUNCTION, function.span, message, help);
        }
        let open = self.bump().span;
        self.enter_bracket()?;
        let (arguments, depth) = self.arguments();
        self.close_bracket(open);
        self.leave_bracket();
        let span = function.span.to(self.previous_span());
        self.refuse_window();
        self.grow(ExprKind::Call { function, arguments }, span, depth)
    }

    fn arguments(&mut self) -> (Vec<Expr>, usize) {
        let mut arguments = Vec::new();
        let mut depth = 0;
        if self.at_symbol(Symbol::RightParen) {
            return (arguments, depth);
        }
        self.refuse_distinct_argument();
        loop {
            let star = self.at_symbol(Symbol::Star) && self.is_symbol_at(1, Symbol::RightParen);
            let argument = match star {
                true => Node::leaf(ExprKind::Star, self.bump().span),
                false => self.node(),
            };
            depth = depth.max(argument.depth);
            arguments.push(*argument.expr);
            self.refuse_cast();
            if !self.eat_symbol(Symbol::Comma) {
                return (arguments, depth);
            }
        }
    }

    fn case(&mut self) -> Option<Node> {
        let keyword = self.bump().span;
        self.enter_bracket()?;
        let mut depth = 0;
        let operand = match self.is_any_word_at(0, &["WHEN", "ELSE", "END"]) {
            true => None,
            false => Some(Box::new(self.case_part(&mut depth))),
        };
        let mut arms = Vec::new();
        while self.eat_word("WHEN") {
            arms.push(self.case_arm(&mut depth));
        }
        if arms.is_empty() {
            let help = "write `CASE WHEN condition THEN value ELSE value END`";
            self.error(codes::BAD_CASE, keyword, "CASE without WHEN", help);
        }
        let otherwise = match self.eat_word("ELSE") {
            true => Some(Box::new(self.case_part(&mut depth))),
            false => None,
        };
        if !self.eat_word("END") {
            let message = format!("expected `END` of this CASE, found {}", self.found());
            let diagnostic = Diagnostic::error(codes::BAD_CASE, self.peek().span, message);
            let help = "close every CASE with END";
            self.report(diagnostic.with_label(keyword, "opened here").with_help(help));
        }
        self.leave_bracket();
        let span = keyword.to(self.previous_span());
        self.grow(ExprKind::Case { operand, arms, otherwise }, span, depth)
    }

    fn case_arm(&mut self, depth: &mut usize) -> CaseArm {
        let when = self.case_part(depth);
        if !self.eat_word("THEN") {
            let message = format!("expected `THEN`, found {}", self.found());
            let help = "write `WHEN condition THEN value`";
            self.error(codes::BAD_CASE, self.peek().span, message, help);
            let then = *Node::null(self.peek().span).expr;
            return CaseArm { when, then };
        }
        let then = self.case_part(depth);
        CaseArm { when, then }
    }

    /// One expression of a CASE, and what is wrong up to its next keyword.
    fn case_part(&mut self, depth: &mut usize) -> Expr {
        const NEXT: &[&str] = &["WHEN", "THEN", "ELSE", "END"];
        let node = self.node();
        *depth = (*depth).max(node.depth);
        let readable = self.at_end() || self.at_clause() || self.at_symbol(Symbol::Comma);
        if !readable && !self.is_any_word_at(0, NEXT) && !self.at_symbol(Symbol::RightParen) {
            self.unexpected("an operator or the next part of CASE");
            self.skip_until(|parser| parser.is_any_word_at(0, NEXT) || parser.at_symbol(Symbol::Comma));
        }
        *node.expr
    }
}

fn constant(word: &str) -> Option<Literal> {
    match () {
        () if word.eq_ignore_ascii_case("TRUE") => Some(Literal::Boolean(true)),
        () if word.eq_ignore_ascii_case("FALSE") => Some(Literal::Boolean(false)),
        () if word.eq_ignore_ascii_case("NULL") => Some(Literal::Null),
        () => None,
    }
}
