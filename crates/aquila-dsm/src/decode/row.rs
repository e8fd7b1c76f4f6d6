//! The columns of one event.

use aquila_event::{EventBuilder, address};

use super::fact::Known;
use super::origin::{self, Origin};
use super::plan::{Column, Otherwise, Position};
use super::record::identifier;
use super::{Decoder, InputState, Plan, TimeSource};
use crate::chunk::Frame;
use crate::identify::Found;
use crate::record::Record;
use crate::source::{SourceTypes, Value, all_hold};
use crate::time::Reading;

/// A record that was identified.
pub(super) struct Row<'r, 'a> {
    pub(super) record: &'r mut Record<'a>,
    pub(super) found: Found,
    pub(super) key: Option<String>,
    pub(super) time: i64,
    pub(super) time_source: TimeSource,
    /// Whether source and destination change places.
    pub(super) swap: bool,
    /// What derived properties of the event have in common, once one was asked for.
    pub(super) known: Option<Box<Known>>,
}

/// What the columns of one event are set from, beside its fields.
#[derive(Clone, Copy)]
pub(super) struct Around<'c> {
    pub(super) types: &'c SourceTypes,
    pub(super) frame: &'c Frame,
    pub(super) payload: &'c [u8],
    pub(super) input: &'c InputState,
    pub(super) reading: Reading,
}

impl Decoder {
    pub(super) fn fill(
        &mut self,
        around: Around<'_>,
        plan: &Plan,
        row: &mut Row<'_, '_>,
        out: &mut EventBuilder,
    ) {
        row.swap = !plan.swap.is_empty() && all_hold(&plan.swap, row.record, row.found.root);
        for (index, column) in plan.columns.iter().enumerate() {
            if !matches!(column, Column::Never) {
                self.set(around, column, row, index, out);
                self.counts[index] += 1;
            }
        }
    }

    /// Sets one column.
    #[inline]
    fn set(
        &mut self,
        around: Around<'_>,
        column: &Column,
        row: &mut Row<'_, '_>,
        index: usize,
        out: &mut EventBuilder,
    ) {
        let types = around.types;
        match column {
            Column::Never => {}
            Column::Integer(value) => drop_result(out.repeat_integer(index, *value)),
            Column::Boolean(value) => drop_result(out.repeat_boolean(index, *value)),
            Column::Text(text) => drop_result(out.set_text(index, text)),
            Column::Time => drop_result(out.set_integer(index, row.time)),
            Column::TimeSource => drop_result(out.set_text(index, row.time_source.as_str())),
            Column::Payload => drop_result(out.set_bytes(index, around.payload)),
            Column::Position(position) => {
                if let Some(value) = around.position(*position) {
                    drop_result(out.set_integer(index, value));
                }
            }
            Column::LogSource => {
                let id = self.log_source(types, row);
                drop_result(out.repeat_integer(index, id));
            }
            Column::Identifier => {
                if let Some(identifier) = identifier(types, row.record, &row.found) {
                    drop_result(out.set_text(index, &identifier));
                }
            }
            Column::Key => {
                if let Some(key) = &row.key {
                    drop_result(out.set_text(index, key));
                }
            }
            Column::Derived(derived) => self.derive(around, derived, row, index, out),
            Column::Custom(extractors, otherwise) => {
                if !self.extract(around, extractors, row, index, out) {
                    self.set(around, otherwise, row, index, out);
                }
            }
            Column::Fields { values, swapped, otherwise, is_address } => {
                let values = if row.swap { swapped.as_ref().unwrap_or(values) } else { values };
                let target = Target { index, is_address: *is_address };
                fields(types, row, values, otherwise, target, out, self.trace.as_mut());
            }
        }
    }

    /// The id of the log source that an event is of.
    pub(super) fn log_source(&mut self, types: &SourceTypes, row: &mut Row<'_, '_>) -> i64 {
        let identifier = identifier(types, row.record, &row.found);
        let source_type = types.get(row.found.source_type);
        let (id, name) = source_type.map_or((0, ""), |known| (known.id, known.name.as_str()));
        let identifier = identifier.as_deref().unwrap_or(name);
        self.log_sources.id(types.taxonomy_ref(), id, identifier)
    }
}

impl Around<'_> {
    /// A place in the input; binary input has no lines.
    fn position(self, position: Position) -> Option<i64> {
        Some(match position {
            Position::Source => self.input.source,
            Position::Line if self.frame.line == 0 => return None,
            Position::Line => self.frame.line as i64,
            Position::Offset => self.frame.offset as i64,
            Position::Length => self.payload.len() as i64,
            Position::Record => self.frame.record as i64,
        })
    }
}

/// The column that a field goes to.
#[derive(Clone, Copy)]
struct Target {
    index: usize,
    is_address: bool,
}

/// A column that cannot hold a value stays absent.
pub(super) fn drop_result(_held: bool) {}

fn fields(
    types: &SourceTypes,
    row: &mut Row<'_, '_>,
    values: &[Value],
    otherwise: &Otherwise,
    target: Target,
    out: &mut EventBuilder,
    mut trace: Option<&mut Vec<Origin>>,
) {
    let Target { index, is_address } = target;
    let Some(source_type) = types.get(row.found.source_type) else { return };
    for value in values {
        if trace.is_some() {
            row.record.start_trace();
        }
        let Some(text) = value.read(row.record, row.found.root, &source_type.placeholders) else { continue };
        let is_answer = if is_address {
            // An address of the other family is the answer too: no other field is asked.
            let parsed = address::parse(&text);
            parsed.map(|(ip, _)| out.set_address(index, ip)).is_some()
        } else {
            out.set_text(index, &text)
        };
        if is_answer {
            if let Some(origin) = trace.as_mut().and_then(|trace| trace.get_mut(index)) {
                *origin = origin::of(row.record, value);
            }
            return;
        }
    }
    match otherwise {
        Otherwise::Absent => {}
        Otherwise::Text(text) => drop_result(out.set_text(index, text)),
        Otherwise::Key => {
            if let Some(key) = &row.key {
                drop_result(out.set_text(index, key));
            }
        }
    }
}
