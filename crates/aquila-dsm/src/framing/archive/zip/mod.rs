//! Walks a zip by its directory; if that is missing or damaged, by the headers
//! in front of the data, so that a download that broke off gives what it has.

mod directory;
mod entry;
mod fields;
mod scan;

use std::io::{self, Cursor, Read};
use std::sync::Arc;

use self::directory::Directory;
use self::entry::Entry;
use self::scan::{OpenEnded, Scan, read_local};
use super::checked::{Checked, Promise};
use super::section::Shared;
use super::{Content, Found, Walk, lost};
use crate::chunk::Problem;
use crate::framing::budget::{Budget, Capped};
use crate::framing::codec::{Codec, Decoded};
use crate::framing::input::{Buffered, Bytes};

/// How much is read ahead of a member whose end is not known.
const AHEAD: usize = 4 << 10;

/// Whether a file ends with the directory of a zip that has members.
pub(super) fn has_directory(file: &Shared) -> bool {
    matches!(directory::find(file), Ok(Some(place)) if !place.is_empty())
}

/// A zip.
pub(super) struct Zip {
    file: Shared,
    budget: Arc<Budget>,
    by: By,
}

/// How members are found.
enum By {
    Directory(Directory),
    Scan(Scan),
    Nothing,
}

impl Zip {
    pub(super) fn new(file: Shared, budget: &Arc<Budget>, problems: &mut Vec<Problem>) -> Self {
        let by = match directory::find(&file) {
            Ok(Some(place)) => By::Directory(Directory::new(&file, place)),
            Ok(None) => {
                let cause = "zip data ends early or is damaged: its directory is missing, members may be too";
                problems.push(lost(file.size(), cause));
                By::Scan(Scan::new())
            }
            Err(error) => {
                problems.push(lost(file.size(), error.to_string()));
                By::Nothing
            }
        };
        Self { file, budget: Arc::clone(budget), by }
    }

    fn advance(&mut self) -> io::Result<Option<Found>> {
        let found = match &mut self.by {
            By::Nothing => return Ok(None),
            By::Directory(directory) => loop {
                match directory.next()? {
                    Some(entry) if entry.is_directory() => {}
                    Some(entry) => break Some(self.listed(entry)),
                    None => break None,
                }
            },
            By::Scan(_) => self.scanned()?,
        };
        Ok(found)
    }

    /// A member of the directory.
    fn listed(&self, entry: Entry) -> Found {
        let content = if entry.disk != 0 && entry.disk != 0xffff {
            Content::Failed("in another part of a split archive".to_owned())
        } else if entry.link {
            Content::Skipped("a symbolic link".to_owned())
        } else {
            match read_local(&self.file, entry.offset) {
                Ok(Some((_, start))) => self.content(&entry, start, false).0,
                Ok(None) => Content::Failed("damaged: there is no header where one should be".to_owned()),
                Err(error) => Content::Failed(error.to_string()),
            }
        };
        Found { name: entry.name, modified_ms: entry.modified_ms, content }
    }

    /// The next member by its header alone.
    fn scanned(&mut self) -> io::Result<Option<Found>> {
        self.pass_open_ended();
        let By::Scan(scan) = &mut self.by else { return Ok(None) };
        let (entry, start) = loop {
            match scan.next(&self.file)? {
                Some((entry, _)) if entry.is_directory() => {}
                Some(found) => break found,
                None => return Ok(None),
            }
        };
        let (content, mut open_ended) = self.content(&entry, start, entry.is_open_ended());
        let By::Scan(scan) = &mut self.by else { return Ok(None) };
        if !entry.is_open_ended() {
            scan.at = start.saturating_add(entry.packed);
            open_ended = None;
        }
        scan.open_ended = open_ended;
        Ok(Some(Found { name: entry.name, modified_ms: entry.modified_ms, content }))
    }

    /// Goes to the end of a member without a size. What was not read of it is
    /// decoded: a search could find headers of an archive in the member.
    fn pass_open_ended(&mut self) {
        let By::Scan(scan) = &mut self.by else { return };
        let Some(open) = scan.open_ended.take() else { return };
        let mut end = open.end();
        if end.is_none()
            && let (Content::Bytes(mut bytes), Some(again)) = self.content(&open.entry, open.start, true)
        {
            let _ = io::copy(&mut bytes, &mut io::sink());
            end = again.end();
        }
        if let (Some(end), By::Scan(scan)) = (end, &mut self.by) {
            scan.at = end.max(open.start);
        }
    }

    /// The bytes of a member, and how to watch where they end.
    fn content(&self, entry: &Entry, start: u64, open_ended: bool) -> (Content, Option<OpenEnded>) {
        if entry.is_encrypted() {
            return (Content::Failed("encrypted".to_owned()), None);
        }
        if !open_ended && entry.size == 0 && entry.packed == 0 {
            return (Content::Bytes(Box::new(io::empty())), None);
        }
        if open_ended && entry.method == 0 {
            return (Content::Failed("its size is not known".to_owned()), None);
        }
        let section = if open_ended {
            Buffered::with_capacity(Box::new(self.file.section(start, self.file.size())), AHEAD)
        } else {
            Buffered::new(Box::new(self.file.section(start, start.saturating_add(entry.packed))))
        };
        let used = section.used();
        let decoded = match decoder(entry, section) {
            Ok(Some(decoded)) => decoded,
            Ok(None) => return (Content::Failed(unsupported(entry.method)), None),
            Err(error) => return (Content::Failed(error.to_string()), None),
        };
        let promise = if open_ended { Promise::default() } else { entry.promise() };
        let checked = Checked::new(Box::new(Capped::new(decoded, "zip", &self.budget)), promise);
        let watch = OpenEnded { entry: entry.clone(), start, used, ended: checked.ended() };
        (Content::Bytes(Box::new(checked)), Some(watch))
    }
}

fn unsupported(method: u16) -> String {
    let name = match method {
        1..=6 => " (of PKZIP 1)",
        98 => " (PPMd)",
        _ => "",
    };
    format!("compressed by method {method}{name}, which is not supported")
}

/// Decodes a member, `None` if its method is not known.
fn decoder(entry: &Entry, mut section: Buffered) -> io::Result<Option<Bytes>> {
    let codec = match entry.method {
        0 => Codec::Stored,
        8 => Codec::Deflate,
        9 => Codec::Deflate64,
        12 => Codec::Bzip2,
        14 => {
            let header = lzma_header(entry, &mut section)?;
            section = Buffered::new(Box::new(Cursor::new(header).chain(section)));
            Codec::Lzma
        }
        20 | 93 => Codec::Zstd,
        95 => Codec::Xz,
        _ => return Ok(None),
    };
    Ok(Some(Box::new(Decoded::new(codec, section)?)))
}

/// The header of an `.lzma` file, from the one that zip has in its place.
fn lzma_header(entry: &Entry, section: &mut Buffered) -> io::Result<Vec<u8>> {
    let mut header = [0; 9];
    section.read_exact(&mut header)?;
    let size = if entry.flags & 2 != 0 || entry.is_open_ended() { u64::MAX } else { entry.size };
    let mut lzma = header.get(4..).unwrap_or_default().to_vec();
    lzma.extend(size.to_le_bytes());
    Ok(lzma)
}

impl Walk for Zip {
    fn next(&mut self, problems: &mut Vec<Problem>) -> Option<Found> {
        self.advance().unwrap_or_else(|error| {
            problems.push(lost(self.file.size(), format!("the zip cannot be read further: {error}")));
            self.by = By::Nothing;
            None
        })
    }
}
