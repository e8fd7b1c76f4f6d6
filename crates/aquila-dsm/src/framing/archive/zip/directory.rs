//! The directory at the end of a zip. It is read as it is needed: a count of
//! members that it claims reserves nothing.

use std::io::{self, Read};

use super::entry::{ENTRY, ENTRY_MAGIC, Entry, entry, entry_parts};
use super::fields::Fields;
use crate::framing::archive::section::Shared;
use crate::framing::input::Buffered;

const END_MAGIC: &[u8] = b"PK\x05\x06";
const END: usize = 22;
const WIDE_END_MAGIC: &[u8] = b"PK\x06\x06";
const WIDE_END: usize = 56;
const LOCATOR_MAGIC: &[u8] = b"PK\x06\x07";
const LOCATOR: usize = 20;

/// How many ends of a directory are tried: a comment may have what looks like one.
const TRIES: usize = 16;

/// Where the directory is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    start: u64,
    end: u64,
    /// What to add to offsets: the size of what stands in front of the zip.
    shift: u64,
    /// The number of entries that is claimed.
    entries: u64,
    /// It may be larger: only so many bits are stated.
    narrow: bool,
}

/// The directory, if there is one that can be read to its end.
pub(super) fn find(file: &Shared) -> io::Result<Option<Place>> {
    let start = file.size().saturating_sub((END + LOCATOR + WIDE_END) as u64 + u64::from(u16::MAX));
    let tail = file.bytes(start, usize::try_from(file.size() - start).unwrap_or(0))?;
    for at in memchr::memmem::rfind_iter(&tail, END_MAGIC).take(TRIES) {
        if let Some(place) = place(file, &tail[at..], start + at as u64)?
            && place.is_sound(file)
        {
            return Ok(Some(place));
        }
    }
    Ok(None)
}

fn place(file: &Shared, record: &[u8], at: u64) -> io::Result<Option<Place>> {
    let Some((disk, mut place, offset, size)) = narrow_end(record, at) else { return Ok(None) };
    let (mut offset, mut size) = (offset, size);
    if let Some(wide) = wide_end(file, at)? {
        place.entries = wide.entries;
        place.end = wide.at;
        place.narrow = false;
        (offset, size) = (wide.offset, wide.size);
    } else if disk != 0 {
        // The last part of a split archive: the offsets are of other files.
        return Ok(None);
    }
    // What the record says fits the place of the record, or there is something in front.
    let Some(start) = place.end.checked_sub(size) else { return Ok(None) };
    let Some(shift) = start.checked_sub(offset) else { return Ok(None) };
    Ok(Some(Place { start, shift, ..place }))
}

fn narrow_end(record: &[u8], at: u64) -> Option<(u16, Place, u64, u64)> {
    let mut fields = Fields(record.get(4..END)?);
    let disk = fields.u16()?;
    fields.bytes(4)?;
    let entries = fields.u16()?.into();
    let (size, offset) = (fields.u32()?, fields.u32()?);
    let comment = usize::from(fields.u16()?);
    record.get(..END + comment)?;
    let place = Place { start: 0, end: at, shift: 0, entries, narrow: true };
    Some((disk, place, offset.into(), size.into()))
}

struct WideEnd {
    at: u64,
    entries: u64,
    size: u64,
    offset: u64,
}

/// The record with numbers of 64 bits in front of the other.
fn wide_end(file: &Shared, end: u64) -> io::Result<Option<WideEnd>> {
    let Some(locator_at) = end.checked_sub(LOCATOR as u64) else { return Ok(None) };
    let locator = file.bytes(locator_at, LOCATOR)?;
    let Some(stated) = locator.strip_prefix(LOCATOR_MAGIC).and_then(|rest| Fields(rest.get(4..)?).u64())
    else {
        return Ok(None);
    };
    // With something in front of the zip it is not where it says, but right before.
    for at in [stated, locator_at.saturating_sub(WIDE_END as u64)] {
        let record = file.bytes(at, WIDE_END)?;
        if let Some(wide) = parse_wide(&record, at) {
            return Ok(Some(wide));
        }
    }
    Ok(None)
}

fn parse_wide(record: &[u8], at: u64) -> Option<WideEnd> {
    let mut fields = Fields(record.strip_prefix(WIDE_END_MAGIC)?);
    fields.bytes(28)?;
    let (entries, size, offset) = (fields.u64()?, fields.u64()?, fields.u64()?);
    Some(WideEnd { at, entries, size, offset })
}

impl Place {
    /// Whether the directory can be read to its end, and has as many entries as
    /// are claimed.
    fn is_sound(&self, file: &Shared) -> bool {
        let mut directory = Directory::new(file, *self);
        let mut entries = 0_u64;
        loop {
            match directory.next() {
                Ok(Some(_)) => entries += 1,
                Ok(None) => break,
                Err(_) => return false,
            }
        }
        entries == self.entries || (self.narrow && entries & 0xffff == self.entries)
    }

    /// Whether it lists nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.entries == 0
    }
}

/// Reads the entries of a directory.
pub(super) struct Directory {
    entries: Buffered,
    shift: u64,
}

impl Directory {
    pub(super) fn new(file: &Shared, place: Place) -> Self {
        Self { entries: Buffered::new(Box::new(file.section(place.start, place.end))), shift: place.shift }
    }

    /// The next entry, `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Entry>> {
        let head = self.entries.peek(ENTRY_MAGIC.len())?;
        if head != ENTRY_MAGIC {
            // A signature of the directory may follow; zip programs pass over it.
            let done = head.is_empty() || head == b"PK\x05\x05" || head == WIDE_END_MAGIC;
            return if done { Ok(None) } else { Err(io::ErrorKind::InvalidData.into()) };
        }
        let mut fixed = [0; ENTRY];
        self.entries.read_exact(&mut fixed)?;
        // Each part has at most 64 KiB.
        let mut parts = entry_parts(&fixed).unwrap_or_default().map(|size| vec![0; size]);
        for part in &mut parts {
            self.entries.read_exact(part)?;
        }
        let [name, extra, _] = &parts;
        let mut entry = entry(&fixed, name, extra).ok_or(io::ErrorKind::InvalidData)?;
        entry.offset = entry.offset.saturating_add(self.shift);
        Ok(Some(entry))
    }
}
