//! How fast records are decoded: `cargo test --release -p aquila-dsm --test
//! throughput -- --ignored --nocapture`, over the file in `AQUILA_BENCH` or the
//! samples of `tests/logs`, repeated. Lines of audit events are put together first.
//! Each file is decoded to a few columns and to all of them.
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

/// Nanoseconds that this thread had a processor: the machine may be shared.
fn cpu_ns() -> Option<u64> {
    std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
}

/// Decodes for about a second; megabytes of records per second of the processor.
fn speed(chunks: &[Chunk], ids: &[PropertyId]) -> f64 {
    let catalogue = Catalogue::builtin();
    let schema = EventSchema::new(&catalogue, ids);
    let options = DecodeOptions { timezone: chrono_tz::UTC, file_time_ms: decoded::FILE_TIME_MS };
    let sources = Arc::new(LogSources::default());
    let mut decoder = Decoder::new(SourceTypes::builtin(), Arc::clone(&catalogue), sources, schema.clone());
    let input = InputState::new(0);
    let records: usize =
        chunks.iter().flat_map(|chunk| &chunk.frames).map(|frame| frame.end - frame.start).sum();
    let (start, cpu, mut bytes) = (Instant::now(), cpu_ns(), 0);
    while start.elapsed().as_millis() < 1000 {
        let mut out = EventBuilder::new(&catalogue, schema.clone());
        for chunk in chunks {
            decoder.decode_chunk(chunk, &input, &options, &mut || None, &mut out);
        }
        out.finish().expect("batch");
        bytes += records;
    }
    let seconds = match (cpu, cpu_ns()) {
        (Some(before), Some(after)) => (after - before) as f64 / 1e9,
        _ => start.elapsed().as_secs_f64(),
    };
    bytes as f64 / seconds / 1e6
}

fn chunks(file: &Path) -> Vec<Chunk> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let is_audit = text.lines().next().is_some_and(|line| line.contains("msg=audit("));
    if is_audit { vec![decoded::audit_chunk(&text)] } else { decoded::chunks(file) }
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
            "audit/raw.log",
        ];
        files.extend(names.map(|name| logs.join(name)));
    }
    let catalogue = Catalogue::builtin();
    let few: Vec<PropertyId> = COLUMNS.iter().map(|name| catalogue.id(name).expect("property")).collect();
    let all = EventSchema::all(&catalogue).properties().to_vec();
    println!("{:>8} {:>8}  MB/s of one processor", "few", "all");
    for file in files {
        let chunks = chunks(&file);
        println!("{:>8.0} {:>8.0}  {}", speed(&chunks, &few), speed(&chunks, &all), file.display());
    }
}
