//! The tree of a pattern. Flags are resolved: every character is a set.

use super::set::Set;

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// One character out of a set; an empty set never matches.
    Set(Set),
    /// One after the other; none at all is the empty match.
    Concat(Vec<Node>),
    /// One of them, the first that leads to a match.
    Alternate(Vec<Node>),
    /// A group and its number, if it captures.
    Group(Box<Node>, Option<usize>),
    /// Repetition.
    Repeat { node: Box<Node>, min: u32, max: Option<u32>, kind: RepeatKind },
    /// `(?>...)`
    Atomic(Box<Node>),
    /// `(?=...)` and its kin.
    Look { node: Box<Node>, behind: bool, negative: bool },
    /// What a group captured.
    BackReference { group: usize, fold: bool },
    /// A condition on the place.
    Assertion(Assertion),
}

/// How a repetition chooses its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RepeatKind {
    Greedy,
    Lazy,
    Possessive,
}

/// A condition on a place in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Assertion {
    TextStart,
    TextEnd,
    /// `$` and `\Z`: the end, or before a final line terminator.
    Dollar {
        unix_lines: bool,
    },
    /// `(?m)^`
    LineStart {
        unix_lines: bool,
    },
    /// `(?m)$`
    LineEnd {
        unix_lines: bool,
    },
    WordBoundary {
        negated: bool,
        unicode: bool,
    },
}

impl Node {
    /// The empty match.
    pub(super) fn empty() -> Self {
        Node::Concat(Vec::new())
    }

    /// Calls `visit` for the node and all below it.
    pub(super) fn walk(&self, visit: &mut impl FnMut(&Node)) {
        visit(self);
        match self {
            Node::Concat(nodes) | Node::Alternate(nodes) => nodes.iter().for_each(|node| node.walk(visit)),
            Node::Group(node, _) | Node::Atomic(node) => node.walk(visit),
            Node::Repeat { node, .. } | Node::Look { node, .. } => node.walk(visit),
            Node::Set(_) | Node::BackReference { .. } | Node::Assertion(_) => {}
        }
    }

    fn any(&self, test: impl Fn(&Node) -> bool) -> bool {
        let mut found = false;
        self.walk(&mut |node| found |= test(node));
        found
    }

    /// Whether groups must keep what they captured.
    pub(super) fn has_back_references(&self) -> bool {
        self.any(|node| matches!(node, Node::BackReference { .. }))
    }

    /// Whether only a backtracking engine can run it.
    pub(super) fn needs_backtracking(&self) -> bool {
        self.any(|node| match node {
            Node::Atomic(_) | Node::Look { .. } | Node::BackReference { .. } => true,
            Node::Repeat { kind, .. } => *kind == RepeatKind::Possessive,
            Node::Assertion(assertion) => matches!(
                assertion,
                Assertion::LineStart { .. }
                    | Assertion::LineEnd { .. }
                    // The linear engine's would match between the bytes of a character.
                    | Assertion::WordBoundary { negated: true, unicode: false }
            ),
            _ => false,
        })
    }

    /// The most characters it can match, as Java's look-behind reckons them: `None`
    /// where Java sees no obvious maximum, although there may be one.
    pub(super) fn obvious_maximum(&self) -> Option<u64> {
        match self {
            Node::Set(_) => Some(1),
            Node::Concat(nodes) => {
                nodes.iter().try_fold(0, |sum: u64, node| sum.checked_add(node.obvious_maximum()?))
            }
            Node::Alternate(nodes) => {
                nodes.iter().try_fold(0, |most: u64, node| Some(most.max(node.obvious_maximum()?)))
            }
            Node::Group(node, _) | Node::Atomic(node) => node.obvious_maximum(),
            Node::Repeat { node, min, max, kind } => {
                let once = node.obvious_maximum()?;
                let max = (*max)?;
                let optional = (*min, max) == (0, 1);
                let is_loop = matches!(**node, Node::Group(..)) && *kind != RepeatKind::Possessive;
                if is_loop && !optional && !node.is_deterministic() {
                    return None;
                }
                once.checked_mul(u64::from(max))
            }
            Node::Look { .. } | Node::Assertion(_) => Some(0),
            Node::BackReference { .. } => None,
        }
    }

    /// Whether Java takes the length to be settled without a choice.
    fn is_deterministic(&self) -> bool {
        match self {
            Node::Alternate(_) | Node::BackReference { .. } => false,
            Node::Concat(nodes) => nodes.iter().all(Node::is_deterministic),
            Node::Group(node, _) | Node::Atomic(node) => node.is_deterministic(),
            Node::Repeat { node, min, max, kind } => {
                (Some(*min) == *max || *kind == RepeatKind::Possessive) && node.is_deterministic()
            }
            Node::Set(_) | Node::Look { .. } | Node::Assertion(_) => true,
        }
    }
}
