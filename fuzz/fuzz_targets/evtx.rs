//! Bytes that are read as a Windows event log.
#![no_main]

use aquila_dsm::framing::Format;
use aquila_fuzz::input;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    input::check(bytes, Some(Format::Evtx));
});
