//! Fields of a text that a shape says how to find: the named groups of a pattern, and
//! pairs. They become the members of a text, as if it were written as a structure.

use std::ops::Range;

use regex::Regex;

use super::store::tag;
use super::{Inner, Kind, NodeId, Pairs, Record, Span};

/// How the fields of a text are found.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// The first of these that matches gives its groups; one must, if there are any.
    patterns: Vec<Pattern>,
    pairs: Option<Pairs>,
}

/// A pattern with named groups.
#[derive(Debug)]
struct Pattern {
    regex: Regex,
    /// The names of the groups, one after another.
    names: String,
    groups: Vec<Group>,
}

#[derive(Debug)]
struct Group {
    number: usize,
    name: Range<usize>,
    tag: u32,
}

impl Reading {
    /// A reading by these patterns and pairs.
    pub(crate) fn new(patterns: &[String], pairs: Option<Pairs>) -> Result<Reading, String> {
        let patterns = patterns.iter().map(|pattern| Pattern::new(pattern)).collect::<Result<_, _>>()?;
        Ok(Reading { patterns, pairs })
    }

    /// Whether it finds nothing in any text.
    pub(crate) fn is_none(&self) -> bool {
        self.patterns.is_empty() && self.pairs.is_none()
    }

    /// Whether it is a condition too.
    pub(crate) fn has_patterns(&self) -> bool {
        !self.patterns.is_empty()
    }
}

impl Pattern {
    fn new(pattern: &str) -> Result<Pattern, String> {
        let regex = crate::pattern::compile(pattern)?;
        let (mut names, mut groups) = (String::new(), Vec::new());
        for (number, name) in regex.capture_names().enumerate() {
            if let Some(name) = name {
                let start = names.len();
                names.push_str(name);
                groups.push(Group { number, name: start..names.len(), tag: tag(name) });
            }
        }
        if groups.is_empty() {
            return Err(format!(
                "pattern {pattern:?} has no named group: write (?<name>...) around each field"
            ));
        }
        Ok(Pattern { regex, names, groups })
    }
}

impl Record<'_> {
    /// The text of a node as one whose members are what is found in it; nothing if it is
    /// no text or no pattern matches.
    pub(crate) fn read_text(&mut self, id: NodeId, reading: &Reading) -> Option<NodeId> {
        let node = *self.node(id);
        if node.kind != Kind::Text {
            return None;
        }
        self.with_text(node.value, |text, store| {
            let matched =
                reading.patterns.iter().find_map(|pattern| Some((pattern, pattern.regex.captures(text)?)));
            if matched.is_none() && reading.has_patterns() {
                return None;
            }
            // Apart from the node that was there: other shapes read the same text otherwise.
            let whole = store.push(Kind::Text, node.key, "", node.value, node.depth);
            let fields = store.push(Kind::Fields, Span::default(), "", node.value, node.depth);
            let first = store.nodes.len();
            if let Some((pattern, captures)) = matched {
                let names = store.push_text(pattern.names.clone());
                for group in &pattern.groups {
                    let Some(found) = captures.get(group.number) else { continue };
                    let key = names.within(group.name.start, group.name.end);
                    let value = node.value.within(found.start(), found.end());
                    store.push_tagged(Kind::Text, key, group.tag, value, node.depth);
                }
            }
            if let Some(pairs) = &reading.pairs {
                pairs.push(text, store, node.value, node.depth);
            }
            store.set_members(fields, first);
            store.nodes[whole.0 as usize].inner = Inner::Is(fields);
            Some(whole)
        })
    }
}
