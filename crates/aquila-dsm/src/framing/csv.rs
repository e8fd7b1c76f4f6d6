//! CSV under a header. A row is found by the rules of `csv-core`: a quote opens
//! a quoted cell only at the start of the cell, two quotes are one, and line
//! ends belong to a cell while its quote is open.

use memchr::{memchr, memchr2};

use super::Limits;
use super::cursor::Cursor;
use super::lines::{Line, line_at, take_line};
use super::retry::Retry;
use crate::chunk::FrameKind;

/// Cell separators that are looked for, in order of trust.
const DELIMITERS: [u8; 4] = *b",;\t|";

/// The longest name of a column.
const MAX_NAME: usize = 128;

/// The row at some place in a text.
#[derive(Debug, PartialEq, Eq)]
enum Row {
    /// Its end is not in the text.
    Open,
    /// It ends at `end`, without its line end; the next begins at `next`.
    Whole { end: usize, next: usize, cells: usize },
}

/// Finds the end of the row at the start of `text`.
fn row(text: &[u8], delimiter: u8, last: bool) -> Row {
    let mut at = 0;
    let mut cells = 1;
    loop {
        if text.get(at) == Some(&b'"') {
            at += 1;
            loop {
                let Some(found) = memchr(b'"', text.get(at..).unwrap_or_default()) else { return Row::Open };
                at += found + 1;
                match text.get(at) {
                    Some(b'"') => at += 1,
                    None if !last => return Row::Open,
                    _ => break,
                }
            }
        }
        match memchr2(delimiter, b'\n', text.get(at..).unwrap_or_default()) {
            None if last => return Row::Whole { end: trim_cr(text), next: text.len(), cells },
            None => return Row::Open,
            Some(found) if text[at + found] == b'\n' => {
                at += found;
                return Row::Whole { end: trim_cr(&text[..at]), next: at + 1, cells };
            }
            Some(found) => {
                at += found + 1;
                cells += 1;
            }
        }
    }
}

fn trim_cr(text: &[u8]) -> usize {
    text.strip_suffix(b"\r").unwrap_or(text).len()
}

/// Frames the rows under a header.
pub(super) struct Csv {
    max: usize,
    delimiter: u8,
    /// Cells of the header; 0 if it is not known.
    cells: usize,
    header_seen: bool,
    retry: Retry,
}

impl Csv {
    /// A framer that stands at the header.
    pub(super) fn new(limits: &Limits, head: &Head) -> Self {
        Self {
            max: limits.max_record,
            delimiter: head.delimiter,
            cells: head.names.len(),
            header_seen: false,
            retry: Retry::new(),
        }
    }

    /// Goes on until the chunk is full or the text used up.
    pub(super) fn run(&mut self, cursor: &mut Cursor<'_>) {
        while !cursor.is_full() && !cursor.rest().is_empty() {
            if self.step(cursor).is_none() {
                return;
            }
        }
    }

    fn step(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        let size = self.max.saturating_add(2);
        let (window, last) = cursor.window(size);
        let several = !self.header_seen || self.retry.may(cursor.offset());
        let row = if several { row(window, self.delimiter, last) } else { Row::Open };
        match row {
            Row::Whole { end, next, cells } if end <= self.max => {
                let text = window.get(..end).unwrap_or_default();
                if text.iter().all(u8::is_ascii_whitespace) {
                    cursor.advance(cursor.pos + next);
                    return Some(());
                }
                if !self.header_seen {
                    self.header_seen = true;
                    cursor.advance(cursor.pos + next);
                    return Some(());
                }
                let good = self.cells == 0 || cells == self.cells;
                if !good && memchr(b'\n', text).is_some() {
                    return self.stray(cursor, next);
                }
                if !good {
                    cursor
                        .problem(format!("CSV row has {cells} cells, the header has {}", self.cells), false);
                }
                cursor.frame(end, FrameKind::CsvRow);
                cursor.advance(cursor.pos + next);
                Some(())
            }
            Row::Open if several && window.len() < size && !last => None,
            _ if several => self.stray(cursor, window.len()),
            _ => take_line(cursor, self.max, FrameKind::CsvRow),
        }
    }

    /// A quote is open where none should be: the line is taken as the row, and
    /// the next line is a new one.
    fn stray(&mut self, cursor: &mut Cursor<'_>, reached: usize) -> Option<()> {
        match line_at(cursor, self.max) {
            Line::More => return None,
            Line::Long => {}
            Line::Whole { .. } => {
                cursor.problem("CSV row with a stray quote is taken to end with its line", false);
                self.retry.failed(cursor.offset(), cursor.offset() + reached as u64);
            }
        }
        self.header_seen = true;
        take_line(cursor, self.max, FrameKind::CsvRow)
    }
}

/// What precedes the rows.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) delimiter: u8,
    pub(super) names: Vec<String>,
    /// Bytes before the header, and the lines in them.
    pub(super) skip: usize,
    pub(super) lines: u64,
}

/// The head of an input that has to be CSV.
pub(super) fn forced_head(head: &[u8], whole: bool) -> Head {
    let (skip, lines, said) = preamble(head);
    let text = head.get(skip..).unwrap_or_default();
    let cells = |delimiter: u8| match row(text, delimiter, whole) {
        Row::Whole { end, cells, .. } => (end, cells),
        Row::Open => (text.len(), 1),
    };
    let best = DELIMITERS.into_iter().rev().max_by_key(|delimiter| cells(*delimiter).1);
    let delimiter = said.or(best).unwrap_or(b',');
    let names = names(&text[..cells(delimiter).0], delimiter);
    Head { delimiter, names, skip, lines }
}

/// The head of an input if it is CSV by its looks.
pub(super) fn detect(head: &[u8], whole: bool) -> Option<Head> {
    let (skip, lines, said) = preamble(head);
    let text = head.get(skip..).unwrap_or_default();
    let candidates = DELIMITERS.into_iter().filter(|delimiter| said.is_none_or(|said| said == *delimiter));
    candidates
        .filter_map(|delimiter| Some((header(text, delimiter, whole, said.is_some())?, delimiter)))
        .max_by_key(|(names, delimiter)| (names.len(), std::cmp::Reverse(*delimiter)))
        .map(|(names, delimiter)| Head { delimiter, names, skip, lines })
}

/// Lines that spreadsheets and PowerShell put before the header: their length,
/// their number, and the delimiter that they name.
fn preamble(head: &[u8]) -> (usize, u64, Option<u8>) {
    let (mut skip, mut lines, mut said) = (0, 0, None);
    while let Some(at) = memchr(b'\n', &head[skip..]) {
        let line = head[skip..skip + at].trim_ascii();
        match line {
            [] => {}
            [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] => said = Some(*delimiter),
            _ if line.starts_with(b"#TYPE ") => {}
            // A tab at the end would be trimmed away.
            [b's' | b'S', b'e' | b'E', b'p' | b'P', b'='] => said = Some(b'\t'),
            _ => break,
        }
        skip += at + 1;
        lines += 1;
    }
    (skip, lines, said)
}

/// The column names if `text` begins with a header and a row of as many cells.
fn header(text: &[u8], delimiter: u8, whole: bool, sure: bool) -> Option<Vec<String>> {
    let Row::Whole { end, next, cells } = row(text, delimiter, whole) else { return None };
    if cells < if sure { 1 } else { 3 } {
        return None;
    }
    let names = names(&text[..end], delimiter);
    let empty = names.iter().filter(|name| name.is_empty()).count();
    let mut sorted: Vec<_> = names.iter().collect();
    sorted.sort_unstable();
    let unique = sorted.windows(2).all(|pair| pair[0] != pair[1]);
    if names.len() != cells || empty > 1 || !unique || !names.iter().all(|name| is_name(name)) {
        return None;
    }
    // Blank lines are no rows.
    let rows = &text[next..];
    let blank = rows.iter().position(|byte| !matches!(byte, b'\r' | b'\n')).unwrap_or(rows.len());
    let rows = &rows[blank..];
    match row(rows, delimiter, whole) {
        _ if rows.is_empty() => return sure.then_some(names),
        Row::Whole { end, cells: found, .. } => {
            let values = self::names(&rows[..end], delimiter);
            let repeated = names.iter().zip(&values).any(|(name, value)| !name.is_empty() && name == value);
            if found != cells || repeated {
                return None;
            }
        }
        // The first row is longer than the head, or its quote never closes.
        Row::Open => {}
    }
    Some(names)
}

/// The cells of a row, without quotes.
fn names(row: &[u8], delimiter: u8) -> Vec<String> {
    let mut reader = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
    let mut names = Vec::new();
    let mut name = Vec::new();
    let mut buffer = [0; 256];
    let mut input = row;
    loop {
        let (result, read, written) = reader.read_field(input, &mut buffer);
        input = &input[read..];
        name.extend_from_slice(&buffer[..written]);
        match result {
            csv_core::ReadFieldResult::Field { record_end } => {
                names.push(String::from_utf8_lossy(&std::mem::take(&mut name)).into_owned());
                if record_end {
                    return names;
                }
            }
            csv_core::ReadFieldResult::End => return names,
            // Empty input says that the row is at its end.
            csv_core::ReadFieldResult::InputEmpty | csv_core::ReadFieldResult::OutputFull => {}
        }
    }
}

/// Whether a cell could name a column: words, no number, date, address or pair.
fn is_name(cell: &str) -> bool {
    let cell = cell.trim();
    if cell.is_empty() {
        return true;
    }
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
    cell.len() <= MAX_NAME
        && letters >= digits
        && !cell.starts_with(['#', '<', '[', '{'])
        && !cell.contains(['=', '{', '}', '\n', '<'])
        && !has_time(cell)
}

/// Whether there are digits around a colon or a slash, as in `11:04:17` or `7/8/2019`.
fn has_time(cell: &str) -> bool {
    let digit = |byte: &u8| byte.is_ascii_digit();
    cell.as_bytes().windows(3).any(|w| matches!(w[1], b':' | b'/') && digit(&w[0]) && digit(&w[2]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framing::Format;
    use crate::framing::tests::{Got, frame_as};

    #[test]
    fn headers() {
        for (text, want) in [
            ("a,b,c\n1,2,3\n", Some((b',', 3, 0))),
            ("a;b;c,d\n1;2;3\n", Some((b';', 3, 0))),
            ("a\tb\tc\n1\t2\t3\n", Some((b'\t', 3, 0))),
            ("a|b|c\n1|2|3\n", Some((b'|', 3, 0))),
            (",b,c\n1,2,3\n", Some((b',', 3, 0))),
            ("\"a\",\"b, x\",\"c\"\r\n1,2,3", Some((b',', 3, 0))),
            ("#TYPE System.Object\r\na,b,c\n1,2,3\n", Some((b',', 3, 21))),
            ("sep=;\na;b,x;c\n1;2;3\n", Some((b';', 3, 6))),
            ("sep=,\na\n1\n", Some((b',', 1, 6))),
            ("a,b,c\n\n1,2,3\n", Some((b',', 3, 0))),
            // No header.
            ("a,b\n1,2\n", None),
            ("a,b,c\n", None),
            ("a,b,c\n1,2\n", None),
            ("a,b,a\n1,2,3\n", None),
            (",,c\n1,2,3\n", None),
            ("a,5,c\n1,2,3\n", None),
            ("2016-09-28 04:30:30, Info, CBS\n2016-09-28 04:30:31, Info, CBS\n", None),
            ("Jun 14 15:16:01 host a, b, c\nJun 14 15:16:01 host a, d, e\n", None),
            ("Error, one, two\nError, three, four\n", None),
            ("k=v,l=w,m=x\nk=v,l=y,m=z\n", None),
            ("CEF:0|V|P|1|2|n|5|a\nCEF:0|V|P|1|2|o|5|b\n", None),
            ("#fields\tts\tuid\tid\n1\t2\t3\t4\n", None),
            ("", None),
        ] {
            let got = detect(text.as_bytes(), true).map(|head| (head.delimiter, head.names.len(), head.skip));
            assert_eq!(got, want, "{text}");
        }
        assert_eq!(names(b"\"a \"\"b\"\"\",,c", b','), ["a \"b\"", "", "c"]);
    }

    #[test]
    fn rows() {
        let row = |text: &str, line| Got::new(FrameKind::CsvRow, text, line);
        for (text, want, problems) in [
            ("a,b,c\n1,2,3\n\n4,5,6", vec![row("1,2,3", 2), row("4,5,6", 4)], vec![]),
            ("a,b,c\r\n1,2,3\r\n", vec![row("1,2,3", 2)], vec![]),
            (
                "a,b,c\n1,\"x\ny \"\"z\"\"\r\n\",3\n4,5,6\n",
                vec![row("1,\"x\ny \"\"z\"\"\r\n\",3", 2), row("4,5,6", 5)],
                vec![],
            ),
            (
                "a,b,c\n1,2\n4,5,6\n",
                vec![row("1,2", 2), row("4,5,6", 3)],
                vec!["CSV row has 2 cells, the header has 3"],
            ),
            // A quote that never closes, and one that closes in a later row.
            (
                "a,b,c\n1,\"2,3\n4,5,6\n",
                vec![row("1,\"2,3", 2), row("4,5,6", 3)],
                vec!["CSV row with a stray quote is taken to end with its line"],
            ),
            (
                "a,b,c\n1,\"2,3\n4,\"5,x\",6\n7,8,9\n",
                vec![row("1,\"2,3", 2), row("4,\"5,x\",6", 3), row("7,8,9", 4)],
                vec!["CSV row with a stray quote is taken to end with its line"],
            ),
            ("a,b,c\n1,2\"x,3\n", vec![row("1,2\"x,3", 2)], vec![]),
        ] {
            let (frames, got) = frame_as(text.as_bytes(), Some(Format::Csv), 100);
            assert_eq!(frames, want, "{text}");
            assert_eq!(
                got.iter().map(|p| (p.cause.as_str(), p.lost)).collect::<Vec<_>>(),
                problems.into_iter().map(|cause| (cause, false)).collect::<Vec<_>>(),
                "{text}"
            );
        }
    }

    #[test]
    fn long_rows_are_cut() {
        let text = format!("a,b,c\n1,{},3\n4,5,6\n", "x".repeat(200));
        let (frames, problems) = frame_as(text.as_bytes(), Some(Format::Csv), 100);
        assert_eq!(frames[0].kind, FrameKind::Line);
        assert_eq!(frames[0].payload.len(), 100);
        assert_eq!(frames[1], Got::new(FrameKind::CsvRow, "4,5,6", 3));
        assert!(problems.len() == 1 && problems[0].lost, "{problems:?}");
        let text = format!("a,b,c\n1,\"2,3\n{}", "4,5,6\n".repeat(100));
        let (frames, problems) = frame_as(text.as_bytes(), Some(Format::Csv), 100);
        assert_eq!(frames.len(), 101);
        assert!(problems.len() == 1 && !problems[0].lost, "{problems:?}");
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_csv_core(text in "[a\",\r\n]{0,40}") {
            // csv-core also ends rows at a lone CR, which here is part of a cell.
            let mut reader = csv_core::ReaderBuilder::new().terminator(csv_core::Terminator::Any(b'\n')).build();
            let bytes = text.trim_start_matches('\n').as_bytes();
            let (mut out, mut ends) = ([0; 256], [0; 64]);
            let (mut result, mut read, _, mut cells) = reader.read_record(bytes, &mut out, &mut ends);
            if result == csv_core::ReadRecordResult::InputEmpty {
                let (then, more, _, also) = reader.read_record(&bytes[read..], &mut out, &mut ends[cells..]);
                (result, read, cells) = (then, read + more, cells + also);
            }
            if let Row::Whole { next, cells: found, .. } = row(bytes, b',', true)
                && result == csv_core::ReadRecordResult::Record
            {
                proptest::prop_assert_eq!((found, next), (cells, read));
            }
        }
    }
}
