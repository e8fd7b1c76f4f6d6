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

/// An element.
#[derive(Debug, Clone, Copy, Default)]
struct Element {
    tag: StartTag,
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
    /// The elements that the place being read is in.
    open: [Element; MAX_LEVELS],
    level: usize,
    /// The members of the outermost element, which are kept together.
    parts: Vec<Element>,
}

impl Outline<'_, '_> {
    fn read(&mut self, document: NodeId) -> Option<()> {
        let mut at = self.next(0)?;
        loop {
            // One made of nothing but tags is left to what stops in time.
            if self.parts.len() >= MAX_PARTS || self.store.is_full() {
                return None;
            }
            at = if self.bytes.get(at + 1)? == &b'/' { self.close(at)? } else { self.open(at)? };
            if self.level == 0 {
                return self.finish(document);
            }
            at = self.next(at)?;
        }
    }

    /// The start tag at `at`; one past it, or past its element if that has nothing but text.
    fn open(&mut self, at: usize) -> Option<usize> {
        let tag = self.store.known.read(self.text, at)?;
        let level = self.level;
        if level > 0 {
            self.open[level - 1].has_elements = true;
        }
        let (first, end) = (self.store.nodes.len(), tag.open + 1);
        if level == 1 {
            self.attributes(&tag);
        }
        let mut element = Element { tag, first, text_end: end, end, ..Element::default() };
        if tag.closed {
            // A document without anything in it is not worth it.
            return (level > 0).then(|| self.keep(&element));
        }
        if level == 2 {
            let text_end = self.next(end)?;
            if self.bytes.get(text_end + 1)? == &b'/' {
                (element.text_end, element.end) = (text_end, self.end_tag(text_end, &tag)?);
                return Some(self.keep(&element));
            }
        }
        *self.open.get_mut(level)? = element;
        self.level += 1;
        Some(end)
    }

    /// The end tag at `at`; one past it.
    fn close(&mut self, at: usize) -> Option<usize> {
        self.level = self.level.checked_sub(1)?;
        let mut element = self.open[self.level];
        (element.text_end, element.end) = (at, self.end_tag(at, &element.tag)?);
        self.open[self.level] = element;
        Some(self.keep(&element))
    }

    /// An element is whole; one past it.
    fn keep(&mut self, element: &Element) -> usize {
        match self.level {
            1 => self.parts.push(Element { members_end: self.store.nodes.len(), ..*element }),
            2 => drop(self.push(element)),
            _ => {}
        }
        element.end
    }

    /// The next tag; often one follows another.
    fn next(&self, at: usize) -> Option<usize> {
        let rest = self.bytes.get(at..)?;
        if rest.first() == Some(&b'<') { Some(at) } else { Some(at + memchr(b'<', rest)?) }
    }

    /// One past the end tag at `at`, which must be that of this element.
    fn end_tag(&self, at: usize, tag: &StartTag) -> Option<usize> {
        let name = &self.bytes[tag.start + 1..tag.name_end];
        let end = at + 2 + name.len();
        (self.bytes.get(at + 2..end)? == name && self.bytes.get(end)? == &b'>').then_some(end + 1)
    }

    fn attributes(&mut self, tag: &StartTag) {
        if tag.open > tag.name_end {
            let text = &self.text[tag.start..=tag.open];
            let element = self.whole.within(tag.start, tag.open + 1);
            attributes(text, self.store, element, tag.open - tag.start, self.depth);
        }
    }

    fn push(&mut self, element: &Element) -> NodeId {
        let tag = &element.tag;
        let key = self.whole.within(tag.key, tag.name_end);
        let value = self.whole.within(tag.start, element.end);
        let id = self.store.push_tagged(Kind::Element, key, tag.key_tag, value, self.depth);
        let node = &mut self.store.nodes[id.0 as usize];
        if !element.has_elements {
            let content = self.whole.within(tag.open + 1, element.text_end);
            node.content = (content.start, content.end);
        }
        if tag.label.1 > 0 {
            let place = self.whole.within(tag.label.0, tag.label.1);
            node.label = (place.start, place.end);
            self.store.labels[id.0 as usize] = tag.label_tag;
        }
        id
    }

    /// The outermost element is whole: its members, it, and that it is the document's.
    fn finish(&mut self, document: NodeId) -> Option<()> {
        let root = self.open[0];
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
        let id = self.push(&root);
        self.store.set_range(id, first..end);
        self.store.set_range(document, end..end + 1);
        Some(())
    }
}
