//! How fast EVTX is read: `evtx_speed FILE` prints, for one thread, the records a
//! second of the `evtx` crate alone as it makes XML, of framing, and of framing
//! with full decoding of all properties.
#![allow(clippy::print_stdout, reason = "the figures are the result")]

use std::error::Error;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use aquila_dsm::decode::{DecodeOptions, Decoder, InputState};
use aquila_dsm::framing::{Input, Opened, Options, open};
use aquila_dsm::source::SourceTypes;
use aquila_event::{Catalogue, EventBuilder, EventSchema, LogSources, PropertyId};

/// What rules usually read.
const COLUMNS: &[&str] =
    &["starttime", "sourceip", "destinationip", "username", "Application", "category", "devicetype", "qid"];

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("usage: evtx_speed FILE")?;
    let path = Path::new(&path);
    let catalogue = Catalogue::builtin();
    let all = EventSchema::all(&catalogue);
    let ids: Vec<PropertyId> = COLUMNS.iter().filter_map(|name| catalogue.id(name)).collect();
    let some = EventSchema::new(&catalogue, &ids);
    print("evtx crate alone", || alone(path))?;
    print("framing", || ours(path, None))?;
    print("framing, decoding what rules read", || ours(path, Some(&some)))?;
    print("framing, decoding all properties", || ours(path, Some(&all)))
}

/// The best of three.
fn print(what: &str, run: impl Fn() -> Result<u64, Box<dyn Error>>) -> Result<(), Box<dyn Error>> {
    let (mut best, mut records) = (0.0_f64, 0);
    for _ in 0..3 {
        let start = Instant::now();
        records = run()?;
        best = best.max(records as f64 / start.elapsed().as_secs_f64());
    }
    println!("{best:>10.0} records/s  {what} ({records} records)");
    Ok(())
}

fn alone(path: &Path) -> Result<u64, Box<dyn Error>> {
    let settings = evtx::ParserSettings::new().indent(false);
    let mut parser = evtx::EvtxParser::from_path(path)?.with_configuration(settings);
    Ok(parser.records_bytes().filter(Result::is_ok).count() as u64)
}

fn ours(path: &Path, schema: Option<&EventSchema>) -> Result<u64, Box<dyn Error>> {
    let Opened::Text(mut reader) =
        open(Input::Stream(Box::new(BufReader::new(File::open(path)?))), &Options::default())?
    else {
        return Err("no EVTX".into());
    };
    let catalogue = Catalogue::builtin();
    let options = DecodeOptions { timezone: chrono_tz::UTC, file_time_ms: 0 };
    let sources = Arc::new(LogSources::default());
    let input = InputState::new(0);
    let mut decoder = schema.map(|schema| {
        Decoder::new(SourceTypes::builtin(), Arc::clone(&catalogue), Arc::clone(&sources), schema.clone())
    });
    let mut records = 0;
    while let Some(chunk) = reader.next_chunk() {
        records += chunk.frames.len() as u64;
        if let (Some(decoder), Some(schema)) = (&mut decoder, schema) {
            let mut out = EventBuilder::new(&catalogue, schema.clone());
            decoder.decode_chunk(&chunk, &input, &options, &mut || None, &mut out);
            out.finish()?;
        }
    }
    Ok(records)
}
