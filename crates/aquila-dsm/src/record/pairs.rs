//! Pairs of keys and values in a text, written as a shape says: what stands between
//! pairs, and between a key and its value. The pairs of audit records are in `fields`.
//!
//! A value is in quotes, single or double, in which a backslash escapes a quote and
//! itself, or it ends with what stands between pairs. What is no pair is passed over.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use super::{Kind, Span, Store, syslog, text};

/// How pairs are written.
#[derive(Debug, Clone)]
pub(crate) struct Pairs {
    /// What stands between two of them; blanks where nothing is given.
    pub(crate) between: Option<Box<str>>,
    /// What stands between a key and its value.
    pub(crate) assign: Box<str>,
}

impl Pairs {
    /// Appends the pairs of a text.
    pub(super) fn push(&self, text: &str, store: &mut Store, span: Span, depth: u8) {
        // A header has no pair that ends with a blank, but may be taken for the start of
        // a key that may have blanks.
        let start = match self.between {
            Some(_) => syslog::message_start(text),
            None => syslog::after_priority(text),
        };
        let mut scanner = Scanner { bytes: text.as_bytes(), at: start, pairs: self };
        while let Some(pair) = scanner.next_pair() {
            if store.is_full() {
                return;
            }
            let key = text.get(pair.key.0..pair.key.1).unwrap_or_default();
            let place = |(start, end)| span.within(start, end);
            store.push(pair.kind, place(pair.key), key, place(pair.value), depth);
        }
    }
}

/// A value in quotes with its escapes undone.
pub(super) fn unescape(raw: &str) -> Cow<'_, str> {
    text::unescape(raw, |escaped| matches!(escaped, '"' | '\'' | '\\').then_some(escaped))
}

/// A pair: places in the text.
struct Pair {
    key: (usize, usize),
    value: (usize, usize),
    kind: Kind,
}

struct Scanner<'t> {
    bytes: &'t [u8],
    at: usize,
    pairs: &'t Pairs,
}

impl Scanner<'_> {
    fn next_pair(&mut self) -> Option<Pair> {
        loop {
            self.skip_blanks();
            let start = self.at;
            if start >= self.bytes.len() {
                return None;
            }
            let Some(assign) = self.assign() else {
                self.at = self.end_of_pair(self.at).1;
                continue;
            };
            self.at = assign + self.pairs.assign.len();
            let key = trim(self.bytes, start, assign);
            let (value, kind) = self.value();
            if key.1 > key.0 {
                return Some(Pair { key, value, kind });
            }
        }
    }

    fn skip_blanks(&mut self) {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }

    /// How long what stands between pairs is here; 0 if it does not stand here.
    fn between(&self, at: usize) -> usize {
        match &self.pairs.between {
            None => usize::from(self.bytes[at].is_ascii_whitespace()),
            Some(between) if self.bytes[at..].starts_with(between.as_bytes()) => between.len(),
            Some(_) => 0,
        }
    }

    /// Where the key that begins here ends, if it is one.
    fn assign(&self) -> Option<usize> {
        for at in self.at..self.bytes.len() {
            if self.bytes[at..].starts_with(self.pairs.assign.as_bytes()) {
                return Some(at);
            }
            if self.between(at) > 0 {
                return None;
            }
        }
        None
    }

    /// Where the pair ends, and where the next begins.
    fn end_of_pair(&self, from: usize) -> (usize, usize) {
        for at in from..self.bytes.len() {
            let between = self.between(at);
            if between > 0 {
                return (at, at + between);
            }
        }
        (self.bytes.len(), self.bytes.len())
    }

    /// The value that begins here.
    fn value(&mut self) -> ((usize, usize), Kind) {
        if self.pairs.between.is_some() {
            // What ends a pair may be a blank of another kind.
            let end = self.end_of_pair(self.at).0;
            while self.at < end && self.bytes[self.at].is_ascii_whitespace() {
                self.at += 1;
            }
        }
        if let Some(quote @ (b'"' | b'\'')) = self.bytes.get(self.at) {
            let value = self.quoted(*quote);
            let escaped = memchr(b'\\', &self.bytes[value.0..value.1]).is_some();
            self.at = self.end_of_pair((value.1 + 1).min(self.bytes.len())).1;
            return (value, if escaped { Kind::Quoted } else { Kind::Text });
        }
        let start = self.at;
        let (end, next) = self.end_of_pair(start);
        self.at = next;
        (trim(self.bytes, start, end), Kind::Text)
    }

    /// What stands between the quote here and the next that is not escaped.
    fn quoted(&self, quote: u8) -> (usize, usize) {
        let start = self.at + 1;
        let mut at = start;
        while let Some(found) = self.bytes.get(at..).and_then(|rest| memchr2(quote, b'\\', rest)) {
            at += found;
            if self.bytes[at] == quote {
                return (start, at);
            }
            at += 2;
        }
        (start, self.bytes.len())
    }
}

/// A place without outer blanks.
fn trim(bytes: &[u8], start: usize, end: usize) -> (usize, usize) {
    let text = &bytes[start..end];
    let lead = text.len() - text.trim_ascii_start().len();
    (start + lead, start + lead + text.trim_ascii().len())
}
