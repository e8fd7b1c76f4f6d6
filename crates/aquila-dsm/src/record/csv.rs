//! The cells of one CSV row under its header.

use std::borrow::Cow;

use super::{HEADER, Kind, Record, Span};
use crate::chunk::Context;

/// The column names of an input, laid out for lookups.
#[derive(Debug, Default)]
pub(crate) struct Header {
    pub(super) text: String,
    ends: Vec<u32>,
    delimiter: u8,
}

impl Header {
    /// The header of these records.
    pub(crate) fn new(context: &Context) -> Self {
        let mut header = Header { delimiter: context.delimiter, ..Header::default() };
        for name in &context.header {
            header.text.push_str(name.trim());
            header.ends.push(header.text.len() as u32);
        }
        header
    }
}

impl Record<'_> {
    /// The row as the root node, with one member per cell.
    pub(super) fn push_row(&mut self, span: Span, header: &Header) {
        let root = self.push(Kind::Row, span, 0);
        self.with_text(span, |text, store| {
            let (mut at, mut start) = (0, 0);
            for end in &header.ends {
                if at > text.len() || store.is_full() {
                    break;
                }
                let (kind, from, to, next) = cell(text.as_bytes(), at, header.delimiter);
                let key = Span { document: HEADER, start, end: *end };
                let name = &header.text[start as usize..*end as usize];
                store.push(kind, key, name, span.within(from, to), 0);
                (at, start) = (next, *end);
            }
            store.set_members(root, root.0 as usize + 1);
        });
    }
}

/// Kind and span of the cell at `at`, and where the next one starts.
fn cell(bytes: &[u8], at: usize, delimiter: u8) -> (Kind, usize, usize, usize) {
    let rest = &bytes[at..];
    if rest.first() != Some(&b'"') {
        let end = at + memchr::memchr(delimiter, rest).unwrap_or(rest.len());
        let trimmed = bytes[at..end].trim_ascii_end().len();
        return (Kind::Text, at, at + trimmed, end + 1);
    }
    let mut close = at + 1;
    while let Some(found) = memchr::memchr(b'"', &bytes[close.min(bytes.len())..]) {
        let quote = close + found;
        if bytes.get(quote + 1) != Some(&b'"') {
            let after = memchr::memchr(delimiter, &bytes[quote..]).map_or(bytes.len(), |found| quote + found);
            return (Kind::Cell, at + 1, quote, after + 1);
        }
        close = quote + 2;
    }
    (Kind::Cell, (at + 1).min(bytes.len()), bytes.len(), bytes.len() + 1)
}

/// The text of a quoted cell: doubled quotes are one.
pub(super) fn unquote(raw: &str) -> Cow<'_, str> {
    if raw.contains("\"\"") { Cow::Owned(raw.replace("\"\"", "\"")) } else { Cow::Borrowed(raw) }
}
