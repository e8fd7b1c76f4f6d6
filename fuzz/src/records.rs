//! Lines of one log source type, changed at random: whatever happens to a line, some
//! event holds it, or a problem says where it went.

use std::collections::HashMap;
use std::io::Cursor;

use aquila_dsm::chunk::{Chunk, FrameKind};
use aquila_dsm::framing::{self, Input, Opened, Options};

use crate::input::Decoding;

/// What became of some lines.
#[derive(Debug, Default, Clone, Copy)]
pub struct Account {
    /// Lines that are not blank.
    pub lines: u64,
    /// Events of a log source type.
    pub decoded: u64,
    /// Events that are stored raw.
    pub stored: u64,
    /// Lines that a problem names and no event holds.
    pub told: u64,
}

impl std::ops::AddAssign for Account {
    fn add_assign(&mut self, other: Self) {
        self.lines += other.lines;
        self.decoded += other.decoded;
        self.stored += other.stored;
        self.told += other.told;
    }
}

/// Reads and decodes text and accounts for each of its lines.
///
/// # Panics
/// When a line is in no event and no problem names it.
pub fn account(text: &[u8]) -> Account {
    // Offsets count from behind a byte order mark.
    let input = Input::File(Box::new(Cursor::new(text.to_vec())));
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut lines = Lines::of(text);
    let mut account = Account { lines: lines.open.len() as u64, ..Account::default() };
    let Ok(Opened::Text(mut reader)) = framing::open(input, &Options::default()) else {
        return Account::default();
    };
    let mut decoding = Decoding::take();
    while let Some(chunk) = reader.next_chunk() {
        lines.close(&chunk);
        for row in decoding.check(&chunk) {
            if row.unparsed { account.stored += 1 } else { account.decoded += 1 }
        }
        account.told += lines.close_told(&chunk);
    }
    decoding.give_back();
    assert!(lines.open.is_empty(), "lost without a word: {:?}", lines.first_open(text));
    account
}

/// The lines that no event was seen to hold yet: where each begins and ends.
struct Lines<'a> {
    text: &'a [u8],
    open: Vec<(usize, usize)>,
}

/// Whether a line only stands around the records of an XML or JSON document, or
/// between them (RFC 7464 has a separator of its own).
fn is_around_records(line: &[u8]) -> bool {
    line.iter().all(|byte| matches!(byte, b',' | b'[' | b']' | b' ' | b'\t' | 0x1e))
        || (line.starts_with(b"<?") && line.ends_with(b"?>"))
        || (line.starts_with(b"<!--") && line.ends_with(b"-->"))
        || line.starts_with(b"<Events")
        || line.starts_with(b"</Events")
        || line.starts_with(b"<!DOCTYPE")
}

impl<'a> Lines<'a> {
    fn of(text: &'a [u8]) -> Self {
        let mut open = Vec::new();
        let mut start = 0;
        for line in text.split(|byte| *byte == b'\n') {
            if !line.iter().all(u8::is_ascii_whitespace) && !is_around_records(line.trim_ascii()) {
                open.push((start, start + line.len()));
            }
            start += line.len() + 1;
        }
        Self { text, open }
    }

    /// Takes out what the records of a chunk hold: the bytes that they cover, and for
    /// assembled ones, whose records lie apart, the lines with the same text.
    fn close(&mut self, chunk: &Chunk) {
        let mut covered: Vec<(usize, usize)> = Vec::new();
        let mut assembled: HashMap<&[u8], usize> = HashMap::new();
        for frame in &chunk.frames {
            let payload = chunk.payload(frame);
            if frame.kind == FrameKind::Audit {
                for line in payload.split(|byte| *byte == b'\n') {
                    *assembled.entry(line.trim_ascii()).or_default() += 1;
                }
                continue;
            }
            if frame.kind == FrameKind::CsvRow {
                // The header is in no row, and part of each.
                self.open.retain(|(start, _)| *start > 0);
            }
            let start = usize::try_from(frame.offset).expect("a small text");
            covered.push((start, start + payload.len()));
        }
        covered.sort_unstable();
        let text = self.text;
        self.open.retain(|(start, end)| {
            let after = covered.partition_point(|(_, covered)| covered <= start);
            let is_covered = covered.get(after).is_some_and(|(covered, _)| covered < end);
            if is_covered {
                return false;
            }
            match assembled.get_mut(text[*start..*end].trim_ascii()) {
                Some(left) if *left > 0 => {
                    *left -= 1;
                    false
                }
                _ => true,
            }
        });
    }

    /// Takes out the lines that a problem names, and says how many.
    fn close_told(&mut self, chunk: &Chunk) -> u64 {
        let before = self.open.len();
        self.open.retain(|(start, end)| {
            !chunk.problems.iter().any(|problem| (*start as u64..=*end as u64).contains(&problem.offset))
        });
        (before - self.open.len()) as u64
    }

    fn first_open(&self, text: &'a [u8]) -> Option<String> {
        let (start, end) = self.open.first()?;
        Some(String::from_utf8_lossy(&text[*start..*end]).into_owned())
    }
}
