//! 7z archives.
#![no_main]

use aquila_fuzz::input;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    input::check(bytes, None);
});
