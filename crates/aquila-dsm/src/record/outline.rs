//! The elements of an XML document, three levels of them in one pass.
//!
//! A Windows event is flat: `Event`, its parts, and in these the fields that paths
//! ask for. Finding the members of each level by itself (`xml`) reads every byte once
//! for each level, and once more for its text. This reads it once. It knows only
//! what is written in the plain way that event logs are; anything else, a comment or
//! a tag that is not closed, is left to `xml`, which gives the same members.

use memchr::{memchr, memchr2};

use super::xml::attributes;
use super::{Kind, NodeId, Span, Store, tag};

/// How deep elements may be nested.
const MAX_LEVELS: usize = 8;
/// How many parts an event may have; those of Windows have three.
const MAX_PARTS: usize = 1000;

/// Appends the members of a document, theirs, and the members of these. Nothing is
/// appended if the document has anything unusual.
pub(super) fn expand(store: &mut Store, id: NodeId, text: &str, whole: Span, depth: u8) -> bool {
    let (nodes, used, sets) = (store.nodes.len(), store.used, store.sets.len());
    let mut outline = Outline { text, bytes: text.as_bytes(), whole, depth, store, parts: Vec::new() };
    let done = outline.read(id).is_some();
    if !done {
        store.nodes.truncate(nodes);
        store.tags.truncate(nodes);
        store.labels.truncate(nodes);
        store.sets.truncate(sets);
        store.used = used;
    }
    done
}

type Place = (usize, usize);

/// A start tag.
#[derive(Debug, Clone, Copy, Default)]
struct Tag {
    start: usize,
    /// The name as written, which its end tag repeats.
    name: Place,
    /// The name without its prefix.
    key: Place,
    /// The value of its `Name` attribute.
    label: Place,
    /// The `>` that ends it.
    open: usize,
    closed: bool,
}

/// An element.
#[derive(Debug, Clone, Copy, Default)]
struct Element {
    tag: Tag,
    has_elements: bool,
    /// Where its text ends, if it has no elements.
    text_end: usize,
    end: usize,
    /// Its members, where they are known.
    first: usize,
    members_end: usize,
}

struct Outline<'t, 's> {
    text: &'t str,
    bytes: &'t [u8],
    whole: Span,
    depth: u8,
    store: &'s mut Store,
    /// The members of the outermost element, which are kept together.
    parts: Vec<Element>,
}

impl Outline<'_, '_> {
    fn read(&mut self, document: NodeId) -> Option<()> {
        let mut open = [Element::default(); MAX_LEVELS];
        let mut level = 0;
        let mut at = memchr(b'<', self.bytes)?;
        loop {
            let element = if self.bytes.get(at + 1)? == &b'/' {
                level = usize::checked_sub(level, 1)?;
                let element = open[level];
                Element { text_end: at, end: self.end_tag(at, element.tag.name)?, ..element }
            } else {
                let tag = self.start_tag(at)?;
                if level > 0 {
                    open[level - 1].has_elements = true;
                }
                let (first, end) = (self.store.nodes.len(), tag.open + 1);
                if level == 1 {
                    self.attributes(&tag);
                }
                let element = Element { tag, has_elements: false, text_end: end, end, first, members_end: 0 };
                if !tag.closed {
                    *open.get_mut(level)? = element;
                    level += 1;
                    at = self.next(end)?;
                    continue;
                }
                element
            };
            // One made of nothing but tags is left to what stops in time.
            if self.parts.len() >= MAX_PARTS || self.store.is_full() {
                return None;
            }
            match level {
                0 => return self.finish(document, &element),
                1 => self.parts.push(Element { members_end: self.store.nodes.len(), ..element }),
                2 => drop(self.push(&element)),
                _ => {}
            }
            at = self.next(element.end)?;
        }
    }

    /// The next tag.
    fn next(&self, at: usize) -> Option<usize> {
        Some(at + memchr(b'<', self.bytes.get(at..)?)?)
    }

    /// One past the end tag at `at`, which must have this name.
    fn end_tag(&self, at: usize, (from, to): Place) -> Option<usize> {
        let end = at + 2 + (to - from);
        let is_it = self.bytes.get(at + 2..end)? == &self.bytes[from..to] && self.bytes.get(end)? == &b'>';
        is_it.then_some(end + 1)
    }

    fn start_tag(&self, start: usize) -> Option<Tag> {
        let bytes = self.bytes;
        let first = *bytes.get(start + 1)?;
        if !(first.is_ascii_alphabetic() || first == b'_') {
            return None;
        }
        let mut at = start + 2;
        let mut key = start + 1;
        while !ends_name(*bytes.get(at)?) {
            if bytes[at] == b':' && key == start + 1 {
                key = at + 1;
            }
            at += 1;
        }
        let mut tag =
            Tag { start, name: (start + 1, at), key: (key, at), label: (0, 0), open: at, closed: false };
        loop {
            match *bytes.get(at)? {
                b'>' => return Some(Tag { open: at, ..tag }),
                b'/' if bytes.get(at + 1)? == &b'>' => {
                    return Some(Tag { open: at + 1, closed: true, ..tag });
                }
                b' ' => at += 1,
                _ => {
                    let (name, value) = self.attribute(at)?;
                    if &bytes[at..name] == b"Name" && tag.label == (0, 0) {
                        tag.label = value;
                    }
                    at = value.1 + 1;
                }
            }
        }
    }

    /// The end of the name of the attribute at `at`, and its value.
    fn attribute(&self, at: usize) -> Option<(usize, Place)> {
        let mut name = at;
        while !matches!(*self.bytes.get(name)?, 0..=b' ' | b'=' | b'"' | b'\'' | b'>' | b'/' | b'<') {
            name += 1;
        }
        let quote = *self.bytes.get(name + 1)?;
        if self.bytes[name] != b'=' || !matches!(quote, b'"' | b'\'') {
            return None;
        }
        let from = name + 2;
        let to = from + memchr2(quote, b'<', self.bytes.get(from..)?)?;
        if self.bytes[to] != quote {
            return None;
        }
        matches!(self.bytes.get(to + 1)?, b' ' | b'>' | b'/').then_some((name, (from, to)))
    }

    fn attributes(&mut self, tag: &Tag) {
        if tag.open > tag.name.1 {
            let text = &self.text[tag.start..=tag.open];
            let element = self.whole.within(tag.start, tag.open + 1);
            attributes(text, self.store, element, tag.open - tag.start, self.depth);
        }
    }

    fn push(&mut self, element: &Element) -> NodeId {
        let Element { tag: Tag { start, key, label, open, .. }, .. } = *element;
        let name = self.text.get(key.0..key.1).unwrap_or_default();
        let value = self.whole.within(start, element.end);
        let id = self.store.push(Kind::Element, self.whole.within(key.0, key.1), name, value, self.depth);
        let node = &mut self.store.nodes[id.0 as usize];
        if !element.has_elements {
            let content = self.whole.within(open + 1, element.text_end);
            node.content = (content.start, content.end);
        }
        if label.1 > 0 {
            let place = self.whole.within(label.0, label.1);
            node.label = (place.start, place.end);
            let label = self.text.get(label.0..label.1).unwrap_or_default();
            self.store.labels[id.0 as usize] = tag(label);
        }
        id
    }

    /// The outermost element is whole: its members, it, and that it is the document's.
    fn finish(&mut self, document: NodeId, root: &Element) -> Option<()> {
        if !self.bytes.get(root.end..)?.trim_ascii().is_empty() {
            return None;
        }
        let first = self.store.nodes.len();
        self.attributes(&root.tag);
        for part in std::mem::take(&mut self.parts) {
            let id = self.push(&part);
            self.store.set_range(id, part.first..part.members_end);
        }
        let end = self.store.nodes.len();
        let id = self.push(root);
        self.store.set_range(id, first..end);
        self.store.set_range(document, end..end + 1);
        Some(())
    }
}

fn ends_name(b: u8) -> bool {
    matches!(b, b' ' | b'>' | b'/' | b'\t' | b'\r' | b'\n' | 0x0c | b'<')
}
