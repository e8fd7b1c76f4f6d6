//! The buffer between an input and its framer: fills it, hands out chunks,
//! carries the unfinished tail over.

use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::cursor::{Cursor, Position};
use super::encoding::Replaced;
use super::input::Bytes;
use super::{Envelope, Format, Limits, csv, json, lines, xml};
use crate::chunk::{Chunk, Context, Problem};

/// The framer of an input.
pub(super) enum Framer {
    Json(json::Json),
    Csv(csv::Csv),
    Xml(xml::Xml),
    Lines(lines::Lines),
}

/// What is known of a text when reading begins.
pub(super) struct Start {
    pub(super) framer: Framer,
    pub(super) context: Context,
    pub(super) offset: u64,
    pub(super) line: u64,
    pub(super) replaced: Option<Arc<Replaced>>,
}

/// Makes chunks of records out of an input.
pub(super) trait Records: Send {
    /// The next records, or `None` at the end.
    fn next_chunk(&mut self) -> Option<Chunk>;
}

/// Gives the records of one input, a chunk at a time.
pub struct Reader {
    records: Box<dyn Records>,
    format: Format,
    envelopes: Vec<Envelope>,
    progress: Arc<AtomicU64>,
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("format", &self.format)
            .field("envelopes", &self.envelopes)
            .finish_non_exhaustive()
    }
}

impl Reader {
    pub(super) fn new(
        records: Box<dyn Records>,
        format: Format,
        envelopes: Vec<Envelope>,
        progress: Arc<AtomicU64>,
    ) -> Self {
        Self { records, format, envelopes, progress }
    }

    /// What was taken off around the records, outermost first.
    pub fn envelopes(&self) -> &[Envelope] {
        &self.envelopes
    }

    /// How records are told apart.
    pub fn format(&self) -> Format {
        self.format
    }

    /// How many bytes of the raw input were read so far.
    pub fn bytes_read(&self) -> u64 {
        self.progress.load(Ordering::Relaxed)
    }

    /// The counter behind [`Reader::bytes_read`], to be watched from elsewhere.
    pub fn progress(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.progress)
    }

    /// The next records, or `None` at the end. A chunk without frames only
    /// tells of problems. An error of the input ends it: the last chunk has it
    /// as a problem, after everything that was read before.
    pub fn next_chunk(&mut self) -> Option<Chunk> {
        self.records.next_chunk()
    }
}

/// One part in this many of a chunk is room at its end: audit events whose records do not
/// stand together are put there, and to make room then would copy all of the text.
const ROOM: usize = 4;

/// The records of a text.
pub(super) struct Text {
    source: Bytes,
    buffer: Vec<u8>,
    position: Position,
    framer: Framer,
    context: Arc<Context>,
    replaced: Option<Arc<Replaced>>,
    limits: Limits,
    /// Nothing more comes from `source`.
    ended: bool,
    failure: Option<io::Error>,
    finished: bool,
}

impl Records for Text {
    fn next_chunk(&mut self) -> Option<Chunk> {
        let mut want = self.limits.chunk;
        while !self.finished {
            self.fill(want);
            let mut cursor = Cursor::new(&self.buffer, self.ended, self.position.clone(), self.limits.chunk);
            self.framer.run(&mut cursor);
            let done = self.ended && cursor.pos == self.buffer.len();
            if done {
                self.framer.finish(&mut cursor);
            }
            let Cursor { pos: used, position, frames, mut problems, .. } = cursor;
            let stuck = self.ended && used == 0 && frames.is_empty() && !done;
            self.position = position;
            if done || stuck {
                self.finished = true;
                debug_assert!(!stuck, "a framer must use up the last text");
                self.report_end(stuck, &mut problems);
            }
            want = if used == 0 { self.more() } else { self.limits.chunk };
            let text = self.split(used);
            if !frames.is_empty() || !problems.is_empty() {
                return Some(Chunk { text, frames, context: Arc::clone(&self.context), problems });
            }
        }
        None
    }
}

impl Text {
    pub(super) fn new(source: Bytes, start: Start, mut limits: Limits) -> Self {
        limits.chunk = limits.chunk.max(1);
        Self {
            source,
            buffer: Vec::new(),
            position: Position { base: start.offset, line: start.line, record: 0, skipping: false },
            framer: start.framer,
            context: Arc::new(start.context),
            replaced: start.replaced,
            limits,
            ended: false,
            failure: None,
            finished: false,
        }
    }

    /// How much text to have when what is there holds no whole record: a record that
    /// needs many rounds is scanned about twice in all, and the longest leaves little
    /// text behind it.
    fn more(&self) -> usize {
        let twice = self.buffer.len().saturating_mul(2).max(self.limits.chunk);
        let longest = self.limits.max_record.saturating_add(self.limits.chunk);
        if self.buffer.len() < longest { twice.min(longest) } else { twice }
    }

    /// Reads until the buffer has `want` bytes or the input ends.
    fn fill(&mut self, want: usize) {
        let missing = want.saturating_sub(self.buffer.len());
        if self.ended || missing == 0 {
            return;
        }
        self.buffer.reserve(missing);
        match (&mut self.source).take(missing as u64).read_to_end(&mut self.buffer) {
            Ok(read) => self.ended = read < missing,
            Err(error) => {
                self.ended = true;
                self.failure = Some(error);
            }
        }
    }

    /// Takes the first `used` bytes out of the buffer, and leaves the tail.
    fn split(&mut self, used: usize) -> Vec<u8> {
        self.position.base += used as u64;
        if used == 0 {
            return Vec::new();
        }
        let tail = self.buffer.get(used..).unwrap_or_default();
        let room = if self.ended { 0 } else { self.limits.chunk + self.limits.chunk / ROOM };
        let mut next = Vec::with_capacity(tail.len().max(room));
        next.extend_from_slice(tail);
        let mut text = std::mem::replace(&mut self.buffer, next);
        text.truncate(used);
        text
    }

    fn report_end(&mut self, stuck: bool, problems: &mut Vec<Problem>) {
        let (line, offset) = (Some(self.position.line), self.position.base + self.buffer.len() as u64);
        if let Some((count, first)) = self.replaced.as_ref().and_then(|replaced| replaced.get()) {
            let cause = format!("{count} broken UTF-16 code units became U+FFFD");
            problems.push(Problem { line: None, offset: first, cause, lost: false });
        }
        if let Some(error) = self.failure.take() {
            problems.push(Problem { line, offset, cause: error.to_string(), lost: true });
        }
        if stuck {
            let cause = "the rest of the input could not be cut into records".to_owned();
            problems.push(Problem { line, offset: self.position.base, cause, lost: true });
        }
    }
}

impl Framer {
    fn run(&mut self, cursor: &mut Cursor<'_>) {
        match self {
            Self::Json(json) => json.run(cursor),
            Self::Csv(csv) => csv.run(cursor),
            Self::Xml(xml) => xml.run(cursor),
            Self::Lines(lines) => lines.run(cursor),
        }
    }

    /// All text is used up.
    fn finish(&mut self, cursor: &mut Cursor<'_>) {
        if let Self::Json(json) = self {
            json.finish(cursor);
        }
    }
}
