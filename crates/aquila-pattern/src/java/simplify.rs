//! Rewrites that keep the verdict and make the search faster or possible: outer
//! `.*` fall away, a whole match becomes a search between anchors, and what takes
//! no room is not repeated.

use super::node::{Assertion, Node, RepeatKind};
use super::set::{self, Set};

/// Where the `$` of a pattern stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dollar {
    /// There is none.
    None,
    /// All at ends of the pattern, so that trying the text with and without its
    /// final line terminator decides.
    AtTheEnd { unix_lines: bool },
    /// Somewhere else, or beside another kind of end.
    Elsewhere,
}

/// The pattern as something to search for, whole or in part.
pub(super) fn simplify(node: Node, full: bool) -> Node {
    let mut node = if full { anchored(node) } else { node };
    unrepeat(&mut node);
    // Back-references see what groups captured, which stripping changes.
    if !node.has_back_references() {
        strip_left(&mut node);
        strip_right(&mut node);
    }
    node
}

/// The pattern with all that its groups capture: nothing is stripped.
pub(super) fn keep_groups(node: Node, full: bool) -> Node {
    let mut node = if full { anchored(node) } else { node };
    unrepeat(&mut node);
    node
}

/// What takes no room holds once or not at all; the engines refuse to repeat it.
fn unrepeat(node: &mut Node) {
    match node {
        Node::Concat(nodes) | Node::Alternate(nodes) => nodes.iter_mut().for_each(unrepeat),
        Node::Group(inner, _) | Node::Atomic(inner) | Node::Look { node: inner, .. } => unrepeat(inner),
        Node::Repeat { node: inner, min, max, kind } => {
            unrepeat(inner);
            if inner.obvious_maximum() != Some(0) {
                return;
            }
            let once = std::mem::replace(&mut **inner, Node::empty());
            let choice = match (*min, *kind) {
                // Never taken, and there to keep the numbers of its groups.
                _ if *max == Some(0) => {
                    let never = Node::Concat(vec![Node::Set(Set::empty()), once]);
                    Node::Alternate(vec![Node::empty(), never])
                }
                (0, RepeatKind::Lazy) => Node::Alternate(vec![Node::empty(), once]),
                (0, _) => Node::Alternate(vec![once, Node::empty()]),
                _ => once,
            };
            *node = Node::Group(Box::new(choice), None);
        }
        Node::Set(_) | Node::BackReference { .. } | Node::Assertion(_) => {}
    }
}

/// Each branch of the pattern between anchors.
fn anchored(node: Node) -> Node {
    let mut branches = match node {
        Node::Alternate(branches) => branches,
        node => vec![node],
    };
    for branch in &mut branches {
        drop_dollar_at_end(branch);
        let inner = std::mem::replace(branch, Node::empty());
        let mut parts = vec![Node::Assertion(Assertion::TextStart)];
        match inner {
            Node::Concat(nodes) => parts.extend(nodes),
            node => parts.push(node),
        }
        parts.push(Node::Assertion(Assertion::TextEnd));
        *branch = Node::Concat(parts);
    }
    if branches.len() == 1 { branches.remove(0) } else { Node::Alternate(branches) }
}

/// Before the anchor of a whole match a `$` says nothing.
fn drop_dollar_at_end(node: &mut Node) {
    match node {
        Node::Assertion(Assertion::Dollar { .. }) => *node = Node::empty(),
        Node::Concat(nodes) => nodes.last_mut().into_iter().for_each(drop_dollar_at_end),
        Node::Alternate(nodes) => nodes.iter_mut().for_each(drop_dollar_at_end),
        Node::Group(node, _) => drop_dollar_at_end(node),
        _ => {}
    }
}

/// Takes away what matches anything at the start, `.*` and `^.*`.
fn strip_left(node: &mut Node) {
    match node {
        Node::Concat(nodes) => {
            loop {
                let anchor = matches!(nodes.first(), Some(Node::Assertion(Assertion::TextStart)));
                match nodes.get(usize::from(anchor)) {
                    Some(any) if is_any_run(any) => drop(nodes.drain(..=usize::from(anchor))),
                    _ => break,
                }
            }
            nodes.first_mut().into_iter().for_each(strip_left);
        }
        Node::Alternate(nodes) => nodes.iter_mut().for_each(strip_left),
        Node::Group(node, _) => strip_left(node),
        any if is_any_run(any) => *any = Node::empty(),
        _ => {}
    }
}

/// Takes away what matches anything at the end, `.*` and `.*$`.
fn strip_right(node: &mut Node) {
    match node {
        Node::Concat(nodes) => {
            loop {
                let anchor = matches!(
                    nodes.last(),
                    Some(Node::Assertion(Assertion::TextEnd | Assertion::Dollar { .. }))
                );
                let last = nodes.len().checked_sub(1 + usize::from(anchor));
                match last.and_then(|last| nodes.get(last).map(|node| (last, node))) {
                    Some((last, any)) if is_any_run(any) => nodes.truncate(last),
                    _ => break,
                }
            }
            nodes.last_mut().into_iter().for_each(strip_right);
        }
        Node::Alternate(nodes) => nodes.iter_mut().for_each(strip_right),
        Node::Group(node, _) => strip_right(node),
        any if is_any_run(any) => *any = Node::empty(),
        _ => {}
    }
}

/// `.*` or `.*?` over all characters. A possessive one leaves nothing to match.
fn is_any_run(node: &Node) -> bool {
    let Node::Repeat { node, min: 0, max: None, kind: RepeatKind::Greedy | RepeatKind::Lazy } = node else {
        return false;
    };
    matches!(&**node, Node::Set(set) if set::is_all(set))
}

/// Where the `$` of the pattern stand.
pub(super) fn dollar(node: &Node) -> Dollar {
    let mut all = Vec::new();
    let mut other_end = false;
    node.walk(&mut |node| match node {
        Node::Assertion(Assertion::Dollar { unix_lines }) => all.push(*unix_lines),
        Node::Assertion(Assertion::TextEnd) => other_end = true,
        _ => {}
    });
    let Some(unix_lines) = all.first().copied() else { return Dollar::None };
    let same = all.iter().all(|unix| *unix == unix_lines);
    if same && !other_end && dollars_at_end(node) == all.len() {
        Dollar::AtTheEnd { unix_lines }
    } else {
        Dollar::Elsewhere
    }
}

fn dollars_at_end(node: &Node) -> usize {
    match node {
        Node::Assertion(Assertion::Dollar { .. }) => 1,
        Node::Concat(nodes) => nodes.last().map_or(0, dollars_at_end),
        Node::Alternate(nodes) => nodes.iter().map(dollars_at_end).sum(),
        Node::Group(node, _) => dollars_at_end(node),
        _ => 0,
    }
}
