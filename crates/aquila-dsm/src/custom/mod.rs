//! Custom properties: what users have read out of payloads beside what a log source
//! type gives.
//!
//! ```text
//! definition  the schema that users write, as YAML
//! import      the same out of what QRadar's REST API returns
//! compile     definitions -> extractors by property; what AQL computes goes to the catalogue
//! scope       which events an expression is for
//! path        paths as QRadar's users write them
//! place       where an expression finds its text in a record
//! value       that text as a number, an address, a time
//! ```

mod compile;
pub mod definition;
pub mod import;
mod path;
mod place;
mod scope;
mod value;

pub use compile::CustomProperties;
pub(crate) use compile::Extractor;
pub(crate) use value::ValueReading;
