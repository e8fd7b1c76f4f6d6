//! The columns of one event.

use aquila_event::{EventBuilder, address};

use super::origin::{self, Origin};
use super::plan::{Column, Otherwise, Position};
use super::record::identifier;
use super::{Decoder, InputState, Plan, TimeSource};
use crate::chunk::Frame;
use crate::identify::Found;
use crate::record::Record;
use crate::source::{SourceTypes, Value, all_hold};

/// A record that was identified.
pub(super) struct Row<'r, 'a> {
    pub(super) record: &'r mut Record<'a>,
    pub(super) found: Found,
    pub(super) key: Option<String>,
    pub(super) time: i64,
    pub(super) time_source: TimeSource,
}

impl Row<'_, '_> {
    /// The text that a column has of this event: what other properties are made from.
    pub(super) fn text(&mut self, types: &SourceTypes, column: &Column, swap: bool) -> Option<String> {
        match column {
            Column::Integer(value) => Some(value.to_string()),
            Column::Text(text) => Some(text.clone()),
            Column::Key => self.key.clone(),
            Column::Identifier => identifier(types, self.record, &self.found),
            Column::Fields { values, swapped, otherwise, is_address } => {
                let values = if swap { swapped.as_ref().unwrap_or(values) } else { values };
                let placeholders = &types.get(self.found.source_type)?.placeholders;
                for value in values.iter() {
                    let Some(text) = value.read(self.record, self.found.root, placeholders) else { continue };
                    if !*is_address {
                        return Some(text.into_owned());
                    }
                    if let Some((ip, _)) = address::parse(&text) {
                        return Some(address::text(ip));
                    }
                }
                match otherwise {
                    Otherwise::Absent => None,
                    Otherwise::Text(text) => Some(text.clone()),
                    Otherwise::Key => self.key.clone(),
                }
            }
            _ => None,
        }
    }
}

impl Decoder {
    #[expect(clippy::too_many_arguments, reason = "one call, and each is another thing")]
    pub(super) fn fill(
        &mut self,
        types: &SourceTypes,
        plan: &Plan,
        row: &mut Row<'_, '_>,
        frame: &Frame,
        payload: &[u8],
        input: &InputState,
        out: &mut EventBuilder,
    ) {
        let swap = !plan.swap.is_empty() && all_hold(&plan.swap, row.record, row.found.root);
        for (index, column) in plan.columns.iter().enumerate() {
            match column {
                Column::Never => continue,
                Column::Integer(value) => drop_result(out.repeat_integer(index, *value)),
                Column::Boolean(value) => drop_result(out.repeat_boolean(index, *value)),
                Column::Text(text) => drop_result(out.set_text(index, text)),
                Column::Time => drop_result(out.set_integer(index, row.time)),
                Column::TimeSource => drop_result(out.set_text(index, row.time_source.as_str())),
                Column::Payload => drop_result(out.set_bytes(index, payload)),
                Column::Position(position) => {
                    let value = match position {
                        Position::Source => input.source,
                        // Binary input has no lines.
                        Position::Line if frame.line == 0 => continue,
                        Position::Line => frame.line as i64,
                        Position::Offset => frame.offset as i64,
                        Position::Length => payload.len() as i64,
                        Position::Record => frame.record as i64,
                    };
                    drop_result(out.set_integer(index, value));
                }
                Column::LogSource => {
                    let identifier = identifier(types, row.record, &row.found);
                    let source_type = types.get(row.found.source_type);
                    let (id, name) = source_type.map_or((0, ""), |known| (known.id, known.name.as_str()));
                    let identifier = identifier.as_deref().unwrap_or(name);
                    let id = self.log_sources.id(types.taxonomy_ref(), id, identifier);
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
                Column::Derived(derived) => self.derive(types, derived, row, swap, index, out),
                Column::Fields { values, swapped, otherwise, is_address } => {
                    let values = if swap { swapped.as_ref().unwrap_or(values) } else { values };
                    let target = Target { index, is_address: *is_address };
                    fields(types, row, values, otherwise, target, out, self.trace.as_mut());
                }
            }
            self.counts[index] += 1;
        }
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
