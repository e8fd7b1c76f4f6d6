//! The fence around the `evtx` crate: one chunk of a file to XML, at a bounded
//! cost whatever is in it.
//!
//! What can go wrong in 64 KiB, as of evtx 0.15, and what bounds it:
//!
//! - Records share templates and values and can render to any size: the crate
//!   has budgets for each record (16 MiB, 2^18 nodes) and chunk (64 MiB, four
//!   times the nodes); `MAX_TEXT` is ours.
//! - Parsing is charged to no budget: a template is parsed once for each place
//!   that points into it, in full each time it fails, and each of its elements
//!   may copy a name of 64 KiB that they share. All of this lies in one arena,
//!   which is given `MAX_ARENA`; past that it panics, and the panic ends here.
//! - The table of names is read before the arena can be limited, and is checked
//!   beforehand (`strings`).
//! - A template that holds itself is parsed to a depth of 64 before that is an
//!   error, so at most about a million tokens for each record that does so; after
//!   `MAX_BROKEN` broken records the rest of the chunk is given up. Templates
//!   that do parse are kept by their place.
//! - The walk over records goes forward only, counts of values are read against
//!   the bytes that are there, and element and fragment depth are capped.
//!
//! So every loop ends after a number of steps known beforehand, and there is no
//! watchdog: a thread that overstays cannot be stopped from outside anyway, and a
//! clock would make results depend on the machine. `tests/evtx.rs` holds each of
//! these attacks to two seconds.

use std::sync::Arc;

use evtx::err::EvtxError;
use evtx::{EvtxChunkData, EvtxRecord, ParserSettings};
use memchr::memmem;

use super::layout::{RECORD_HEADER, RECORD_MAGIC, RECORDS, record_end, u64_at};
use super::{Output, cause};
use crate::chunk::{Frame, FrameKind};
use crate::fence;
use crate::framing::cursor::char_boundary;

/// Broken records after which the rest of a chunk is given up.
pub(super) const MAX_BROKEN: usize = 128;
/// The most text that the records of a chunk may give; real ones give 0.3 MiB.
const MAX_TEXT: usize = 32 << 20;
/// The most memory that the crate may take for a chunk.
const MAX_ARENA: usize = 64 << 20;

/// One chunk of the file.
pub(super) struct Block {
    pub(super) data: Vec<u8>,
    /// How many bytes of it the file has.
    pub(super) read: usize,
    /// Where it begins in the file.
    pub(super) base: u64,
}

/// Adds the records of a chunk to `out`, each as XML.
pub(super) fn render(
    block: Block,
    settings: &Arc<ParserSettings>,
    max: usize,
    records: &mut u64,
    out: &mut Output,
) {
    let Block { data, read, base } = block;
    let mut walk =
        Walk { read, base, max, at: RECORDS, broken: 0, limit: out.text.len() + MAX_TEXT, records, out };
    // What is added to `out` is added whole, so a panic leaves it in order.
    if fence::run(|| walk.run(data, settings)).is_none() {
        walk.give_up("EVTX chunk is read only up to a record that breaks the reader");
    }
}

/// The way through the records of a chunk.
struct Walk<'a> {
    read: usize,
    base: u64,
    max: usize,
    /// The end of the last record.
    at: usize,
    broken: usize,
    /// How long the text may become.
    limit: usize,
    records: &'a mut u64,
    out: &'a mut Output,
}

impl Walk<'_> {
    fn run(&mut self, data: Vec<u8>, settings: &Arc<ParserSettings>) {
        let Ok(mut data) = EvtxChunkData::new(data, false) else {
            return self.give_up("EVTX chunk with a damaged header is passed over");
        };
        let Ok(mut chunk) = data.parse(Arc::clone(settings)) else {
            return self.give_up("EVTX chunk with a damaged table of names is passed over");
        };
        chunk.arena.set_allocation_limit(Some(MAX_ARENA));
        let bytes = chunk.data;
        for record in chunk.iter() {
            match record {
                Ok(record) => self.record(record),
                Err(error) => {
                    let at = self.place(&error, bytes);
                    // The end of the file cut this one; that is reported.
                    if self.read == bytes.len() || record_end(bytes, at).is_some() {
                        self.broken(at, &error);
                    }
                }
            }
            if self.broken >= MAX_BROKEN {
                return self.give_up("the rest of an EVTX chunk with many broken records is passed over");
            }
            if self.out.text.len() > self.limit {
                return self.give_up("the rest of an EVTX chunk that expands to over 32 MiB is passed over");
            }
        }
    }

    fn record(&mut self, record: EvtxRecord<'_>) {
        let start = (record.binxml_offset as usize).saturating_sub(RECORD_HEADER);
        // The copy of the size stands at the end.
        let end = record.binxml_offset as usize + record.binxml_size as usize + 4;
        if end > self.read {
            return;
        }
        self.at = start;
        match record.into_xml_bytes() {
            Ok(rendered) => self.frame(start, &rendered.data),
            Err(error) => self.broken(start, &error),
        }
        self.at = end;
    }

    fn frame(&mut self, at: usize, xml: &[u8]) {
        let offset = self.base + at as u64;
        let xml = element(xml);
        let len = if xml.len() > self.max { char_boundary(xml, self.max) } else { xml.len() };
        if len < xml.len() {
            let cause = format!("record cut at {} bytes, its rest is lost", self.max);
            self.out.problem(offset, cause, true);
        }
        let start = self.out.text.len();
        self.out.text.extend_from_slice(&xml[..len]);
        self.out.text.push(b'\n');
        *self.records += 1;
        let (end, record) = (start + len, *self.records);
        self.out.frames.push(Frame { start, end, offset, line: 0, record, kind: FrameKind::Xml });
    }

    fn broken(&mut self, at: usize, error: &EvtxError) {
        self.broken += 1;
        self.out.problem(self.base + at as u64, cause::of(error), true);
    }

    fn give_up(&mut self, cause: &str) {
        self.out.problem(self.base + self.at as u64, cause, true);
    }

    /// Where the record of an error lies: the crate says it, or only its id.
    fn place(&self, error: &EvtxError, data: &[u8]) -> usize {
        match error {
            EvtxError::FailedToReadRecordAt { offset, .. } => *offset as usize,
            EvtxError::FailedToParseRecord { record_id, .. } => {
                let rest = data.get(self.at..).unwrap_or_default();
                let mut places = memmem::find_iter(rest, RECORD_MAGIC).map(|found| self.at + found);
                places.find(|at| u64_at(data, at + 8) == *record_id).unwrap_or(self.at)
            }
            _ => self.at,
        }
    }
}

/// The element alone, without the XML declaration that the crate puts before it
/// and that an event has nowhere else.
fn element(xml: &[u8]) -> &[u8] {
    let xml = xml.trim_ascii();
    match memmem::find(xml, b"?>") {
        Some(end) if xml.starts_with(b"<?xml") => xml.get(end + 2..).unwrap_or_default().trim_ascii_start(),
        _ => xml,
    }
}
