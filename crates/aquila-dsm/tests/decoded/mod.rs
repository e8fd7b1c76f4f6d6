//! Reads whole inputs through framing and decoding, for the tests of this folder.
#![allow(dead_code, reason = "each test uses its part")]

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use aquila_dsm::chunk::{Chunk, Frame, FrameKind};
use aquila_dsm::decode::{DecodeOptions, Decoder, InputState, RowInfo};
use aquila_dsm::framing::{Format, Input, Opened, Options, open};
use aquila_dsm::source::SourceTypes;
use aquila_event::{Catalogue, EventBuilder, EventSchema, LogSources};
use arrow_array::{Array, RecordBatch, StringArray};
use arrow_cast::cast;
use arrow_schema::DataType;

/// 2024-06-01T00:00:00Z: the modification time that tests give their inputs.
pub(crate) const FILE_TIME_MS: i64 = 1_717_200_000_000;

/// The chunks of an input; none if it is empty or binary.
pub(crate) fn chunks(path: &Path) -> Vec<Chunk> {
    chunks_as(path, None)
}

/// The same, read as a format given.
pub(crate) fn chunks_as(path: &Path, format: Option<Format>) -> Vec<Chunk> {
    chunks_of(std::fs::read(path).expect("test input"), format)
}

/// The same of bytes that are at hand.
pub(crate) fn chunks_of(bytes: Vec<u8>, format: Option<Format>) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    let input = Input::File(Box::new(Cursor::new(bytes)));
    if let Opened::Text(mut reader) = open(input, &Options { format, ..Options::default() }).expect("input") {
        while let Some(chunk) = reader.next_chunk() {
            chunks.push(chunk);
        }
    }
    chunks
}

/// The audit events of a log, each one frame: the records with its stamp and node.
pub(crate) fn audit_chunk(log: &str) -> Chunk {
    let mut events: Vec<String> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for line in log.lines().filter(|line| line.contains("audit(")) {
        let (head, rest) = line.split_once("audit(").expect("stamp");
        let stamp = rest.split(')').next().unwrap_or_default();
        let node = head.split("node=").nth(1).and_then(|node| node.split(' ').next()).unwrap_or_default();
        let key = format!("{node} {stamp}");
        match known.entry(key) {
            Entry::Occupied(event) => {
                let event = &mut events[*event.get()];
                event.push('\n');
                event.push_str(line);
            }
            Entry::Vacant(place) => {
                place.insert(events.len());
                events.push(line.to_owned());
            }
        }
    }
    frames(&events, FrameKind::Audit)
}

/// A chunk of records.
pub(crate) fn frames(records: &[String], kind: FrameKind) -> Chunk {
    let mut chunk =
        Chunk { text: Vec::new(), frames: Vec::new(), context: Arc::default(), problems: Vec::new() };
    for record in records {
        let start = chunk.text.len();
        chunk.text.extend_from_slice(record.as_bytes());
        let number = chunk.frames.len() as u64 + 1;
        let end = chunk.text.len();
        let offset = start as u64;
        chunk.frames.push(Frame { start, end, offset, line: number, record: number, kind });
        chunk.text.push(b'\n');
    }
    chunk
}

/// Decodes chunks to all properties; `hints` off forgets the input between records.
pub(crate) fn decode(chunks: &[Chunk], hints: bool) -> (RecordBatch, Vec<RowInfo>) {
    decode_by(SourceTypes::builtin(), chunks, hints)
}

/// The same by these log source types.
pub(crate) fn decode_by(
    types: Arc<SourceTypes>,
    chunks: &[Chunk],
    hints: bool,
) -> (RecordBatch, Vec<RowInfo>) {
    let catalogue = Catalogue::builtin();
    let schema = EventSchema::all(&catalogue);
    let options = DecodeOptions { timezone: chrono_tz::UTC, file_time_ms: FILE_TIME_MS };
    let sources = Arc::new(LogSources::default());
    let mut decoder = Decoder::new(types, Arc::clone(&catalogue), sources, schema.clone());
    let mut out = EventBuilder::new(&catalogue, schema);
    let input = InputState::new(1);
    let mut infos: Vec<RowInfo> = Vec::new();
    for chunk in chunks {
        let mut before = || infos.last().map(|info| info.time);
        if hints {
            let found = decoder.decode_chunk(chunk, &input, &options, &mut before, &mut out);
            infos.extend(found);
            continue;
        }
        for frame in &chunk.frames {
            let alone = Chunk {
                text: chunk.text.clone(),
                frames: vec![*frame],
                context: Arc::clone(&chunk.context),
                problems: Vec::new(),
            };
            let mut before = || infos.last().map(|info| info.time);
            let found = decoder.decode_chunk(&alone, &InputState::new(1), &options, &mut before, &mut out);
            infos.extend(found);
        }
    }
    (out.finish().expect("batch"), infos)
}

/// A column as text.
pub(crate) fn text(batch: &RecordBatch, name: &str) -> StringArray {
    let column = batch.column_by_name(name).expect("column");
    let text = cast(column, &DataType::Utf8).expect("text");
    text.as_any().downcast_ref::<StringArray>().expect("text").clone()
}

/// What every event has alike, or what the rendering shows in other words.
const LEFT_OUT: &[&str] = &[
    "starttime",
    "endtime",
    "devicetime",
    "payload",
    "eventcount",
    "domainid",
    "credibility",
    "relevance",
    "magnitude",
    "highlevelcategory",
    "hasidentity",
    "hasoffense",
    "iscreevent",
    "isunparsed",
    "isduplicate",
    "islogonly",
    "istruncated",
    "storedforperformance",
    "hastlv",
    "logsourceid",
    "$source",
    "$offset",
    "$length",
    "$record",
    "$time_source",
    "category",
    "devicetype",
    "qid",
];

/// The events with all their properties, as a person reads them.
pub(crate) fn render(batch: &RecordBatch, infos: &[RowInfo]) -> String {
    let types = SourceTypes::builtin();
    let taxonomy = types.taxonomy();
    let mut out = String::new();
    for (row, info) in infos.iter().enumerate() {
        let time = chrono::DateTime::from_timestamp_millis(info.time).expect("time");
        let time = time.format("%Y-%m-%dT%H:%M:%S%.3fZ");
        let number = |name: &str| text(batch, name).value(row).parse::<i64>().expect("number");
        let category = taxonomy.category_name(number("category")).expect("category");
        out.push_str(&format!("{time} ({}) {}\n", info.time_source.as_str(), types.describe(info.kind)));
        out.push_str(&format!("  category: {category}\n"));
        for field in batch.schema().fields() {
            let column = text(batch, field.name());
            if !LEFT_OUT.contains(&field.name().as_str()) && !column.is_null(row) {
                out.push_str(&format!("  {}: {:?}\n", field.name(), column.value(row)));
            }
        }
    }
    out
}
