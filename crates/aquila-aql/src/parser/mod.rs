//! Tokens to a tree: a hand-written parser that does not stop at the first
//! mistake.
//!
//! `statement` holds the order of the clauses, `select` the lists, `time` the
//! row limit and the time clause. Expressions are `expr` (AND, OR, NOT and
//! arithmetic), `predicate` (comparisons), `primary` (what stands between
//! operators) and `literal`. `foreign` refuses by name what other SQL has and
//! AQL lacks; `unsupported`, what AQL has and Aquila lacks.
//!
//! Recovery: an expression that cannot be read becomes `NULL` and is skipped up
//! to the next `AND`, `OR`, comma or clause. Such a tree always comes with an
//! error, so nobody runs it.

mod expr;
mod foreign;
mod literal;
mod predicate;
mod primary;
mod select;
mod statement;
mod time;
mod unsupported;

use crate::ast;
use crate::codes;
use crate::diagnostic::{Code, Diagnostic};
use crate::lexer::{self, Symbol, Token, TokenKind};
use crate::span::Span;

/// How strictly the text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Only what QRadar takes.
    Strict,
    /// Also what people publish and what has only one meaning, each with a
    /// warning: the time clause before other clauses, `//` comments, function
    /// names in quotes.
    Lenient,
}

/// What came of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Parse {
    /// The tree. Absent when the text holds no `SELECT`; partial when there are
    /// errors.
    pub statement: Option<ast::Statement>,
    /// What was noticed, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

impl Parse {
    /// Whether the statement cannot run.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Reads one AQL statement.
pub fn parse(text: &str, mode: Mode) -> Parse {
    let lexed = lexer::lex(text);
    let mut parser = Parser {
        text,
        mode,
        tokens: lexed.tokens,
        position: 0,
        diagnostics: Vec::new(),
        cut_short: lexed.cut_short,
        stopped: false,
        open_brackets: 0,
        open_calls: 0,
        in_items: false,
        saw_qualified: false,
    };
    for span in lexed.slash_comments {
        parser.leniency(codes::SLASH_COMMENT, span, "AQL has no `//` comments", "start it with `--`");
    }
    let statement = parser.statement();
    let mut diagnostics = lexed.diagnostics;
    diagnostics.truncate(MAX_DIAGNOSTICS);
    diagnostics.append(&mut parser.diagnostics);
    diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    Parse { statement, diagnostics }
}

/// Whether `word` cannot be a bare name, because an expression could not be
/// told from the clause or operator that it stands for.
pub(crate) fn is_reserved(word: &str) -> bool {
    const RESERVED: &[&str] = &[
        "SELECT", "FROM", "WHERE", "HAVING", "AND", "OR", "NOT", "XOR", "LIKE", "ILIKE", "MATCHES",
        "IMATCHES", "IN", "BETWEEN", "IS", "AS", "CASE", "WHEN", "THEN", "ELSE", "END", "TRUE", "FALSE",
        "NULL",
    ];
    is_any(word, RESERVED)
}

fn is_any(word: &str, list: &[&str]) -> bool {
    list.iter().any(|entry| word.eq_ignore_ascii_case(entry))
}

/// More than this many messages help nobody: so many from the lexer, and as many
/// from the parser.
const MAX_DIAGNOSTICS: usize = 100;

struct Parser<'a> {
    text: &'a str,
    mode: Mode,
    /// Ends with `Eof`.
    tokens: Vec<Token>,
    position: usize,
    diagnostics: Vec<Diagnostic>,
    /// The lexer lost the end of the text, so its absence is not worth telling.
    cut_short: bool,
    /// The text is too deep to go on; nothing further is reported.
    stopped: bool,
    /// Brackets that are open, to bound the nesting.
    open_brackets: usize,
    /// Calls of the recursive part that are open, to bound the stack.
    open_calls: usize,
    /// Whether the select list is being read, where a bare word may be an alias.
    in_items: bool,
    /// `table.field` was refused once; that is enough.
    saw_qualified: bool,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Token {
        self.peek_at(0)
    }

    /// The token `ahead` places on; the end when there is none.
    fn peek_at(&self, ahead: usize) -> Token {
        let last = self.tokens.len() - 1;
        self.tokens[(self.position + ahead).min(last)]
    }

    fn bump(&mut self) -> Token {
        let token = self.peek();
        if token.kind != TokenKind::Eof {
            self.position += 1;
        }
        token
    }

    /// The place of the token before the next one.
    fn previous_span(&self) -> Span {
        match self.position.checked_sub(1) {
            Some(before) => self.tokens[before].span,
            None => Span::default(),
        }
    }

    fn previous_kind(&self) -> Option<TokenKind> {
        self.position.checked_sub(1).map(|before| self.tokens[before].kind)
    }

    fn text_of(&self, token: Token) -> &'a str {
        token.span.text(self.text)
    }

    fn at_end(&self) -> bool {
        self.peek().kind == TokenKind::Eof
    }

    fn is_word_at(&self, ahead: usize, word: &str) -> bool {
        let token = self.peek_at(ahead);
        token.kind == TokenKind::Word && self.text_of(token).eq_ignore_ascii_case(word)
    }

    fn is_any_word_at(&self, ahead: usize, words: &[&str]) -> bool {
        let token = self.peek_at(ahead);
        token.kind == TokenKind::Word && is_any(self.text_of(token), words)
    }

    fn at_word(&self, word: &str) -> bool {
        self.is_word_at(0, word)
    }

    fn at_words(&self, first: &str, second: &str) -> bool {
        self.is_word_at(0, first) && self.is_word_at(1, second)
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let found = self.at_word(word);
        if found {
            self.bump();
        }
        found
    }

    fn is_symbol_at(&self, ahead: usize, symbol: Symbol) -> bool {
        self.peek_at(ahead).kind == TokenKind::Symbol(symbol)
    }

    fn at_symbol(&self, symbol: Symbol) -> bool {
        self.is_symbol_at(0, symbol)
    }

    fn eat_symbol(&mut self, symbol: Symbol) -> bool {
        let found = self.at_symbol(symbol);
        if found {
            self.bump();
        }
        found
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        let unseen_end = self.cut_short && diagnostic.span.end >= self.text.len();
        // Two errors at one place: the second follows from the first.
        let repeated = diagnostic.is_error()
            && self
                .diagnostics
                .iter()
                .rev()
                .take(4)
                .any(|earlier| earlier.is_error() && earlier.span.start == diagnostic.span.start);
        let full = self.diagnostics.len() >= MAX_DIAGNOSTICS;
        if !(self.stopped || unseen_end || repeated || full) {
            self.diagnostics.push(diagnostic);
        }
    }

    fn error(&mut self, code: Code, span: Span, message: impl Into<String>, help: &str) {
        self.report(Diagnostic::error(code, span, message).with_help(help));
    }

    /// A form that QRadar refuses but that has only one meaning.
    fn leniency(&mut self, code: Code, span: Span, message: impl Into<String>, help: &str) {
        let diagnostic = match self.mode {
            Mode::Strict => Diagnostic::error(code, span, message),
            Mode::Lenient => Diagnostic::warning(code, span, message),
        };
        self.report(diagnostic.with_help(help));
    }

    /// "expected X, found Y", without a help text.
    fn unexpected(&mut self, expected: &str) {
        let message = format!("expected {expected}, found {}", self.found());
        self.report(Diagnostic::error(codes::UNEXPECTED, self.peek().span, message));
    }

    fn unexpected_with_help(&mut self, expected: &str, help: &str) {
        let message = format!("expected {expected}, found {}", self.found());
        self.error(codes::UNEXPECTED, self.peek().span, message, help);
    }

    /// The next token, as a message names it.
    fn found(&self) -> String {
        self.describe(self.peek())
    }

    fn describe(&self, token: Token) -> String {
        match token.kind {
            TokenKind::Eof => "the end of the query".to_owned(),
            TokenKind::String => format!("the string {}", lexer::shorten(self.text_of(token))),
            TokenKind::QuotedName => format!("the name {}", lexer::shorten(self.text_of(token))),
            _ => format!("`{}`", lexer::shorten(self.text_of(token))),
        }
    }

    /// Whether a clause starts here, after a complete expression.
    fn at_clause(&self) -> bool {
        self.is_clause_at(0)
    }

    fn is_clause_at(&self, ahead: usize) -> bool {
        const CLAUSES: &[&str] = &[
            "SELECT",
            "FROM",
            "WHERE",
            "GROUP",
            "HAVING",
            "ORDER",
            "LIMIT",
            "LAST",
            "START",
            "STOP",
            "INTO",
            "PARAMETERS",
            "UNION",
        ];
        let session = self.is_word_at(ahead, "SESSION") && self.is_word_at(ahead + 1, "BY");
        session || self.is_any_word_at(ahead, CLAUSES)
    }

    /// Skips to the next clause, or to what `stop` accepts, outside of brackets
    /// that open on the way.
    fn skip_until(&mut self, stop: impl Fn(&Self) -> bool) {
        let mut depth = 0usize;
        while !self.at_end() {
            let ends = || {
                let sign = self.at_symbol(Symbol::RightParen) || self.at_symbol(Symbol::Semicolon);
                sign || self.at_clause() || stop(self)
            };
            if depth == 0 && ends() {
                return;
            }
            match self.bump().kind {
                TokenKind::Symbol(Symbol::LeftParen) => depth += 1,
                TokenKind::Symbol(Symbol::RightParen) => depth -= 1,
                _ => {}
            }
        }
    }

    /// Skips a `(...)` that starts here, whatever is in it.
    fn skip_brackets(&mut self) {
        let open = self.peek().span;
        let mut depth = 0usize;
        loop {
            match self.bump().kind {
                TokenKind::Symbol(Symbol::LeftParen) => depth += 1,
                TokenKind::Symbol(Symbol::RightParen) => depth = depth.saturating_sub(1),
                TokenKind::Eof => return self.unclosed(open),
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// Reads the `)` of the bracket at `open`; skips to it when more stands
    /// before it.
    fn close_bracket(&mut self, open: Span) {
        if self.eat_symbol(Symbol::RightParen) {
            return;
        }
        if self.at_end() || self.at_clause() {
            return self.unclosed(open);
        }
        let message = format!("expected `)`, found {}", self.found());
        let diagnostic = Diagnostic::error(codes::UNEXPECTED, self.peek().span, message);
        self.report(diagnostic.with_label(open, "opened here"));
        self.skip_until(|_| false);
        self.eat_symbol(Symbol::RightParen);
    }

    fn unclosed(&mut self, open: Span) {
        let message = format!("this `(` is not closed before {}", self.found());
        let place = self.peek().span;
        if self.cut_short && place.start >= self.text.len() {
            return;
        }
        let diagnostic = Diagnostic::error(codes::UNCLOSED, open, message);
        self.report(diagnostic.with_label(place, "`)` expected before this"));
    }
}
