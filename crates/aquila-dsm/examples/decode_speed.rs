//! How fast a log is read by one thread: `decode_speed FILE` prints a line each for
//! framing alone, with the decoding of what the default rule reads, with that of all
//! properties that records hold, and with the facts that are made from them, too: name, megabytes of the file and records for each second that the
//! thread had a processor, separated by tabs. For EVTX also the `evtx` crate alone,
//! as it makes XML, and the records of the others as a share of its records.
//! `decode_speed FILE NAME` prints one of the lines alone.
#![allow(clippy::print_stdout, reason = "the figures are the result")]

use std::error::Error;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use aquila_dsm::decode::{DecodeOptions, Decoder, InputState};
use aquila_dsm::framing::{Input, Opened, Options, open};
use aquila_dsm::source::SourceTypes;
use aquila_event::{Catalogue, EventBuilder, EventSchema, LogSources, PropertyId, PropertyKind};

/// What the default rule reads.
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
    "qid",
    "payload",
];

/// The best of this many runs counts: the machine may be shared.
const RUNS: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let path = arguments.next().ok_or("usage: decode_speed FILE [NAME]")?;
    let path = Path::new(&path);
    let only = arguments.next();
    let wanted = |name: &str| only.as_ref().is_none_or(|only| only == name);
    let catalogue = Catalogue::builtin();
    let all = EventSchema::all(&catalogue);
    let ids: Vec<PropertyId> = COLUMNS.iter().filter_map(|name| catalogue.id(name)).collect();
    let some = EventSchema::new(&catalogue, &ids);
    let mut alone = None;
    if is_evtx(path)? && wanted("evtx") {
        alone = Some(print("evtx", path, None, || evtx_alone(path))?);
    }
    let recorded = catalogue.iter().filter(|property| property.kind != PropertyKind::Derived);
    let recorded: Vec<PropertyId> = recorded.map(|property| property.id()).collect();
    let recorded = EventSchema::new(&catalogue, &recorded);
    let lines = [
        ("framing", None),
        ("default rule", Some(&some)),
        ("recorded properties", Some(&recorded)),
        ("all properties", Some(&all)),
    ];
    for (name, schema) in lines {
        if wanted(name) {
            print(name, path, alone, || ours(path, schema))?;
        }
    }
    Ok(())
}

fn is_evtx(path: &Path) -> Result<bool, Box<dyn Error>> {
    let mut head = Vec::new();
    File::open(path)?.take(8).read_to_end(&mut head)?;
    Ok(head.starts_with(b"ElfFile"))
}

/// Runs and prints one line; gives the records for each second.
fn print(
    name: &str,
    path: &Path,
    alone: Option<f64>,
    run: impl Fn() -> Result<u64, Box<dyn Error>>,
) -> Result<f64, Box<dyn Error>> {
    let bytes = path.metadata()?.len() as f64 / 1e6;
    let (mut best, mut records) = (f64::INFINITY, 0);
    for _ in 0..RUNS {
        let (start, cpu) = (Instant::now(), cpu_seconds());
        records = run()?;
        let seconds = match (cpu, cpu_seconds()) {
            (Some(before), Some(after)) => after - before,
            _ => start.elapsed().as_secs_f64(),
        };
        best = best.min(seconds);
    }
    let rate = records as f64 / best;
    let share = alone.map(|alone| format!("\t{:.2}", rate / alone)).unwrap_or_default();
    println!("{name}\t{:.0}\t{rate:.0}{share}", bytes / best);
    Ok(rate)
}

/// Seconds that this thread had a processor.
fn cpu_seconds() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(|nanoseconds: f64| nanoseconds / 1e9)
}

fn evtx_alone(path: &Path) -> Result<u64, Box<dyn Error>> {
    let settings = evtx::ParserSettings::new().indent(false);
    let mut parser = evtx::EvtxParser::from_path(path)?.with_configuration(settings);
    Ok(parser.records_bytes().filter(Result::is_ok).count() as u64)
}

fn ours(path: &Path, schema: Option<&EventSchema>) -> Result<u64, Box<dyn Error>> {
    let Opened::Text(mut reader) =
        open(Input::Stream(Box::new(BufReader::new(File::open(path)?))), &Options::default())?
    else {
        return Err("no log but an archive".into());
    };
    let catalogue = Catalogue::builtin();
    let options = DecodeOptions { timezone: chrono_tz::UTC, file_time_ms: 0 };
    let sources = Arc::new(LogSources::default());
    let input = InputState::new(0);
    let mut decoder = schema.map(|schema| {
        let types = SourceTypes::builtin();
        let decoder = Decoder::new(types, Arc::clone(&catalogue), Arc::clone(&sources), schema.clone());
        (decoder, EventBuilder::new(&catalogue, schema.clone()))
    });
    let mut records = 0;
    while let Some(chunk) = reader.next_chunk() {
        records += chunk.frames.len() as u64;
        if let Some((decoder, out)) = &mut decoder {
            decoder.decode_chunk(&chunk, &input, &options, &mut || None, out);
            out.finish()?;
        }
    }
    Ok(records)
}
