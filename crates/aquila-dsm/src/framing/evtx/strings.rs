//! The table of names of a chunk, checked before the `evtx` crate reads it.
//!
//! The table is 64 chains of entries: where the next one is, a hash, a length
//! and the name. The crate stops where a chain meets itself, but copies every
//! name, and names that overlap can be thousands of 64 KiB each; and it gives up
//! the whole chunk for one bad entry. A chain that is not sound is taken out
//! here: its names are then read where records point to them, within the bound
//! on memory that `render` sets.

use super::layout::{BLOCK, STRING_BUCKETS, STRINGS, put, u16_at, u32_at};

/// Takes out chains that lead out of the chunk, are not text, or hold more than
/// the chunk can. Whether there were none.
pub(super) fn check(data: &mut [u8]) -> bool {
    let mut left = BLOCK;
    let mut sound = true;
    for bucket in 0..STRING_BUCKETS {
        let place = STRINGS + 4 * bucket;
        if chain(data, u32_at(data, place) as usize, &mut left).is_none() {
            put(data, place, 0u32.to_le_bytes());
            sound = false;
        }
    }
    sound
}

/// Follows a chain; `left` is how many bytes all names may still have. Each
/// entry costs its own length, so that circles end.
fn chain(data: &[u8], first: usize, left: &mut usize) -> Option<()> {
    let mut at = first;
    while at != 0 {
        let name = name(data, at)?;
        *left = left.checked_sub(name.len() + 8)?;
        let mut units = name.as_chunks().0.iter().map(|unit| u16::from_le_bytes(*unit));
        // The name ends at a zero; what follows it is not looked at.
        let text = std::iter::from_fn(|| units.next().filter(|unit| *unit != 0));
        if char::decode_utf16(text).any(|unit| unit.is_err()) {
            return None;
        }
        at = u32_at(data, at) as usize;
    }
    Some(())
}

/// The name of the entry at `at`, with its final zero inside the chunk.
fn name(data: &[u8], at: usize) -> Option<&[u8]> {
    let start = at.checked_add(8)?;
    let len = 2 * usize::from(u16_at(data, start - 2)?);
    u16_at(data, start + len)?;
    data.get(start..start + len)
}
