//! Records that are several events: one for each element of a list.

use super::condition::{Condition, all_hold, compile_all};
use super::definition::EachDefinition;
use super::scope::Scope;
use crate::record::{NodeId, Path, Record};

/// Which elements of a record are events of their own.
#[derive(Debug)]
pub(crate) struct Each {
    paths: Vec<Path>,
    when: Vec<Condition>,
    unless: Vec<Condition>,
    only: Vec<Condition>,
    distinct: Vec<Path>,
}

/// The elements that are events of their own.
#[derive(Debug, Default)]
pub(crate) struct Items {
    /// The elements; a record without any is one event.
    pub(crate) nodes: Vec<NodeId>,
    /// How many more there may be.
    pub(crate) left: usize,
}

impl Each {
    pub(super) fn compile(definition: &EachDefinition, scope: &Scope<'_>) -> Result<Each, String> {
        let distinct = definition.distinct.as_ref().map(|path| scope.paths(path)).transpose()?;
        Ok(Each {
            paths: scope.paths(&definition.path)?,
            when: compile_all(definition.when.as_slice(), scope)?,
            unless: compile_all(definition.unless.as_slice(), scope)?,
            only: compile_all(definition.only.as_slice(), scope)?,
            distinct: distinct.unwrap_or_default(),
        })
    }

    /// The first elements of this record, at most `max`.
    pub(crate) fn items(&self, record: &mut Record<'_>, root: NodeId, max: usize) -> Items {
        let mut items = Items::default();
        if !all_hold(&self.only, record, root) {
            return items;
        }
        let mut elements = Vec::new();
        for path in &self.paths {
            record.all(root, path, &mut elements);
        }
        let mut names: Vec<NodeId> = Vec::new();
        for (position, element) in elements.iter().copied().enumerate() {
            if items.nodes.len() == max {
                items.left = elements.len() - position;
                break;
            }
            if !all_hold(&self.when, record, element)
                || (!self.unless.is_empty() && all_hold(&self.unless, record, element))
            {
                continue;
            }
            if !self.distinct.is_empty() {
                let Some(name) = self.distinct.iter().find_map(|path| record.get(element, path)) else {
                    continue;
                };
                if record.text(name).is_none() || names.iter().any(|other| is_same(record, *other, name)) {
                    continue;
                }
                names.push(name);
            }
            items.nodes.push(element);
        }
        items
    }
}

/// Whether two texts are one. What is no UTF-8 is shown alike whatever it is, and is
/// compared as it is written.
fn is_same(record: &Record<'_>, one: NodeId, other: NodeId) -> bool {
    let text = record.text(one);
    let is_exact = || !text.as_ref().is_some_and(|text| text.contains(char::REPLACEMENT_CHARACTER));
    text == record.text(other) && (is_exact() || record.raw(one) == record.raw(other))
}
