//! The elements of an XML document, three levels of them in one pass.
//!
//! A Windows event is flat: `Event`, its parts, and in these the fields that paths
//! ask for. Finding the members of each level by itself (`xml`) reads every byte once
//! for each level, and once more for its text. This reads it once. It knows only
//! what is written in the plain way that event logs are; anything else, a comment or
//! a tag that is not closed, is left to `xml`, which gives the same members.

use memchr::memchr;

use super::start_tag::StartTag;
use super::xml::attributes;
use super::{Kind, NodeId, Span, Store};

/// How deep elements may be nested.
const MAX_LEVELS: usize = 8;
/// How many parts an event may have; those of Windows have three.
const MAX_PARTS: usize = 1000;

/// Appends the members of a document, theirs, and the members of these. Nothing is
/// appended if the document has anything unusual.
pub(super) fn expand(store: &mut Store, id: NodeId, text: &str, whole: Span, depth: u8) -> bool {
    let (nodes, used, sets) = (store.nodes.len(), store.used, store.sets.len());
    let (bytes, open) = (text.as_bytes(), [Element::default(); MAX_LEVELS]);
    let mut outline = Outline { text, bytes, whole, depth, store, open, level: 0, parts: Vec::new() };
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

/// An element that is not whole yet.
#[derive(Debug, Clone, Copy, Default)]
struct Element {
    tag: StartTag,
    start: usize,
    has_elements: bool,
    /// The first of its members, where these are looked at.
    first: usize,
}

/// One of the elements in the outermost one.
#[derive(Debug)]
struct Part {
    element: Element,
    text_end: usize,
    end: usize,
    members_end: usize,
}

struct Outline<'t, 's> {
    text: &'t str,
    bytes: &'t [u8],
    whole: Span,
    depth: u8,
    store: &'s mut Store,
    /// The elements that the place being read is in.
    open: [Element; MAX_LEVELS],
    level: usize,
    /// The members of the outermost element, which are kept together.
    parts: Vec<Part>,
}

impl Outline<'_, '_> {
    fn read(&mut self, document: NodeId) -> Option<()> {
        let mut at = self.next(0)?;
        loop {
            // One made of nothing but tags is left to what stops in time.
            if self.parts.len() >= MAX_PARTS || self.store.is_full() {
                return None;
            }
            let is_end = self.bytes.get(at + 1)? == &b'/';
            let end = if is_end { self.close(at)? } else { self.open(at)? };
            if self.level == 0 {
                return self.finish(document, at, end);
            }
            at = self.next(end)?;
        }
    }

    /// The start tag at `at`; one past it, or past its element if that has nothing but text.
    fn open(&mut self, at: usize) -> Option<usize> {
        let tag = self.store.known.read(self.text.get(at..)?)?;
        let level = self.level;
        if level > 0 {
            self.open[level - 1].has_elements = true;
        }
        let element = Element { tag, start: at, has_elements: false, first: self.store.nodes.len() };
        let end = at + tag.len as usize;
        if level == 1 {
            self.attributes(&element);
        }
        if tag.closed {
            // A document without anything in it is not worth it.
            return (level > 0).then(|| self.keep(&element, end, end));
        }
        if level == 2 {
            let text_end = self.next(end)?;
            if self.bytes.get(text_end + 1)? == &b'/' {
                let end = self.end_tag(text_end, &element)?;
                return Some(self.keep(&element, text_end, end));
            }
        }
        *self.open.get_mut(level)? = element;
        self.level += 1;
        Some(end)
    }

    /// The end tag at `at`; one past it.
    fn close(&mut self, at: usize) -> Option<usize> {
        self.level = self.level.checked_sub(1)?;
        let element = self.open[self.level];
        let end = self.end_tag(at, &element)?;
        Some(self.keep(&element, at, end))
    }

    /// An element is whole; one past it.
    fn keep(&mut self, element: &Element, text_end: usize, end: usize) -> usize {
        match self.level {
            1 => {
                let members_end = self.store.nodes.len();
                self.parts.push(Part { element: *element, text_end, end, members_end });
            }
            2 => drop(self.push(element, text_end, end)),
            _ => {}
        }
        end
    }

    /// The next tag; often one follows another.
    fn next(&self, at: usize) -> Option<usize> {
        let rest = self.bytes.get(at..)?;
        if rest.first() == Some(&b'<') { Some(at) } else { Some(at + memchr(b'<', rest)?) }
    }

    /// One past the end tag at `at`, which must be that of this element.
    fn end_tag(&self, at: usize, element: &Element) -> Option<usize> {
        let name = &self.bytes[element.start + 1..element.start + element.tag.name_end as usize];
        let end = at + 2 + name.len();
        (self.bytes.get(at + 2..end)? == name && self.bytes.get(end)? == &b'>').then_some(end + 1)
    }

    fn attributes(&mut self, element: &Element) {
        let (start, len) = (element.start, element.tag.len as usize);
        if len > element.tag.name_end as usize + 1 {
            let text = &self.text[start..start + len];
            attributes(text, self.store, self.whole.within(start, start + len), len - 1, self.depth);
        }
    }

    fn push(&mut self, element: &Element, text_end: usize, end: usize) -> NodeId {
        let (tag, start) = (&element.tag, element.start);
        let value = self.whole.within(start, end);
        let key = Span { start: value.start + tag.key, end: value.start + tag.name_end, ..value };
        let id = self.store.push_tagged(Kind::Element, key, tag.key_tag, value, self.depth);
        let node = &mut self.store.nodes[id.0 as usize];
        if !element.has_elements {
            node.content = (value.start + tag.len, self.whole.start + text_end as u32);
        }
        if tag.label.1 > 0 {
            node.label = (value.start + tag.label.0, value.start + tag.label.1);
            self.store.labels[id.0 as usize] = tag.label_tag;
        }
        id
    }

    /// The outermost element is whole: its members, it, and that it is the document's.
    fn finish(&mut self, document: NodeId, text_end: usize, end: usize) -> Option<()> {
        if !self.bytes.get(end..)?.trim_ascii().is_empty() {
            return None;
        }
        let root = self.open[0];
        let first = self.store.nodes.len();
        self.attributes(&root);
        for part in std::mem::take(&mut self.parts) {
            let id = self.push(&part.element, part.text_end, part.end);
            self.store.set_range(id, part.element.first..part.members_end);
        }
        let members_end = self.store.nodes.len();
        let id = self.push(&root, text_end, end);
        self.store.set_range(id, first..members_end);
        self.store.set_range(document, members_end..members_end + 1);
        Some(())
    }
}
