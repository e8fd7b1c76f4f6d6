//! The select list with its aliases, the source, and the keys of `GROUP BY` and
//! `ORDER BY`.

use super::{Parser, is_any};
use crate::ast::{Alias, AliasQuote, Expr, Name, OrderBy, SelectItem, Source};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::lexer::{Symbol, TokenKind};

impl Parser<'_> {
    pub(super) fn select_items(&mut self) -> Vec<SelectItem> {
        self.in_items = true;
        let mut items = vec![self.select_item()];
        loop {
            if self.eat_symbol(Symbol::Comma) {
                items.push(self.select_item());
                continue;
            }
            if self.at_end() || self.at_clause() || self.stopped {
                break;
            }
            self.refuse_between_items();
            self.skip_until(|parser| parser.at_symbol(Symbol::Comma));
            if !self.at_symbol(Symbol::Comma) {
                break;
            }
        }
        self.in_items = false;
        items
    }

    fn select_item(&mut self) -> SelectItem {
        if self.at_symbol(Symbol::Star) {
            return SelectItem::Wildcard(self.bump().span);
        }
        let expr = self.expr();
        let alias = self.alias();
        SelectItem::Expr { expr, alias }
    }

    fn alias(&mut self) -> Option<Alias> {
        if self.eat_word("AS") {
            let next = self.peek();
            let taken = self.at_word("FROM");
            if taken || !matches!(next.kind, TokenKind::Word | TokenKind::String | TokenKind::QuotedName) {
                let help = "put an alias that is not a plain word in double quotes";
                self.unexpected_with_help("an alias after `AS`", help);
                return None;
            }
            return Some(self.alias_token());
        }
        match self.peek().kind {
            TokenKind::String | TokenKind::QuotedName => {}
            TokenKind::Word if self.is_bare_alias() => {}
            _ => return None,
        }
        let newline = self.peek().after_newline;
        let alias = self.alias_token();
        if newline {
            let message = format!("`{}` is read as the alias of the item before it", alias.text);
            let diagnostic = Diagnostic::warning(codes::FORGOTTEN_COMMA, alias.span, message);
            self.report(diagnostic.with_help("put a comma before it, or write AS"));
        }
        Some(alias)
    }

    fn alias_token(&mut self) -> Alias {
        let token = self.bump();
        let (text, quote) = match token.kind {
            TokenKind::String => (self.unquote(token), AliasQuote::Single),
            TokenKind::QuotedName => (self.unquote(token), AliasQuote::Double),
            _ => (self.text_of(token).to_owned(), AliasQuote::None),
        };
        Alias { text, quote, span: token.span }
    }

    /// Whether the word here is an alias without `AS`. A word that may start a
    /// clause is one only where the item ends after it.
    fn is_bare_alias(&self) -> bool {
        let item_ends = self.is_symbol_at(1, Symbol::Comma) || self.is_word_at(1, "FROM");
        if self.at_clause() {
            return item_ends && !is_any(self.text_of(self.peek()), &["SELECT", "FROM", "WHERE"]);
        }
        !super::is_reserved(self.text_of(self.peek())) && !self.at_foreign_word()
    }

    /// What follows `FROM`.
    pub(super) fn source(&mut self) -> Source {
        let start = self.peek().span;
        if self.refuse_source() {
            return Source::Name(Name { text: String::new(), quoted: false, span: start });
        }
        let token = self.peek();
        let is_name = match token.kind {
            TokenKind::QuotedName => true,
            TokenKind::Word => !self.at_clause() && !super::is_reserved(self.text_of(token)),
            _ => false,
        };
        if !is_name {
            let help = "say what to read: `FROM events` or `FROM flows`";
            self.unexpected_with_help("a source after `FROM`", help);
            self.skip_until(|_| false);
            return Source::Name(Name { text: String::new(), quoted: false, span: start });
        }
        let mut name = self.name_token();
        if self.at_symbol(Symbol::Dot) {
            name = self.refuse_qualified(name);
        }
        self.refuse_after_source();
        Source::Name(name)
    }

    pub(super) fn name_token(&mut self) -> Name {
        let token = self.bump();
        let quoted = token.kind == TokenKind::QuotedName;
        let text = if quoted { self.unquote(token) } else { self.text_of(token).to_owned() };
        Name { text, quoted, span: token.span }
    }

    pub(super) fn group_keys(&mut self) -> Vec<Expr> {
        let mut keys = vec![self.expr()];
        while self.eat_symbol(Symbol::Comma) {
            keys.push(self.expr());
        }
        keys
    }

    pub(super) fn order_keys(&mut self) -> Vec<OrderBy> {
        let mut keys = vec![self.order_key()];
        while self.eat_symbol(Symbol::Comma) {
            keys.push(self.order_key());
        }
        keys
    }

    fn order_key(&mut self) -> OrderBy {
        let expr = self.expr();
        let descending = self.eat_word("DESC");
        if !descending {
            self.eat_word("ASC");
        }
        self.refuse_after_order_key();
        OrderBy { expr, descending }
    }
}
