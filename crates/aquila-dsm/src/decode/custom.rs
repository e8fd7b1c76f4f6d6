//! Custom properties of an event: the first expression that gives a value.

use std::sync::Arc;

use aquila_event::EventBuilder;

use super::Decoder;
use super::origin::Origin;
use super::row::{Around, Row};
use crate::custom::{Extractor, ValueReading};

impl Decoder {
    /// Sets a column to what the first of these gives; false where none does.
    pub(super) fn extract(
        &mut self,
        around: Around<'_>,
        extractors: &[Arc<Extractor>],
        row: &mut Row<'_, '_>,
        index: usize,
        out: &mut EventBuilder,
    ) -> bool {
        let found = self
            .extracted(around, extractors, row, |value, text| value.set(text, index, around.reading, out));
        let Some((_, origin)) = found else { return false };
        if let Some(place) = self.trace.as_mut().and_then(|trace| trace.get_mut(index)) {
            *place = origin;
        }
        true
    }

    /// The first text that is accepted, and where it stands.
    pub(super) fn extracted(
        &mut self,
        around: Around<'_>,
        extractors: &[Arc<Extractor>],
        row: &mut Row<'_, '_>,
        mut accept: impl FnMut(&ValueReading, &str) -> bool,
    ) -> Option<(String, Origin)> {
        extractors.iter().find_map(|extractor| {
            if !extractor.scope.takes_log_source(|| self.log_source(around.types, row)) {
                return None;
            }
            let (text, range) = extractor.place.text(row.record, row.found.root)?;
            accept(&extractor.value, &text)
                .then(|| (text, Origin { from: vec!["custom property".to_owned()], range }))
        })
    }
}
