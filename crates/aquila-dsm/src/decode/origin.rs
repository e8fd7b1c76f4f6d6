//! Where each value of an event stands in its payload: for people who want to see
//! what decoding read. The event is decoded once more, and its reading noted.

use aquila_event::EventBuilder;

use super::plan::Column;
use super::row::Row;
use super::{DecodeOptions, Decoder, InputState, Plan, RowInfo};
use crate::chunk::Chunk;
use crate::record::Record;
use crate::source::{SourceTypes, Value};
use crate::time::{self, Reading};

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// The fields of the record that it was made of, as paths; none where the log source
    /// type says it.
    pub from: Vec<String>,
    /// From the first to past the last byte in the payload, where it stands there.
    pub range: Option<(usize, usize)>,
}

impl Decoder {
    /// Where the values of one row come from, by column of the schema.
    pub fn origins(
        &mut self,
        chunk: &Chunk,
        input: &InputState,
        options: &DecodeOptions,
        info: &RowInfo,
    ) -> Vec<Origin> {
        let mut out = EventBuilder::new(&self.catalogue, self.schema.clone());
        self.trace = Some(vec![Origin::default(); self.schema.properties().len()]);
        self.decode_row(chunk, input, options, info, &mut out);
        let mut origins = self.trace.take().unwrap_or_default();
        if let Some(frame) = chunk.frames.get(info.frame as usize) {
            let payload = chunk.payload(frame);
            if std::str::from_utf8(payload).is_err() {
                for range in origins.iter_mut().filter_map(|origin| origin.range.as_mut()) {
                    *range = (in_bytes(payload, range.0), in_bytes(payload, range.1));
                }
            }
        }
        origins
    }

    /// Notes the columns that are not read from the wanted fields: times and names.
    pub(super) fn trace_rest(
        &mut self,
        types: &SourceTypes,
        plan: &Plan,
        row: &mut Row<'_, '_>,
        reading: Reading,
    ) {
        let Some(mut origins) = self.trace.take() else { return };
        let shape = types.get(row.found.source_type).map(|known| &known.shapes[row.found.shape]);
        if let Some(shape) = shape {
            for (column, origin) in plan.columns.iter().zip(&mut origins) {
                let first = match column {
                    Column::Time => shape.times.iter().find_map(|time| {
                        read(types, row, &time.value, |text| match &time.format {
                            Some(format) => time::parse_as(text, format, time.zone, reading).is_some(),
                            None => time::parse(text, time.zone, reading).is_some(),
                        })
                    }),
                    Column::LogSource | Column::Identifier => {
                        shape.identifier.iter().find_map(|value| read(types, row, value, |_| true))
                    }
                    Column::Key => shape.keys.iter().find_map(|value| read(types, row, value, |_| true)),
                    _ => continue,
                };
                *origin = first.unwrap_or_default();
            }
        }
        row.record.take_trace();
        self.trace = Some(origins);
    }
}

/// The origin of a value, if it is there and will do.
fn read(
    types: &SourceTypes,
    row: &mut Row<'_, '_>,
    value: &Value,
    will_do: impl Fn(&str) -> bool,
) -> Option<Origin> {
    let absent = &types.get(row.found.source_type)?.placeholders;
    row.record.start_trace();
    let text = value.read(row.record, row.found.root, absent)?;
    will_do(&text).then(|| of(row.record, value))
}

/// The origin of the value that was read last, which was traced.
pub(super) fn of(record: &mut Record<'_>, value: &Value) -> Origin {
    let touches = record.take_trace();
    let part = match &touches[..] {
        [only] if !only.is_key => record.text(only.node).and_then(|text| value.part_of(&text)),
        _ => None,
    };
    let ranges = touches.iter().filter_map(|touch| record.origin(touch, part));
    let range = ranges.reduce(|all, range| (all.0.min(range.0), all.1.max(range.1)));
    let mut from: Vec<String> = touches.into_iter().map(|touch| touch.path).collect();
    from.dedup();
    Origin { from, range }
}

/// The place in bytes that are no UTF-8 of a place in their lossy reading.
fn in_bytes(bytes: &[u8], wanted: usize) -> usize {
    let (mut at, mut shown) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        let valid = chunk.valid().len();
        if wanted <= shown + valid {
            return at + (wanted - shown);
        }
        at += valid + chunk.invalid().len();
        shown += valid + char::REPLACEMENT_CHARACTER.len_utf8();
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_bytes_that_are_no_text() {
        let bytes = b"ab\xffcd\xe2\x82ef";
        let text = String::from_utf8_lossy(bytes);
        for (part, expected) in [("ab", 0), ("cd", 3), ("ef", 7)] {
            let at = text.find(part).expect("a part");
            assert_eq!(in_bytes(bytes, at), expected, "{part}");
        }
    }
}
