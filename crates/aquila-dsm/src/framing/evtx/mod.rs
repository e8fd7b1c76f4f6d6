//! EVTX, the binary Windows event log: each record, written out as XML.
//!
//! ```text
//! mod      the stream: file header, blocks of 64 KiB, what is unused
//! layout   where things lie in a block
//! check    checksums, and a header that does not fit its records
//! strings  the table of names, which may go in circles
//! render   the fence around the `evtx` crate: one block to XML
//! cause    what the crate says, in words that group
//! ```
//!
//! A file is a header of 4096 bytes and then blocks ("chunks") of 64 KiB, each
//! with the names and templates of its own records, so that a broken one says
//! nothing about the next (MS-EVEN6; libevtx, "Windows XML Event Log format").
//! Blocks are taken as they lie in the file: in a log that wrapped around, the
//! oldest records are not the first. Nothing in the file header is needed, so
//! nothing in it is trusted; a log that was copied while its host ran has an
//! old one.

mod cause;
mod check;
mod layout;
mod render;
mod strings;

use std::io::{self, Read};
use std::sync::Arc;

use evtx::ParserSettings;

use self::check::Signature;
use self::layout::{BLOCK, FILE_HEADER};
use super::cursor::MAX_FRAMES;
use super::input::Bytes;
use super::reader::Records;
use super::{Format, Limits};
use crate::chunk::{Chunk, Context, Frame, Problem};

/// Whether an input is to be read as EVTX: it says so and nothing else was asked
/// for, or this was.
pub(super) fn wanted(head: &[u8], format: Option<Format>) -> bool {
    match format {
        None => head.starts_with(layout::FILE_MAGIC),
        Some(format) => format == Format::Evtx && !head.is_empty(),
    }
}

/// What is said of a block whose records are gone.
const OVERWRITTEN: &str = "EVTX chunk that was overwritten, its records are lost";

/// The chunk in the making.
#[derive(Default)]
struct Output {
    text: Vec<u8>,
    frames: Vec<Frame>,
    problems: Vec<Problem>,
}

impl Output {
    fn problem(&mut self, offset: u64, cause: impl Into<String>, lost: bool) {
        self.problems.push(Problem { line: None, offset, cause: cause.into(), lost });
    }

    /// Whether this is enough for one chunk.
    fn is_full(&self, limits: &Limits) -> bool {
        self.text.len() >= limits.chunk
            || self.frames.len() >= MAX_FRAMES
            || self.problems.len() >= render::MAX_BROKEN
    }
}

/// A block that holds no record: never used, overwritten, or what the disk held
/// before. Which of these is seen from what follows.
struct Blank {
    offset: u64,
    is_zero: bool,
}

/// The records of an EVTX file.
pub(super) struct Evtx {
    source: Bytes,
    limits: Limits,
    settings: Arc<ParserSettings>,
    context: Arc<Context>,
    /// Where the next block begins; 0 before the file header.
    offset: u64,
    /// How many blocks the file header says there are.
    told: u64,
    /// Blocks that hold nothing, and none with records after them so far.
    blank: Vec<Blank>,
    /// Records so far.
    records: u64,
    finished: bool,
}

impl Records for Evtx {
    fn next_chunk(&mut self) -> Option<Chunk> {
        // A chunk ends with the block that makes it full; such have 0.3 MiB of text.
        let text = Vec::with_capacity(self.limits.chunk + 6 * BLOCK);
        let mut out = Output { text, ..Output::default() };
        while !self.finished && !out.is_full(&self.limits) {
            if self.offset == 0 {
                self.file_header(&mut out);
            } else {
                self.block(&mut out);
            }
        }
        if self.finished {
            self.end(&mut out);
        }
        let Output { text, frames, problems } = out;
        let empty = frames.is_empty() && problems.is_empty();
        (!empty).then(|| Chunk { text, frames, context: Arc::clone(&self.context), problems })
    }
}

impl Evtx {
    pub(super) fn new(source: Bytes, limits: &Limits) -> Self {
        Self {
            source,
            limits: limits.clone(),
            settings: Arc::new(ParserSettings::new().indent(false)),
            context: Arc::default(),
            offset: 0,
            told: 0,
            blank: Vec::new(),
            records: 0,
            finished: false,
        }
    }

    /// Reads `size` bytes, or what there is. An error of the input is a problem
    /// where it happened.
    fn read(&mut self, size: usize, out: &mut Output) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(size);
        let read: io::Result<usize> = (&mut self.source).take(size as u64).read_to_end(&mut bytes);
        if let Err(error) = read {
            out.problem(self.offset + bytes.len() as u64, error.to_string(), true);
        }
        self.finished = bytes.len() < size;
        bytes
    }

    fn file_header(&mut self, out: &mut Output) {
        let header = self.read(FILE_HEADER, out);
        if self.finished {
            out.problem(header.len() as u64, "EVTX ends inside its file header", true);
        } else if let Some(note) = check::file_header(&header) {
            out.problem(0, note, false);
        }
        self.told = u64::from(layout::u16_at(&header, layout::BLOCKS).unwrap_or_default());
        self.offset = FILE_HEADER as u64;
    }

    fn block(&mut self, out: &mut Output) {
        let (base, mut data) = (self.offset, self.read(BLOCK, out));
        self.offset += data.len() as u64;
        if data.iter().all(|byte| *byte == 0) {
            return self.blank(base, true);
        }
        let read = data.len();
        if read < BLOCK {
            out.problem(self.offset, "EVTX ends inside a chunk", true);
            data.resize(BLOCK, 0);
        }
        match check::signature(&mut data) {
            Signature::There => {}
            Signature::Restored => {
                out.problem(
                    base,
                    "EVTX chunk without its signature, its records are read all the same",
                    false,
                );
            }
            Signature::Lost => {
                return out.problem(base, "EVTX chunk with a destroyed header is passed over", true);
            }
            Signature::None => return self.blank(base, false),
        }
        self.overwritten(out);
        for note in check::block(&mut data, read == BLOCK) {
            out.problem(base, note, false);
        }
        let block = render::Block { data, read, base };
        render::render(block, &self.settings, self.limits.max_record, &mut self.records, out);
    }

    fn blank(&mut self, offset: u64, is_zero: bool) {
        // Past this many, one more says nothing new.
        if self.blank.len() < MAX_FRAMES {
            self.blank.push(Blank { offset, is_zero });
        }
    }

    /// A log is filled from front to back: what is blank before a block with records
    /// held records once, or was about to when a running log was copied.
    fn overwritten(&mut self, out: &mut Output) {
        for blank in self.blank.drain(..) {
            match blank.is_zero {
                true => out.problem(blank.offset, "EVTX chunk of zeros between others", false),
                false => out.problem(blank.offset, OVERWRITTEN, true),
            }
        }
    }

    /// What is blank at the end was never used (zeros), or is what the disk held
    /// before, unless the file header counts it.
    fn end(&mut self, out: &mut Output) {
        let used = FILE_HEADER as u64 + self.told * BLOCK as u64;
        for blank in self.blank.drain(..).filter(|blank| !blank.is_zero) {
            match blank.offset < used {
                true => out.problem(blank.offset, OVERWRITTEN, true),
                false => out.problem(blank.offset, "what is no EVTX chunk is passed over", false),
            }
        }
    }
}
