//! One block of 512 bytes before each tar member.

/// The size of all blocks.
pub(super) const BLOCK: usize = 512;

/// A block.
pub(super) type Block = [u8; BLOCK];

/// A header whose checksum fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) name: Vec<u8>,
    /// `None` if the field is damaged or negative.
    pub(super) size: Option<u64>,
    pub(super) modified_ms: Option<i64>,
    pub(super) kind: u8,
    /// It has the mark of POSIX or GNU.
    pub(super) marked: bool,
    /// A sparse file goes on in another header block.
    pub(super) extended: bool,
}

impl Header {
    /// The header in a block, if it is one.
    pub(super) fn parse(block: &Block) -> Option<Self> {
        if !checksum_fits(block) {
            return None;
        }
        let field = |start: usize, size: usize| block.get(start..start + size).unwrap_or_default();
        let posix = field(257, 6) == b"ustar\0";
        let gnu = field(257, 8) == b"ustar  \0";
        let mut name = Vec::new();
        let prefix = until_zero(field(345, 155));
        if posix && !prefix.is_empty() {
            name.extend_from_slice(prefix);
            name.push(b'/');
        }
        name.extend_from_slice(until_zero(field(0, 100)));
        Some(Self {
            name,
            size: number(field(124, 12)).and_then(|size| u64::try_from(size).ok()),
            modified_ms: number(field(136, 12)).and_then(|seconds| seconds.checked_mul(1000)),
            kind: block[156],
            marked: posix || gnu,
            extended: block[482] != 0,
        })
    }
}

/// Whether a block could begin an archive.
pub(super) fn begins(head: &[u8]) -> bool {
    let mark = head.get(257..265).unwrap_or_default();
    if mark.starts_with(b"ustar\0") || mark == b"ustar  \0" {
        return true;
    }
    // Before POSIX there was no mark, only the checksum.
    let block: Option<&Block> = head.get(..BLOCK).and_then(|block| block.try_into().ok());
    block.and_then(Header::parse).is_some_and(|header| !header.name.is_empty() && header.size.is_some())
}

/// The part before the first zero byte.
pub(super) fn until_zero(field: &[u8]) -> &[u8] {
    let end = memchr::memchr(0, field).unwrap_or(field.len());
    field.get(..end).unwrap_or_default()
}

fn checksum_fits(block: &Block) -> bool {
    let Some(stated) = number(&block[148..156]) else { return false };
    let sum = |value: fn(u8) -> i64| {
        let spaces = 8 * value(b' ');
        let bytes = block[..148].iter().chain(&block[156..]);
        bytes.map(|byte| value(*byte)).sum::<i64>() + spaces
    };
    // Some old systems summed signed characters.
    stated != 0 && (stated == sum(i64::from) || stated == sum(|byte| i64::from(byte.cast_signed())))
}

/// A number: octal digits, or binary where the first bit is set.
fn number(field: &[u8]) -> Option<i64> {
    if field.first()? & 0x80 != 0 {
        return binary(field);
    }
    let text = until_zero(field).trim_ascii();
    if text.is_empty() {
        return Some(0);
    }
    text.iter().try_fold(0_i64, |number, byte| match byte {
        b'0'..=b'7' => number.checked_mul(8)?.checked_add(i64::from(byte - b'0')),
        _ => None,
    })
}

fn binary(field: &[u8]) -> Option<i64> {
    let first = *field.first()?;
    // The second bit is the sign; the first one only says that this is binary.
    let start = if first & 0x40 != 0 { i128::from(first) - 256 } else { i128::from(first & 0x3f) };
    let number = field
        .iter()
        .skip(1)
        .try_fold(start, |number, byte| number.checked_mul(256)?.checked_add(i128::from(*byte)))?;
    i64::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for (field, want) in [
            (&b"00000001750\0"[..], Some(1000)),
            (b" 1750 \0xxxx", Some(1000)),
            (b"\0\0\0\0", Some(0)),
            (b"77777777777\0", Some((1 << 33) - 1)),
            (b"-1\0", None),
            (b"128\0", None),
            (&[0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0], Some(256)),
            (&[0xff; 12], Some(-1)),
            (&[0x80, 0, 0, 0, 0xff, 0, 0, 0, 0, 0, 1, 0], None),
            (&[0xbf; 12], None),
        ] {
            assert_eq!(number(field), want, "{field:?}");
        }
    }

    #[test]
    fn beginnings() {
        assert!(!begins(&[0; BLOCK]));
        assert!(!begins(&[b' '; BLOCK]));
        assert!(!begins("2024-06-01 a log line\n".repeat(30).as_bytes()));
        let mut marked = [b'a'; 300];
        marked[257..263].copy_from_slice(b"ustar\0");
        assert!(begins(&marked));
    }
}
