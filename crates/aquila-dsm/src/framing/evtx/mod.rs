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
use super::input::Input;
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

/// The records of an EVTX file.
pub(super) struct Evtx {
    source: Input,
    limits: Limits,
    settings: Arc<ParserSettings>,
    context: Arc<Context>,
    /// Where the next block begins; 0 before the file header.
    offset: u64,
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
        let Output { text, frames, problems } = out;
        let empty = frames.is_empty() && problems.is_empty();
        (!empty).then(|| Chunk { text, frames, context: Arc::clone(&self.context), problems })
    }
}

impl Evtx {
    pub(super) fn new(source: Input, limits: &Limits) -> Self {
        Self {
            source,
            limits: limits.clone(),
            settings: Arc::new(ParserSettings::new().indent(false)),
            context: Arc::default(),
            offset: 0,
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
        self.offset = FILE_HEADER as u64;
    }

    fn block(&mut self, out: &mut Output) {
        let (base, mut data) = (self.offset, self.read(BLOCK, out));
        self.offset += data.len() as u64;
        // Space that the log was given and never used.
        if data.iter().all(|byte| *byte == 0) {
            return;
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
            Signature::None => return out.problem(base, "what is no EVTX chunk is passed over", false),
        }
        for note in check::block(&mut data, read == BLOCK) {
            out.problem(base, note, false);
        }
        let block = render::Block { data, read, base };
        render::render(block, &self.settings, self.limits.max_record, &mut self.records, out);
    }
}
