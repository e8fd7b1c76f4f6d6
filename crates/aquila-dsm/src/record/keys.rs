//! Sets of keys, compared before any key is looked for: most records are told from
//! most shapes by the names of their fields alone.

use super::{Kind, NodeId, Path, Record, Step, bit};

/// A set of keys. Two keys may be one in it, so it only ever says that a key is
/// surely not there.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Keys(u128);

impl Keys {
    /// The key that a path starts with.
    pub(crate) fn first(path: &Path) -> Keys {
        match path.steps().first() {
            Some(Step::Key { tag, .. }) => Keys(bit(*tag)),
            _ => Keys::default(),
        }
    }

    /// The keys of both.
    pub(crate) const fn and(self, other: Keys) -> Keys {
        Keys(self.0 | other.0)
    }

    /// Whether all of these may be in `other`.
    pub(crate) const fn are_in(self, other: Keys) -> bool {
        self.0 & other.0 == self.0
    }
}

impl Record<'_> {
    /// The keys of a node's members. A text has its keys in it, whatever they are.
    pub(crate) fn keys(&mut self, id: NodeId) -> Keys {
        match self.node(id).kind {
            Kind::Object | Kind::Row | Kind::Document | Kind::Element | Kind::Cef | Kind::Leef => {
                self.members(id);
                Keys(self.store.sets(id).tags)
            }
            _ => Keys(u128::MAX),
        }
    }
}
