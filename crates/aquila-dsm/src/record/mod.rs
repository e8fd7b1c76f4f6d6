//! A record and its fields, found by path and read only when asked for.
//!
//! Values are spans into the record's text, or into a text that was decoded out
//! of it (JSON in a JSON string, XML in a CSV cell). A node's members are found
//! by one shallow pass when first needed and kept until the next record, so that
//! no tree is built and no field is scanned twice. What log source types mean by
//! the fields does not live here.

mod audit;
mod cef;
mod csv;
mod fields;
mod hex;
mod json;
mod keys;
mod leef;
mod names;
pub(crate) mod origin;
mod outline;
mod pairs;
mod path;
mod piped;
mod places;
mod reading;
mod start_tag;
mod store;
pub(crate) mod syslog;
mod text;
mod walk;
mod xml;

use std::borrow::Cow;

pub(crate) use csv::Header;
pub(crate) use hex::bytes as hex_bytes;
pub(crate) use keys::Keys;
pub(crate) use pairs::Pairs;
use path::Last;
pub(crate) use path::{ITEM, Path, Step};
pub(crate) use reading::Reading;
use store::{Inner, Kind, Node, Span, bit, tag};
pub(crate) use store::{NodeId, Store};
pub(crate) use syslog::SyslogHeader;

/// How many texts may lie in one another: an envelope, its record, and three
/// levels of JSON in strings within that.
const MAX_DEPTH: u8 = 6;

/// The record being decoded.
#[derive(Debug)]
pub(crate) struct Record<'a> {
    text: &'a str,
    header: Option<&'a Header>,
    store: &'a mut Store,
    item: Option<NodeId>,
}

/// How the text of a record is written.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Form<'a> {
    Json,
    Xml,
    Line,
    Row(&'a Header),
}

/// How a structure in a record is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Xml,
    Cef,
    Leef,
}

impl<'a> Record<'a> {
    /// Opens a record. Its first node is the root.
    pub(crate) fn new(text: &'a str, form: Form<'a>, store: &'a mut Store) -> Self {
        store.clear();
        // Offsets are 32 bits wide; framing keeps records far smaller.
        let text = if u32::try_from(text.len()).is_ok() { text } else { "" };
        let header = if let Form::Row(header) = form { Some(header) } else { None };
        let mut record = Record { text, header, store, item: None };
        let span = Span { document: 0, start: 0, end: text.len() as u32 };
        match form {
            Form::Json => {
                record.push_document(span, 0);
            }
            Form::Xml => {
                record.push(Kind::Document, span, 0);
            }
            Form::Line => {
                record.push(Kind::Text, span, 0);
            }
            Form::Row(header) => record.push_row(span, header),
        }
        record
    }

    /// The whole record.
    pub(crate) const fn root(&self) -> NodeId {
        NodeId(0)
    }

    #[inline]
    fn str(&self, span: Span) -> &str {
        let text = match (span.document, self.header) {
            (0, _) => self.text,
            (HEADER, Some(header)) => &header.text,
            (names::DOCUMENT, _) => names::ALL,
            (document, _) => match self.store.documents.get(document as usize - 1) {
                Some(text) => text,
                None => "",
            },
        };
        text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    #[inline]
    fn node(&self, id: NodeId) -> &Node {
        &self.store.nodes[id.0 as usize]
    }

    /// Adds a node without a key.
    fn push(&mut self, kind: Kind, value: Span, depth: u8) -> NodeId {
        self.store.push(kind, Span::default(), "", value, depth)
    }

    /// Works on a text of this record while adding nodes to it.
    fn with_text<T>(&mut self, span: Span, work: impl FnOnce(&str, &mut Store) -> T) -> T {
        let range = span.start as usize..span.end as usize;
        if span.document == 0 {
            return work(self.text.get(range).unwrap_or_default(), self.store);
        }
        let slot = span.document as usize - 1;
        let text = self.store.documents.get_mut(slot).map(std::mem::take).unwrap_or_default();
        let done = work(text.get(range).unwrap_or_default(), self.store);
        if let Some(place) = self.store.documents.get_mut(slot) {
            *place = text;
        }
        done
    }

    /// The members of a node, found now if they were not before.
    #[inline]
    fn members(&mut self, id: NodeId) -> std::ops::Range<usize> {
        if !self.node(id).expanded {
            self.expand(id);
        }
        let node = self.node(id);
        node.first as usize..(node.first + node.count) as usize
    }

    #[inline(never)]
    fn expand(&mut self, id: NodeId) {
        let first = self.store.nodes.len();
        match self.node(id).kind {
            Kind::Object | Kind::Array => json::expand(self, id),
            Kind::Document | Kind::Element => xml::expand(self, id),
            Kind::Fields => fields::expand(self, id),
            Kind::Audit => audit::expand(self, id),
            Kind::Cef => cef::expand(self, id),
            Kind::Leef => leef::expand(self, id),
            _ => {}
        }
        // Audit, CEF and LEEF events and XML documents say themselves which nodes are their members.
        if !self.node(id).expanded {
            self.store.set_members(id, first);
        }
    }

    /// The first member with this key.
    #[inline]
    fn member(&mut self, id: NodeId, key: &str, tag: u32) -> Option<NodeId> {
        let range = self.members(id);
        if self.store.sets(id).tags & bit(tag) == 0 {
            return None;
        }
        let start = range.start;
        let tags = &self.store.tags[range];
        tags.iter()
            .enumerate()
            .filter(|(_, other)| **other == tag)
            .map(|(index, _)| NodeId((start + index) as u32))
            .find(|member| self.str(self.node(*member).key) == key)
    }

    /// The value at a path, if it is there and not null.
    #[inline]
    pub(crate) fn get(&mut self, root: NodeId, path: &Path) -> Option<NodeId> {
        let from = places::enter(self, root, path)?;
        let node = self.node(from);
        if node.expanded {
            // The members are known: mostly that tells that the field is not there.
            let sets = self.store.sets(from);
            match path.last() {
                Last::Key(bit) if sets.tags & bit == 0 => return None,
                Last::Label(bit) if node.kind == Kind::Element && sets.labels & bit == 0 => return None,
                _ => {}
            }
        }
        walk::walk(self, from, path.rest())
    }

    /// The values at a path, in order; null ones left out.
    pub(crate) fn all(&mut self, root: NodeId, path: &Path, out: &mut Vec<NodeId>) {
        let Some(from) = places::enter(self, root, path) else { return };
        walk::visit(self, from, path.rest(), &mut |node| {
            out.push(node);
            false
        });
    }

    /// Calls with the key and the text of each member of a structure, in order.
    pub(crate) fn each_member(&mut self, id: NodeId, mut call: impl FnMut(&str, Option<Cow<'_, str>>)) {
        let Some(container) = self.container(id) else { return };
        for member in self.members(container) {
            let member = NodeId(member as u32);
            call(self.str(self.node(member).key), self.text(member));
        }
    }

    /// Sets what `$item` in paths stands for.
    pub(crate) fn set_item(&mut self, item: Option<NodeId>) {
        self.item = item;
    }

    /// The key of the first member of the structure at a path, but for these keys.
    pub(crate) fn first_key(&mut self, root: NodeId, path: &Path, except: &[String]) -> Option<&str> {
        let found = self.get(root, path)?;
        let container = self.container(found)?;
        let mut members = self.members(container);
        let key = |record: &Self, member: usize| record.node(NodeId(member as u32)).key;
        let member = members.find(|member| {
            let key = self.str(key(self, *member));
            !key.is_empty() && !except.iter().any(|other| other == key)
        })?;
        self.touch_key(NodeId(member as u32), path);
        Some(self.str(key(self, member)))
    }

    /// Whether there is a value at a path, be it null.
    pub(crate) fn exists(&mut self, root: NodeId, path: &Path) -> bool {
        let Some((last, steps)) = path.steps().split_last() else { return true };
        let Some(parent) = walk::walk(self, root, steps) else { return false };
        match (last, self.container(parent)) {
            (Step::Key { key, tag }, Some(container)) => self.member(container, key, *tag).is_some(),
            _ => self.get(root, path).is_some(),
        }
    }

    /// The text of a value: decoded, unescaped. Objects and lists have none.
    #[inline]
    pub(crate) fn text(&self, id: NodeId) -> Option<Cow<'_, str>> {
        let node = self.node(id);
        if matches!(node.kind, Kind::Scalar | Kind::Text) {
            return Some(Cow::Borrowed(self.str(node.value)));
        }
        self.decoded(node)
    }

    /// The text of a value that is not always written as it is.
    fn decoded(&self, node: &Node) -> Option<Cow<'_, str>> {
        let raw = self.str(node.value);
        match node.kind {
            Kind::String => Some(text::unescape_json(raw)),
            Kind::Cell => Some(csv::unquote(raw)),
            Kind::Scalar | Kind::Text => Some(Cow::Borrowed(raw)),
            Kind::Attribute => Some(text::unescape_xml(raw)),
            Kind::Escaped => Some(cef::unescape(raw)),
            Kind::Quoted => Some(pairs::unescape(raw)),
            Kind::Element if node.content.1 > 0 => {
                Some(text::unescape_entities(self.str(node.place(node.content))))
            }
            Kind::Element => xml::content(raw).map(text::unescape_xml),
            Kind::Hex => {
                let keys = self.str(node.key) == "key";
                Some(hex::text(raw, keys).map_or(Cow::Borrowed(raw), Cow::Owned))
            }
            Kind::Null
            | Kind::Object
            | Kind::Array
            | Kind::Row
            | Kind::Document
            | Kind::Audit
            | Kind::Cef
            | Kind::Leef
            | Kind::Fields => None,
        }
    }

    /// The text of a value as written, its escapes included, where that is known without
    /// reading it: not for every XML element.
    pub(crate) fn written(&self, id: NodeId) -> Option<&str> {
        let node = self.node(id);
        match node.kind {
            Kind::String | Kind::Cell | Kind::Scalar | Kind::Text | Kind::Attribute => {
                Some(self.str(node.value))
            }
            Kind::Element if node.content.1 > 0 => Some(self.str(node.place(node.content))),
            _ => None,
        }
    }

    /// The value as written, structures included.
    pub(crate) fn raw(&self, id: NodeId) -> &str {
        self.str(self.node(id).value)
    }

    /// The text of the whole record.
    pub(crate) const fn whole(&self) -> &'a str {
        self.text
    }

    /// What a structure is written as.
    pub(crate) fn format(&self, id: NodeId) -> Option<Format> {
        Some(match self.node(id).kind {
            Kind::Object | Kind::Array => Format::Json,
            Kind::Document | Kind::Element => Format::Xml,
            Kind::Cef => Format::Cef,
            Kind::Leef => Format::Leef,
            _ => return None,
        })
    }

    /// Whether this is text that no format was found in yet.
    pub(crate) fn is_plain(&self, id: NodeId) -> bool {
        self.node(id).kind == Kind::Text
    }

    /// Whether this value can hold a whole record: pairs alone are fields of one.
    #[inline]
    fn is_structure(&self, id: NodeId) -> bool {
        matches!(
            self.node(id).kind,
            Kind::Object
                | Kind::Array
                | Kind::Document
                | Kind::Element
                | Kind::Row
                | Kind::Audit
                | Kind::Cef
                | Kind::Leef
        )
    }

    /// The structure that a value is, or that its text holds.
    pub(crate) fn structure(&mut self, id: NodeId) -> Option<NodeId> {
        self.container(id).filter(|found| self.is_structure(*found))
    }

    /// The same, or the pairs that it is or that its text holds.
    #[inline]
    fn container(&mut self, id: NodeId) -> Option<NodeId> {
        if self.is_structure(id) || self.node(id).kind == Kind::Fields { Some(id) } else { self.inner(id) }
    }

    fn inner(&mut self, id: NodeId) -> Option<NodeId> {
        match self.node(id).inner {
            Inner::Is(inner) => return Some(inner),
            Inner::None => return None,
            Inner::Untried => {}
        }
        let inner = self.open(id);
        self.store.nodes[id.0 as usize].inner = inner.map_or(Inner::None, Inner::Is);
        inner
    }

    fn open(&mut self, id: NodeId) -> Option<NodeId> {
        let node = *self.node(id);
        if node.depth >= MAX_DEPTH {
            return None;
        }
        let text = self.text(id)?;
        let lead = text.len() - text.trim_start_matches(is_blank).len();
        let piped = piped::at(text.as_bytes(), lead).map(|header| header.kind);
        let is_structure = piped.is_some() || starts_structure(&text[lead..]);
        if !is_structure && !fields::looks_like(&text) {
            return None;
        }
        let span = match text {
            Cow::Borrowed(text) if text.len() == node.value.len() => node.value,
            text => {
                let owned = text.into_owned();
                self.store.push_text_of(Some(id), owned)
            }
        };
        if !is_structure {
            let inside = pairs(self.str(span));
            return Some(self.push(Kind::Fields, span.within(inside.0, inside.1), node.depth + 1));
        }
        let inside = span.within(lead, span.len());
        match piped {
            Some(kind) => Some(self.push(kind, inside, node.depth + 1)),
            None => self.push_document(inside, node.depth + 1),
        }
    }

    /// The text of a value as a text of its own, for values that hold a line.
    pub(crate) fn line(&mut self, id: NodeId) -> Option<NodeId> {
        let node = *self.node(id);
        if node.kind == Kind::Text || node.depth >= MAX_DEPTH {
            return (node.kind == Kind::Text).then_some(id);
        }
        let owned = self.text(id)?.into_owned();
        let span = self.store.push_text_of(Some(id), owned);
        Some(self.push(Kind::Text, span, node.depth + 1))
    }

    /// The CEF, LEEF, JSON or XML that follows other text in a line (a syslog header, a
    /// tag), or the audit event that a text is.
    pub(crate) fn embedded(&mut self, id: NodeId) -> Option<NodeId> {
        let node = *self.node(id);
        if node.kind != Kind::Text || node.depth >= MAX_DEPTH {
            return None;
        }
        let text = self.str(node.value);
        let audit = audit::find(text);
        // What follows the stamp of an audit record is one of its fields.
        let before = audit.map_or(text, |audit| text.get(..audit).unwrap_or_default());
        let structure = text::find_structure(before);
        if let Some(header) = piped::find(text.as_bytes(), structure.unwrap_or(before.len())) {
            let value = node.value.within(header.start, node.value.len());
            return Some(self.push(header.kind, value, node.depth));
        }
        match (structure, audit) {
            (Some(start), _) => self.push_document(node.value.within(start, node.value.len()), node.depth),
            (None, Some(_)) => Some(self.push(Kind::Audit, node.value, node.depth)),
            (None, None) => None,
        }
    }

    /// The syslog header of a line.
    pub(crate) fn syslog(&self, id: NodeId) -> Option<SyslogHeader<'_>> {
        let node = self.node(id);
        if node.kind == Kind::Text { syslog::parse(self.str(node.value)) } else { None }
    }

    /// A node for text that starts like JSON or XML.
    fn push_document(&mut self, span: Span, depth: u8) -> Option<NodeId> {
        let text = self.str(span);
        let lead = text.len() - text.trim_start_matches(is_blank).len();
        let kind = match text.as_bytes().get(lead) {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'<') => Kind::Document,
            _ => Kind::Text,
        };
        Some(self.push(kind, span.within(lead, span.len()), depth))
    }
}

/// The document number of a CSV header.
const HEADER: u32 = u32::MAX;

/// Whether a text has the header of a CEF or LEEF event in it.
pub(crate) fn has_event_header(text: &[u8]) -> bool {
    piped::find(text, text.len()).is_some()
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n' | '\u{feff}')
}

fn starts_structure(text: &str) -> bool {
    match text.as_bytes() {
        // LAUREL writes some pairs as `{fam=netlink nlnk-fam=16}`: no JSON.
        [b'{', rest @ ..] => !rest.trim_ascii_start().first().is_some_and(u8::is_ascii_alphabetic),
        [b'[', ..] => true,
        [b'<', next, ..] => next.is_ascii_alphabetic() || *next == b'?' || *next == b'!',
        _ => false,
    }
}

/// Where the pairs of a text lie: within its braces, if it has them.
fn pairs(text: &str) -> (usize, usize) {
    let trimmed = text.trim_ascii();
    let start = text.len() - text.trim_ascii_start().len();
    match trimmed.strip_prefix('{') {
        Some(rest) => (start + 1, start + 1 + rest.strip_suffix('}').unwrap_or(rest).len()),
        None => (start, start + trimmed.len()),
    }
}

#[cfg(test)]
mod audit_tests;
#[cfg(test)]
mod outline_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod text_events_tests;
