//! The records of one Linux audit event, one a line: `type=PATH msg=audit(1.2:3): ...`
//! with or without a syslog header, the kernel's own `audit: type=1400 audit(...)`
//! and auoms' `type=AUOMS_EXECVE audit(...)`.
//!
//! The members of an event are its records by type; records of one type stand side
//! by side, as XML elements do (`PATH.name` is the first, `PATH[1]`, `PATH[nametype=CREATE]`).
//! What their heads share is the member `audit`: `time`, `serial`, `node` and `type`.

use std::sync::LazyLock;

use memchr::memchr;
use memchr::memmem::Finder;

use super::names::{self, AUDIT, NODE, SERIAL, TIME, TYPE};
use super::{Kind, NodeId, Record, Span, Store};
use crate::framing::audit::types::is_detail;
use crate::table;

/// The names of record types by number.
static RECORDS: LazyLock<Vec<(u32, &str)>> = LazyLock::new(|| {
    table::rows(include_str!("../../data/audit_records.tsv"))
        .filter_map(|mut row| Some((row.next()?.parse().ok()?, row.next()?)))
        .collect()
});

/// Where an audit record's stamp stands, if the text has one.
pub(super) fn find(text: &str) -> Option<usize> {
    stamp(text.as_bytes(), 0).map(|stamp| stamp.start)
}

/// `audit(1615114232.375:15558)`.
#[derive(Debug, Clone, Copy)]
struct Stamp {
    start: usize,
    time: (usize, usize),
    serial: (usize, usize),
    end: usize,
}

/// The first stamp at or after `at`.
fn stamp(bytes: &[u8], mut at: usize) -> Option<Stamp> {
    static START: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(b"audit("));
    while let Some(found) = START.find(bytes.get(at..)?) {
        if let Some(stamp) = stamp_at(bytes, at + found) {
            return Some(stamp);
        }
        at += found + 6;
    }
    None
}

/// The stamp whose `audit(` is here. The parts after the seconds may be missing.
fn stamp_at(bytes: &[u8], start: usize) -> Option<Stamp> {
    let at = start + 6;
    let mut end = digits(bytes, at);
    if end - at < 9 {
        return None;
    }
    if bytes.get(end) == Some(&b'.') {
        end = digits(bytes, end + 1);
    }
    let (time, mut serial) = ((at, end), (end, end));
    if bytes.get(end) == Some(&b':') {
        serial = (end + 1, digits(bytes, end + 1));
        end = serial.1;
    }
    (bytes.get(end) == Some(&b')')).then_some(Stamp { start, time, serial, end: end + 1 })
}

fn digits(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(u8::is_ascii_digit) {
        at += 1;
    }
    at
}

/// The head of one record: places in the text.
struct Head {
    record_type: (usize, usize),
    node: (usize, usize),
    stamp: Stamp,
}

/// What the event is called by: the record that says most.
#[derive(Default)]
struct Primary {
    special: Option<Span>,
    syscall: Option<Span>,
    first: Option<Span>,
}

impl Primary {
    fn add(&mut self, name: &str, span: Span) {
        self.first.get_or_insert(span);
        match name {
            "SYSCALL" => self.syscall = Some(span),
            _ if is_detail(name) => {}
            _ => drop(self.special.get_or_insert(span)),
        }
    }

    /// A system call that a denial, a login or a new rule came with is theirs.
    fn name(&self) -> Span {
        self.special.or(self.syscall).or(self.first).unwrap_or_default()
    }
}

/// Appends the records of an event and what their heads say.
pub(super) fn expand(record: &mut Record<'_>, id: NodeId) {
    let node = *record.node(id);
    let first = record.store.nodes.len();
    record.with_text(node.value, |text, store| {
        let bytes = text.as_bytes();
        let (mut primary, mut head) = (Primary::default(), None);
        let mut at = 0;
        while at < bytes.len() {
            let end = memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |found| at + found);
            if let Some(found) = read_head(bytes, at, end) {
                let (start, stop) = body(bytes, found.stamp.end, end);
                let (key, name) = type_name(text, node.value, found.record_type, store);
                primary.add(name, key);
                store.push(Kind::Fields, key, name, node.value.within(start, stop), node.depth);
                let head = head.get_or_insert((found.stamp, found.node));
                if head.1.0 == head.1.1 {
                    head.1 = found.node;
                }
            }
            at = end + 1;
        }
        if let Some((stamp, host)) = head {
            push_head(store, id, first, &node.value, (stamp, host, primary.name()), node.depth);
        }
    });
}

fn push_head(
    store: &mut Store,
    event: NodeId,
    first: usize,
    text: &Span,
    (stamp, host, name): (Stamp, (usize, usize), Span),
    depth: u8,
) {
    let within = |(start, end): (usize, usize)| text.within(start, end);
    let head = store.push(Kind::Object, names::span(AUDIT), AUDIT, within((stamp.start, stamp.end)), depth);
    store.set_members(event, first);
    let first = store.nodes.len();
    for (key, value) in
        [(TIME, within(stamp.time)), (SERIAL, within(stamp.serial)), (NODE, within(host)), (TYPE, name)]
    {
        if value.len() > 0 {
            store.push(Kind::Text, names::span(key), key, value, depth);
        }
    }
    store.set_members(head, first);
}

/// The head of a line as auditd writes it: `type=PATH msg=audit(1.2:3)`.
fn plain_head(bytes: &[u8], start: usize, end: usize) -> Option<Head> {
    let line = &bytes[start..end];
    if !line.starts_with(b"type=") {
        return None;
    }
    let type_end = memchr(b' ', line)?;
    if !line[type_end..].starts_with(b" msg=audit(") || line[..type_end].contains(&b'(') {
        return None;
    }
    let stamp = stamp_at(&bytes[..end], start + type_end + 5)?;
    let node = (start, start);
    Some(Head { record_type: (start + 5, start + type_end), node, stamp })
}

/// The head of the record in this line.
fn read_head(bytes: &[u8], start: usize, end: usize) -> Option<Head> {
    if let Some(head) = plain_head(bytes, start, end) {
        return Some(head);
    }
    let stamp = stamp(&bytes[..end], start)?;
    let before = |to: usize| start + bytes[start..to].trim_ascii_end().len();
    let mut to = before(stamp.start);
    if bytes[start..to].ends_with(b"msg=") {
        to = before(to - 4);
    }
    let word = |to: usize| (start + memchr::memrchr(b' ', &bytes[start..to]).map_or(0, |at| at + 1), to);
    let (mut from, _) = word(to);
    let mut head = Head { record_type: (to, to), node: (to, to), stamp };
    if bytes[from..to].starts_with(b"type=") {
        head.record_type = (from + 5, to);
    } else if bytes[from..to].starts_with(b"=") && bytes[start..from].ends_with(b"type ") {
        // As some versions of the kernel write it: `type =1400`.
        head.record_type = (from + 1, to);
    } else {
        from = to;
    }
    let (from, to) = word(before(from));
    if bytes[from..to].starts_with(b"node=") {
        head.node = (from + 5, to);
    }
    Some(head)
}

/// The fields of a record, given the end of its stamp.
fn body(bytes: &[u8], stamp_end: usize, line_end: usize) -> (usize, usize) {
    let mut at = stamp_end;
    while at < line_end && matches!(bytes[at], b':' | b' ' | b'\t') {
        at += 1;
    }
    (at, at + bytes[at..line_end].trim_ascii_end().len())
}

/// The key of a record and where it stands: numbers become names.
fn type_name<'t>(
    text: &'t str,
    whole: Span,
    (start, end): (usize, usize),
    store: &mut Store,
) -> (Span, &'t str) {
    let written = text.get(start..end).unwrap_or_default();
    let number = written.strip_prefix("UNKNOWN[").and_then(|rest| rest.strip_suffix(']')).unwrap_or(written);
    if number.starts_with(|first: char| first.is_ascii_digit())
        && let Ok(number) = number.parse::<u32>()
        && let Ok(at) = RECORDS.binary_search_by_key(&number, |(number, _)| *number)
    {
        let name = RECORDS[at].1;
        return (store.push_text(name.to_owned()), name);
    }
    (whole.within(start, end), written)
}
