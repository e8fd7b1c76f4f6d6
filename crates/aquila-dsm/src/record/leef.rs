//! The members of one LEEF event, of version 1 or 2: its header as the member `leef`,
//! and its pairs.
//!
//! As "QRadar Log Event Extended Format" says: pairs stand apart by tabs, or in version
//! 2 by what the header names, a character or its number in hexadecimal (`^`, `0x5E`,
//! `x5E`). Nothing is escaped.

use memchr::{memchr, memmem};

use super::{Kind, NodeId, Record, piped};

/// How rsyslog writes a tab, unless it is told to keep control characters.
const ESCAPED_TAB: &str = "#011";

/// Appends the members of an event.
pub(super) fn expand(record: &mut Record<'_>, id: NodeId) {
    let node = *record.node(id);
    record.with_text(node.value, |text, store| {
        let Some(header) = piped::at(text.as_bytes(), 0) else { return };
        let first = store.nodes.len();
        // First, so that no pair of that name can take its place.
        let head = header.push(store, node.value, node.depth);
        let end = piped::line_end(text).max(header.body);
        let body = text.get(header.body..end).unwrap_or_default();
        // Version 1 has no such field, but some write it.
        let (separator, skip) = separator(body);
        let start = header.body + skip;
        let written = separator.as_str(text.get(start..end).unwrap_or_default());
        let pairs = Pairs { text: &text[..end], at: start, separator: written };
        for (key, value) in pairs {
            if store.is_full() {
                break;
            }
            let name = text.get(key.0..key.1).unwrap_or_default();
            let place = |(start, end)| node.value.within(start, end);
            store.push(Kind::Text, place(key), name, place(value), node.depth);
        }
        store.set_members(id, first);
        header.push_fields(head, text, store, node.value, node.depth);
    });
}

/// What stands between pairs.
#[derive(Debug, PartialEq, Eq)]
enum Separator {
    Tab,
    Other(String),
}

impl Separator {
    /// As the pairs write it.
    fn as_str(&self, pairs: &str) -> &str {
        match self {
            Separator::Other(text) => text,
            Separator::Tab if memchr(b'\t', pairs.as_bytes()).is_none() && pairs.contains(ESCAPED_TAB) => {
                ESCAPED_TAB
            }
            Separator::Tab => "\t",
        }
    }
}

/// What the field after the header names, and how long that field is: nothing if it is
/// none but the first pair.
fn separator(body: &str) -> (Separator, usize) {
    // The pipe itself, between two pipes.
    if body.starts_with("||") {
        return (Separator::Other("|".to_owned()), 2);
    }
    let Some((field, _)) = body.split_once('|') else {
        let lone = named(body).filter(|_| !body.is_empty());
        return lone.map_or((Separator::Tab, 0), |separator| (separator, body.len()));
    };
    named(field).map_or((Separator::Tab, 0), |separator| (separator, field.len() + 1))
}

/// `^`, `0x5E`, `x5E`; nothing is the tab.
fn named(field: &str) -> Option<Separator> {
    let mut characters = field.chars();
    let character = match (characters.next(), characters.next()) {
        (None, _) => '\t',
        (Some(only), None) => only,
        _ if field == ESCAPED_TAB => '\t',
        _ => {
            let digits = field.strip_prefix(['0']).unwrap_or(field).strip_prefix(['x', 'X'])?;
            let hex = digits.len() <= 4 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            char::from_u32(u32::from_str_radix(digits, 16).ok().filter(|_| hex)?)?
        }
    };
    Some(if character == '\t' { Separator::Tab } else { Separator::Other(character.to_string()) })
}

/// The pairs of an event: places of keys and values.
struct Pairs<'t> {
    text: &'t str,
    at: usize,
    separator: &'t str,
}

impl Iterator for Pairs<'_> {
    type Item = ((usize, usize), (usize, usize));

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() {
            let start = self.at;
            let end = memmem::find(&bytes[start..], self.separator.as_bytes());
            let end = end.map_or(bytes.len(), |end| start + end);
            self.at = end + self.separator.len();
            let Some(equals) = memchr(b'=', &bytes[start..end]) else { continue };
            let key = &bytes[start..start + equals];
            let lead = key.len() - key.trim_ascii_start().len();
            let key = (start + lead, start + lead + key.trim_ascii().len());
            if key.1 > key.0 {
                return Some((key, (start + equals + 1, end)));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_that_headers_name() {
        let other = |text: &str| Separator::Other(text.to_owned());
        for (body, expected) in [
            ("a=b\tc=d", (Separator::Tab, 0)),
            ("|a=b\tc=d", (Separator::Tab, 1)),
            ("^|a=b^c=d", (other("^"), 2)),
            ("0x5E|a=b^c=d", (other("^"), 5)),
            ("x5e|a=b^c=d", (other("^"), 4)),
            ("0x09|a=b\tc=d", (Separator::Tab, 5)),
            ("x0009|a=b\tc=d", (Separator::Tab, 6)),
            ("#011|a=b#011c=d", (Separator::Tab, 5)),
            ("¦|a=b¦c=d", (other("¦"), 3)),
            ("||a=b|c=d", (other("|"), 2)),
            ("a=b|c", (Separator::Tab, 0)),
            ("xyz|a=b", (Separator::Tab, 0)),
            ("xD800|a=b", (Separator::Tab, 0)),
            ("^", (other("^"), 1)),
            ("x", (other("x"), 1)),
            ("", (Separator::Tab, 0)),
            ("|", (Separator::Tab, 1)),
        ] {
            assert_eq!(separator(body), expected, "{body}");
        }
    }
}
