//! The members of one CEF event: its header as the member `cef`, the pairs of its
//! extension, and the custom ones of these by their labels (`cs1Label=Rule cs1=7` is
//! the member `Rule` too).
//!
//! As "ArcSight Common Event Format" says: a value holds blanks and ends one blank
//! before the next key; `\=`, `\\`, `\n` and `\r` stand for what they mean.

use std::borrow::Cow;

use memchr::memchr2;

use super::{Kind, NodeId, Record, Span, Store, piped, tag, text};

/// The most fields of one event that are called by their labels. The format has 25 of
/// them, and vendors count on.
const MAX_LABELS: usize = 100;

/// What the key of a label ends with.
const LABEL: &str = "Label";

/// Appends the members of an event.
pub(super) fn expand(record: &mut Record<'_>, id: NodeId) {
    let node = *record.node(id);
    record.with_text(node.value, |text, store| {
        let Some(header) = piped::at(text.as_bytes(), 0) else { return };
        let first = store.nodes.len();
        // First, so that no pair of that name can take its place.
        let head = header.push(store, node.value, node.depth);
        let mut labels = Labels::default();
        for pair in Extension::new(text, header.body) {
            if store.is_full() {
                break;
            }
            let key = text.get(pair.key.0..pair.key.1).unwrap_or_default();
            let value = node.value.within(pair.value.0, pair.value.1);
            let member =
                store.push(pair.kind, node.value.within(pair.key.0, pair.key.1), key, value, node.depth);
            labels.see(key, member);
        }
        labels.push(text, store, node.value, first);
        store.set_members(id, first);
        header.push_fields(head, text, store, node.value, node.depth);
    });
}

/// A pair: places in the text.
struct Pair {
    key: (usize, usize),
    value: (usize, usize),
    kind: Kind,
}

/// The pairs of an extension.
struct Extension<'t> {
    bytes: &'t [u8],
    /// Where the extension begins.
    start: usize,
    /// The next key.
    key: Option<(usize, usize)>,
}

impl<'t> Extension<'t> {
    fn new(text: &'t str, start: usize) -> Self {
        let bytes = &text.as_bytes()[..piped::line_end(text).max(start)];
        let mut extension = Extension { bytes, start, key: None };
        extension.key = extension.next_key(start);
        extension
    }

    /// The first key that begins at or after `from`.
    fn next_key(&self, from: usize) -> Option<(usize, usize)> {
        let mut at = from;
        loop {
            at += memchr2(b'=', b'\\', self.bytes.get(at..)?)?;
            if self.bytes[at] == b'\\' {
                at += 2;
                continue;
            }
            let key = self.bytes[from..at].iter().rev().take_while(|byte| is_key(**byte)).count();
            let start = at - key;
            if key > 0 && (start == self.start || self.bytes[start - 1].is_ascii_whitespace()) {
                return Some((start, at));
            }
            at += 1;
        }
    }
}

impl Iterator for Extension<'_> {
    type Item = Pair;

    fn next(&mut self) -> Option<Pair> {
        let key = self.key?;
        let start = key.1 + 1;
        self.key = self.next_key(start);
        let end = self.key.map_or(self.bytes.len(), |next| next.0 - 1);
        let escaped = memchr::memchr(b'\\', &self.bytes[start..end]).is_some();
        let kind = if escaped { Kind::Escaped } else { Kind::Text };
        Some(Pair { key, value: (start, end), kind })
    }
}

fn is_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'[' | b']')
}

/// The value of an extension with its escapes undone; what is none stays as it is.
pub(super) fn unescape(raw: &str) -> Cow<'_, str> {
    text::unescape(raw, |escaped| match escaped {
        '=' | '\\' => Some(escaped),
        'n' => Some('\n'),
        'r' => Some('\r'),
        _ => None,
    })
}

/// The labels of an event.
#[derive(Default)]
struct Labels(Vec<NodeId>);

impl Labels {
    fn see(&mut self, key: &str, member: NodeId) {
        if key.len() > LABEL.len() && key.ends_with(LABEL) && self.0.len() < MAX_LABELS {
            self.0.push(member);
        }
    }

    /// Appends the labeled fields by their labels, unless there are keys like these.
    fn push(&self, text: &str, store: &mut Store, event: Span, first: usize) {
        for label in &self.0 {
            let label = store.nodes[label.0 as usize];
            let (key, written) = (inside(text, event, label.key), inside(text, event, label.value));
            let name = if label.kind == Kind::Escaped { unescape(written) } else { Cow::Borrowed(written) };
            let field = key.strip_suffix(LABEL).and_then(|key| find(text, store, event, first, key));
            let Some(field) = field.filter(|_| !name.is_empty()) else { continue };
            if find(text, store, event, first, &name).is_some() || store.is_full() {
                continue;
            }
            let field = store.nodes[field];
            let span = match &name {
                Cow::Borrowed(_) => label.value,
                Cow::Owned(name) => store.push_text(name.clone()),
            };
            store.push(field.kind, span, &name, field.value, field.depth);
        }
    }
}

/// The text of a place in the event.
fn inside(text: &str, event: Span, place: Span) -> &str {
    let range = (place.start - event.start) as usize..(place.end - event.start) as usize;
    text.get(range).unwrap_or_default()
}

/// The first member with this key, as the event writes it.
fn find(text: &str, store: &Store, event: Span, first: usize, key: &str) -> Option<usize> {
    let tag = tag(key);
    let written = |member: &usize| {
        let span = store.nodes[*member].key;
        span.document == event.document && inside(text, event, span) == key
    };
    (first..store.nodes.len()).filter(|member| store.tags[*member] == tag).find(written)
}
