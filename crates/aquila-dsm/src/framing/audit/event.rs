//! One audit event in the making: which records came, where their text is, and
//! whether some are still missing.

use std::sync::Arc;

use super::header::Stamp;
use super::repeats::Repeats;
use super::types::Role;
use crate::chunk::{Frame, FrameKind};

/// What the records of one event have alike. In order of node, then time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) node: Arc<[u8]>,
    pub(super) stamp: Stamp,
}

/// A record as it was read: a line of the chunk at hand.
pub(super) struct Read {
    pub(super) stamp: Stamp,
    pub(super) role: Role,
    /// The number of PATH records, where the record tells it.
    pub(super) items: Option<u64>,
    pub(super) frame: Frame,
    /// Its line ends in CR LF.
    pub(super) crlf: bool,
}

/// A line of an event: in `kept`, or in the text of the chunk at hand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    /// A CR LF stands before it in the payload.
    crlf: bool,
}

impl Span {
    /// What ends the line before it.
    fn line_end(self) -> &'static [u8] {
        if self.crlf { b"\r\n" } else { b"\n" }
    }
}

/// Which records there are.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Account {
    head: bool,
    items: Option<u64>,
    paths: u64,
    title: bool,
    end: bool,
    /// A record came that has others with it.
    part: bool,
}

/// An event and its records so far.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) key: Key,
    pub(super) account: Account,
    /// Events are older the lower it is.
    pub(super) age: u64,
    /// Number of the last record among all.
    pub(super) last: u64,
    /// Place of the first record.
    first: Frame,
    spans: Vec<Span>,
    /// The records of chunks before this one, joined.
    kept: Vec<u8>,
    /// How many of `spans` are in `kept`.
    kept_spans: usize,
    /// The records stand one after the other in the input.
    contiguous: bool,
    /// Offset in the input of the end of the last record, and how its line ends.
    last_end: u64,
    last_crlf: bool,
    /// Bytes of the payload.
    len: usize,
    repeats: Option<Box<Repeats>>,
}

/// From how many records on lines are looked up instead of compared one by one.
const MANY: usize = 32;

impl Account {
    fn add(&mut self, read: &Read) {
        match read.role {
            Role::Head => {
                self.head = true;
                self.items = read.items;
            }
            Role::Path => self.paths += 1,
            Role::Title => self.title = true,
            Role::End => self.end = true,
            Role::Part => self.part = true,
            Role::Alone | Role::Joined => {}
        }
    }

    /// All records are there that the event itself tells of. CWD and EXECVE are
    /// not asked for: rules that leave them out are in wide use.
    fn is_whole(&self) -> bool {
        self.head && self.items.is_some_and(|items| self.paths >= items)
    }

    /// Nothing comes after the record that was just added, an EOE.
    fn has_ended(&self, role: Role) -> bool {
        role == Role::End && self.is_whole()
    }

    /// Whether a record of another event ends it: it is whole and its last record
    /// has come, or it is of a kind that needs no others. Where events end with
    /// EOE, PROCTITLE is not the last.
    fn may_end(&self, with_end: bool) -> bool {
        let alone = !(self.head || self.part || self.title || self.end || self.paths > 0);
        alone || (self.is_whole() && (self.end || (self.title && !with_end)))
    }

    /// All came but an EOE.
    fn lacks_end(&self) -> bool {
        self.is_whole() && self.title && !self.end
    }
}

impl Event {
    /// An event without records, to begin with the record `read` and go on from
    /// `account`.
    pub(super) fn new(key: Key, read: &Read, account: Account, age: u64, mut spare: Vec<Span>) -> Self {
        spare.clear();
        Self {
            key,
            account,
            age,
            last: 0,
            first: read.frame,
            spans: spare,
            kept: Vec::new(),
            kept_spans: 0,
            contiguous: true,
            last_end: 0,
            last_crlf: false,
            len: 0,
            repeats: None,
        }
    }

    /// Adds a record, the `number`th of all. Whether the event ends with it.
    pub(super) fn add(&mut self, read: &Read, number: u64) -> bool {
        self.last = number;
        let Frame { start, end, offset, .. } = read.frame;
        let follows = self.follows(offset);
        self.contiguous &= follows || self.spans.is_empty();
        let crlf = follows && self.last_crlf;
        self.len = self.len_with(read);
        self.spans.push(Span { start, end, crlf });
        self.last_end = offset + (end - start) as u64;
        self.last_crlf = read.crlf;
        self.account.add(read);
        self.account.has_ended(read.role)
    }

    /// Whether a line at `offset` is the next line after the last record.
    fn follows(&self, offset: u64) -> bool {
        !self.spans.is_empty() && offset == self.last_end + 1 + u64::from(self.last_crlf)
    }

    /// Bytes of the payload.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The same with one more record.
    pub(super) fn len_with(&self, read: &Read) -> usize {
        let between = match (self.spans.is_empty(), self.follows(read.frame.offset) && self.last_crlf) {
            (true, _) => 0,
            (false, crlf) => 1 + usize::from(crlf),
        };
        self.len + between + (read.frame.end - read.frame.start)
    }

    /// How many records there are.
    pub(super) fn records(&self) -> usize {
        self.spans.len()
    }

    /// Whether a record of another event ends this one, where events may end with EOE.
    pub(super) fn may_end(&self, with_end: bool) -> bool {
        self.account.may_end(with_end)
    }

    /// Whether all came but an EOE.
    pub(super) fn lacks_end(&self) -> bool {
        self.account.lacks_end()
    }

    /// Whether the event has a record of just this line.
    pub(super) fn has(&mut self, line: &[u8], text: &[u8]) -> bool {
        let Self { spans, kept, kept_spans, repeats, .. } = self;
        let lines = spans.iter().enumerate().map(|(at, span)| {
            let text = if at < *kept_spans { kept.as_slice() } else { text };
            text.get(span.start..span.end).unwrap_or_default()
        });
        if lines.len() >= MANY {
            return repeats.get_or_insert_default().has(line, lines);
        }
        lines.rev().any(|other| other == line)
    }

    /// Copies out the records that are in the text of a chunk that is about to go.
    pub(super) fn keep(&mut self, text: &[u8]) {
        let Self { spans, kept, kept_spans, contiguous, .. } = self;
        let new = spans.get_mut(*kept_spans..).unwrap_or_default();
        if let ([first, ..], [.., last]) = (&*new, &*new)
            && *contiguous
            && kept.is_empty()
        {
            let start = first.start;
            kept.extend_from_slice(text.get(start..last.end).unwrap_or_default());
            for span in new {
                span.start -= start;
                span.end -= start;
            }
        } else {
            for span in new {
                if !kept.is_empty() {
                    kept.extend_from_slice(span.line_end());
                }
                let start = kept.len();
                kept.extend_from_slice(text.get(span.start..span.end).unwrap_or_default());
                (span.start, span.end) = (start, kept.len());
            }
        }
        *kept_spans = spans.len();
    }

    /// The frame of the event. Its records are put at the end of `text` unless they
    /// stand there in one piece.
    pub(super) fn finish(&self, text: &mut Vec<u8>) -> Frame {
        let kind = FrameKind::Audit;
        let new = self.spans.get(self.kept_spans..).unwrap_or_default();
        if let ([first, ..], [.., last]) = (new, new)
            && self.contiguous
            && self.kept.is_empty()
        {
            return Frame { start: first.start, end: last.end, kind, ..self.first };
        }
        let start = text.len();
        text.reserve(self.len);
        text.extend_from_slice(&self.kept);
        for span in new {
            if text.len() > start {
                text.extend_from_slice(span.line_end());
            }
            text.extend_from_within(span.start..span.end);
        }
        Frame { start, end: text.len(), kind, ..self.first }
    }

    /// Its key, and a list to be used again.
    pub(super) fn into_parts(self) -> (Key, Vec<Span>) {
        (self.key, self.spans)
    }
}
