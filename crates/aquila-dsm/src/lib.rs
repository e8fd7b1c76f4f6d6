//! Bytes to events (QRadar: DSM).
//!
//! ```text
//! framing    bytes -> chunk::Chunk      decompress, transcode, cut into records
//! record     chunk::Frame -> Record     JSON, CSV row, XML, audit, syslog: fields by path
//! identify   Record -> log source type  by content, never by file name
//! source     the log source types, as YAML of the schema that users write
//! decode     Record -> EventBuilder row only the wanted properties
//! ```
//!
//! Every frame becomes at least one event, decoded or stored raw. This crate opens no
//! file, knows no AQL, and depends on `aquila-event` alone.

pub mod chunk;
pub mod decode;
pub mod fence;
pub mod framing;
mod hash;
mod identify;
mod memory;
mod record;
pub mod source;
mod table;
mod time;
