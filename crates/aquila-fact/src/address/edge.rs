//! Where hosts, ports and URLs end in a text of other things.

use std::ops::Range;

use super::fold::is_host_char;

/// How long the authority of a URL is in a text of other things.
pub(super) fn authority_length(text: &str) -> usize {
    let mut in_brackets = false;
    for (at, c) in text.char_indices() {
        match c {
            '[' => in_brackets = true,
            ']' if !in_brackets => return at,
            '/' | '\\' | '?' | '#' | '&' => return at,
            _ if ends_url(c) => return at,
            _ => {}
        }
    }
    text.len()
}

/// Characters after which another word begins.
pub(super) fn ends_url(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "\"'`<>|;,(){}^$".contains(c)
}

/// The digits of a port after a colon.
pub(super) fn port_at(text: &str, at: usize) -> Option<Range<usize>> {
    digits_at(text, at, ':')
}

/// The digits of a port after a separator.
pub(super) fn digits_at(text: &str, at: usize, separator: char) -> Option<Range<usize>> {
    let rest = text.get(at..)?.strip_prefix(separator)?;
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let is_port = (1..=5).contains(&length) && !rest.get(length..)?.starts_with(is_host_char);
    is_port.then_some(at + 1..at + 1 + length)
}

/// A piece without what clings to it: an escape or an option before, punctuation after.
pub(super) fn trimmed(text: &str, mut range: Range<usize>) -> Range<usize> {
    let piece = text.get(range.clone()).unwrap_or_default();
    range.end = range.start + piece.trim_end_matches(['.', '-']).len();
    let is_escape = text.get(..range.start).is_some_and(|before| before.ends_with('\\'));
    let cling = match *piece.as_bytes() {
        [b'n' | b'r' | b't', b'0'..=b'9', ..] if is_escape => 1,
        [b'-', b'A'..=b'Z' | b'a'..=b'z', b'0'..=b'9', ..] => 2,
        _ => 0,
    };
    range.start += cling;
    range.start.min(range.end)..range.end
}
