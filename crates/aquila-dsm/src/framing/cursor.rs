//! Where a framer stands in the text, and the frames it made so far.

use memchr::{memchr, memchr_iter};

use crate::chunk::{Frame, FrameKind, Problem};

/// The most frames in a chunk.
pub(super) const MAX_FRAMES: usize = 8192;

/// A place in the whole input.
#[derive(Debug, Clone)]
pub(super) struct Position {
    /// Offset of the first byte of the buffer.
    pub(super) base: u64,
    /// Physical line.
    pub(super) line: u64,
    /// Records so far.
    pub(super) record: u64,
    /// The rest of the line was cut off and is to be passed over.
    pub(super) skipping: bool,
}

/// A framer's view of the buffer. Everything before `pos` is framed or passed.
pub(super) struct Cursor<'a> {
    pub(super) text: &'a [u8],
    /// Nothing follows `text`.
    pub(super) last: bool,
    pub(super) pos: usize,
    pub(super) position: Position,
    pub(super) frames: Vec<Frame>,
    pub(super) problems: Vec<Problem>,
    target: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a [u8], last: bool, position: Position, target: usize) -> Self {
        let mut cursor =
            Self { text, last, pos: 0, position, frames: Vec::new(), problems: Vec::new(), target };
        if cursor.position.skipping {
            cursor.skip_line();
        }
        cursor
    }

    /// Whether the chunk has enough.
    pub(super) fn is_full(&self) -> bool {
        self.frames.len() >= MAX_FRAMES || (self.pos >= self.target && !self.frames.is_empty())
    }

    /// What is still to be framed.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.text.get(self.pos..).unwrap_or_default()
    }

    /// Up to `size` bytes of the rest, and whether nothing follows them.
    pub(super) fn window(&self, size: usize) -> (&'a [u8], bool) {
        let rest = self.rest();
        match rest.get(..size) {
            Some(window) if rest.len() > size => (window, false),
            _ => (rest, self.last),
        }
    }

    /// Offset of `pos` in the input.
    pub(super) fn offset(&self) -> u64 {
        self.position.base + self.pos as u64
    }

    /// Moves on to `to`, counting lines.
    pub(super) fn advance(&mut self, to: usize) {
        let passed = self.text.get(self.pos..to).unwrap_or_default();
        self.position.line += memchr_iter(b'\n', passed).count() as u64;
        self.pos = to;
    }

    /// Moves past the end of the current line, at `next`.
    pub(super) fn next_line(&mut self, next: usize) {
        self.position.line += 1;
        self.pos = next;
    }

    /// Makes the `len` bytes at `pos` a record. Does not move.
    pub(super) fn frame(&mut self, len: usize, kind: FrameKind) {
        self.position.record += 1;
        self.frames.push(Frame {
            start: self.pos,
            end: self.pos + len,
            offset: self.offset(),
            line: self.position.line,
            record: self.position.record,
            kind,
        });
    }

    /// Reports a problem at `pos`.
    pub(super) fn problem(&mut self, cause: impl Into<String>, lost: bool) {
        let (line, offset) = (Some(self.position.line), self.offset());
        self.problems.push(Problem { line, offset, cause: cause.into(), lost });
    }

    /// Makes the next `max` bytes a record and passes over the rest of the line.
    pub(super) fn cut(&mut self, max: usize) {
        let (window, _) = self.window(max);
        let len = char_boundary(window, max);
        self.frame(len, FrameKind::Line);
        self.problem(format!("record cut at {max} bytes, the rest of its line is lost"), true);
        self.advance(self.pos + len);
        self.skip_line();
    }

    /// Moves to the next line end, or remembers to go on looking for it.
    fn skip_line(&mut self) {
        match memchr(b'\n', self.rest()) {
            Some(at) => {
                self.pos += at;
                self.position.skipping = false;
            }
            None => {
                self.pos = self.text.len();
                self.position.skipping = true;
            }
        }
    }
}

/// The length of `text`, less a UTF-8 sequence that its end cuts in two.
pub(super) fn char_boundary(text: &[u8], max: usize) -> usize {
    let mut len = text.len().min(max);
    for back in 1..=3.min(len.saturating_sub(1)) {
        let byte = text[len - back];
        if byte >= 0xc0 {
            let whole = if byte >= 0xf0 { 4 } else { 2 + usize::from(byte >= 0xe0) };
            if back < whole {
                len -= back;
            }
            break;
        }
        if byte < 0x80 {
            break;
        }
    }
    len
}
