//! Where things lie in an EVTX file: libevtx, "Windows XML Event Log (EVTX)
//! format", sections 2 to 4. All numbers are little-endian.

/// Length of the file header.
pub(super) const FILE_HEADER: usize = 4096;
/// How a file begins.
pub(super) const FILE_MAGIC: &[u8] = b"ElfFile\0";
/// Length of a chunk.
pub(super) const BLOCK: usize = 64 << 10;
/// How a chunk begins.
pub(super) const BLOCK_MAGIC: &[u8] = b"ElfChnk\0";
/// Where the records of a chunk begin.
pub(super) const RECORDS: usize = 512;
/// How a record begins.
pub(super) const RECORD_MAGIC: &[u8] = b"**\0\0";
/// Length of a record's header.
pub(super) const RECORD_HEADER: usize = 24;

/// In the file header: how many chunks there are.
pub(super) const BLOCKS: usize = 42;

/// In the file header and in that of a chunk: flags, and the checksum after them.
pub(super) const FLAGS: usize = 120;
pub(super) const HEADER_CHECKSUM: usize = 124;
/// The flag that says there are no checksums.
pub(super) const NO_CHECKSUM: u32 = 4;

/// In the header of a chunk.
pub(super) const FIRST_ID: usize = 24;
pub(super) const LAST_ID: usize = 32;
pub(super) const LAST_RECORD: usize = 44;
pub(super) const FREE_SPACE: usize = 48;
pub(super) const DATA_CHECKSUM: usize = 52;
pub(super) const STRINGS: usize = 128;
pub(super) const STRING_BUCKETS: usize = 64;

/// The number of two bytes at `at`.
pub(super) fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*data.get(at..)?.first_chunk()?))
}

/// The number of four bytes at `at`; 0 past the end.
pub(super) fn u32_at(data: &[u8], at: usize) -> u32 {
    data.get(at..).and_then(|rest| rest.first_chunk()).copied().map_or(0, u32::from_le_bytes)
}

/// The number of eight bytes at `at`; 0 past the end.
pub(super) fn u64_at(data: &[u8], at: usize) -> u64 {
    data.get(at..).and_then(|rest| rest.first_chunk()).copied().map_or(0, u64::from_le_bytes)
}

/// Writes a number at `at`, if there is room.
pub(super) fn put<const N: usize>(data: &mut [u8], at: usize, bytes: [u8; N]) {
    if let Some(place) = data.get_mut(at..at + N) {
        place.copy_from_slice(&bytes);
    }
}

/// The end of the record at `at`, if there is one: its size stands before and
/// after it.
pub(super) fn record_end(data: &[u8], at: usize) -> Option<usize> {
    if !data.get(at..)?.starts_with(RECORD_MAGIC) {
        return None;
    }
    let size = u32_at(data, at + 4) as usize;
    let end = at.checked_add(size)?;
    let whole = size >= RECORD_HEADER + 4 && end <= data.len();
    (whole && u32_at(data, end - 4) as usize == size).then_some(end)
}
