//! What a zip says of a member: an entry of its directory, or the header in
//! front of the data. Both have the same fields in another order.

use chrono::{NaiveDate, NaiveTime};

use super::fields::Fields;
use crate::framing::archive::checked::Promise;

/// The size of a directory entry before its name.
pub(super) const ENTRY: usize = 46;
/// The size of a header in front of the data before its name.
pub(super) const LOCAL: usize = 30;

/// Nothing, compressed by any method, is no longer than this.
const EMPTY: u64 = 64;

pub(super) const ENTRY_MAGIC: &[u8] = b"PK\x01\x02";
pub(super) const LOCAL_MAGIC: &[u8] = b"PK\x03\x04";

/// A member.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: Vec<u8>,
    pub(super) flags: u16,
    pub(super) method: u16,
    pub(super) crc: u32,
    /// The size of the data in the file.
    pub(super) packed: u64,
    /// The size of what comes out.
    pub(super) size: u64,
    pub(super) modified_ms: Option<i64>,
    /// Where its header is.
    pub(super) offset: u64,
    /// The sizes are of 64 bits.
    pub(super) large: bool,
    pub(super) link: bool,
    pub(super) disk: u32,
}

impl Entry {
    pub(super) fn is_encrypted(&self) -> bool {
        // Plain, strong, and a masked directory; method 99 is AES.
        self.flags & 0x2041 != 0 || self.method == 99
    }

    /// Whether sizes and checksum follow the data. For a local header alone: a
    /// directory entry has them.
    pub(super) fn is_open_ended(&self) -> bool {
        self.flags & 8 != 0 && self.packed == 0
    }

    pub(super) fn is_directory(&self) -> bool {
        self.name.ends_with(b"/") && self.size == 0 && self.packed <= EMPTY
    }

    pub(super) fn promise(&self) -> Promise {
        Promise { size: Some(self.size), wraps: !self.large, crc: Some(self.crc) }
    }

    /// Adds what is in the extra part.
    fn extend(&mut self, extra: &[u8]) {
        let mut extra = Fields(extra);
        while let Some((tag, field)) = extra.tagged() {
            match tag {
                0x0001 => self.widen(field),
                0x5455 => self.modified_ms = unix_time(field).or(self.modified_ms),
                0x000a => self.modified_ms = windows_time(field).or(self.modified_ms),
                _ => {}
            }
        }
    }

    /// Sizes of 64 bits are stated where the others are at their maximum.
    fn widen(&mut self, mut field: Fields<'_>) {
        const FULL: u64 = u32::MAX as u64;
        self.large |= self.size == FULL || self.packed == FULL;
        for value in [&mut self.size, &mut self.packed, &mut self.offset] {
            if *value == FULL {
                let Some(wide) = field.u64() else { return };
                *value = wide;
            }
        }
    }
}

/// The sizes of the parts that follow a directory entry: name, extra, comment.
pub(super) fn entry_parts(fixed: &[u8]) -> Option<[usize; 3]> {
    let mut fields = Fields(fixed.get(28..34)?);
    Some([fields.u16()?.into(), fields.u16()?.into(), fields.u16()?.into()])
}

/// A directory entry with its name and extra part.
pub(super) fn entry(fixed: &[u8], name: &[u8], extra: &[u8]) -> Option<Entry> {
    let mut fields = Fields(fixed.strip_prefix(ENTRY_MAGIC)?);
    let made_by = fields.u16()?;
    fields.u16()?;
    let mut entry = shared(&mut fields)?;
    fields.bytes(6)?;
    entry.disk = fields.u16()?.into();
    fields.u16()?;
    let attributes = fields.u32()?;
    entry.offset = fields.u32()?.into();
    // Written on Unix or macOS: the upper half is the mode, which tells links.
    entry.link = matches!(made_by >> 8, 3 | 19) && (attributes >> 16) & 0xf000 == 0xa000;
    entry.name = name.to_vec();
    entry.extend(extra);
    Some(entry)
}

/// The sizes of the parts that follow a local header: name and extra.
pub(super) fn local_parts(fixed: &[u8]) -> Option<[usize; 2]> {
    let mut fields = Fields(fixed.strip_prefix(LOCAL_MAGIC)?.get(22..)?);
    Some([fields.u16()?.into(), fields.u16()?.into()])
}

/// A local header with its name and extra part.
pub(super) fn local(fixed: &[u8], name: &[u8], extra: &[u8]) -> Option<Entry> {
    let mut fields = Fields(fixed.strip_prefix(LOCAL_MAGIC)?);
    fields.u16()?;
    let mut entry = shared(&mut fields)?;
    entry.name = name.to_vec();
    entry.extend(extra);
    Some(entry)
}

fn shared(fields: &mut Fields<'_>) -> Option<Entry> {
    let (flags, method) = (fields.u16()?, fields.u16()?);
    let (time, date) = (fields.u16()?, fields.u16()?);
    Some(Entry {
        flags,
        method,
        modified_ms: dos_time(date, time),
        crc: fields.u32()?,
        packed: fields.u32()?.into(),
        size: fields.u32()?.into(),
        ..Entry::default()
    })
}

/// Local time of a zone that nobody knows, taken as UTC.
fn dos_time(date: u16, time: u16) -> Option<i64> {
    let (date, time) = (u32::from(date), u32::from(time));
    let year = 1980 + i32::try_from(date >> 9).ok()?;
    let day = NaiveDate::from_ymd_opt(year, (date >> 5) & 15, date & 31)?;
    let at = NaiveTime::from_hms_opt(time >> 11, (time >> 5) & 63, 2 * (time & 31))?;
    Some(day.and_time(at).and_utc().timestamp_millis())
}

fn unix_time(mut field: Fields<'_>) -> Option<i64> {
    let flags = *field.bytes(1)?.first()?;
    let seconds = field.u32()?.cast_signed();
    (flags & 1 != 0).then(|| i64::from(seconds) * 1000)
}

fn windows_time(mut field: Fields<'_>) -> Option<i64> {
    field.u32()?;
    let (tag, mut times) = field.tagged()?;
    let ticks = times.u64().filter(|_| tag == 1)?;
    crate::framing::archive::windows_ms(ticks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        assert_eq!(dos_time(44 << 9 | 6 << 5 | 1, 12 << 11 | 30 << 5 | 2), Some(1_717_245_004_000));
        assert_eq!(dos_time(0, 0), None);
        assert_eq!(dos_time(0xffff, 0xffff), None);
        assert_eq!(unix_time(Fields(b"\x01\0\0\0\0")), Some(0));
        assert_eq!(unix_time(Fields(b"\x01\0\0")), None);
        let mut ntfs = vec![0; 4];
        ntfs.extend([1, 0, 24, 0]);
        ntfs.extend(133_616_736_000_000_000_u64.to_le_bytes());
        ntfs.extend([0; 16]);
        assert_eq!(windows_time(Fields(&ntfs)), Some(1_717_200_000_000));
    }

    #[test]
    fn wide_sizes() {
        let mut entry =
            Entry { size: u32::MAX.into(), packed: 5, offset: u32::MAX.into(), ..Entry::default() };
        let mut extra = vec![1, 0, 16, 0];
        extra.extend((1_u64 << 40).to_le_bytes());
        extra.extend(7_u64.to_le_bytes());
        entry.extend(&extra);
        assert_eq!((entry.size, entry.packed, entry.offset, entry.large), (1 << 40, 5, 7, true));
    }
}
