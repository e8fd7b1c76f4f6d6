//! Following a path through a record. Recursion is bounded by the path's length,
//! never by the record's depth.

use super::{Kind, NodeId, Record, Step, bit, tag};

/// How many list elements a `[*]` or a selection looks at.
const MAX_ELEMENTS: usize = 1000;

/// The first value at these steps that is not null.
pub(super) fn walk(record: &mut Record<'_>, from: NodeId, steps: &[Step]) -> Option<NodeId> {
    let Some((step, rest)) = steps.split_first() else {
        return (record.node(from).kind != Kind::Null).then_some(from);
    };
    let container = record.structure(from)?;
    match step {
        Step::Key { key, tag } => {
            if matches!(record.node(container).kind, Kind::Document | Kind::Element)
                && let Some((choice @ (Step::Index(_) | Step::Select { .. } | Step::Elements), rest)) =
                    rest.split_first()
            {
                return match choice {
                    Step::Select { key: by, value, .. } if &**by == "Name" => {
                        labeled(record, container, key, value, rest)
                    }
                    _ => siblings(record, container, key, choice, rest),
                };
            }
            let member = record.member(container, key, *tag)?;
            walk(record, member, rest)
        }
        Step::Index(index) => {
            let member = record.members(container).nth(*index)?;
            walk(record, NodeId(member as u32), rest)
        }
        Step::Members => {
            record.members(container).find_map(|member| walk(record, NodeId(member as u32), rest))
        }
        Step::Elements if record.node(container).kind != Kind::Array => walk(record, container, rest),
        Step::Elements => record
            .members(container)
            .take(MAX_ELEMENTS)
            .find_map(|member| walk(record, NodeId(member as u32), rest)),
        Step::Select { key, tag, value } => {
            // A list of one is often written without the list.
            if record.node(container).kind != Kind::Array {
                return selected(record, container, key, *tag, value)
                    .then(|| walk(record, container, rest))?;
            }
            record.members(container).take(MAX_ELEMENTS).find_map(|member| {
                let member = NodeId(member as u32);
                selected(record, member, key, *tag, value).then(|| walk(record, member, rest))?
            })
        }
    }
}

/// XML writes a list as elements of one name side by side.
fn siblings(
    record: &mut Record<'_>,
    parent: NodeId,
    name: &str,
    choice: &Step,
    rest: &[Step],
) -> Option<NodeId> {
    let range = record.members(parent);
    let mut position = 0;
    for member in range {
        let member = NodeId(member as u32);
        let node = record.node(member);
        if record.str(node.key) != name {
            continue;
        }
        let chosen = match choice {
            Step::Index(index) => *index == position,
            Step::Select { key, tag, value } => selected(record, member, key, *tag, value),
            _ => true,
        };
        position += 1;
        if chosen && let Some(found) = walk(record, member, rest) {
            return Some(found);
        }
    }
    None
}

/// The sibling with this `Name` attribute. Windows events have all of their fields
/// so, and most that are asked for are not there.
fn labeled(
    record: &mut Record<'_>,
    parent: NodeId,
    name: &str,
    label: &str,
    rest: &[Step],
) -> Option<NodeId> {
    let range = record.members(parent);
    let tag = tag(label);
    if record.node(parent).labels & bit(tag) == 0 {
        return None;
    }
    for member in range {
        if record.store.labels[member] != tag {
            continue;
        }
        let member = NodeId(member as u32);
        let node = record.node(member);
        if record.str(node.label) == label
            && record.str(node.key) == name
            && let Some(found) = walk(record, member, rest)
        {
            return Some(found);
        }
    }
    None
}

fn selected(record: &mut Record<'_>, element: NodeId, key: &str, tag: u32, value: &str) -> bool {
    let Some(container) = record.structure(element) else { return false };
    let Some(member) = record.member(container, key, tag) else { return false };
    record.text(member).is_some_and(|text| text == value)
}
