//! One record becomes one row.

use std::borrow::Cow;
use std::sync::Arc;

use aquila_event::{EventBuilder, address};

use super::plan::{Column, Otherwise, Position};
use super::{DecodeOptions, Decoder, InputState, Plan, RowInfo, TimeSource};
use crate::chunk::{Chunk, Frame, FrameKind};
use crate::identify::{Found, identify};
use crate::record::{Form, NodeId, Record, Store};
use crate::source::{EventKind, Placeholders, Shape, SourceTypes, Value, all_hold};
use crate::time::{self, Reading};

/// A record that was identified.
struct Row<'r, 'a> {
    record: &'r mut Record<'a>,
    found: Found,
    key: Option<String>,
    time: i64,
    time_source: TimeSource,
}

impl Decoder {
    pub(super) fn decode_frame(
        &mut self,
        chunk: &Chunk,
        frame: &Frame,
        input: &InputState,
        options: &DecodeOptions,
        timed: &mut dyn FnMut(Option<i64>) -> (i64, TimeSource),
        out: &mut EventBuilder,
    ) -> RowInfo {
        let payload = chunk.payload(frame);
        // Checking first: the lossy reading alone takes ten times as long.
        let text =
            std::str::from_utf8(payload).map_or_else(|_| String::from_utf8_lossy(payload), Cow::Borrowed);
        let header = (frame.kind == FrameKind::CsvRow).then(|| self.header(&chunk.context));
        let form = match (frame.kind, &header) {
            (FrameKind::CsvRow, Some(header)) => Form::Row(header),
            (FrameKind::Json, _) => Form::Json,
            (FrameKind::Xml, _) => Form::Xml,
            _ => Form::Line,
        };
        let types = Arc::clone(&self.types);
        let mut store: Store = std::mem::take(&mut self.store);
        let mut record = Record::new(&text, form, &mut store);
        let hint = input.hint();
        let found = identify(&types, &mut record, hint);
        if found.hint != hint {
            input.remember(found.hint);
        }
        let (rule, key) = self.rule(&types, &mut record, &found);
        let kind = EventKind::new(found.source_type, found.shape, rule);
        let own = own_time(&types, &mut record, &found, options.reading());
        let (time, time_source) = timed(own);
        let plan = self.plan(kind);
        let mut row = Row { record: &mut record, found, key, time, time_source };
        self.fill(&types, &plan, &mut row, frame, payload, input, out);
        out.finish_row();
        self.store = store;
        let unparsed = found.source_type + 1 == types.iter().count();
        RowInfo { time, time_source, kind, unparsed }
    }

    /// The event rule of a record, and the key that found it.
    fn rule(
        &mut self,
        types: &SourceTypes,
        record: &mut Record<'_>,
        found: &Found,
    ) -> (Option<usize>, Option<String>) {
        let Some(source_type) = types.get(found.source_type) else { return (None, None) };
        let shape = &source_type.shapes[found.shape];
        let mut first = None;
        for value in &shape.keys {
            let key = value.read(record, found.root, &source_type.placeholders).map(Cow::into_owned);
            let Some(key) = key else { continue };
            let rule = holding(source_type.rules_with_key(&key), shape, record, found.root);
            let key = first.get_or_insert(key);
            if rule.is_some() {
                return (rule, Some(key.clone()));
            }
        }
        let Some(key) = first else { return (None, None) };
        if !source_type.has_patterns() {
            return (None, Some(key));
        }
        let matching = self.patterns.get(&(found.source_type, key.clone())).cloned().unwrap_or_else(|| {
            let rules: Vec<usize> = source_type.rules_matching(&key).collect();
            // Operations are few; anything else would fill memory.
            if self.patterns.len() < 10_000 {
                self.patterns.insert((found.source_type, key.clone()), rules.clone());
            }
            rules
        });
        (holding(&matching, shape, record, found.root), Some(key))
    }

    #[expect(clippy::too_many_arguments, reason = "one call, and each is another thing")]
    fn fill(
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
                Column::Integer(value) => drop_result(out.set_integer(index, *value)),
                Column::Boolean(value) => drop_result(out.set_boolean(index, *value)),
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
                    drop_result(out.set_integer(index, id));
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
                Column::Fields { values, swapped, otherwise, is_address } => {
                    let values = if swap { swapped.as_ref().unwrap_or(values) } else { values };
                    let target = Target { index, is_address: *is_address };
                    fields(types, row, values, otherwise, target, out);
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
fn drop_result(_held: bool) {}

fn fields(
    types: &SourceTypes,
    row: &mut Row<'_, '_>,
    values: &[Value],
    otherwise: &Otherwise,
    target: Target,
    out: &mut EventBuilder,
) {
    let Target { index, is_address } = target;
    let Some(source_type) = types.get(row.found.source_type) else { return };
    for value in values {
        let Some(text) = value.read(row.record, row.found.root, &source_type.placeholders) else { continue };
        if is_address {
            // An address of the other family is the answer too: no other field is asked.
            if let Some((ip, _)) = address::parse(&text) {
                out.set_address(index, ip);
                return;
            }
        } else if out.set_text(index, &text) {
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

/// The first of these rules whose conditions hold.
fn holding(rules: &[usize], shape: &Shape, record: &mut Record<'_>, root: NodeId) -> Option<usize> {
    rules.iter().copied().find(|rule| {
        shape.rule_conditions.get(*rule).is_none_or(|conditions| all_hold(conditions, record, root))
    })
}

/// The time that the record says itself, else its envelope or its syslog header.
fn own_time(types: &SourceTypes, record: &mut Record<'_>, found: &Found, reading: Reading) -> Option<i64> {
    let source_type = types.get(found.source_type)?;
    let shape = &source_type.shapes[found.shape];
    shape_time(shape, record, found.root, &source_type.placeholders, reading)
        .or_else(|| {
            if !found.wrapped {
                return None;
            }
            let generic = types.iter().last()?;
            shape_time(&generic.shapes[0], record, record.root(), &generic.placeholders, reading)
        })
        .or_else(|| {
            let header = record.syslog(found.line?)?;
            time::parse(header.time, time::Zone::Local, reading)
        })
}

fn shape_time(
    shape: &Shape,
    record: &mut Record<'_>,
    root: NodeId,
    absent: &Placeholders,
    reading: Reading,
) -> Option<i64> {
    shape.times.iter().find_map(|time| {
        time.paths.iter().find_map(|path| {
            let found = record.get(root, path)?;
            let text = record.text(found).filter(|text| !absent.contain(text))?;
            match &time.format {
                Some(format) => time::parse_as(&text, format, time.zone, reading),
                None => time::parse(&text, time.zone, reading),
            }
        })
    })
}

/// What names the sender: a field of the record, else the host in its syslog header.
fn identifier(types: &SourceTypes, record: &mut Record<'_>, found: &Found) -> Option<String> {
    let source_type = types.get(found.source_type)?;
    let shape = &source_type.shapes[found.shape];
    for value in &shape.identifier {
        if let Some(text) = value.read(record, found.root, &source_type.placeholders) {
            return Some(text.into_owned());
        }
    }
    let header = record.syslog(found.line?)?;
    (header.host != "-").then(|| header.host.to_owned())
}
