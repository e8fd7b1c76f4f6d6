//! The AQL parser.
#![no_main]

use aquila_fuzz::aql;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| aql::check(text));
