//! One record a line.

use memchr::memchr;

use super::cursor::Cursor;
use crate::chunk::FrameKind;

/// The line at some place in a text.
pub(super) enum Line {
    /// Its end is not in the text yet.
    More,
    /// It ends at `end`, without its line end; the next one begins at `next`.
    Whole {
        /// One past its last byte.
        end: usize,
        /// First byte of the next line.
        next: usize,
    },
    /// It is longer than allowed.
    Long,
}

/// Finds the end of the line at the cursor.
pub(super) fn line_at(cursor: &Cursor<'_>, max: usize) -> Line {
    // A line of the largest size may end in CR LF.
    let (window, last) = cursor.window(max.saturating_add(2));
    let (len, next) = match memchr(b'\n', window) {
        Some(at) => (at, at + 1),
        None if last => (window.len(), window.len()),
        None if window.len() >= max.saturating_add(2) => return Line::Long,
        None => return Line::More,
    };
    let len = if len > 0 && window[len - 1] == b'\r' { len - 1 } else { len };
    if len > max {
        return Line::Long;
    }
    Line::Whole { end: cursor.pos + len, next: cursor.pos + next }
}

/// Frames the rest of the current line, or cuts it if it is too long. `None`
/// if its end has not been read yet: then nothing has changed.
pub(super) fn take_line(cursor: &mut Cursor<'_>, max: usize, kind: FrameKind) -> Option<()> {
    match line_at(cursor, max) {
        Line::More => return None,
        Line::Long => cursor.cut(max),
        Line::Whole { end, next } => {
            let line = cursor.text.get(cursor.pos..end).unwrap_or_default();
            if !line.iter().all(u8::is_ascii_whitespace) {
                cursor.frame(line.len(), kind);
            }
            cursor.next_line(next);
        }
    }
    Some(())
}

/// Frames every line.
pub(super) struct Lines {
    /// The longest record.
    pub(super) max: usize,
}

impl Lines {
    /// Goes on until the chunk is full or the text used up.
    pub(super) fn run(&mut self, cursor: &mut Cursor<'_>) {
        while !cursor.is_full() && !cursor.rest().is_empty() {
            if take_line(cursor, self.max, FrameKind::Line).is_none() {
                return;
            }
        }
    }
}
