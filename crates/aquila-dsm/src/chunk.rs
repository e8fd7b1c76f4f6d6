//! What framing hands to decoding: a piece of text and the records in it.

use std::sync::Arc;

/// A piece of one input, cut into records.
#[derive(Debug)]
pub struct Chunk {
    /// Decompressed text, transcoded to UTF-8; invalid UTF-8 is kept as it was.
    pub text: Vec<u8>,
    /// The records, in input order.
    pub frames: Vec<Frame>,
    /// What records of this chunk need from the head of the input.
    pub context: Arc<Context>,
    /// What was lost or cut on the way here.
    pub problems: Vec<Problem>,
}

impl Chunk {
    /// The bytes of a record: its payload.
    pub fn payload(&self, frame: &Frame) -> &[u8] {
        self.text.get(frame.start..frame.end).unwrap_or_default()
    }
}

/// One record in a [`Chunk`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// First byte in [`Chunk::text`].
    pub start: usize,
    /// One past the last byte in [`Chunk::text`].
    pub end: usize,
    /// Byte offset in the decompressed, transcoded input.
    pub offset: u64,
    /// Physical line in the input, from 1.
    pub line: u64,
    /// Ordinal of the record in the input, from 1.
    pub record: u64,
    /// How the record was framed.
    pub kind: FrameKind,
}

/// How a record was framed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FrameKind {
    /// One JSON value: a line, an array element, one of several concatenated.
    Json,
    /// One row under [`Context::header`].
    CsvRow,
    /// One XML element, such as `<Event>...</Event>`.
    Xml,
    /// The records of one Linux audit event, one a line. Its offset, line and record
    /// are those of the first.
    Audit,
    /// One line of any other text.
    Line,
}

/// What the records of an input share.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context {
    /// The column names of a CSV input.
    pub header: Vec<String>,
    /// The cell separator of a CSV input.
    pub delimiter: u8,
}

/// Bytes that could not be used, or not whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Physical line where it happened, where lines are known.
    pub line: Option<u64>,
    /// Byte offset in the decompressed, transcoded input.
    pub offset: u64,
    /// What happened.
    pub cause: String,
    /// Whether bytes were lost to evaluation (exit code 4), or only decoded less well.
    pub lost: bool,
}
