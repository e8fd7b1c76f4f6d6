//! Where the values of the current record lie: spans, nodes and the buffers that
//! are kept from one record to the next.

use std::ops::Range;

use super::origin::Touch;
use super::places::Places;
use super::start_tag::KnownTags;

/// A place in the text of a record, or in one decoded out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Span {
    pub(super) document: u32,
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Span {
    pub(super) const fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    pub(super) const fn within(self, start: usize, end: usize) -> Span {
        Span { document: self.document, start: self.start + start as u32, end: self.start + end as u32 }
    }
}

/// A value of the current record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NodeId(pub(super) u32);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `{...}`, braces included.
    Object,
    /// `[...]`, brackets included.
    Array,
    /// A JSON string, quotes excluded, escapes as written.
    String,
    /// A JSON number, true or false.
    Scalar,
    Null,
    /// A CSV row; its cells are always expanded.
    Row,
    /// A CSV cell that was quoted; doubled quotes as written.
    Cell,
    /// Text as it is.
    Text,
    /// XML text; its members are the elements at top level.
    Document,
    /// An XML element, tags included.
    Element,
    /// Value of an XML attribute, entities as written.
    Attribute,
    /// The records of one audit event, one a line.
    Audit,
    /// An event in CEF, from its header on.
    Cef,
    /// The same in LEEF.
    Leef,
    /// A value of CEF, its escapes as written.
    Escaped,
    /// A value of a pair that was in quotes, its escapes as written.
    Quoted,
    /// `key=value` text.
    Fields,
    /// Text written in hexadecimal.
    Hex,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub(super) kind: Kind,
    /// How many texts this one lies in.
    pub(super) depth: u8,
    pub(super) expanded: bool,
    pub(super) key: Span,
    pub(super) value: Span,
    /// The `Name` attribute of an XML element, in the text of its value.
    pub(super) label: (u32, u32),
    /// The text of an XML element without elements, where it was seen already.
    pub(super) content: (u32, u32),
    pub(super) first: u32,
    pub(super) count: u32,
    /// Which of [`Store::sets`] tells of the members.
    pub(super) set: u32,
    pub(super) inner: Inner,
}

impl Node {
    /// A place in the text of the value.
    pub(super) const fn place(&self, (start, end): (u32, u32)) -> Span {
        Span { document: self.value.document, start, end }
    }
}

/// Which keys the members of a node have, about: one bit per tag. Most keys that are
/// not there have theirs unset.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sets {
    pub(super) tags: u128,
    /// The same of the members' labels.
    pub(super) labels: u128,
}

/// The structured text inside a text node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inner {
    Untried,
    None,
    Is(NodeId),
}

/// The most fields that are looked at in one record, so that one made of nothing but
/// keys takes no more memory than any other.
const MAX_NODES: usize = 200_000;

/// The buffers of a [`Record`], kept from one record to the next.
#[derive(Debug, Default)]
pub(crate) struct Store {
    pub(super) nodes: Vec<Node>,
    /// Length, first and last byte of each node's key: compared before the key itself.
    pub(super) tags: Vec<u32>,
    /// The same of each node's label.
    pub(super) labels: Vec<u32>,
    /// The sets of keys; the first is that of a node without members.
    pub(super) sets: Vec<Sets>,
    pub(super) documents: Vec<String>,
    /// The node that each of these texts was decoded out of, if it was.
    pub(super) origins: Vec<Option<NodeId>>,
    pub(super) used: usize,
    /// The fields that values were read from, where that is wanted.
    pub(super) trace: Option<Vec<Touch>>,
    /// Where paths led so far.
    pub(super) places: Places,
    /// Whether a record had more fields than are looked at.
    pub(super) is_cut: bool,
    /// The start tags of the records so far.
    pub(super) known: KnownTags,
}

impl Store {
    /// Forgets the record.
    pub(super) fn clear(&mut self) {
        self.nodes.clear();
        self.tags.clear();
        self.labels.clear();
        self.sets.clear();
        self.sets.push(Sets::default());
        self.used = 0;
        self.origins.clear();
        self.places.clear();
    }

    /// Whether no further field of this record is looked at.
    pub(super) fn is_full(&mut self) -> bool {
        self.is_cut |= self.nodes.len() >= MAX_NODES;
        self.nodes.len() >= MAX_NODES
    }

    /// Whether a record since the last call had more fields than are looked at.
    pub(crate) fn take_cut(&mut self) -> bool {
        std::mem::take(&mut self.is_cut)
    }

    #[inline]
    pub(super) fn push(&mut self, kind: Kind, key: Span, key_text: &str, value: Span, depth: u8) -> NodeId {
        self.push_tagged(kind, key, tag(key_text), value, depth)
    }

    /// The same, given the tag of the key. Inlined because spans that are passed in memory
    /// are written in parts and read whole, which the processor waits for.
    #[inline(always)]
    pub(super) fn push_tagged(&mut self, kind: Kind, key: Span, tag: u32, value: Span, depth: u8) -> NodeId {
        let id = NodeId(self.nodes.len() as u32);
        self.tags.push(tag);
        self.labels.push(0);
        self.nodes.push(Node {
            kind,
            depth,
            expanded: kind == Kind::Row,
            key,
            value,
            label: (0, 0),
            content: (0, 0),
            first: 0,
            count: 0,
            set: 0,
            inner: Inner::Untried,
        });
        id
    }

    /// Keeps a text that was decoded out of the record.
    pub(super) fn push_text(&mut self, text: String) -> Span {
        self.push_text_of(None, text)
    }

    /// The same, given the node that has it.
    pub(super) fn push_text_of(&mut self, origin: Option<NodeId>, text: String) -> Span {
        let end = u32::try_from(text.len()).unwrap_or(0);
        if self.used < self.documents.len() {
            self.documents[self.used] = text;
        } else {
            self.documents.push(text);
        }
        self.used += 1;
        self.origins.push(origin);
        Span { document: self.used as u32, start: 0, end }
    }

    /// Says that the nodes from here on are the members of another.
    pub(super) fn set_members(&mut self, id: NodeId, first: usize) {
        self.set_range(id, first..self.nodes.len());
    }

    /// Says which nodes are the members of another.
    pub(super) fn set_range(&mut self, id: NodeId, range: Range<usize>) {
        let all = |tags: &[u32]| tags.iter().fold(0, |bits, tag| bits | bit(*tag));
        let labels = &self.labels[range.clone()];
        let labeled = labels.iter().fold(0, |any, label| any | label) != 0;
        let labels = if labeled { all(labels) } else { 0 };
        let set = self.sets.len() as u32;
        self.sets.push(Sets { tags: all(&self.tags[range.clone()]), labels });
        let node = &mut self.nodes[id.0 as usize];
        (node.expanded, node.set) = (true, set);
        (node.first, node.count) = (range.start as u32, range.len() as u32);
    }

    /// Which keys the members of a node have.
    #[inline]
    pub(super) fn sets(&self, id: NodeId) -> &Sets {
        &self.sets[self.nodes[id.0 as usize].set as usize]
    }
}

/// The bit of a tag in the set of tags that an object has.
pub(super) fn bit(tag: u32) -> u128 {
    1 << (tag.wrapping_mul(0x9e37_79b1) >> 25)
}

/// What is compared before a key: its length, first and last byte.
pub(super) fn tag(key: &str) -> u32 {
    tag_of(key.as_bytes())
}

/// The same of a key as bytes.
#[inline]
pub(super) fn tag_of(key: &[u8]) -> u32 {
    match key {
        [] => 0,
        [only] => 1 << 16 | u32::from(*only),
        [first, .., last] => ((key.len() as u32) << 16) | u32::from(*first) << 8 | u32::from(*last),
    }
}
