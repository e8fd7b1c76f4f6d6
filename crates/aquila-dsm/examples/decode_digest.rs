//! Whether two builds decode alike: `decode_digest PATH...` prints a line for each file,
//! those of folders included: a digest of everything that decoding gives (all columns of
//! all rows, what is known of each row, and the problems), the number of rows, and the
//! name. Archives and what cannot be opened have no digest.
//!
//! Run it before and after a change that is only to make things faster, and compare.
#![allow(clippy::print_stdout, reason = "the digests are the result")]

use std::error::Error;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aquila_dsm::decode::{DecodeOptions, Decoder, InputState};
use aquila_dsm::framing::{Input, Opened, Options, open};
use aquila_dsm::source::SourceTypes;
use aquila_event::{Catalogue, EventBuilder, EventSchema, LogSources};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;

fn main() -> Result<(), Box<dyn Error>> {
    let mut open: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let mut files = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            for entry in std::fs::read_dir(&path)? {
                open.push(entry?.path());
            }
        } else {
            files.push(path);
        }
    }
    files.sort();
    for path in files {
        let name = path.display();
        match digest(&path) {
            Ok((digest, rows)) => println!("{digest:016x}\t{rows}\t{name}"),
            Err(error) => println!("-\t{error}\t{name}"),
        }
    }
    Ok(())
}

/// FNV-1a, over words where there are some.
struct Digest(u64);

impl Digest {
    fn word(&mut self, word: u64) {
        self.0 = (self.0 ^ word).wrapping_mul(0x0100_0000_01b3).rotate_left(23);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.word(bytes.len() as u64);
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.word(u64::from_le_bytes(*word));
        }
        for byte in rest {
            self.word(u64::from(*byte));
        }
    }

    fn batch(&mut self, batch: &RecordBatch) {
        for column in batch.columns() {
            for row in 0..column.len() {
                match column.is_valid(row) {
                    true => self.value(column, row),
                    false => self.word(u64::MAX),
                }
            }
        }
    }

    fn value(&mut self, column: &dyn Array, row: usize) {
        match column.data_type() {
            DataType::Int64 => self.word(column.as_primitive::<Int64Type>().value(row) as u64),
            DataType::Float64 => self.word(column.as_primitive::<Float64Type>().value(row).to_bits()),
            DataType::Boolean => self.word(u64::from(column.as_boolean().value(row))),
            DataType::Utf8 => self.bytes(column.as_string::<i32>().value(row).as_bytes()),
            _ => self.bytes(column.as_binary::<i32>().value(row)),
        }
    }
}

fn digest(path: &Path) -> Result<(u64, u64), Box<dyn Error>> {
    let source = Input::Stream(Box::new(BufReader::new(File::open(path)?)));
    let Opened::Text(mut reader) = open(source, &Options::default())? else {
        return Err("an archive".into());
    };
    let catalogue = Catalogue::builtin();
    let schema = EventSchema::all(&catalogue);
    let options = DecodeOptions { timezone: chrono_tz::UTC, file_time_ms: 0 };
    let sources = Arc::new(LogSources::default());
    let mut decoder = Decoder::new(SourceTypes::builtin(), Arc::clone(&catalogue), sources, schema.clone());
    let (mut digest, mut rows) = (Digest(0xcbf2_9ce4_8422_2325), 0);
    let (input, mut last) = (InputState::new(0), None);
    while let Some(chunk) = reader.next_chunk() {
        let mut out = EventBuilder::new(&catalogue, schema.clone());
        let infos = decoder.decode_chunk(&chunk, &input, &options, &mut || last, &mut out);
        last = infos.last().map(|info| info.time).or(last);
        rows += infos.len() as u64;
        digest.batch(&out.finish()?);
        digest.bytes(format!("{infos:?}{:?}{:?}", chunk.problems, decoder.take_problems()).as_bytes());
    }
    Ok((digest.0, rows))
}
