//! A chunk in the making.

use std::iter::Peekable;
use std::sync::Arc;
use std::vec::IntoIter;

use super::event::Read;
use crate::chunk::{Chunk, Context, Frame, Problem};

/// The text of a chunk, with room for more at its end, and what was found in it.
pub(super) struct Output {
    pub(super) text: Vec<u8>,
    pub(super) frames: Vec<Frame>,
    problems: Vec<Problem>,
    /// Problems of the lines, which are still to come.
    lines: Peekable<IntoIter<Problem>>,
}

impl Output {
    /// Goes on from a text and the problems of its lines.
    pub(super) fn new(text: Vec<u8>, problems: Vec<Problem>, frames: usize) -> Self {
        let lines = problems.into_iter().peekable();
        Self { text, frames: Vec::with_capacity(frames), problems: Vec::new(), lines }
    }

    /// The text of a line.
    pub(super) fn payload(&self, frame: &Frame) -> &[u8] {
        self.text.get(frame.start..frame.end).unwrap_or_default()
    }

    /// Adds a problem of a record. Problems are in the order of the lines that they
    /// came with, wherever chunks begin; those of the input as a whole, which have
    /// no line, come at its end and so last.
    pub(super) fn problem(&mut self, read: &Read, cause: &str) {
        let Frame { offset, line, .. } = read.frame;
        while let Some(problem) =
            self.lines.next_if(|problem| problem.line.is_some() && problem.offset <= offset)
        {
            self.problems.push(problem);
        }
        self.problems.push(Problem { line: Some(line), offset, cause: cause.to_owned(), lost: false });
    }

    /// The chunk, unless there is nothing in it.
    pub(super) fn finish(mut self, context: Arc<Context>) -> Option<Chunk> {
        self.problems.extend(self.lines);
        let Self { text, frames, problems, .. } = self;
        (!frames.is_empty() || !problems.is_empty()).then_some(Chunk { text, frames, context, problems })
    }
}
