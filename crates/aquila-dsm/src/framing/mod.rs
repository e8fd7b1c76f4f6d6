//! Cuts the bytes of one input into records.
//!
//! ```text
//! open         takes an input apart, layer by layer
//! input        bytes read are counted, the head can be looked at
//! budget       what one file may cost, with everything in it
//! compression  gzip, zstd, xz and bzip2 around an input (codec: the decoders)
//! archive      zip, tar and 7z: members, each opened like an input
//! evtx         binary Windows event logs, written out as XML
//! binary       what is no text, told by its magic numbers
//! encoding     byte order marks, UTF-16 to UTF-8
//! detect       the format, from the first 64 KiB
//! json csv xml lines   one framer per format: text to frames
//! audit        lines of the Linux audit system to events
//! reader       the growing buffer between them: a chunk at a time
//! ```
//!
//! What a record means is not known here. Nothing here panics on input, holds
//! more than about two records of the largest allowed size, or recurses on the
//! depth of the input. The frames depend on the bytes alone, never on how they
//! arrive or on the size of the chunks.
//!
//! Offsets count bytes of the decompressed text in UTF-8; a byte order mark is
//! no part of it, so offset 0 is the first byte after it. Lines and records
//! count from 1. In EVTX, offsets are those of the binary records, and the line
//! is 0: there are none.

mod archive;
pub(crate) mod audit;
mod binary;
mod budget;
mod codec;
mod compression;
mod csv;
mod cursor;
mod detect;
mod encoding;
mod evtx;
mod input;
mod json;
mod lines;
mod open;
mod reader;
mod retry;
mod scratch;
#[cfg(test)]
mod tests;
mod told;
mod xml;

use std::fmt;
use std::io::{Read, Seek};
use std::str::FromStr;

pub use archive::{Archive, Kind, Member, MemberContent};
pub use open::open;
pub use reader::Reader;
pub use scratch::{Scratch, ScratchFile};

/// What can be read and sought in.
pub trait ReadSeek: Read + Seek {}

impl<T: Read + Seek> ReadSeek for T {}

/// Where bytes come from.
pub enum Input {
    /// A stream: a pipe, standard input.
    Stream(Box<dyn Read + Send>),
    /// A file: archives with a list of members at the end are read in place.
    File(Box<dyn ReadSeek + Send>),
}

/// How to read an input.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The format to read, even if the content looks like another.
    pub format: Option<Format>,
    /// Where to stop.
    pub limits: Limits,
    /// Where archives are kept that come as a stream and cannot be read as one.
    pub scratch: Scratch,
}

/// What one input may cost. Where a file has others packed in it, the limits on
/// output, ratio and members are for the file on disk with everything in it.
#[derive(Debug, Clone)]
pub struct Limits {
    /// The longest record in bytes; a longer one is cut.
    pub max_record: usize,
    /// The deepest JSON that is framed as JSON.
    pub max_json_depth: usize,
    /// The most bytes that decompression may give.
    pub max_output: u64,
    /// The most bytes that decompression may give for each byte read.
    pub max_ratio: u64,
    /// The most layers of compression and archives around a record, counted together.
    pub max_nesting: usize,
    /// The most members of archives.
    pub max_members: u64,
    /// About how many bytes of text go in a chunk.
    pub chunk: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_record: 16 << 20,
            max_json_depth: 128,
            max_output: 64 << 30,
            max_ratio: 200,
            max_nesting: 3,
            max_members: 100_000,
            chunk: 1 << 20,
        }
    }
}

/// How records are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// JSON lines, arrays, documents.
    Json,
    /// Rows under a header.
    Csv,
    /// `<Event>` elements.
    Xml,
    /// One record a line.
    Lines,
    /// Binary Windows event logs.
    Evtx,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Xml => "xml",
            Self::Lines => "lines",
            Self::Evtx => "evtx",
        })
    }
}

/// A word that names no [`Format`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown input format `{0}`: expected json, csv, xml, lines or evtx")]
pub struct UnknownFormat(String);

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Self, UnknownFormat> {
        [Self::Json, Self::Csv, Self::Xml, Self::Lines, Self::Evtx]
            .into_iter()
            .find(|format| format.to_string().eq_ignore_ascii_case(word))
            .ok_or_else(|| UnknownFormat(word.to_owned()))
    }
}

/// Something around the records that was taken off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Envelope {
    /// gzip, one or more members.
    Gzip,
    /// zstd, one or more frames.
    Zstd,
    /// xz, one or more streams.
    Xz,
    /// bzip2, one or more streams.
    Bzip2,
    /// An archive.
    Archive(Kind),
    /// A UTF-8 byte order mark.
    Utf8Bom,
    /// UTF-16, little-endian.
    Utf16Le,
    /// UTF-16, big-endian.
    Utf16Be,
    /// The input is a JSON array of records.
    JsonArray,
    /// The input is a JSON object with its records under this key.
    JsonRecords(String),
}

impl fmt::Display for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gzip => f.write_str("gzip"),
            Self::Zstd => f.write_str("zstd"),
            Self::Xz => f.write_str("xz"),
            Self::Bzip2 => f.write_str("bzip2"),
            Self::Archive(kind) => kind.fmt(f),
            Self::Utf8Bom => f.write_str("UTF-8 with byte order mark"),
            Self::Utf16Le => f.write_str("UTF-16LE"),
            Self::Utf16Be => f.write_str("UTF-16BE"),
            Self::JsonArray => f.write_str("JSON array"),
            Self::JsonRecords(key) => write!(f, "JSON object with `{key}`"),
        }
    }
}

/// What an input turned out to be.
#[derive(Debug)]
pub enum Opened {
    /// Records as text, to be read in chunks.
    Text(Reader),
    /// Members, each to be read like an input.
    Archive(Archive),
    /// No text.
    Binary {
        /// What it is, as far as its first bytes tell.
        reason: String,
    },
    /// No bytes, or only a byte order mark.
    Empty,
}
