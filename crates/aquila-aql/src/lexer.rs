//! Text to tokens. A token is a kind and a span; what its text means (numbers,
//! doubled quotes) is worked out where it is used.
//!
//! The lexer never stops: what it cannot read becomes a diagnostic and is
//! passed over. It always ends with one [`TokenKind::Eof`].

use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::span::Span;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A keyword or a bare name; which one, only the parser knows.
    Word,
    /// `"name"`
    QuotedName,
    /// `'text'`
    String,
    /// A number, not yet converted.
    Number,
    /// Digits and several dots: an IP address that lacks its quotes.
    Address,
    /// An operator or a separator.
    Symbol(Symbol),
    /// The end of the text.
    Eof,
}

/// Operators and separators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Symbol {
    Eq,
    NotEq,
    Lt,
    LtEq,
    Gt,
    GtEq,
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
    Caret,
    Ampersand,
    Pipe,
    Tilde,
    ShiftLeft,
    ShiftRight,
    LeftParen,
    RightParen,
    Comma,
    Semicolon,
    Dot,
    DoublePipe,
    DoubleAmpersand,
}

/// The longer spellings come first.
const SYMBOLS: &[(&str, Symbol)] = &[
    ("==", Symbol::Eq),
    ("!=", Symbol::NotEq),
    ("<>", Symbol::NotEq),
    ("<=", Symbol::LtEq),
    (">=", Symbol::GtEq),
    ("<<", Symbol::ShiftLeft),
    (">>", Symbol::ShiftRight),
    ("||", Symbol::DoublePipe),
    ("&&", Symbol::DoubleAmpersand),
    ("=", Symbol::Eq),
    ("<", Symbol::Lt),
    (">", Symbol::Gt),
    ("+", Symbol::Plus),
    ("-", Symbol::Minus),
    ("*", Symbol::Star),
    ("/", Symbol::Slash),
    ("%", Symbol::Percent),
    ("^", Symbol::Caret),
    ("&", Symbol::Ampersand),
    ("|", Symbol::Pipe),
    ("~", Symbol::Tilde),
    ("(", Symbol::LeftParen),
    (")", Symbol::RightParen),
    (",", Symbol::Comma),
    (";", Symbol::Semicolon),
    (".", Symbol::Dot),
];

/// One token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) span: Span,
    /// Whether a line ended between the token before and this one.
    pub(crate) after_newline: bool,
}

/// What the lexer made of a text.
#[derive(Debug)]
pub(crate) struct Lexed {
    /// At least one token; the last is the end.
    pub(crate) tokens: Vec<Token>,
    /// Comments that start with `//`: legal or not by the parser's mode.
    pub(crate) slash_comments: Vec<Span>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Whether an unclosed string or comment swallowed the rest of the text.
    pub(crate) cut_short: bool,
}

/// Whether `text` needs no quotes as a name: letters, digits, underscores, and
/// `::` between such parts.
pub(crate) fn is_plain_identifier(text: &str) -> bool {
    text.split("::").all(|part| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

/// Splits `text` into tokens.
pub(crate) fn lex(text: &str) -> Lexed {
    let lexed =
        Lexed { tokens: Vec::new(), slash_comments: Vec::new(), diagnostics: Vec::new(), cut_short: false };
    let mut lexer = Lexer { text, position: 0, after_newline: false, lexed };
    while let Some(next) = lexer.peek() {
        lexer.step(next);
    }
    lexer.push(TokenKind::Eof, text.len());
    lexer.lexed
}

struct Lexer<'a> {
    text: &'a str,
    position: usize,
    after_newline: bool,
    lexed: Lexed,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.position..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_while(&mut self, accept: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.position += rest.find(|c| !accept(c)).unwrap_or(rest.len());
    }

    fn push(&mut self, kind: TokenKind, start: usize) {
        let span = Span::new(start, self.position);
        self.lexed.tokens.push(Token { kind, span, after_newline: self.after_newline });
        self.after_newline = false;
    }

    fn step(&mut self, next: char) {
        let rest = self.rest();
        if is_space(next) {
            self.after_newline |= next == '\n';
            self.position += next.len_utf8();
        } else if rest.starts_with("--") {
            self.skip_while(|c| c != '\n');
        } else if rest.starts_with("//") {
            let start = self.position;
            self.skip_while(|c| c != '\n');
            self.lexed.slash_comments.push(Span::new(start, self.position));
        } else if rest.starts_with("/*") {
            self.block_comment();
        } else if next == '\'' {
            self.quoted('\'', TokenKind::String);
        } else if next == '"' {
            self.quoted('"', TokenKind::QuotedName);
        } else if is_word_start(next) {
            self.word();
        } else if next.is_ascii_digit() || (next == '.' && self.dot_starts_number()) {
            self.number();
        } else if let Some((sign, symbol)) = SYMBOLS.iter().find(|(s, _)| rest.starts_with(s)) {
            let start = self.position;
            self.position += sign.len();
            self.push(TokenKind::Symbol(*symbol), start);
        } else {
            self.unknown(next);
        }
    }

    fn block_comment(&mut self) {
        let start = self.position;
        if let Some(length) = self.rest()[2..].find("*/") {
            self.position += 2 + length + 2;
            self.after_newline |= self.text[start..self.position].contains('\n');
            return;
        }
        self.position = self.text.len();
        self.lexed.cut_short = true;
        self.lexed.diagnostics.push(
            Diagnostic::error(
                codes::UNTERMINATED_COMMENT,
                Span::new(start, start + 2),
                "this comment has no end",
            )
            .with_help("end it with `*/`"),
        );
    }

    fn quoted(&mut self, quote: char, kind: TokenKind) {
        let start = self.position;
        self.position += 1;
        loop {
            self.skip_while(|c| c != quote);
            if self.rest().is_empty() {
                self.unterminated(start, kind);
                break;
            }
            self.position += 1;
            if self.peek() != Some(quote) {
                break;
            }
            self.position += 1;
        }
        self.push(kind, start);
    }

    fn unterminated(&mut self, start: usize, kind: TokenKind) {
        self.lexed.cut_short = true;
        let line = &self.text[start..];
        let span = Span::new(start, start + line.find(['\n', '\r']).unwrap_or(line.len()));
        let diagnostic = if kind == TokenKind::String {
            Diagnostic::error(codes::UNTERMINATED_STRING, span, "this string is not closed")
                .with_help("close it with `'`; a quote inside a string is doubled: `'it''s'`")
        } else {
            Diagnostic::error(codes::UNTERMINATED_NAME, span, "this quoted name is not closed")
                .with_help("close it with `\"`")
        };
        self.lexed.diagnostics.push(diagnostic);
    }

    fn word(&mut self) {
        let start = self.position;
        self.skip_while(is_word_part);
        while self.rest().starts_with("::") && self.rest()[2..].starts_with(is_word_start) {
            self.position += 2;
            self.skip_while(is_word_part);
        }
        let span = Span::new(start, self.position);
        if !span.text(self.text).is_ascii() {
            let message = format!("the name `{}` needs quotes", shorten(span.text(self.text)));
            let help = "put a name with other letters than a to z in double quotes";
            let diagnostic = Diagnostic::error(codes::BAD_CHARACTER, span, message);
            self.lexed.diagnostics.push(diagnostic.with_help(help));
        }
        self.push(TokenKind::Word, start);
    }

    /// `.5` is a number, but the dot in `a.5` or `1.5` is not its start.
    fn dot_starts_number(&self) -> bool {
        let touches = self.lexed.tokens.last().is_some_and(|token| {
            token.span.end == self.position && !matches!(token.kind, TokenKind::Symbol(_))
        });
        !touches && self.rest()[1..].starts_with(|c: char| c.is_ascii_digit())
    }

    fn number(&mut self) {
        let start = self.position;
        if self.rest().starts_with("0x") || self.rest().starts_with("0X") {
            self.position += 2;
            self.skip_while(|c| c.is_ascii_alphanumeric());
            return self.push(TokenKind::Number, start);
        }
        let dots = self.digits_and_dots();
        if dots >= 2 {
            return self.push(TokenKind::Address, start);
        }
        self.exponent();
        self.push(TokenKind::Number, start);
        if let Some(letter) = self.peek().filter(|c| is_word_start(*c)) {
            let span = Span::new(start, self.position + letter.len_utf8());
            let message = "a letter follows this number directly";
            let help = "put a space after a number; put a name that starts with a digit in \
                        double quotes";
            let diagnostic = Diagnostic::error(codes::BAD_NUMBER, span, message);
            self.lexed.diagnostics.push(diagnostic.with_help(help));
        }
    }

    fn digits_and_dots(&mut self) -> usize {
        let mut dots = 0;
        self.skip_while(|c| c.is_ascii_digit());
        while self.rest().starts_with('.') && self.rest()[1..].starts_with(|c: char| c.is_ascii_digit()) {
            dots += 1;
            self.position += 1;
            self.skip_while(|c| c.is_ascii_digit());
        }
        dots
    }

    fn exponent(&mut self) {
        let rest = self.rest();
        let Some(after) = rest.strip_prefix(['e', 'E']) else { return };
        let digits = after.strip_prefix(['+', '-']).unwrap_or(after);
        if digits.starts_with(|c: char| c.is_ascii_digit()) {
            self.position += rest.len() - digits.len();
            self.skip_while(|c| c.is_ascii_digit());
        }
    }

    /// Quotes of word processors and other databases are read as what was
    /// meant, so that one wrong character gives one message.
    fn unknown(&mut self, next: char) {
        let start = self.position;
        let (closing, kind, help): (&[char], _, _) = match next {
            '‘' | '’' => (&['‘', '’'], TokenKind::String, "write a straight quote: `'`"),
            '“' | '”' => (&['“', '”'], TokenKind::QuotedName, "write a straight quote: `\"`"),
            '`' => (&['`'], TokenKind::QuotedName, "put names in double quotes"),
            _ => return self.unknown_run(start),
        };
        self.position += next.len_utf8();
        let length = self.rest().find(|c| closing.contains(&c) || c == '\n');
        if let Some(length) = length
            && let Some(close) = self.rest()[length..].chars().next()
            && close != '\n'
        {
            self.position += length + close.len_utf8();
            self.push(kind, start);
        }
        let span = Span::new(start, start + next.len_utf8());
        let message = format!("AQL has no quote `{next}`");
        let diagnostic = Diagnostic::error(codes::BAD_CHARACTER, span, message);
        self.lexed.diagnostics.push(diagnostic.with_help(help));
    }

    fn unknown_run(&mut self, start: usize) {
        self.skip_while(|c| {
            !is_space(c)
                && !is_word_part(c)
                && !matches!(c, '\'' | '"' | '‘' | '’' | '“' | '”' | '`')
                && !SYMBOLS.iter().any(|(sign, _)| sign.starts_with(c))
        });
        if self.position == start {
            self.position += self.peek().map_or(0, char::len_utf8);
        }
        let span = Span::new(start, self.position);
        let found = span.text(self.text);
        let help = match found.chars().next() {
            Some('!') => "write NOT, or `!=` for unequal",
            Some('{' | '}' | '$' | '#' | '?' | '@') => "a placeholder of a template must be filled in first",
            Some('[' | ']') => "put names in double quotes and lists in parentheses",
            Some(':') => "put an IPv6 address or a time in single quotes",
            _ => "remove it, or put it in quotes if it is part of a text or a name",
        };
        let message = format!("`{}` means nothing here", shorten(&printable(found)));
        let diagnostic = Diagnostic::error(codes::BAD_CHARACTER, span, message);
        self.lexed.diagnostics.push(diagnostic.with_help(help));
    }
}

/// The beginning of `text`, for a message.
pub(crate) fn shorten(text: &str) -> String {
    const LONGEST: usize = 40;
    let line = text.lines().next().unwrap_or("");
    if line.len() == text.len() && line.chars().count() <= LONGEST {
        return line.to_owned();
    }
    let mut short: String = line.chars().take(LONGEST).collect();
    short.push('…');
    short
}

fn printable(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_control() { c.escape_unicode().collect() } else { vec![c] }).collect()
}

fn is_space(c: char) -> bool {
    // The others are invisible marks that editors and web pages leave behind.
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}')
}

fn is_word_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || (!c.is_ascii() && c.is_alphabetic())
}

fn is_word_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || (!c.is_ascii() && c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let tokens = lex(text).tokens;
        let shown = tokens.iter().map(|token| match token.kind {
            TokenKind::Symbol(_) => token.span.text(text).to_owned(),
            kind => format!("{kind:?}[{}]", token.span.text(text)),
        });
        assert_eq!(shown.collect::<Vec<_>>().join(" "), format!("{expected} Eof[]"), "{text}");
    }

    #[test]
    fn tokens() {
        check("a--b\n-c", "Word[a] - Word[c]");
        check("a/*b*/ /c", "Word[a] / Word[c]");
        check("geo::lookup a:: b", "Word[geo::lookup] Word[a] Word[b]");
        check("\"a\"\"b\" 'c''d'", "QuotedName[\"a\"\"b\"] String['c''d']");
        check("a<=b<>c<<d", "Word[a] <= Word[b] <> Word[c] << Word[d]");
        check(
            "1.5 .5 a.b 1e5 1e 0xfF",
            "Number[1.5] Number[.5] Word[a] . Word[b] Number[1e5] Number[1] Word[e] Number[0xfF]",
        );
        check("10.0.0.1/8", "Address[10.0.0.1] / Number[8]");
        check("\u{feff}a\u{a0}\u{200b}b", "Word[a] Word[b]");
    }
}
