//! The members of `key=value` text, as the audit system writes it.
//!
//! Values are bare words, `"literal"`, `{ pairs }` or a JSON list; `msg='...'` is
//! no value: the pairs inside are members of the record as well. Words without a
//! `=` are passed over, but for the verdict of SELinux (`avc: denied { read }`).
//! Bare hexadecimal is an encoded text in the fields that the kernel encodes.

use std::sync::LazyLock;

use memchr::{memchr, memmem};

use super::names::{self, PERMISSIONS, VERDICT};
use super::store::tag_of;
use super::{Kind, NodeId, Record, json, tag};

/// How far into a text its first pair must be, for it to be read as pairs.
const MAX_LEAD: usize = 200;

/// How rsyslog writes the byte before what auditd adds to a record, 0x1d, unless it
/// is told to keep control characters.
const SEPARATOR: &[u8] = b"#035";

/// Whether a text looks like pairs.
pub(super) fn looks_like(text: &str) -> bool {
    let bytes = text.as_bytes();
    let head = &bytes[..bytes.len().min(MAX_LEAD)];
    let Some(equals) = memchr(b'=', head) else { return false };
    let key = head[..equals].iter().rev().take_while(|b| is_key(**b)).count();
    let before = equals - key;
    key > 0
        && head[before].is_ascii_alphabetic()
        && (before == 0 || matches!(head[before - 1], b' ' | b'{' | b'(' | b'\'' | b'\t'))
}

fn is_key(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')
}

/// Appends the members of a text of pairs.
pub(super) fn expand(record: &mut Record<'_>, id: NodeId) {
    let node = *record.node(id);
    let whole = record.str(node.key).starts_with("AUOMS_");
    record.with_text(node.value, |text, store| {
        let mut scanner = Scanner::new(text, whole);
        while let Some(field) = scanner.next_field() {
            if store.is_full() {
                return;
            }
            let value = node.value.within(field.value.0, field.value.1);
            match field.key {
                Key::Written(start, end, tag) => {
                    let key = node.value.within(start, end);
                    store.push_tagged(field.kind, key, tag, value, node.depth);
                }
                Key::Named(name) => {
                    store.push(field.kind, names::span(name), name, value, node.depth);
                }
            }
        }
    });
}

enum Key {
    /// Where it stands, and its tag.
    Written(usize, usize, u32),
    Named(&'static str),
}

struct Field {
    key: Key,
    kind: Kind,
    value: (usize, usize),
}

struct Scanner<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// Whether this is a joined event of auoms, whose command lines are not encoded.
    joined: bool,
    /// Whether the arguments a0, a1, ... are texts: so in EXECVE, which starts with them.
    arguments: bool,
    /// Whether `msg='` was passed and its end was not.
    in_message: bool,
    /// The word before was `avc:`.
    after_avc: bool,
}

impl<'t> Scanner<'t> {
    fn new(text: &'t str, joined: bool) -> Self {
        let bytes = text.as_bytes();
        let arguments = bytes.starts_with(b"argc=")
            || (bytes.first() == Some(&b'a') && bytes.get(1).is_some_and(u8::is_ascii_digit));
        Scanner { text, bytes, at: 0, joined, arguments, in_message: false, after_avc: false }
    }

    #[inline]
    fn next_field(&mut self) -> Option<Field> {
        loop {
            self.skip_separators();
            let start = self.at;
            let first = *self.bytes.get(start)?;
            if first == b'{' {
                let inside = self.braces();
                if std::mem::take(&mut self.after_avc) {
                    return Some(Field { key: Key::Named(PERMISSIONS), kind: Kind::Text, value: inside });
                }
                continue;
            }
            let stop = self.end_of(start, EQUALS | BLANK);
            let escaped = self.bytes[start..stop].starts_with(SEPARATOR);
            let start = start + if escaped { SEPARATOR.len() } else { 0 };
            self.at = stop + 1;
            if self.bytes.get(stop) != Some(&b'=') {
                match self.word(start, stop) {
                    Some(field) => return Some(field),
                    None => continue,
                }
            }
            if stop > start
                && let Some(field) = self.value(start, stop)
            {
                return Some(field);
            }
        }
    }

    fn skip_separators(&mut self) {
        while let Some(b) = self.bytes.get(self.at)
            && CLASSES[usize::from(*b)] & BETWEEN != 0
        {
            self.in_message &= *b != b'\'';
            self.at += 1;
        }
    }

    /// Where the next byte of these classes is.
    #[inline]
    fn end_of(&self, mut at: usize, classes: u8) -> usize {
        while self.bytes.get(at).is_some_and(|b| CLASSES[usize::from(*b)] & classes == 0) {
            at += 1;
        }
        at
    }

    /// A word without a value; `old auid=` is one key of two words.
    fn word(&mut self, start: usize, stop: usize) -> Option<Field> {
        let word = &self.bytes[start..stop];
        let after_avc = std::mem::replace(&mut self.after_avc, word == b"avc:");
        if after_avc && matches!(word, b"denied" | b"granted") {
            self.after_avc = true;
            return Some(Field { key: Key::Named(VERDICT), kind: Kind::Text, value: (start, stop) });
        }
        if word == b"old" {
            let end = self.end_of(stop + 1, EQUALS | BLANK);
            if end > stop + 1 && self.bytes.get(end) == Some(&b'=') {
                self.at = end + 1;
                return self.value(start, end);
            }
        }
        None
    }

    /// The value that follows the `=` after this key.
    fn value(&mut self, start: usize, stop: usize) -> Option<Field> {
        // SELinux labels of other modules come with two.
        while self.bytes.get(self.at) == Some(&b'=') {
            self.at += 1;
        }
        let key = &self.bytes[start..stop];
        let tag = tag_of(key);
        let field = |kind, value| Some(Field { key: Key::Written(start, stop, tag), kind, value });
        match self.bytes.get(self.at) {
            Some(b'"') => {
                let value = self.quoted(key);
                field(Kind::Text, value)
            }
            Some(b'\'') if key == b"msg" => {
                self.at += 1;
                self.in_message = true;
                None
            }
            Some(b'\'') => {
                let from = self.at + 1;
                let to = self.end_of(from, QUOTE);
                self.at = to + 1;
                field(Kind::Text, (from, to))
            }
            Some(b'{') => {
                let inside = self.braces();
                field(Kind::Fields, inside)
            }
            Some(b'[') if matches!(self.bytes.get(self.at + 1), Some(b'"' | b']')) => {
                let from = self.at;
                self.at = self.list_end(from);
                field(Kind::Array, (from, self.at))
            }
            _ => {
                let value = self.bare(key);
                let encoded = self.is_encoded(start, stop, tag, value);
                field(if encoded { Kind::Hex } else { Kind::Text }, value)
            }
        }
    }

    /// What stands between the quotes here. The kernel encodes a text with quotes in
    /// it; auoms does not, and ends a command line with the next of its own keys.
    fn quoted(&mut self, key: &[u8]) -> (usize, usize) {
        let from = self.at + 1;
        let mut to = self.end_of(from, DOUBLE_QUOTE);
        if self.joined && key == b"cmdline" {
            let end = self.command_end(from);
            to = from + memchr::memrchr(b'"', &self.bytes[from..end]).unwrap_or(end - from);
        }
        self.at = to + 1;
        (from, to)
    }

    /// One past the list that begins here. Its texts are JSON's, or as they are: then a
    /// backslash before a quote escapes nothing, and a blank follows what ends the list.
    fn list_end(&self, from: usize) -> usize {
        let plain = || {
            let mut ends = memmem::find_iter(&self.bytes[from..], b"\"]").map(|found| from + found + 2);
            ends.find(|at| self.bytes.get(*at).is_none_or(u8::is_ascii_whitespace))
        };
        let lenient = || json::structure_end(self.bytes, from).unwrap_or(self.bytes.len());
        json::texts_end(self.bytes, from).or_else(plain).unwrap_or_else(lenient)
    }

    /// The trimmed text between the braces here.
    fn braces(&mut self) -> (usize, usize) {
        let from = self.at + 1;
        let to = self.end_of(from, BRACE);
        self.at = to + 1;
        let lead = self.bytes[from..to].len() - self.bytes[from..to].trim_ascii_start().len();
        (from + lead, from + lead + self.bytes[from + lead..to].trim_ascii_end().len())
    }

    /// Where the command line that starts here ends in an event of auoms.
    fn command_end(&self, from: usize) -> usize {
        memmem::find(&self.bytes[from..], b" redactors=").map_or(self.bytes.len(), |at| from + at)
    }

    fn bare(&mut self, key: &[u8]) -> (usize, usize) {
        let from = self.at;
        if self.joined && key == b"proctitle" {
            self.at = self.command_end(from);
            return (from, self.at);
        }
        let ends = if self.in_message { BLANK | QUOTE } else { BLANK };
        let mut to = self.end_of(from, ends);
        // What was done is said in several words: `op=adding user id=1000`.
        while key == b"op" && self.bytes.get(to) == Some(&b' ') {
            let end = self.end_of(to + 1, EQUALS | ends);
            if end == to + 1 || self.bytes.get(end) == Some(&b'=') {
                break;
            }
            to = end;
        }
        if let Some(added) = memmem::find(&self.bytes[from..to], SEPARATOR) {
            to = from + added;
        }
        self.at = to;
        (from, from + trim(&self.bytes[from..to]).len())
    }

    fn is_encoded(&self, start: usize, stop: usize, tag: u32, (from, to): (usize, usize)) -> bool {
        let encoded = &*ENCODED;
        // Most fields are not; their names tell sooner than their values.
        if !self.arguments && !encoded.may_have(tag) {
            return false;
        }
        let value = &self.bytes[from..to];
        if value.len() < 2 || !value.len().is_multiple_of(2) || !value.iter().all(|b| is_upper_hex(*b)) {
            return false;
        }
        let key = self.text.get(start..stop).unwrap_or_default();
        (self.arguments && is_argument(key)) || encoded.has(tag, key)
    }
}

/// The fields that are encoded.
struct Encoded {
    /// By their tags.
    names: Vec<(u32, &'static str)>,
    /// One bit for each tag, about.
    bits: [u64; 16],
}

impl Encoded {
    /// Which bit of which number.
    fn place(tag: u32) -> (usize, u32) {
        let place = tag.wrapping_mul(0x9e37_79b1) >> 22;
        (place as usize >> 6, place & 63)
    }

    fn may_have(&self, tag: u32) -> bool {
        let (number, bit) = Self::place(tag);
        self.bits[number] >> bit & 1 != 0
    }

    fn has(&self, tag: u32, name: &str) -> bool {
        let from = self.names.partition_point(|(other, _)| *other < tag);
        self.names[from..].iter().take_while(|(other, _)| *other == tag).any(|(_, other)| *other == name)
    }
}

static ENCODED: LazyLock<Encoded> = LazyLock::new(|| {
    let names = include_str!("../../data/audit_encoded_fields.txt").lines();
    let names = names.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut names: Vec<(u32, &str)> = names.map(|name| (tag(name), name)).collect();
    names.sort_unstable();
    let mut bits = [0; 16];
    for (tag, _) in &names {
        let (number, bit) = Encoded::place(*tag);
        bits[number] |= 1 << bit;
    }
    Encoded { names, bits }
});

const BLANK: u8 = 1;
const EQUALS: u8 = 2;
const QUOTE: u8 = 4;
const DOUBLE_QUOTE: u8 = 8;
const BRACE: u8 = 16;
/// What may stand between fields.
const BETWEEN: u8 = 32;

/// What each byte may end.
static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b if is_blank(b) => BLANK | BETWEEN,
            b'=' => EQUALS,
            b'\'' => QUOTE | BETWEEN,
            b',' | b'(' | b')' => BETWEEN,
            b'"' => DOUBLE_QUOTE,
            b'}' => BRACE,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

/// Blanks, and the byte before what auditd adds to a record.
const fn is_blank(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\r' | b'\n' | 0x1d)
}

fn is_upper_hex(b: u8) -> bool {
    matches!(b, b'0'..=b'9' | b'A'..=b'F')
}

/// `a0`, `a12`, `a1[0]`: no `a1_len`.
fn is_argument(key: &str) -> bool {
    key.strip_prefix('a')
        .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()) && !rest.contains('_'))
}

/// A bare value without what old records write after it: `(hostname=?, addr=?)`.
fn trim(mut value: &[u8]) -> &[u8] {
    while let [rest @ .., last] = value {
        match last {
            b',' => value = rest,
            b')' if memchr(b'(', rest).is_none() => value = rest,
            _ => break,
        }
    }
    value
}
