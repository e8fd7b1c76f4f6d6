//! Writes an EVTX log of about so many megabytes, its chunks full as those of a busy
//! host are: `write_evtx 200 > log.evtx`. The events are invented; the writer is that
//! of the tests.
#![allow(dead_code, reason = "the writer can do more than is needed here")]

#[path = "../tests/support/evtx_events.rs"]
mod evtx_events;
#[path = "../tests/support/evtx_writer.rs"]
mod evtx_writer;

use std::error::Error;
use std::io::Write;

use evtx_writer::{Element, Style};

/// Events that are written once and then over and over.
const EVENTS: usize = 2000;

fn main() -> Result<(), Box<dyn Error>> {
    let megabytes = std::env::args().nth(1).ok_or("usage: write_evtx MEGABYTES")?;
    let size = megabytes.parse::<usize>()? * 1_000_000;
    let sample = evtx_events::sample();
    let events: Vec<Element> = sample.iter().cycle().take(EVENTS).cloned().collect();
    let log = evtx_writer::log(&events, Style::Template);
    let (header, chunks) = log.split_at(4096);
    let mut out = std::io::stdout().lock();
    out.write_all(header)?;
    for _ in 0..size.div_ceil(chunks.len()) {
        out.write_all(chunks)?;
    }
    Ok(out.flush()?)
}
