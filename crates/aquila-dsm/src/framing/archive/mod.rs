//! Archives: a walk over their members, each opened like an input of its own.
//!
//! ```text
//! section   a file that is read in several places; a part of it
//! stream    a stream that members take turns in
//! checked   the size and checksum that an archive promises
//! label     names of members, which are only ever shown
//! zip tar sevenz   one walk per format
//! ```
//!
//! Nothing is allocated from a size that an archive claims, and a name is never
//! used as a path.

mod checked;
mod label;
mod section;
mod sevenz;
mod stream;
mod tar;
#[cfg(test)]
mod tests;
mod zip;

use std::fmt;
use std::sync::atomic::Ordering;

pub(super) use section::Shared;

use super::input::Bytes;
use super::open::{Inside, take_apart};
use super::{Envelope, Opened};
use crate::chunk::Problem;

/// The format of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// zip, and what is built on it.
    Zip,
    /// tar of any age.
    Tar,
    /// 7z.
    SevenZip,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Zip => "zip",
            Self::Tar => "tar",
            Self::SevenZip => "7z",
        })
    }
}

/// The archive that these first bytes show.
pub(super) fn kind(head: &[u8]) -> Option<Kind> {
    match head {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Kind::Zip),
        // An archive that was to be split, and is not.
        [b'P', b'K', 7, 8, b'P', b'K', 3, 4, ..] => Some(Kind::Zip),
        [b'P', b'K', b'0', b'0', b'P', b'K', 3, 4, ..] => Some(Kind::Zip),
        [b'7', b'z', 0xbc, 0xaf, 0x27, 0x1c, ..] => Some(Kind::SevenZip),
        _ => tar::detect(head).then_some(Kind::Tar),
    }
}

/// Whether a file that begins like this may be a program with an archive after it.
pub(super) fn may_have_appended(head: &[u8]) -> bool {
    head.starts_with(b"MZ") && memchr::memchr(0, head).is_some()
}

/// The archive after a program.
pub(super) fn appended(file: &Shared) -> Option<Kind> {
    zip::has_directory(file).then_some(Kind::Zip)
}

/// A member of an archive.
#[derive(Debug)]
pub struct Member {
    /// Its name in the archive, to be shown and never to be used as a path.
    /// Bytes that are not UTF-8 are escaped as `\xff`.
    pub name: String,
    /// When it was changed. A zip that states only local time is taken as UTC.
    pub modified_ms: Option<i64>,
    /// What is in it.
    pub opened: MemberContent,
}

/// What is in a [`Member`].
#[derive(Debug)]
pub enum MemberContent {
    /// An input like any other.
    Opened(Opened),
    /// No file: a link, a device. The reason.
    Skipped(String),
    /// It cannot be read. The reason: encrypted, an unknown method, damaged.
    Failed(String),
}

/// Gives the members of an archive, one at a time.
pub struct Archive {
    kind: Kind,
    envelopes: Vec<Envelope>,
    walk: Box<dyn Walk>,
    inside: Inside,
    problems: Vec<Problem>,
    ended: bool,
}

/// Finds the members of an archive.
trait Walk: Send {
    /// The next member, `None` at the end. What the former one left is skipped.
    fn next(&mut self, problems: &mut Vec<Problem>) -> Option<Found>;
}

/// A member that was found.
struct Found {
    name: Vec<u8>,
    modified_ms: Option<i64>,
    content: Content,
}

enum Content {
    Bytes(Bytes),
    Skipped(String),
    Failed(String),
}

impl fmt::Debug for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Archive")
            .field("kind", &self.kind)
            .field("envelopes", &self.envelopes)
            .finish_non_exhaustive()
    }
}

impl Archive {
    /// A tar archive, which comes as a stream.
    pub(super) fn tar(input: Bytes, envelopes: Vec<Envelope>, inside: Inside) -> Self {
        Self::new(Kind::Tar, Box::new(tar::Tar::new(input)), envelopes, inside)
    }

    /// An archive with a list of its members at the end. `failure` says why the
    /// file is not whole.
    pub(super) fn seekable(
        kind: Kind,
        file: Shared,
        failure: Option<String>,
        envelopes: Vec<Envelope>,
        inside: Inside,
    ) -> Self {
        let mut problems = Vec::new();
        if let Some(cause) = failure {
            problems.push(lost(file.size(), cause));
        }
        let walk: Box<dyn Walk> = if kind == Kind::SevenZip {
            Box::new(sevenz::SevenZip::new(file, &inside.budget, &mut problems))
        } else {
            Box::new(zip::Zip::new(file, &inside.budget, &mut problems))
        };
        let mut archive = Self::new(kind, walk, envelopes, inside);
        archive.problems = problems;
        archive
    }

    fn new(kind: Kind, walk: Box<dyn Walk>, mut envelopes: Vec<Envelope>, inside: Inside) -> Self {
        envelopes.push(Envelope::Archive(kind));
        Self { kind, envelopes, walk, inside, problems: Vec::new(), ended: false }
    }

    /// The format of the archive.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The compression around it, outermost first, then the archive itself.
    pub fn envelopes(&self) -> &[Envelope] {
        &self.envelopes
    }

    /// How many bytes of the file on disk were read so far.
    pub fn bytes_read(&self) -> u64 {
        self.inside.budget.progress().load(Ordering::Relaxed)
    }

    /// The next member, or `None` at the end. The reader of the former member
    /// has to be finished or dropped: what it left is skipped.
    pub fn next_member(&mut self) -> Option<Member> {
        if self.ended {
            return None;
        }
        let found = self.find();
        self.ended = found.is_none();
        let found = found?;
        let opened = match found.content {
            Content::Bytes(bytes) => match take_apart(bytes, self.inside.clone()) {
                Ok(opened) => MemberContent::Opened(opened),
                Err(error) => MemberContent::Failed(error.to_string()),
            },
            Content::Skipped(reason) => MemberContent::Skipped(reason),
            Content::Failed(reason) => MemberContent::Failed(reason),
        };
        Some(Member { name: label::label(&found.name), modified_ms: found.modified_ms, opened })
    }

    fn find(&mut self) -> Option<Found> {
        if self.inside.budget.is_spent() {
            let cause = "a limit on output was reached: members that follow were not read";
            self.problems.push(lost(0, cause));
            return None;
        }
        let found = self.walk.next(&mut self.problems)?;
        if let Err(cause) = self.inside.budget.count_member() {
            self.problems.push(lost(0, cause));
            return None;
        }
        Some(found)
    }

    /// What is wrong with the archive itself: damaged, cut short, too many
    /// members. Complete once [`Archive::next_member`] gave `None`.
    pub fn take_problems(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.problems)
    }
}

/// Something of an archive that cannot be used. The offset is one of the archive.
fn lost(offset: u64, cause: impl Into<String>) -> Problem {
    Problem { line: None, offset, cause: cause.into(), lost: true }
}

/// Windows counts from 1601 in units of 100 nanoseconds.
fn windows_ms(ticks: u64) -> Option<i64> {
    i64::try_from(ticks / 10_000).ok()?.checked_sub(11_644_473_600_000).filter(|_| ticks > 0)
}
