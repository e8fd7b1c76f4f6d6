//! A panic is a mistake of ours: it is told in one line and exits with 70. One in a
//! decoder of others that was fenced off is damage in the input, and told as such.

use std::panic::{self, AssertUnwindSafe};

use crate::exit::Exit;
use crate::report;

/// Runs the command; a panic that reaches this place is an internal error.
pub(crate) fn to_exit(command: impl FnOnce() -> Exit) -> Exit {
    panic::set_hook(Box::new(|info| {
        if !aquila::fence::is_inside() {
            let place = info.location().map(|place| format!(" ({}:{})", place.file(), place.line()));
            let what = info.payload_as_str().unwrap_or("unknown");
            report::say(&format!("error: internal: {what}{}; please report this", place.unwrap_or_default()));
        }
    }));
    panic::catch_unwind(AssertUnwindSafe(command)).unwrap_or(Exit::Internal)
}
