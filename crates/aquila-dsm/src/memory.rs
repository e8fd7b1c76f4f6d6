//! Memory that a chunk needed is kept for the next.

use std::hint::black_box;
use std::sync::Once;

/// Several times what a chunk and its columns need.
const KEPT: usize = 8 << 20;

static ONCE: Once = Once::new();

/// Tells the allocator to keep the memory of a chunk, once per process.
///
/// The allocator of glibc gives memory back to the system when twice the size of the
/// largest block freed so far is free at the end of the heap (`M_MMAP_THRESHOLD` in
/// mallopt(3): the bounds are dynamic). A chunk and its columns are a few blocks of one
/// size that are freed together, and so more than that: the system would take their
/// pages after each chunk and clear new ones for the next, which is a tenth of the time
/// of decoding. A larger block that is freed moves the bound; it is never written to and
/// so takes no memory itself. Other allocators are not affected.
pub(crate) fn keep() {
    ONCE.call_once(|| drop(black_box(Vec::<u8>::with_capacity(KEPT))));
}
