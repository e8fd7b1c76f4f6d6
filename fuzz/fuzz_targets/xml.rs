//! Text that is read as XML.
#![no_main]

use aquila_dsm::framing::Format;
use aquila_fuzz::input;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    input::check(bytes, Some(Format::Xml));
});
