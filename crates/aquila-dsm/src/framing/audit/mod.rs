//! The records of the Linux audit system, put together to events.
//!
//! ```text
//! header     type, node, time and serial of a record, wherever it stands in a line
//! types      which records an event of a type has
//! event      an event so far; repeats: a line it has already
//! pending    the events that are not done, in order of time and of age
//! recent     the events that are
//! assembly   when an event is done
//! output     the chunk with the events in it
//! ```
//!
//! The kernel writes several records for one system call, which have their time and
//! serial alike (linux/audit.h, kernel/auditsc.c). Their order is free and those of
//! several events may alternate. The layer stands over the framer of lines: a chunk
//! without such records goes through as it is, lines that are no record stay where
//! they are. The text of an event is that of its records, one a line, in the order
//! in which they came: a piece of the chunk's text where they stand together, else
//! a copy at its end.

mod assembly;
mod event;
mod header;
mod output;
mod pending;
mod recent;
mod repeats;
#[cfg(test)]
mod speed;
#[cfg(test)]
mod tests;
pub(crate) mod types;

use std::sync::Arc;

use memchr::memmem::Finder;

use self::assembly::{Assembly, Bounds};
use self::event::Read;
use self::output::Output;
use self::types::Role;
use super::reader::Records;
use super::{Format, Limits};
use crate::chunk::{Chunk, Context, Frame, FrameKind};

/// The records of a text, those of audit events together if they are lines.
pub(super) fn over(records: impl Records + 'static, format: Format, limits: &Limits) -> Box<dyn Records> {
    match format {
        Format::Lines => Box::new(Assembled::new(records, Bounds::new(limits.max_record))),
        Format::Json | Format::Csv | Format::Xml | Format::Evtx => Box::new(records),
    }
}

/// What the number of PATH records follows.
const ITEMS: &[u8] = b" items=";

/// Lines, with the audit records in them made events.
struct Assembled<R> {
    lines: R,
    assembly: Assembly,
    context: Arc<Context>,
    mark: Finder<'static>,
    items: Finder<'static>,
}

impl<R: Records> Records for Assembled<R> {
    fn next_chunk(&mut self) -> Option<Chunk> {
        while let Some(chunk) = self.lines.next_chunk() {
            // Lines of other kinds change nothing about the events that wait.
            let Some(at) = self.mark.find(&chunk.text) else { return Some(chunk) };
            if let Some(chunk) = self.assemble(chunk, at) {
                return Some(chunk);
            }
        }
        let mut out = Output::new(Vec::new(), Vec::new(), 0);
        self.assembly.finish(&mut out);
        out.finish(Arc::clone(&self.context))
    }
}

impl<R: Records> Assembled<R> {
    fn new(lines: R, bounds: Bounds) -> Self {
        Self {
            lines,
            assembly: Assembly::new(bounds),
            context: Arc::default(),
            mark: Finder::new(header::MARK),
            items: Finder::new(ITEMS),
        }
    }

    /// A chunk with events in place of records, of which the first has its mark at `at`.
    fn assemble(&mut self, chunk: Chunk, at: usize) -> Option<Chunk> {
        let Chunk { text, frames, context, problems } = chunk;
        let size = text.len();
        let mut out = Output::new(text, problems, frames.len());
        // The first mark from where reading stands; those of bare records are passed by.
        let mut mark = Some(at);
        for frame in frames {
            let line = out.payload(&frame);
            let header = header::parse_bare(line).or_else(|| {
                if mark.is_some_and(|at| at < frame.start) {
                    let rest = out.text.get(frame.start..size).unwrap_or_default();
                    mark = self.mark.find(rest).map(|at| frame.start + at);
                }
                header::parse_at(line, mark.filter(|at| *at < frame.end)? - frame.start)
            });
            let Some(header) = header else {
                out.frames.push(frame);
                continue;
            };
            let role = types::role(header.kind);
            if role == Role::Joined {
                out.frames.push(Frame { kind: FrameKind::Audit, ..frame });
                continue;
            }
            let items = if role == Role::Head { self.items(line, header.end) } else { None };
            let crlf = out.text.get(frame.end..size).is_some_and(|rest| rest.starts_with(b"\r\n"));
            let read = Read { stamp: header.stamp, role, items, frame, crlf };
            self.assembly.set_node(header.node);
            self.assembly.add(&read, &mut out);
        }
        self.assembly.keep(&out.text);
        self.context = Arc::clone(&context);
        out.finish(context)
    }

    /// The number of PATH records that the fields of a record tell.
    fn items(&self, line: &[u8], fields: usize) -> Option<u64> {
        let fields = line.get(fields..)?;
        number(fields, self.items.find(fields)? + ITEMS.len())
    }
}

/// The number of at most nine digits at `at`.
fn number(text: &[u8], at: usize) -> Option<u64> {
    let digits = text.get(at..)?.iter().take_while(|byte| byte.is_ascii_digit());
    let (number, count) = digits
        .take(10)
        .fold((0, 0), |(number, count), digit| (number * 10 + u64::from(digit - b'0'), count + 1));
    (1..10).contains(&count).then_some(number)
}
