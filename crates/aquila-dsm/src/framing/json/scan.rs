//! Finds the end of one JSON value without reading what it says. Iterative:
//! the depth of the input costs memory, a byte a level, and no stack.

use memchr::memchr3;

/// What a scan found.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub(super) enum Scan {
    /// A value of `len` bytes.
    Complete {
        /// Its length.
        len: usize,
        /// Whether it is nested deeper than allowed.
        deep: bool,
    },
    /// No JSON from this byte on.
    Bad {
        /// Where.
        at: usize,
    },
    /// The text ends inside the value.
    Open,
}

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    CommaOrEnd,
}

/// A scanner, with room for its stack.
pub(super) struct Scanner {
    max_depth: usize,
    /// The open containers: true for an object.
    open: Vec<bool>,
}

impl Scanner {
    pub(super) fn new(max_depth: usize) -> Self {
        Self { max_depth, open: Vec::new() }
    }

    /// The deepest nesting that is not called deep.
    pub(super) fn max_depth(&self) -> usize {
        self.max_depth
    }

    /// Scans the value at the start of `text`. `last` says that nothing
    /// follows, so that a number may end there.
    pub(super) fn scan(&mut self, text: &[u8], last: bool) -> Scan {
        self.open.clear();
        let mut deepest = 0;
        let mut expect = Expect::Value;
        let mut at = 0;
        loop {
            let Some(&byte) = text.get(at) else { return Scan::Open };
            match (byte, expect) {
                (b' ' | b'\n' | b'\t' | b'\r', _) => {
                    at += 1;
                    continue;
                }
                (b'"', Expect::Key | Expect::KeyOrEnd) => {
                    match string(text, at).and_then(|end| colon(text, end)) {
                        Ok(end) => at = end,
                        Err(stop) => return stop,
                    }
                    expect = Expect::Value;
                    continue;
                }
                (b'"', Expect::Value | Expect::ValueOrEnd) => match string(text, at) {
                    Ok(end) => at = end,
                    Err(stop) => return stop,
                },
                (b'{' | b'[', Expect::Value | Expect::ValueOrEnd) => {
                    self.open.push(byte == b'{');
                    deepest = deepest.max(self.open.len());
                    expect = if byte == b'{' { Expect::KeyOrEnd } else { Expect::ValueOrEnd };
                    at += 1;
                    continue;
                }
                (b'}', Expect::KeyOrEnd | Expect::CommaOrEnd) if self.open.last() == Some(&true) => {
                    self.open.pop();
                    at += 1;
                }
                (b']', Expect::ValueOrEnd | Expect::CommaOrEnd) if self.open.last() == Some(&false) => {
                    self.open.pop();
                    at += 1;
                }
                (b',', Expect::CommaOrEnd) => {
                    expect = if self.open.last() == Some(&true) { Expect::Key } else { Expect::Value };
                    at += 1;
                    continue;
                }
                (_, Expect::Value | Expect::ValueOrEnd) => match scalar(text, at, last) {
                    Ok(end) => at = end,
                    Err(stop) => return stop,
                },
                _ => return Scan::Bad { at },
            }
            if self.open.is_empty() {
                return Scan::Complete { len: at, deep: deepest > self.max_depth };
            }
            expect = Expect::CommaOrEnd;
        }
    }
}

/// The end of the string at `at`. A string does not go over a line end: so a
/// missing quote is found out at the end of its line.
pub(super) fn string(text: &[u8], at: usize) -> Result<usize, Scan> {
    let mut at = at + 1;
    loop {
        let Some(found) = memchr3(b'"', b'\\', b'\n', text.get(at..).unwrap_or_default()) else {
            return Err(Scan::Open);
        };
        at += found;
        match text[at] {
            b'"' => return Ok(at + 1),
            b'\n' => return Err(Scan::Bad { at }),
            _ if at + 1 >= text.len() => return Err(Scan::Open),
            _ if text[at + 1] == b'\n' => return Err(Scan::Bad { at: at + 1 }),
            _ => at += 2,
        }
    }
}

/// The end of the colon that must follow a key.
pub(super) fn colon(text: &[u8], at: usize) -> Result<usize, Scan> {
    let at = skip_space(text, at);
    match text.get(at) {
        Some(b':') => Ok(at + 1),
        Some(_) => Err(Scan::Bad { at }),
        None => Err(Scan::Open),
    }
}

/// The first byte from `at` that is no white space.
pub(super) fn skip_space(text: &[u8], mut at: usize) -> usize {
    while matches!(text.get(at), Some(b' ' | b'\n' | b'\t' | b'\r')) {
        at += 1;
    }
    at
}

/// The end of a number or a literal. NaN and infinities are let through, as
/// several loggers write them.
fn scalar(text: &[u8], at: usize, last: bool) -> Result<usize, Scan> {
    let rest = text.get(at..).unwrap_or_default();
    let end = rest.iter().position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.')));
    let len = match end {
        Some(len) => len,
        None if last => rest.len(),
        // Too long for a number is no reason to read on.
        None if rest.len() > 4096 => return Err(Scan::Bad { at }),
        None => return Err(Scan::Open),
    };
    let word = &rest[..len.min(4096)];
    let good =
        matches!(word, b"true" | b"false" | b"null" | b"NaN" | b"Infinity" | b"-Infinity") || is_number(word);
    if good { Ok(at + len) } else { Err(Scan::Bad { at }) }
}

fn is_number(word: &[u8]) -> bool {
    let word = word.strip_prefix(b"-").unwrap_or(word);
    let (word, exponent) = match word.iter().position(|b| matches!(b, b'e' | b'E')) {
        Some(at) => (&word[..at], Some(&word[at + 1..])),
        None => (word, None),
    };
    let (whole, fraction) = match word.iter().position(|b| *b == b'.') {
        Some(at) => (&word[..at], Some(&word[at + 1..])),
        None => (word, None),
    };
    let digits = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    let exponent = exponent.map(|e| e.strip_prefix(b"+").or_else(|| e.strip_prefix(b"-")).unwrap_or(e));
    digits(whole) && fraction.is_none_or(digits) && exponent.is_none_or(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        let complete = |len| Scan::Complete { len, deep: false };
        let bad = |at| Scan::Bad { at };
        for (text, last, want) in [
            (r#"{"a":1}"#, false, complete(7)),
            (r#"{"a":1} x"#, false, complete(7)),
            ("{\n  \"a\" : [ 1, -2.5e+3, true, null ],\n  \"b\" : { }\n}\n", false, complete(51)),
            (r#"{"a":"}\"]{"}x"#, false, complete(13)),
            ("[]", false, complete(2)),
            ("12", true, complete(2)),
            ("12", false, Scan::Open),
            ("12,", false, complete(2)),
            (r#""a\\""#, false, complete(5)),
            (r#"{"a":1"#, true, Scan::Open),
            (r#"{"a"#, true, Scan::Open),
            (r#"{"a\"#, true, Scan::Open),
            (r#"{"a":1]"#, true, bad(6)),
            (r#"{"a":1,}"#, true, bad(7)),
            (r#"{"a" 1}"#, true, bad(5)),
            ("[1 2]", true, bad(3)),
            ("[Sun Dec 04]", true, bad(1)),
            ("[10.30 16:49]", true, bad(7)),
            ("[2020-01-01]", true, bad(1)),
            ("{\"a\":\"b\nc\"}", true, bad(7)),
            ("{\"a\":\"b\\\nc\"}", true, bad(8)),
            ("{\"a\":1\n{\"b\":2}", true, bad(7)),
            ("}", true, bad(0)),
            ("", true, Scan::Open),
            ("[NaN,-Infinity]", true, complete(15)),
            ("[1.]", true, bad(1)),
        ] {
            assert_eq!(Scanner::new(128).scan(text.as_bytes(), last), want, "{text}");
        }
    }

    #[test]
    fn depth() {
        for (depth, deep) in [(128, false), (129, true), (100_000, true)] {
            let text = "[".repeat(depth) + &"]".repeat(depth);
            let want = Scan::Complete { len: 2 * depth, deep };
            assert_eq!(Scanner::new(128).scan(text.as_bytes(), true), want);
        }
    }
}
