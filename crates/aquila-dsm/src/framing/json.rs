//! JSON: lines, documents, arrays, wrapped records, several values in a row.
//!
//! Where a value begins, its end decides what it is. A line that is JSON by
//! itself is taken as it is; a value may go on over lines as long as it stays
//! well-formed; anything else is a line of text. Arrays and wrapper objects are
//! never held whole: only the open brackets around the records are remembered.

mod scan;
mod shape;
#[cfg(test)]
mod tests;
mod wrapper;

use memchr::{memchr, memchr2_iter};

use super::Limits;
use super::cursor::Cursor;
use super::lines::{Line, line_at, take_line};
use super::retry::Retry;
use crate::chunk::FrameKind;
use scan::{Scan, Scanner};
pub(super) use shape::{Shape, shape};
use wrapper::Found;

/// How many separators are looked past to see what follows a value.
const PEEK: usize = 1 << 10;

/// A bracket around records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    /// Its elements are records.
    Array,
    /// An object that wraps records; the rest of it is passed over.
    Object,
}

/// Frames JSON values.
pub(super) struct Json {
    max: usize,
    /// The input is JSON lines: most lines are one object.
    lines: bool,
    open: Vec<Open>,
    scanner: Scanner,
    retry: Retry,
    /// Up to this offset the line is known not to be one plain object.
    not_plain: u64,
}

impl Json {
    pub(super) fn new(limits: &Limits, lines: bool) -> Self {
        Self {
            max: limits.max_record,
            lines,
            open: Vec::new(),
            scanner: Scanner::new(limits.max_json_depth),
            retry: Retry::new(),
            not_plain: 0,
        }
    }

    /// Goes on until the chunk is full or the text used up.
    pub(super) fn run(&mut self, cursor: &mut Cursor<'_>) {
        while !cursor.is_full() {
            skip_separators(cursor);
            let Some(&first) = cursor.rest().first() else { return };
            let step = match (self.open.last(), first) {
                (None, b'{') => self.object(cursor),
                (None, b'[') => self.array(cursor),
                (None, _) => self.text(cursor),
                (Some(Open::Array), b']') | (Some(Open::Object), b'}') => {
                    self.open.pop();
                    cursor.advance(cursor.pos + 1);
                    Some(())
                }
                (Some(Open::Array), _) => self.value(cursor, first),
                (Some(Open::Object), _) => self.member(cursor),
            };
            if step.is_none() {
                return;
            }
        }
    }

    /// All text is used up.
    pub(super) fn finish(&mut self, cursor: &mut Cursor<'_>) {
        if !self.open.is_empty() {
            cursor.problem("JSON ends before its closing bracket", false);
            self.open.clear();
        }
    }

    /// An object outside of any bracket. Fast for JSON lines.
    fn object(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        if self.lines && cursor.offset() >= self.not_plain {
            match line_at(cursor, self.max) {
                Line::More => return None,
                Line::Whole { end, next } => {
                    let line = cursor.text.get(cursor.pos..end).unwrap_or_default();
                    if let Some(len) = plain_object(line, self.scanner.max_depth()) {
                        cursor.frame(len, FrameKind::Json);
                        cursor.next_line(next);
                        return Some(());
                    }
                    self.not_plain = cursor.offset() + line.len() as u64;
                }
                Line::Long => self.not_plain = cursor.offset() + self.max as u64,
            }
        }
        self.value(cursor, b'{')
    }

    /// An array outside of any bracket: its elements become the records if
    /// the first of them is JSON.
    fn array(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        if !self.retry.may(cursor.offset()) {
            return match line_at(cursor, self.max) {
                Line::Whole { end, .. } if self.json_line(cursor, end).is_some() => {
                    self.enter(cursor, 1, &[Open::Array])
                }
                _ => take_line(cursor, self.max, FrameKind::Line),
            };
        }
        let rest = cursor.rest();
        let space =
            rest.get(1..).unwrap_or_default().iter().take(PEEK).take_while(|byte| is_separator(**byte));
        let first = 1 + space.count();
        match rest.get(first) {
            Some(b']') => {
                cursor.advance(cursor.pos + first + 1);
                return Some(());
            }
            None if !cursor.last => return None,
            None => return self.truncated(cursor),
            Some(_) => {}
        }
        let value = rest.get(first..).unwrap_or_default();
        let limit = self.max.saturating_add(1);
        let scan = match value.get(..limit) {
            Some(window) if value.len() > limit => self.scanner.scan(window, false),
            _ => self.scanner.scan(value, cursor.last),
        };
        // Records in the first element are reached without reading all of it.
        if !matches!(scan, Scan::Complete { len, .. } if !wrapper::has_candidate(&value[..len]))
            && self.wraps(value, cursor.last)?
        {
            return self.enter(cursor, 1, &[Open::Array]);
        }
        match scan {
            Scan::Complete { len, .. } => match value[len..].iter().take(PEEK).find(|byte| !is_space(**byte))
            {
                Some(b',' | b']') => self.enter(cursor, 1, &[Open::Array]),
                Some(_) => self.broken(cursor, first + len),
                None if !cursor.last && value.len() - len < PEEK => None,
                None => self.enter(cursor, 1, &[Open::Array]),
            },
            Scan::Bad { at } => self.broken(cursor, first + at),
            Scan::Open if value.len() <= self.max && !cursor.last => None,
            Scan::Open => self.enter(cursor, 1, &[Open::Array]),
        }
    }

    /// Whether the value is an object that wraps records. `None` if more text
    /// will tell.
    fn wraps(&mut self, value: &[u8], last: bool) -> Option<bool> {
        if value.first() != Some(&b'{') {
            return Some(false);
        }
        match wrapper::find(&mut self.scanner, value, last) {
            Found::More => None,
            found => Some(found != Found::No),
        }
    }

    /// Moves past `len` bytes, into some brackets.
    fn enter(&mut self, cursor: &mut Cursor<'_>, len: usize, brackets: &[Open]) -> Option<()> {
        self.open.extend_from_slice(brackets);
        cursor.advance(cursor.pos + len);
        Some(())
    }

    /// Text outside of any bracket that begins like no container.
    fn text(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        if let Line::Whole { end, .. } = line_at(cursor, self.max)
            && let Some(len) = self.json_line(cursor, end)
        {
            self.record(cursor, len, false);
            return Some(());
        }
        take_line(cursor, self.max, FrameKind::Line)
    }

    /// The length of the JSON value that is all there is up to `end`.
    fn json_line(&mut self, cursor: &Cursor<'_>, end: usize) -> Option<usize> {
        let text = cursor.text.get(cursor.pos..end).unwrap_or_default().trim_ascii_end();
        let scan = self.scanner.scan(text, true);
        matches!(scan, Scan::Complete { len, .. } if len == text.len()).then_some(text.len())
    }

    /// The value at the cursor, of any kind: a record, or a wrapper around some.
    fn value(&mut self, cursor: &mut Cursor<'_>, first: u8) -> Option<()> {
        if self.open.is_empty() && !self.retry.may(cursor.offset()) {
            return self.value_in_line(cursor);
        }
        let (window, last) = cursor.window(self.max.saturating_add(1));
        let scan = self.scanner.scan(window, last);
        let outer = self.open.is_empty() || self.open == [Open::Array];
        if first == b'{' && outer {
            let unlikely =
                matches!(scan, Scan::Complete { len, .. } if !wrapper::has_candidate(&window[..len]));
            let rest = cursor.rest();
            match if unlikely { Found::No } else { wrapper::find(&mut self.scanner, rest, cursor.last) } {
                Found::More => return None,
                Found::At { start, objects, .. } => {
                    self.open.extend((0..objects).map(|_| Open::Object));
                    return self.enter(cursor, start, &[Open::Array]);
                }
                Found::No => {}
            }
        }
        match scan {
            Scan::Complete { len, .. } if len > self.max => self.too_long(cursor),
            Scan::Complete { len, deep } => {
                if self.open.is_empty() && memchr(b'\n', &window[..len]).is_none() {
                    match after(cursor.rest(), len) {
                        None if !cursor.last && cursor.rest().len() <= len + PEEK => return None,
                        None | Some(b'\n' | b'\r' | b',' | b'{' | b'[' | b']' | 0x1e) => {}
                        Some(_) => return self.broken(cursor, len),
                    }
                }
                self.record(cursor, len, deep);
                Some(())
            }
            Scan::Bad { at } => self.broken(cursor, at),
            Scan::Open if cursor.rest().len() > self.max => self.too_long(cursor),
            Scan::Open if !cursor.last => None,
            Scan::Open => self.truncated(cursor),
        }
    }

    /// The value at the cursor if it ends in its line, else the line.
    fn value_in_line(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        let Line::Whole { end, .. } = line_at(cursor, self.max) else {
            return take_line(cursor, self.max, FrameKind::Line);
        };
        let line = cursor.text.get(cursor.pos..end).unwrap_or_default();
        match self.scanner.scan(line, true) {
            Scan::Complete { len, deep } => {
                self.record(cursor, len, deep);
                Some(())
            }
            _ => take_line(cursor, self.max, FrameKind::Line),
        }
    }

    fn record(&mut self, cursor: &mut Cursor<'_>, len: usize, deep: bool) {
        if deep {
            let depth = self.scanner.max_depth();
            cursor.problem(format!("JSON nested more than {depth} levels deep is kept as text"), false);
        }
        cursor.frame(len, if deep { FrameKind::Line } else { FrameKind::Json });
        cursor.advance(cursor.pos + len);
    }

    /// A member of a wrapper object after its records: passed over.
    fn member(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        let (window, last) = cursor.window(self.max.saturating_add(1));
        let scan = match wrapper::member(window, 0) {
            Ok(Some((_, value))) => match self.scanner.scan(window.get(value..).unwrap_or_default(), last) {
                Scan::Complete { len, .. } => {
                    cursor.advance(cursor.pos + value + len);
                    return Some(());
                }
                Scan::Bad { at } => Scan::Bad { at: value + at },
                open => open,
            },
            Ok(None) => Scan::Bad { at: 0 },
            Err(scan) => scan,
        };
        match scan {
            Scan::Bad { at } => self.broken(cursor, at),
            _ if cursor.rest().len() > self.max => self.too_long(cursor),
            _ if !cursor.last => None,
            _ => self.truncated(cursor),
        }
    }

    /// The value at the cursor stops being JSON after `len` bytes: its line is
    /// taken as text, and what follows is read anew.
    fn broken(&mut self, cursor: &mut Cursor<'_>, len: usize) -> Option<()> {
        if matches!(line_at(cursor, self.max), Line::More) {
            return None;
        }
        self.retry.failed(cursor.offset(), cursor.offset() + len as u64);
        if !self.open.is_empty() {
            cursor.problem(
                "not JSON inside a JSON document: from here on, each value or line by itself",
                false,
            );
            self.open.clear();
        }
        take_line(cursor, self.max, FrameKind::Line)
    }

    /// The value at the cursor goes on beyond the record limit.
    fn too_long(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        if self.open.is_empty() && self.lines && matches!(line_at(cursor, self.max), Line::Whole { .. }) {
            return self.broken(cursor, self.max);
        }
        self.open.clear();
        cursor.cut(self.max);
        Some(())
    }

    /// The input ends inside the value at the cursor.
    fn truncated(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        let rest = cursor.rest();
        if self.open.is_empty() && self.lines && memchr(b'\n', rest.trim_ascii_end()).is_some() {
            return self.broken(cursor, rest.len());
        }
        if rest.len() > self.max {
            return self.too_long(cursor);
        }
        cursor.problem("JSON ends inside a value", false);
        cursor.frame(rest.trim_ascii_end().len(), FrameKind::Line);
        cursor.advance(cursor.text.len());
        self.open.clear();
        Some(())
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r')
}

/// What may stand between values. RS begins each text of a JSON sequence (RFC 7464).
fn is_separator(byte: u8) -> bool {
    is_space(byte) || matches!(byte, b',' | 0x1e)
}

fn skip_separators(cursor: &mut Cursor<'_>) {
    let rest = cursor.rest();
    let len = rest.iter().position(|byte| !is_separator(*byte)).unwrap_or(rest.len());
    if len > 0 {
        cursor.advance(cursor.pos + len);
    }
}

/// The first byte from `at` that is no blank.
fn after(text: &[u8], at: usize) -> Option<u8> {
    text.get(at..)?.iter().take(PEEK).find(|byte| !matches!(byte, b' ' | b'\t')).copied()
}

/// The length of the one object that a line is, judged by its ends and its
/// opening brackets alone. `None` if only a scan can tell: there may be
/// several objects, records inside, or too many levels.
fn plain_object(line: &[u8], max_depth: usize) -> Option<usize> {
    let line = line.trim_ascii_end();
    if line.len() < 2 || line.last() != Some(&b'}') {
        return None;
    }
    let mut brackets = 0;
    for at in memchr2_iter(b'{', b'[', line) {
        brackets += 1;
        if brackets > max_depth {
            return None;
        }
        if line[at] != b'{' {
            continue;
        }
        match line[..at].iter().rev().find(|byte| !is_separator(**byte)) {
            Some(b'}') => return None,
            Some(b'[') if wrapper::is_candidate(line, at) => return None,
            _ => {}
        }
    }
    Some(line.len())
}
