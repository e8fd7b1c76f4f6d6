//! Checksums, and what to believe of a chunk whose checksum is wrong.
//!
//! A wrong checksum is no reason to lose records: a log that was copied from a
//! running host has stale headers as a rule. But the numbers in such a header
//! say where the records end, and would drop some in silence, so they give way
//! to what the records themselves say.

use memchr::memmem;

use super::layout::{
    BLOCK, BLOCK_MAGIC, DATA_CHECKSUM, FILE_MAGIC, FIRST_ID, FLAGS, FREE_SPACE, HEADER_CHECKSUM, LAST_ID,
    LAST_RECORD, NO_CHECKSUM, RECORD_MAGIC, RECORDS, STRINGS, put, record_end, u32_at, u64_at,
};
use super::strings;

/// What is wrong with a file header, if anything is.
pub(super) fn file_header(header: &[u8]) -> Option<&'static str> {
    if !header.starts_with(FILE_MAGIC) {
        return Some("EVTX file header without its signature, chunks are read all the same");
    }
    let covered = header.get(..FLAGS).unwrap_or_default();
    let unchecked = u32_at(header, FLAGS) & NO_CHECKSUM != 0;
    let intact = unchecked || crc32fast::hash(covered) == u32_at(header, HEADER_CHECKSUM);
    (!intact).then_some("EVTX file header with a wrong checksum, chunks are read all the same")
}

/// Whether a chunk is one.
pub(super) enum Signature {
    /// It says so.
    There,
    /// It did not, but has records where a chunk has them.
    Restored,
    /// It has records, but not there.
    Lost,
    /// It has none: what the disk held before, as a rule.
    None,
}

/// Looks at the signature of a chunk, and restores it if the rest is in order.
pub(super) fn signature(data: &mut [u8]) -> Signature {
    if data.starts_with(BLOCK_MAGIC) {
        return Signature::There;
    }
    if record_end(data, RECORDS).is_some() {
        data[..BLOCK_MAGIC.len()].copy_from_slice(BLOCK_MAGIC);
        return Signature::Restored;
    }
    let lost = memmem::find_iter(data, RECORD_MAGIC).any(|at| record_end(data, at).is_some());
    if lost { Signature::Lost } else { Signature::None }
}

/// Makes a chunk fit to be read, and says what was wrong with it. That the file
/// ends inside it is known already if it is not `whole`.
pub(super) fn block(data: &mut [u8], whole: bool) -> Vec<&'static str> {
    let mut notes = Vec::new();
    let intact = checksums(data);
    if whole && !intact {
        notes.push("EVTX chunk with a wrong checksum, its records are read all the same");
    }
    if !intact {
        follow_records(data);
    }
    if !strings::check(data) {
        notes.push("EVTX chunk with a damaged table of names, they are looked up one by one");
    }
    notes
}

fn checksums(data: &[u8]) -> bool {
    if u32_at(data, FLAGS) & NO_CHECKSUM != 0 {
        return true;
    }
    let mut header = crc32fast::Hasher::new();
    header.update(data.get(..FLAGS).unwrap_or_default());
    header.update(data.get(STRINGS..RECORDS).unwrap_or_default());
    let records = data.get(RECORDS..u32_at(data, FREE_SPACE) as usize);
    header.finalize() == u32_at(data, HEADER_CHECKSUM)
        && records.is_some_and(|records| crc32fast::hash(records) == u32_at(data, DATA_CHECKSUM))
}

/// Widens what the header says of the records to those that follow one another
/// from the first. Never narrows it: after a broken record there may be more.
fn follow_records(data: &mut [u8]) {
    let (mut at, mut last) = (RECORDS, RECORDS);
    let (mut low, mut high) = (u64_at(data, FIRST_ID), u64_at(data, LAST_ID));
    while let Some(end) = record_end(data, at) {
        let id = u64_at(data, at + 8);
        (low, high) = (low.min(id), high.max(id));
        (last, at) = (at, end);
    }
    let sane = |told: u32, least: usize| match told as usize {
        told @ RECORDS..=BLOCK => told.max(least),
        _ => BLOCK,
    };
    let free = sane(u32_at(data, FREE_SPACE), at);
    let last = sane(u32_at(data, LAST_RECORD), last);
    put(data, FIRST_ID, low.to_le_bytes());
    put(data, LAST_ID, high.to_le_bytes());
    put(data, FREE_SPACE, (free as u32).to_le_bytes());
    put(data, LAST_RECORD, (last as u32).to_le_bytes());
}
