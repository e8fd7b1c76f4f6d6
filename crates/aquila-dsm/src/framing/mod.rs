//! Cuts the bytes of one input into records.
//!
//! ```text
//! input        bytes read are counted, the head can be looked at
//! compression  gzip and zstd, up to three layers, with caps
//! binary       what is no text, told by its magic numbers
//! encoding     byte order marks, UTF-16 to UTF-8
//! detect       the format, from the first 64 KiB
//! json csv xml lines   one framer per format: text to frames
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
//! count from 1.

mod binary;
mod compression;
mod csv;
mod cursor;
mod detect;
mod encoding;
mod input;
mod json;
mod lines;
mod reader;
mod retry;
#[cfg(test)]
mod tests;
mod xml;

use std::fmt;
use std::io::{self, Read};
use std::str::FromStr;

pub use reader::Reader;

/// How to read an input.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The format to read, even if the content looks like another.
    pub format: Option<Format>,
    /// Where to stop.
    pub limits: Limits,
}

/// What one input may cost.
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
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Xml => "xml",
            Self::Lines => "lines",
        })
    }
}

/// A word that names no [`Format`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown input format `{0}`: expected json, csv, xml or lines")]
pub struct UnknownFormat(String);

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Self, UnknownFormat> {
        [Self::Json, Self::Csv, Self::Xml, Self::Lines]
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
    /// Text, to be read in chunks.
    Text(Reader),
    /// No text.
    Binary {
        /// What it is, as far as its first bytes tell.
        reason: String,
    },
    /// No bytes, or only a byte order mark.
    Empty,
}

/// Looks at the head of an input and gets ready to read it.
///
/// A forced format does not make a known binary format text, but it does
/// overrule the guess that an input is binary.
///
/// # Errors
/// If not one byte can be read. Later errors become problems of a chunk.
pub fn open(input: Box<dyn Read + Send>, options: &Options) -> io::Result<Opened> {
    let mut options = options.clone();
    options.limits.max_record = options.limits.max_record.max(1);
    let limits = &options.limits;
    let (raw, progress) = input::counted(input);
    let mut head = input::Peeked::new(raw, detect::HEAD);
    if head.is_empty()
        && let Some(error) = head.take_error()
    {
        return Err(error);
    }
    let mut envelopes = Vec::new();
    while let Some(layer) = compression::layer(head.head()) {
        if envelopes.len() == compression::MAX_LAYERS {
            return Ok(Opened::Binary { reason: format!("compressed more than {} times", envelopes.len()) });
        }
        envelopes.push(layer.clone());
        head = input::Peeked::new(compression::decoder(&layer, head, limits, &progress)?, detect::HEAD);
    }
    if let Some(mut reason) = binary::known(head.head()).map(str::to_owned) {
        for layer in envelopes.iter().rev() {
            reason.push_str(&format!(" in {layer}"));
        }
        return Ok(Opened::Binary { reason });
    }
    let (mut head, envelope, replaced) = encoding::to_utf8(head);
    envelopes.extend(envelope);
    if head.is_empty() && !head.has_failed() {
        return Ok(Opened::Empty);
    }
    if options.format.is_none() && binary::looks_binary(head.head()) {
        return Ok(Opened::Binary { reason: "binary data of unknown kind".to_owned() });
    }
    let whole = head.is_whole();
    let detected = detect::detect(head.head(), whole, &options);
    envelopes.extend(detected.envelope);
    head.skip(detected.skip);
    let start = reader::Start {
        framer: detected.framer,
        context: detected.context,
        offset: detected.skip as u64,
        line: 1 + detected.skipped_lines,
        replaced,
    };
    let text = reader::Text::new(Box::new(head), start, limits.clone());
    Ok(Opened::Text(Reader::new(Box::new(text), detected.format, envelopes, progress)))
}
