//! What was found in a text, and which of several finds is told.

use std::ops::Range;

use super::host::Reading;
use super::{AddressClass, Spelling};

/// An address or known name in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub class: &'static AddressClass,
    /// The address or name in canonical form.
    pub address: String,
    /// How it was written.
    pub spelling: Spelling,
    /// Whether it stands inside another URL, as a server that is asked to fetch it gets it.
    pub nested: bool,
    /// Where it starts in the text, in bytes.
    pub start: usize,
    /// Where it ends. The port is inside where the class depends on it.
    pub end: usize,
}

impl Found {
    pub(super) fn new(reading: Reading, range: Range<usize>, nested: bool) -> Self {
        Self {
            class: reading.class,
            address: reading.text,
            spelling: reading.spelling,
            nested,
            start: range.start,
            end: range.end,
        }
    }
}

/// The find to tell: the first known service, else the first of a range. A proxy
/// in front of a metadata service must not hide it.
#[derive(Default)]
pub(super) struct Best(Option<Found>);

impl Best {
    /// Takes a find in; true when no later one can be better.
    pub(super) fn offer(&mut self, found: Found) -> bool {
        if self.0.is_none() || found.class.service && !self.is_service() {
            self.0 = Some(found);
        }
        self.is_service()
    }

    pub(super) fn is_service(&self) -> bool {
        self.0.as_ref().is_some_and(|found| found.class.service)
    }

    pub(super) fn found(self) -> Option<Found> {
        self.0
    }
}
