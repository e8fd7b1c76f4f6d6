//! The headers of CEF and LEEF: `CEF:0|Vendor|Product|...|`, each field with a pipe
//! behind it. What follows the header is in `cef` and `leef`.
//!
//! CEF is described in "ArcSight Common Event Format" (Micro Focus Security ArcSight),
//! LEEF in "QRadar Log Event Extended Format" (IBM).

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memchr;
use memchr::memmem::Finder;

use super::{Kind, NodeId, Span, Store, names};

/// How the fields of a CEF header are called, the version first.
const CEF_FIELDS: [&str; 7] =
    ["version", "vendor", "product", "device_version", "signature", "name", "severity"];
/// The same of LEEF.
const LEEF_FIELDS: [&str; 5] = ["version", "vendor", "product", "device_version", "event_id"];

/// The longest version of a format that is one.
const MAX_VERSION: usize = 16;

/// A header, by places in its text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Header {
    /// CEF or LEEF.
    pub(super) kind: Kind,
    /// Where its name stands.
    pub(super) start: usize,
    /// Where what follows its last pipe begins.
    pub(super) body: usize,
    /// Its fields, escapes as written.
    fields: [(usize, usize); CEF_FIELDS.len()],
}

/// The first header in a text that starts before `limit`.
pub(super) fn find(bytes: &[u8], limit: usize) -> Option<Header> {
    // Most texts have none at all.
    memchr(b'|', bytes)?;
    static NAME: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(b"EF:"));
    // A name with a version has a pipe of its own, and is no header where a few more are
    // not in its line: few are looked at in vain.
    NAME.find_iter(&bytes[..bytes.len().min(limit.saturating_add(5))]).find_map(|found| {
        let start = match &bytes[..found] {
            [.., b'L', b'E'] => found - 2,
            [.., b'C'] => found - 1,
            _ => return None,
        };
        let is_word = start > 0 && bytes[start - 1].is_ascii_alphanumeric();
        if is_word || start >= limit { None } else { at(bytes, start) }
    })
}

/// The header that stands at this place.
pub(super) fn at(bytes: &[u8], start: usize) -> Option<Header> {
    let rest = bytes.get(start..)?;
    let (kind, name, count) = match rest {
        [b'C', b'E', b'F', b':', ..] => (Kind::Cef, 4, CEF_FIELDS.len()),
        [b'L', b'E', b'E', b'F', b':', ..] => (Kind::Leef, 5, LEEF_FIELDS.len()),
        _ => return None,
    };
    let mut at = start + name;
    // Some devices write a blank before the version.
    at += usize::from(bytes.get(at) == Some(&b' '));
    let version = version_end(bytes, at)?;
    let mut fields = [(at, version); CEF_FIELDS.len()];
    at = version + 1;
    for (number, field) in fields[..count].iter_mut().enumerate().skip(1) {
        let end = field_end(bytes, at);
        *field = (at, end);
        let closed = bytes.get(end) == Some(&b'|');
        if !closed && number + 1 < count {
            return None;
        }
        at = end + usize::from(closed);
    }
    Some(Header { kind, start, body: at, fields })
}

/// The pipe behind a field, or the end of its line.
fn field_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'|' | b'\n' => return at,
            b'\\' if matches!(bytes.get(at + 1), Some(b'|' | b'\\')) => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The pipe behind the version that begins here, if one does: `0`, `1.0`. Looked for no
/// further than one is long, so that names without a version cost no more.
fn version_end(bytes: &[u8], start: usize) -> Option<usize> {
    let rest = bytes.get(start..)?;
    let length = memchr(b'|', &rest[..rest.len().min(MAX_VERSION + 1)])?;
    let is_number = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    rest[..length].splitn(2, |byte| *byte == b'.').all(is_number).then_some(start + length)
}

impl Header {
    /// Appends the node of the header, a member of the event; its fields come later.
    pub(super) fn push(&self, store: &mut Store, event: Span, depth: u8) -> NodeId {
        let name = if self.kind == Kind::Cef { names::CEF } else { names::LEEF };
        store.push(Kind::Object, names::span(name), name, event.within(self.start, self.body), depth)
    }

    /// Appends the fields as the members of that node.
    pub(super) fn push_fields(&self, node: NodeId, text: &str, store: &mut Store, event: Span, depth: u8) {
        let names: &[&str] = if self.kind == Kind::Cef { &CEF_FIELDS } else { &LEEF_FIELDS };
        let first = store.nodes.len();
        for (name, (start, end)) in names.iter().zip(self.fields) {
            let value = match unescape(text.get(start..end).unwrap_or_default()) {
                Cow::Borrowed(_) => event.within(start, end),
                Cow::Owned(text) => store.push_text(text),
            };
            store.push(Kind::Text, names::span(name), name, value, depth);
        }
        store.set_members(node, first);
    }
}

/// A field of a header with `\|` and `\\` undone.
fn unescape(raw: &str) -> Cow<'_, str> {
    super::text::unescape(raw, |escaped| matches!(escaped, '|' | '\\').then_some(escaped))
}

/// Where a text ends without the line ends at its end.
pub(super) fn line_end(text: &str) -> usize {
    text.trim_end_matches(['\r', '\n', '\0']).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_told_from_other_text() {
        for (text, expected) in [
            ("CEF:0|V|P|1|100|name|5|a=b", Some((Kind::Cef, 0))),
            ("CEF:1|V|P|1|100|name|5", Some((Kind::Cef, 0))),
            ("CEF: 0|V|P|1|100|name|5|", Some((Kind::Cef, 0))),
            ("<13>Mar  4 10:11:12 h CEF:0|V|P|1|100|name|5|", Some((Kind::Cef, 22))),
            ("h app:CEF:0|V|P|1|100|name|5|", Some((Kind::Cef, 6))),
            ("CEF:0 and then CEF:0|V|P|1|100|name|5|", Some((Kind::Cef, 15))),
            (r"CEF:0|V\||P|1|100|name|5|", Some((Kind::Cef, 0))),
            ("LEEF:1.0|V|P|1|logon|", Some((Kind::Leef, 0))),
            ("LEEF:2.0|V|P|1|logon", Some((Kind::Leef, 0))),
            ("x LEEF:2.0|V|P|1|logon|^|a=b", Some((Kind::Leef, 2))),
            ("CEF:0|V|P|1|100|name", None),
            (r"CEF:0|V|P|1|100|name\|5", None),
            ("CEF:x|V|P|1|100|name|5|", None),
            ("CEF:|V|P|1|100|name|5|", None),
            ("CEF:0|V|P|1\n|100|name|5|", None),
            ("ACEF:0|V|P|1|100|name|5|", None),
            ("LEEF:1.0|V|P|1", None),
            ("LEEF:1.|V|P|1|x|", None),
            ("the CEF: and the LEEF: format", None),
            ("", None),
            ("EF:", None),
            ("é CEF:0|é|é|é|é|é|é", Some((Kind::Cef, 3))),
        ] {
            assert_eq!(
                find(text.as_bytes(), text.len()).map(|header| (header.kind, header.start)),
                expected,
                "{text}"
            );
        }
    }
}
