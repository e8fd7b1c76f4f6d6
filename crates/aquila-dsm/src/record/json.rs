//! The members of one JSON object or list, in one pass that neither recurses nor
//! allocates. Lenient on purpose: daemons cut long lines, and what stands before
//! the cut is still evidence.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use super::{Kind, NodeId, Record, text};

/// Appends the members of an object or list to the record's nodes.
///
/// A key that occurs twice is kept twice; a lookup finds the first.
pub(super) fn expand(record: &mut Record<'_>, id: NodeId) {
    let node = *record.node(id);
    let object = node.kind == Kind::Object;
    record.with_text(node.value, |text, store| {
        let bytes = text.as_bytes();
        let mut at = 1;
        loop {
            at = skip(bytes, at, |b| b.is_ascii_whitespace() || b == b',');
            let mut key = (at, at);
            if object {
                if bytes.get(at) != Some(&b'"') {
                    return;
                }
                let (end, next) = string_end(bytes, at + 1);
                key = (at + 1, end);
                at = skip(bytes, next, |b| b.is_ascii_whitespace());
                if bytes.get(at) != Some(&b':') {
                    return;
                }
                at = skip(bytes, at + 1, |b| b.is_ascii_whitespace());
            }
            let Some((kind, start, end, next)) = value(bytes, at) else { return };
            if store.is_full() {
                return;
            }
            at = next;
            let value = node.value.within(start, end);
            match text::unescape_json(text.get(key.0..key.1).unwrap_or_default()) {
                Cow::Borrowed(plain) => {
                    store.push(kind, node.value.within(key.0, key.1), plain, value, node.depth);
                }
                Cow::Owned(plain) => {
                    let span = store.push_text(plain.clone());
                    store.push(kind, span, &plain, value, node.depth);
                }
            }
        }
    });
}

/// Kind and span of the value at `at`, and where to go on.
fn value(bytes: &[u8], at: usize) -> Option<(Kind, usize, usize, usize)> {
    match *bytes.get(at)? {
        b'"' => {
            let (end, next) = string_end(bytes, at + 1);
            Some((Kind::String, at + 1, end, next))
        }
        b'{' => structure_end(bytes, at).map(|end| (Kind::Object, at, end, end)),
        b'[' => structure_end(bytes, at).map(|end| (Kind::Array, at, end, end)),
        b'}' | b']' => None,
        _ => {
            let stop = |b: u8| !matches!(b, b',' | b'}' | b']') && !b.is_ascii_whitespace();
            let end = skip(bytes, at, stop);
            let kind = if &bytes[at..end] == b"null" { Kind::Null } else { Kind::Scalar };
            (end > at).then_some((kind, at, end, end))
        }
    }
}

fn skip(bytes: &[u8], mut at: usize, over: impl Fn(u8) -> bool) -> usize {
    while bytes.get(at).is_some_and(|b| over(*b)) {
        at += 1;
    }
    at
}

/// The end of a string's contents, and where to go on after its quote. Looks for
/// quotes alone and counts the backslashes before each: messages are full of
/// `\r\n` and hold few quotes.
fn string_end(bytes: &[u8], start: usize) -> (usize, usize) {
    let mut from = start;
    while let Some(found) = memchr(b'"', bytes.get(from..).unwrap_or_default()) {
        let quote = from + found;
        let escapes = bytes[start..quote].iter().rev().take_while(|b| **b == b'\\').count();
        if escapes % 2 == 0 {
            return (quote, quote + 1);
        }
        from = quote + 1;
    }
    (bytes.len(), bytes.len())
}

/// One past the bracket that closes the one at `start`; the end of the text if
/// it is cut before.
pub(super) fn structure_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = start;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                at = string_end(bytes, at + 1).1;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    Some(bytes.len())
}

/// One past the list of texts and nothing else that starts here, if it is one.
pub(super) fn texts_end(bytes: &[u8], start: usize) -> Option<usize> {
    let blank = |at: usize| skip(bytes, at, |b| b.is_ascii_whitespace());
    let mut at = blank(start + 1);
    if bytes.get(at) == Some(&b']') {
        return Some(at + 1);
    }
    while bytes.get(at) == Some(&b'"') {
        at = blank(string_end(bytes, at + 1).1);
        match bytes.get(at)? {
            b']' => return Some(at + 1),
            b',' => at = blank(at + 1),
            _ => return None,
        }
    }
    None
}

/// Where a JSON object or list may start in other text: a brace or bracket that
/// is followed by what may follow it.
pub(super) fn find_start(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(found) = memchr2(b'{', b'[', &bytes[from..]) {
        let at = from + found;
        let next = skip(bytes, at + 1, |b| b.is_ascii_whitespace());
        match (bytes[at], bytes.get(next)) {
            (b'{', Some(b'"')) | (b'[', Some(b'{')) => return Some(at),
            _ => from = at + 1,
        }
    }
    None
}
