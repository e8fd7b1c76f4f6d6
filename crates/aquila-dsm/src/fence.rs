//! Where decoders of others run: a panic there is damage in the input, found late.
//!
//! What a panic prints is decided by whoever runs the process. It can ask
//! [`is_inside`] and say nothing of one that is caught here.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// Whether this thread is inside of the fence.
pub fn is_inside() -> bool {
    DEPTH.get() > 0
}

/// Runs `work`; nothing if it panicked. What `work` changes must be in order at every
/// point where it may.
pub(crate) fn run<T>(work: impl FnOnce() -> T) -> Option<T> {
    DEPTH.set(DEPTH.get() + 1);
    let done = catch_unwind(AssertUnwindSafe(work));
    DEPTH.set(DEPTH.get() - 1);
    done.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panics_end_here() {
        assert_eq!(run(|| 1), Some(1));
        assert_eq!(run(|| assert!(is_inside())), Some(()));
        assert_eq!(run(|| -> u8 { panic!("damage") }), None);
        assert!(!is_inside());
    }
}
