//! What a record is, and which events it becomes.

use std::borrow::Cow;
use std::sync::Arc;

use aquila_event::EventBuilder;

use super::row::{Around, Row};
use super::{Decoder, Place, RowInfo, TimeSource};
use crate::chunk::{FrameKind, Problem};
use crate::identify::{Found, identify};
use crate::record::{Form, Header, NodeId, Record, Store};
use crate::source::{EventKind, Items, Placeholders, Shape, SourceTypes, all_hold};
use crate::time::{self, Reading};

impl Decoder {
    /// Decodes the events of one frame, or only that one of them.
    pub(super) fn decode_frame(
        &mut self,
        place: Place<'_>,
        only: Option<u16>,
        timed: &mut dyn FnMut(Option<i64>) -> (i64, TimeSource),
        out: &mut EventBuilder,
        infos: &mut Vec<RowInfo>,
    ) {
        let Place { chunk, index, input, options, extra } = place;
        let Some(frame) = chunk.frames.get(index) else { return };
        let payload = chunk.payload(frame);
        // Checking first: the lossy reading alone takes ten times as long.
        let text =
            std::str::from_utf8(payload).map_or_else(|_| String::from_utf8_lossy(payload), Cow::Borrowed);
        let header = (frame.kind == FrameKind::CsvRow).then(|| self.header(&chunk.context));
        let form = form(frame.kind, header.as_deref());
        let types = Arc::clone(&self.types);
        let mut store: Store = std::mem::take(&mut self.store);
        let mut record = Record::new(&text, form, &mut store);
        let found = identify(&types, &mut record);
        let (rule, key) = self.rule(&types, &mut record, &found);
        let kind = EventKind::new(found.source_type, found.shape, rule);
        let own = own_time(&types, &mut record, &found, options.reading());
        let (time, time_source) = timed(own);
        let plan = self.plan(kind);
        // Each event has the whole payload; one that is decoded alone was allowed for.
        let max = only.map_or_else(|| allowed(*extra, payload.len()), |only| usize::from(only) + 1);
        let items = items(&types, &mut record, &found, max);
        let unparsed = found.source_type + 1 == types.iter().count();
        let count = items.nodes.len().max(1);
        *extra = extra.saturating_sub((count - 1) * payload.len());
        let mut row = Row { record: &mut record, found, key, time, time_source, swap: false, known: None };
        let around = Around { types: &types, frame, payload, input, reading: options.reading() };
        for item in 0..count {
            let number = u16::try_from(item).unwrap_or(u16::MAX);
            if only.is_some_and(|only| only != number) {
                continue;
            }
            row.record.set_item(items.nodes.get(item).copied());
            row.known = None;
            self.fill(around, &plan, &mut row, out);
            self.trace_rest(&types, &plan, &mut row, options.reading());
            out.finish_row();
            let unsplit = if item + 1 == count { items.left as u32 } else { 0 };
            let frame = index as u32;
            infos.push(RowInfo { time, time_source, kind, unparsed, frame, item: number, unsplit });
        }
        if store.take_cut() {
            let line = Some(frame.line).filter(|line| *line > 0);
            let cause = "record with more fields than are looked at (200,000, 1,000 of a list)".to_owned();
            self.problems.push(Problem { line, offset: frame.offset, cause, lost: true });
        }
        self.store = store;
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
            first.get_or_insert(key);
            if rule.is_some() {
                return (rule, first);
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
}

/// How the text of a frame is written. Audit records are found in their lines.
fn form(kind: FrameKind, header: Option<&Header>) -> Form<'_> {
    match (kind, header) {
        (FrameKind::CsvRow, Some(header)) => Form::Row(header),
        (FrameKind::Json, _) => Form::Json,
        (FrameKind::Xml, _) => Form::Xml,
        _ => Form::Line,
    }
}

/// The most events that one record becomes.
const MAX_ITEMS: usize = 64;

/// How many events a payload of this length may become, if `extra` bytes may be
/// copied for those after the first.
fn allowed(extra: usize, length: usize) -> usize {
    (1 + extra / length.max(1)).min(MAX_ITEMS)
}

/// The parts of a record that are events of their own.
fn items(types: &SourceTypes, record: &mut Record<'_>, found: &Found, max: usize) -> Items {
    let shape = types.get(found.source_type).and_then(|source_type| source_type.shapes.get(found.shape));
    match shape.and_then(|shape| shape.each.as_ref()) {
        Some(each) => each.items(record, found.root, max),
        None => Items::default(),
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
        let text = time.value.read(record, root, absent)?;
        match &time.format {
            Some(format) => time::parse_as(&text, format, time.zone, reading),
            None => time::parse(&text, time.zone, reading),
        }
    })
}

/// What names the sender: a field of the record, else the host in its syslog header.
pub(super) fn identifier(types: &SourceTypes, record: &mut Record<'_>, found: &Found) -> Option<String> {
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
