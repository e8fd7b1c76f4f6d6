//! Bytes to events (QRadar: DSM).
//!
//! ```text
//! framing    bytes -> chunk::Chunk      decompress, transcode, cut into records
//! record     chunk::Frame -> Record     JSON, CSV row, XML, audit, CEF, LEEF, pairs: fields by path
//! identify   Record -> log source type  by content, never by file name
//! source     the log source types, as YAML of the schema that users write
//! decode     Record -> EventBuilder row only the wanted properties
//! custom     properties that users define, and their import from QRadar
//! ```
//!
//! Every frame becomes at least one event, decoded or stored raw. This crate opens no
//! file, knows no AQL, and of Aquila's crates depends on those before it alone: events,
//! facts and patterns.

pub mod chunk;
pub mod custom;
pub mod decode;
pub mod fence;
pub mod framing;
mod hash;
mod identify;
mod memory;
mod pattern;
mod record;
pub mod source;
mod table;
mod time;
