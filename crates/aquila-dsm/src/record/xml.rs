//! The members of one XML element: its attributes as `@Name`, then its child
//! elements by local name. Lenient on purpose: a syslog daemon may cut the line.

use memchr::{memchr, memchr2, memchr3, memmem};

use super::{Kind, NodeId, Record, Span, Store, names, outline, tag};

/// Appends the members of a document or an element to the record's nodes.
pub(super) fn expand(record: &mut Record<'_>, id: NodeId) {
    let node = *record.node(id);
    record.with_text(node.value, |text, store| {
        if node.kind == Kind::Document && outline::expand(store, id, text, node.value, node.depth) {
            return;
        }
        let (mut at, mut end) = (0, text.len());
        if node.kind == Kind::Element {
            let Some(open) = tag_end(text.as_bytes(), 0) else { return };
            (at, end) = inner(text, open);
            attributes(text, store, node.value, open, node.depth);
        }
        while let Some(child) = next_element(text, at, end) {
            if store.is_full() {
                return;
            }
            at = child.end;
            let (from, to) = child.name;
            let name = text.get(from..to).unwrap_or_default();
            let value = node.value.within(child.start, child.end);
            let member = store.push(Kind::Element, node.value.within(from, to), name, value, node.depth);
            if let Some((from, to)) = label(&text[child.start..child.open], to - child.start) {
                let place = value.within(from, to);
                store.nodes[member.0 as usize].label = (place.start, place.end);
                store.labels[member.0 as usize] =
                    tag(text.get(child.start + from..child.start + to).unwrap_or_default());
            }
        }
    });
}

struct Child {
    name: (usize, usize),
    start: usize,
    /// The end of its start tag.
    open: usize,
    end: usize,
}

/// The element that starts at or after `at`.
fn next_element(text: &str, mut at: usize, end: usize) -> Option<Child> {
    let bytes = text.as_bytes();
    while at < end {
        at += memchr(b'<', &bytes[at..end])?;
        match bytes.get(at + 1) {
            Some(b'!' | b'?') => at = skip_markup(bytes, at),
            Some(b) if b.is_ascii_alphabetic() || *b == b'_' => {
                let open = tag_end(bytes, at)?;
                let stop = name_end(bytes, at + 1);
                let close = if bytes[open - 1] == b'/' {
                    open + 1
                } else {
                    close(bytes, &bytes[at + 1..stop], open + 1)
                };
                // A namespace prefix is no part of the name that paths use.
                let prefix = memchr(b':', &bytes[at + 1..stop]).map_or(0, |colon| colon + 1);
                return Some(Child {
                    name: (at + 1 + prefix, stop),
                    start: at,
                    open,
                    end: close.min(end).max(open),
                });
            }
            _ => at += 1,
        }
    }
    None
}

/// One past a comment, CDATA section, declaration or instruction.
fn skip_markup(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    let (close, length): (&[u8], usize) = match rest {
        [b'<', b'!', b'-', b'-', ..] => (b"-->", 3),
        [b'<', b'!', b'[', ..] => (b"]]>", 3),
        _ => (b">", 1),
    };
    memmem::find(rest, close).map_or(bytes.len(), |found| at + found + length)
}

fn name_end(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(|b| !b.is_ascii_whitespace() && *b != b'>' && *b != b'/') {
        at += 1;
    }
    at
}

/// The `>` that ends the tag at `at`, quoted ones passed over.
fn tag_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at;
    loop {
        at += memchr3(b'>', b'"', b'\'', bytes.get(at..)?)?;
        if bytes[at] == b'>' {
            return Some(at);
        }
        at += 2 + memchr(bytes[at], bytes.get(at + 1..)?)?;
    }
}

/// One past the end tag of an element named `name` whose contents start at `at`;
/// the end of the text if it is cut before.
fn close(bytes: &[u8], name: &[u8], mut at: usize) -> usize {
    let mut depth = 1_usize;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr(b'<', rest)) {
        at += found;
        let rest = &bytes[at + 1..];
        match rest.first() {
            Some(b'!' | b'?') => {
                at = skip_markup(bytes, at);
                continue;
            }
            Some(b'/') if is_name(&rest[1..], name) => depth -= 1,
            Some(_) if is_name(rest, name) => {
                let Some(end) = tag_end(bytes, at) else { return bytes.len() };
                depth += usize::from(bytes[end - 1] != b'/');
            }
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return memchr(b'>', &bytes[at..]).map_or(bytes.len(), |found| at + found + 1);
        }
    }
    bytes.len()
}

fn is_name(rest: &[u8], name: &[u8]) -> bool {
    rest.starts_with(name)
        && rest.get(name.len()).is_none_or(|b| b.is_ascii_whitespace() || *b == b'>' || *b == b'/')
}

/// Where the contents of an element lie, given the end of its start tag.
fn inner(text: &str, open: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    if open > 0 && bytes[open - 1] == b'/' {
        return (text.len(), text.len());
    }
    let closed = text.trim_ascii_end().ends_with('>');
    let end = if closed { memchr::memrchr(b'<', bytes).filter(|at| *at > open) } else { None };
    (open + 1, end.unwrap_or(text.len()))
}

/// The text of an element without child elements, entities as written.
pub(super) fn content(element: &str) -> Option<&str> {
    let open = tag_end(element.as_bytes(), 0)?;
    let (start, end) = inner(element, open);
    let text = element.get(start..end)?;
    next_element(text, 0, text.len()).is_none().then_some(text)
}

/// The value of the `Name` attribute in a start tag whose name ends at `at`.
fn label(tag: &str, at: usize) -> Option<(usize, usize)> {
    AttributeSpans { bytes: tag.as_bytes(), at }
        .find(|(name, _)| tag.as_bytes().get(name.0..name.1) == Some(b"Name"))
        .map(|(_, value)| value)
}

/// Appends the attributes of the start tag that ends at `open`.
pub(super) fn attributes(text: &str, store: &mut Store, element: Span, open: usize, depth: u8) {
    let bytes = &text.as_bytes()[..open];
    let spans = AttributeSpans { bytes, at: name_end(bytes, 1) };
    for (name, value) in spans {
        let name = text.get(name.0..name.1).unwrap_or_default();
        let value = element.within(value.0, value.1);
        if let Some(key) = names::attribute(name) {
            store.push(Kind::Attribute, names::span(key), key, value, depth);
            continue;
        }
        let key = format!("@{name}");
        let span = store.push_text(key.clone());
        store.push(Kind::Attribute, span, &key, value, depth);
    }
}

/// Names and values of the attributes of a start tag.
struct AttributeSpans<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Iterator for AttributeSpans<'_> {
    type Item = ((usize, usize), (usize, usize));

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.bytes;
        while bytes.get(self.at).is_some_and(|b| b.is_ascii_whitespace() || *b == b'/') {
            self.at += 1;
        }
        let equals = self.at + memchr(b'=', bytes.get(self.at..)?)?;
        let name = (self.at, self.at + bytes[self.at..equals].trim_ascii_end().len());
        let quote = equals + 1 + memchr2(b'"', b'\'', bytes.get(equals + 1..)?)?;
        let end = quote + 1 + memchr(bytes[quote], bytes.get(quote + 1..)?)?;
        self.at = end + 1;
        Some((name, (quote + 1, end)))
    }
}
