//! What an event is, in small numbers.

/// What an event is: log source type, shape of the record, and event rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventKind {
    source_type: u16,
    shape: u16,
    rule: u16,
}

/// The rule of an event whose kind is not listed.
const OTHER: u16 = u16::MAX;

impl EventKind {
    /// A kind by its parts; no rule is the type's `other`.
    pub(crate) fn new(source_type: usize, shape: usize, rule: Option<usize>) -> Self {
        let small = |number: usize| u16::try_from(number).unwrap_or(OTHER - 1);
        EventKind { source_type: small(source_type), shape: small(shape), rule: rule.map_or(OTHER, small) }
    }

    pub(crate) fn source_type(self) -> usize {
        usize::from(self.source_type)
    }

    pub(crate) fn shape(self) -> usize {
        usize::from(self.shape)
    }

    pub(crate) fn rule(self) -> Option<usize> {
        (self.rule != OTHER).then_some(usize::from(self.rule))
    }
}
