//! What the decoder promises whatever the log source type: times of neighbours,
//! rows alone, positions, raw bytes, and no panic.

mod decoded;

use std::sync::Arc;

use aquila_dsm::chunk::{Chunk, Frame, FrameKind};
use aquila_dsm::decode::{DecodeOptions, Decoder, InputState, TimeSource};
use aquila_dsm::source::SourceTypes;
use aquila_event::{Catalogue, EventBuilder, EventSchema, LogSources};
use arrow_array::{Array, BinaryArray, RecordBatch};

const TIMED: &str = r#"{"time":"2024-03-04T10:11:12Z"}"#;
const UNTIMED: &str = r#"{"note":"x"}"#;

fn chunk(records: &[&[u8]], kind: FrameKind) -> Chunk {
    let mut chunk =
        Chunk { text: Vec::new(), frames: Vec::new(), context: Arc::default(), problems: Vec::new() };
    for record in records {
        let start = chunk.text.len();
        chunk.text.extend_from_slice(record);
        let number = chunk.frames.len() as u64 + 1;
        let end = chunk.text.len();
        chunk.frames.push(Frame {
            start,
            end,
            offset: 100 + start as u64,
            line: 10 + number,
            record: number,
            kind,
        });
        chunk.text.push(b'\n');
    }
    chunk
}

struct Setup {
    schema: EventSchema,
    decoder: Decoder,
    input: InputState,
    options: DecodeOptions,
}

impl Setup {
    fn new() -> Self {
        let catalogue = Catalogue::builtin();
        let schema = EventSchema::all(&catalogue);
        let sources = Arc::new(LogSources::default());
        let decoder = Decoder::new(SourceTypes::builtin(), catalogue, sources, schema.clone());
        let options = DecodeOptions { timezone: chrono_tz::UTC, file_time_ms: decoded::FILE_TIME_MS };
        Setup { schema, decoder, input: InputState::new(7), options }
    }

    fn out(&self) -> EventBuilder {
        EventBuilder::new(&Catalogue::builtin(), self.schema.clone())
    }

    /// The times of these records, and how often the time before was asked for.
    fn times(&mut self, records: &[&str], before: Option<i64>) -> (Vec<(i64, TimeSource)>, usize) {
        let records: Vec<&[u8]> = records.iter().map(|record| record.as_bytes()).collect();
        let chunk = chunk(&records, FrameKind::Json);
        let (mut asked, mut out) = (0, self.out());
        let mut ask = || {
            asked += 1;
            before
        };
        let infos = self.decoder.decode_chunk(&chunk, &self.input, &self.options, &mut ask, &mut out);
        (infos.iter().map(|info| (info.time, info.time_source)).collect(), asked)
    }
}

#[test]
fn a_record_without_a_time_has_that_of_the_record_before() {
    let time = 1_709_547_072_000;
    let mut setup = Setup::new();
    assert_eq!(
        setup.times(&[TIMED, UNTIMED], None),
        (vec![(time, TimeSource::Record), (time, TimeSource::Neighbour)], 0)
    );
    assert_eq!(
        setup.times(&[UNTIMED, UNTIMED, TIMED], Some(5)),
        (vec![(5, TimeSource::Neighbour), (5, TimeSource::Neighbour), (time, TimeSource::Record)], 1)
    );
    let file = decoded::FILE_TIME_MS;
    assert_eq!(setup.times(&[UNTIMED, UNTIMED], None), (vec![(file, TimeSource::File); 2], 1));
}

#[test]
fn a_row_decoded_alone_is_the_row_of_its_chunk() {
    let logs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/logs");
    for file in [
        "windows/events.xml",
        "linux_os/auditd_structured.jsonl",
        "office_365/search.csv",
        "envelopes/wrapped.jsonl",
    ] {
        let mut setup = Setup::new();
        for chunk in decoded::chunks(&logs.join(file)) {
            let (mut whole, mut single) = (setup.out(), setup.out());
            let infos =
                setup.decoder.decode_chunk(&chunk, &setup.input, &setup.options, &mut || None, &mut whole);
            let whole = whole.finish().expect("batch");
            for (row, info) in infos.iter().enumerate() {
                let alone = InputState::new(7);
                setup.decoder.decode_row(&chunk, &alone, &setup.options, info, &mut single);
                let single: RecordBatch = single.finish().expect("batch");
                assert_eq!(single, whole.slice(row, 1), "{file} row {row}");
            }
        }
    }
}

#[test]
fn every_property_of_an_event_was_promised() {
    let logs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/logs");
    let (types, catalogue) = (SourceTypes::builtin(), Catalogue::builtin());
    for file in [
        "windows/events.xml",
        "linux_os/laurel.jsonl",
        "microsoft_365_defender/streaming.jsonl",
        "universal/stored.log",
    ] {
        let (batch, infos) = decoded::decode(&decoded::chunks(&logs.join(file)), true);
        for (row, info) in infos.iter().enumerate() {
            let promised = types.provides(&catalogue, info.kind);
            for property in catalogue.iter().filter(|property| !property.name.starts_with('$')) {
                let there = batch.column_by_name(&property.name).is_some_and(|column| !column.is_null(row));
                assert!(!there || promised.contains(&property.id()), "{file} {row}: {}", property.name);
            }
        }
    }
}

#[test]
fn payload_and_position_are_those_of_the_frame() {
    let mut setup = Setup::new();
    let record: &[u8] = b"{\"time\":\"2024-03-04T10:11:12Z\",\"bad\":\"\xff\xfe\"}";
    let chunk = chunk(&[UNTIMED.as_bytes(), record], FrameKind::Json);
    let mut out = setup.out();
    setup.decoder.decode_chunk(&chunk, &setup.input, &setup.options, &mut || None, &mut out);
    let batch = out.finish().expect("batch");
    let payload = batch.column_by_name("payload").expect("column");
    let payload = payload.as_any().downcast_ref::<BinaryArray>().expect("bytes");
    assert_eq!(payload.value(1), record);
    let position = ["$source", "$line", "$offset", "$length", "$record", "$time_source"];
    let position = position.map(|name| decoded::text(&batch, name).value(1).to_owned());
    assert_eq!(position, ["7", "12", "113", "42", "2", "record"].map(String::from));
}

#[test]
fn lookups_are_counted_per_column() {
    let mut setup = Setup::new();
    setup.times(&[TIMED, TIMED, UNTIMED], None);
    let column = setup.schema.arrow().index_of("payload").expect("column");
    assert_eq!(setup.decoder.properties_decoded()[column], 3);
}

#[test]
fn hostile_records_become_stored_events() {
    let deep = format!("{{\"message\":{}", "{\"message\":".repeat(50_000));
    let nested =
        (0..5).fold("{}".to_owned(), |inner, _| format!("{{\"message\":{inner:?},\"log\":{inner:?}}}"));
    let records: Vec<&[u8]> = vec![
        b"",
        b"{",
        b"{\"a\"",
        b"\x00\x00",
        b"\xff\xfe{",
        b"<Event",
        b"<Event><System>",
        b"[[[[",
        b"{\"\\ud800\":\"\\udfff\"}",
        b"{\"Event\":{\"System\":{}}}",
        b"{\"message\":\"<13>\"}",
        deep.as_bytes(),
        nested.as_bytes(),
    ];
    for kind in [FrameKind::Json, FrameKind::Xml, FrameKind::Line, FrameKind::CsvRow] {
        let mut setup = Setup::new();
        let chunk = chunk(&records, kind);
        let mut out = setup.out();
        let infos = setup.decoder.decode_chunk(&chunk, &setup.input, &setup.options, &mut || None, &mut out);
        assert_eq!(infos.len(), records.len());
        assert!(infos.iter().all(|info| info.unparsed), "{kind:?}");
    }
}
