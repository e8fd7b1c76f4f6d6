//! `aquila.identify/1`: what each file is and why, and what its events say where.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use aquila_dsm::decode::Origin;
use aquila_dsm::source::EventKind;
use aquila_event::{EventSchema, PropertyKind};
use aquila_query::plan::Now;
use datafusion::arrow::array::{ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::datatypes::DataType;
use serde::Serialize;
use serde_json::Value;

use crate::engine::{Engine, RunOptions};
use crate::input::{ChunkDecoder, FileState, Inputs, Scan, Work};
use crate::summary::{Summary, Tally};
use crate::value;
use crate::{Control, EngineError};

/// What one file or archive member is. Field order is output order.
#[derive(Debug, Clone, Serialize)]
pub struct Identified {
    /// `aquila.identify/1`
    pub schema: &'static str,
    /// Path as given.
    pub path: String,
    /// Member of an archive.
    pub member: Option<String>,
    /// Bytes: on disk for a file, of text for a member.
    pub size: u64,
    /// How its text is encoded; absent for what is no text.
    pub encoding: Option<&'static str>,
    /// What is around its records, outermost first.
    pub envelopes: Vec<String>,
    /// How its records are told apart.
    pub format: Option<String>,
    /// Name of the log source type of most of its records.
    pub log_source_type: Option<String>,
    /// Its id.
    pub log_source_type_id: Option<i64>,
    /// Why it is of that type, or of none.
    pub reason: String,
    /// Events found.
    pub records: u64,
    /// Those with a log source type.
    pub decoded: u64,
    /// Those kept raw.
    pub stored: u64,
    /// Why it was not read.
    pub skipped_reason: Option<String>,
    /// The first events, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<InspectedEvent>>,
}

/// One event, property by property.
#[derive(Debug, Clone, Serialize)]
pub struct InspectedEvent {
    /// Line, from 1; absent for binary input.
    pub line: Option<u64>,
    /// Bytes before it in the decompressed input.
    pub offset: u64,
    /// What it has, by canonical name.
    pub properties: BTreeMap<String, InspectedValue>,
}

/// One value and where it comes from.
#[derive(Debug, Clone, Serialize)]
pub struct InspectedValue {
    /// As a query sees it.
    pub value: Value,
    /// The fields of the record that it was made of; absent where the log source type
    /// or the place of the record says it.
    pub from: Option<String>,
    /// First byte in the payload.
    pub start: Option<usize>,
    /// Past the last byte.
    pub end: Option<usize>,
}

/// What is added up about one file.
#[derive(Default)]
struct Found {
    kinds: HashMap<EventKind, u64>,
    text_bytes: u64,
    events: Vec<InspectedEvent>,
}

impl Engine {
    /// Says of each file what it is, with its first `events` events property by property.
    ///
    /// # Errors
    /// When the sink fails. Unreadable inputs are no errors: they are said to be.
    pub fn identify(
        &self,
        inputs: &Inputs,
        events: Option<usize>,
        options: &RunOptions,
        control: &Arc<Control>,
        sink: &mut dyn FnMut(Identified) -> std::io::Result<()>,
    ) -> Result<Summary, EngineError> {
        let scan = Scan::new(inputs, self.scan_options(options), Arc::clone(control));
        let mut tally = Tally::default();
        tally.files = Arc::clone(scan.opened());
        let mut reader = FileReader::new(self, events.unwrap_or(0));
        let mut found: HashMap<i64, Found> = HashMap::new();
        while let Some(work) = scan.next() {
            let file = found.entry(work.file.input.source).or_default();
            let rows = reader.read(&work, file)?;
            control.add_events(rows.len() as u64);
            tally.add_rows(&rows, work.chunk.text.len());
        }
        for file in scan.opened().to_vec() {
            let found = found.remove(&file.input.source).unwrap_or_default();
            sink(identified(self, &file, found, events.is_some()))?;
        }
        Ok(Summary::new(self, inputs, &tally, options, Now::Event))
    }
}

/// Reads chunks one after another.
struct FileReader {
    counting: ChunkDecoder,
    whole: ChunkDecoder,
    names: Vec<(String, PropertyKind)>,
    wanted: usize,
}

impl FileReader {
    fn new(engine: &Engine, wanted: usize) -> Self {
        let catalogue = engine.catalogue();
        let all = EventSchema::all(&catalogue);
        let names = all.properties().iter().map(|id| catalogue.get(*id));
        let names = names.map(|property| (property.name.clone(), property.kind)).collect();
        let none = EventSchema::new(&catalogue, &[]);
        let counting = ChunkDecoder::new(engine, none);
        FileReader { counting, whole: ChunkDecoder::new(engine, all), names, wanted }
    }

    /// Counts the events of a chunk, and looks into the first ones of its file.
    fn read(
        &mut self,
        work: &Work,
        found: &mut Found,
    ) -> Result<Vec<aquila_dsm::decode::RowInfo>, EngineError> {
        let rows = self.counting.decode(work)?.rows;
        found.text_bytes += work.chunk.text.len() as u64;
        for row in &rows {
            *found.kinds.entry(row.kind).or_default() += 1;
        }
        for row in rows.iter().take(self.wanted.saturating_sub(found.events.len())) {
            let batch = self.whole.decode_row(work, row)?;
            let origins = self.whole.origins(work, row);
            let Some(frame) = work.chunk.frames.get(row.frame as usize) else { continue };
            found.events.push(InspectedEvent {
                line: Some(frame.line).filter(|line| *line > 0),
                offset: frame.offset,
                properties: self.properties(&batch, &origins),
            });
        }
        Ok(rows)
    }

    fn properties(&self, batch: &RecordBatch, origins: &[Origin]) -> BTreeMap<String, InspectedValue> {
        let mut properties = BTreeMap::new();
        for (index, (name, kind)) in self.names.iter().enumerate() {
            let Some(column) = batch.columns().get(index) else { continue };
            // Flags that no file sets would only be in the way.
            if *kind == PropertyKind::Position || column.is_null(0) || is_unset_flag(column) {
                continue;
            }
            let origin = origins.get(index).cloned().unwrap_or_default();
            let (value, origin) =
                if name == "payload" { payload(column) } else { (value::value(column, 0), origin) };
            let from = (!origin.from.is_empty()).then(|| origin.from.join(", "));
            let (start, end) = origin.range.unzip();
            properties.insert(name.clone(), InspectedValue { value, from, start, end });
        }
        properties
    }
}

fn is_unset_flag(column: &ArrayRef) -> bool {
    column.data_type() == &DataType::Boolean && !column.as_boolean().value(0)
}

/// The payload as text: what all ranges are places in.
fn payload(column: &ArrayRef) -> (Value, Origin) {
    let bytes = column.as_binary_opt::<i32>().map(|bytes| bytes.value(0)).unwrap_or_default();
    let origin = Origin { from: vec!["the record".to_owned()], range: Some((0, bytes.len())) };
    (Value::String(String::from_utf8_lossy(bytes).into_owned()), origin)
}

fn identified(engine: &Engine, file: &FileState, found: Found, with_events: bool) -> Identified {
    let report = file.report();
    let types = engine.types();
    let mut by_type: BTreeMap<i64, (u64, EventKind, u64)> = BTreeMap::new();
    for (kind, count) in &found.kinds {
        let entry = by_type.entry(types.device_type(*kind)).or_insert((0, *kind, 0));
        entry.0 += count;
        // The most frequent kind speaks for its type; of equals, the first.
        if (*count, std::cmp::Reverse(*kind)) > (entry.2, std::cmp::Reverse(entry.1)) || entry.2 == 0 {
            (entry.1, entry.2) = (*kind, *count);
        }
    }
    let mut by_count: Vec<(i64, (u64, EventKind, u64))> = by_type.into_iter().collect();
    by_count.sort_by_key(|(id, (count, _, _))| (std::cmp::Reverse(*count), *id));
    let main = by_count.first().map(|(_, (_, kind, _))| *kind);
    let mut layers = report.layers.clone();
    let is_text = report.read_as.is_some() && !report.is_archive;
    let format = if layers.is_empty() { None } else { layers.pop() };
    let encoding = encoding(&layers, format.as_deref());
    Identified {
        schema: "aquila.identify/1",
        path: file.file.path.clone(),
        member: file.member.clone(),
        size: if file.member.is_some() { found.text_bytes } else { file.file.size },
        encoding: encoding.filter(|_| is_text),
        envelopes: layers,
        format,
        log_source_type: main.map(|kind| types.device_type_name(kind).to_owned()),
        log_source_type_id: main.map(|kind| types.device_type(kind)),
        reason: reason(
            engine,
            &by_count,
            report.failed.as_deref().or(report.skip_reason()),
            report.is_archive,
        ),
        records: report.decoded + report.stored,
        decoded: report.decoded,
        stored: report.stored,
        skipped_reason: report.failed.clone().or_else(|| report.skip_reason().map(str::to_owned)),
        events: with_events.then_some(found.events),
    }
}

/// Why a file is of its type, in words.
fn reason(
    engine: &Engine,
    types: &[(i64, (u64, EventKind, u64))],
    not_read: Option<&str>,
    is_archive: bool,
) -> String {
    let Some((_, (_, main, _))) = types.first() else {
        return match not_read {
            Some(reason) => format!("not read: {reason}"),
            None if is_archive => "an archive; its members are told one by one".to_owned(),
            None => "no records".to_owned(),
        };
    };
    let known = engine.types();
    let why = known.why(*main);
    if types.len() == 1 {
        return why;
    }
    let shares: Vec<String> = types
        .iter()
        .map(|(_, (count, kind, _))| format!("{count} {}", known.device_type_name(*kind)))
        .collect();
    format!("{why} ({})", shares.join(", "))
}

/// The encoding of the text inside these layers.
fn encoding(layers: &[String], format: Option<&str>) -> Option<&'static str> {
    // A binary log has texts of its own, of several encodings.
    if format == Some("evtx") {
        return None;
    }
    let last = layers.iter().rev().map(String::as_str);
    let known = last.filter_map(|layer| match layer {
        "UTF-16LE" => Some("utf-16le"),
        "UTF-16BE" => Some("utf-16be"),
        _ => None,
    });
    Some(known.into_iter().next().unwrap_or("utf-8"))
}
