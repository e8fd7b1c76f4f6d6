//! How fast records are decoded: `cargo test --release -p aquila-dsm --test
//! throughput -- --ignored --nocapture`, over the file in `AQUILA_BENCH` or the
//! samples of `tests/logs`, repeated.
#![allow(clippy::print_stdout, reason = "the figures are the result")]

mod decoded;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use aquila_dsm::chunk::Chunk;
use aquila_dsm::decode::{DecodeOptions, Decoder, InputState};
use aquila_dsm::source::SourceTypes;
use aquila_event::{Catalogue, EventBuilder, EventSchema, LogSources, PropertyId};

/// What the seed query reads.
const COLUMNS: &[&str] = &[
    "starttime",
    "sourceip",
    "destinationip",
    "username",
    "Application",
    "URL",
    "fileName",
    "filePath",
    "category",
    "devicetype",
    "payload",
];

/// Decodes for about a second; megabytes of records per second.
fn speed(chunks: &[Chunk]) -> f64 {
    let catalogue = Catalogue::builtin();
    let ids: Vec<PropertyId> = COLUMNS.iter().map(|name| catalogue.id(name).expect("property")).collect();
    let schema = EventSchema::new(&catalogue, &ids);
    let options = DecodeOptions { timezone: chrono_tz::UTC, file_time_ms: decoded::FILE_TIME_MS };
    let sources = Arc::new(LogSources::default());
    let mut decoder = Decoder::new(SourceTypes::builtin(), Arc::clone(&catalogue), sources, schema.clone());
    let input = InputState::new(0);
    let records: usize =
        chunks.iter().flat_map(|chunk| &chunk.frames).map(|frame| frame.end - frame.start).sum();
    let (start, mut bytes) = (Instant::now(), 0);
    while start.elapsed().as_millis() < 1000 {
        let mut out = EventBuilder::new(&catalogue, schema.clone());
        for chunk in chunks {
            decoder.decode_chunk(chunk, &input, &options, &mut || None, &mut out);
        }
        out.finish().expect("batch");
        bytes += records;
    }
    bytes as f64 / start.elapsed().as_secs_f64() / 1e6
}

#[test]
#[ignore = "prints figures"]
fn megabytes_per_second() {
    let logs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/logs");
    let given = std::env::var("AQUILA_BENCH").unwrap_or_default();
    let mut files: Vec<PathBuf> =
        given.split(' ').filter(|path| !path.is_empty()).map(PathBuf::from).collect();
    if files.is_empty() {
        let names = [
            "windows/events.xml",
            "windows/nxlog.jsonl",
            "entra_id/log_analytics.jsonl",
            "office_365/search.csv",
        ];
        files.extend(names.map(|name| logs.join(name)));
    }
    for file in files {
        println!("{:>8.0} MB/s  {}", speed(&decoded::chunks(&file)), file.display());
    }
}
