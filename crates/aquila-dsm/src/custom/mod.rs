//! Custom properties: what users have read out of payloads beside what a log source
//! type gives.

pub mod definition;
pub mod import;
