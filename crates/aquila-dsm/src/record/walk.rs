//! Following a path through a record. Recursion is bounded by the path's length,
//! never by the record's depth.

use super::{Kind, NodeId, Record, Step, bit};

/// How many list elements a `[*]` or a selection looks at.
const MAX_ELEMENTS: usize = 1000;

/// The elements of a list that are looked at.
fn elements(record: &mut Record<'_>, list: NodeId) -> std::ops::Range<usize> {
    let range = record.members(list);
    record.store.is_cut |= range.len() > MAX_ELEMENTS;
    range.start..range.end.min(range.start + MAX_ELEMENTS)
}

/// The first value at these steps that is not null.
#[inline]
pub(super) fn walk(record: &mut Record<'_>, from: NodeId, steps: &[Step]) -> Option<NodeId> {
    // Most paths end so.
    if let [Step::Key { key, tag }] = steps {
        let container = record.container(from)?;
        let member = record.member(container, key, *tag)?;
        return (record.node(member).kind != Kind::Null).then_some(member);
    }
    visit(record, from, steps, &mut |_| true)
}

/// The first value at these steps that is not null and accepted.
pub(super) fn visit<F: FnMut(NodeId) -> bool>(
    record: &mut Record<'_>,
    from: NodeId,
    steps: &[Step],
    accept: &mut F,
) -> Option<NodeId> {
    let Some((step, rest)) = steps.split_first() else {
        return (record.node(from).kind != Kind::Null && accept(from)).then_some(from);
    };
    if matches!(step, Step::Item) {
        return visit(record, record.item?, rest, accept);
    }
    let container = record.container(from)?;
    let kind = record.node(container).kind;
    match step {
        Step::Key { key, tag } => {
            if matches!(kind, Kind::Document | Kind::Element | Kind::Audit)
                && let Some((choice @ (Step::Index(_) | Step::Select { .. } | Step::Elements), rest)) =
                    rest.split_first()
            {
                return match choice {
                    Step::Select { key: by, value, value_tag, .. }
                        if &**by == "Name" && kind != Kind::Audit =>
                    {
                        labeled(record, container, (key, value), *value_tag, rest, accept)
                    }
                    _ => siblings(record, container, (key, *tag), choice, rest, accept),
                };
            }
            let member = record.member(container, key, *tag)?;
            visit(record, member, rest, accept)
        }
        Step::Index(index) => {
            let member = record.members(container).nth(*index)?;
            visit(record, NodeId(member as u32), rest, accept)
        }
        Step::Members => {
            record.members(container).find_map(|member| visit(record, NodeId(member as u32), rest, accept))
        }
        Step::Elements if kind != Kind::Array => visit(record, container, rest, accept),
        Step::Elements => {
            elements(record, container).find_map(|member| visit(record, NodeId(member as u32), rest, accept))
        }
        Step::Select { key, tag, value, .. } => {
            // A list of one is often written without the list.
            if kind != Kind::Array {
                return selected(record, container, key, *tag, value)
                    .then(|| visit(record, container, rest, accept))?;
            }
            elements(record, container).find_map(|member| {
                let member = NodeId(member as u32);
                selected(record, member, key, *tag, value).then(|| visit(record, member, rest, accept))?
            })
        }
        Step::Item => None,
    }
}

/// XML and audit events write a list as members of one name side by side.
fn siblings<F: FnMut(NodeId) -> bool>(
    record: &mut Record<'_>,
    parent: NodeId,
    (name, tag): (&str, u32),
    choice: &Step,
    rest: &[Step],
    accept: &mut F,
) -> Option<NodeId> {
    let range = record.members(parent);
    let mut position = 0;
    for member in range {
        if record.store.tags[member] != tag {
            continue;
        }
        let member = NodeId(member as u32);
        let node = record.node(member);
        if record.str(node.key) != name {
            continue;
        }
        let chosen = match choice {
            Step::Index(index) => *index == position,
            Step::Select { key, tag, value, .. } => selected(record, member, key, *tag, value),
            _ => true,
        };
        position += 1;
        if chosen && let Some(found) = visit(record, member, rest, accept) {
            return Some(found);
        }
    }
    None
}

/// The sibling with this `Name` attribute. Windows events have all of their fields
/// so, and most that are asked for are not there.
fn labeled<F: FnMut(NodeId) -> bool>(
    record: &mut Record<'_>,
    parent: NodeId,
    (name, label): (&str, &str),
    tag: u32,
    rest: &[Step],
    accept: &mut F,
) -> Option<NodeId> {
    let members = record.members(parent);
    if record.store.sets(parent).labels & bit(tag) == 0 {
        return None;
    }
    for member in members {
        if record.store.labels[member] != tag {
            continue;
        }
        let member = NodeId(member as u32);
        let node = record.node(member);
        if record.str(node.place(node.label)) == label
            && record.str(node.key) == name
            && let Some(found) = visit(record, member, rest, accept)
        {
            return Some(found);
        }
    }
    None
}

fn selected(record: &mut Record<'_>, element: NodeId, key: &str, tag: u32, value: &str) -> bool {
    let Some(container) = record.container(element) else { return false };
    let Some(member) = record.member(container, key, tag) else { return false };
    record.text(member).is_some_and(|text| text == value)
}
