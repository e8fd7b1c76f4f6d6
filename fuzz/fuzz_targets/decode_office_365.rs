//! Records of the log source type of `office_365.yml`, in whatever wraps them.
#![no_main]

use aquila_fuzz::input;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    input::check(bytes, None);
});
