//! Bytes to records to events: nothing panics, every record becomes at least one
//! event, and every line of text is part of some record.

use std::cell::RefCell;
use std::io::Cursor;
use std::sync::{Arc, LazyLock};

use aquila_dsm::chunk::{Chunk, Frame};
use aquila_dsm::decode::{DecodeOptions, Decoder, InputState, RowInfo};
use aquila_dsm::framing::{self, Format, Input, Limits, MemberContent, Opened, Options, Reader};
use aquila_dsm::source::SourceTypes;
use aquila_event::{Catalogue, EventBuilder, EventSchema, LogSources};
use arrow_array::RecordBatch;

/// Far below the defaults, so that small inputs reach them.
fn limits() -> Limits {
    Limits {
        max_record: 64 << 10,
        max_output: 4 << 20,
        max_members: 50,
        chunk: 16 << 10,
        ..Limits::default()
    }
}

/// All that was read of an input.
#[derive(Debug, Default)]
pub struct Read {
    /// Events.
    pub events: u64,
    /// Problems that lost bytes.
    pub losses: u64,
    /// Problems that lost none.
    pub notes: u64,
    /// Members of archives.
    pub members: u64,
}

/// Reads and decodes an input, its members and theirs.
pub fn check(bytes: &[u8], format: Option<Format>) -> Read {
    let options = Options { format, limits: limits(), ..Options::default() };
    let mut read = Read::default();
    let input = Input::File(Box::new(Cursor::new(bytes.to_vec())));
    match framing::open(input, &options) {
        Ok(opened) => walk(opened, &mut read),
        Err(_) => read.losses += 1,
    }
    read
}

fn walk(opened: Opened, read: &mut Read) {
    match opened {
        Opened::Text(reader) => decode(reader, read),
        Opened::Archive(mut archive) => {
            while let Some(member) = archive.next_member() {
                read.members += 1;
                match member.opened {
                    MemberContent::Opened(opened) => walk(opened, read),
                    MemberContent::Skipped(reason) => assert!(!reason.is_empty()),
                    MemberContent::Failed(reason) => {
                        assert!(!reason.is_empty());
                        read.losses += 1;
                    }
                }
            }
            read.losses += archive.take_problems().iter().filter(|problem| problem.lost).count() as u64;
        }
        Opened::Binary { reason } => assert!(!reason.is_empty()),
        Opened::Empty => {}
    }
}

/// Decodes records with every property wanted.
fn decode(mut reader: Reader, read: &mut Read) {
    let mut decoding = Decoding::take();
    while let Some(chunk) = reader.next_chunk() {
        assert!(!chunk.frames.is_empty() || !chunk.problems.is_empty(), "a chunk has something to say");
        for problem in &chunk.problems {
            assert!(!problem.cause.is_empty());
            if problem.lost { read.losses += 1 } else { read.notes += 1 }
        }
        chunk.frames.iter().for_each(|frame| check_frame(&chunk, frame));
        read.events += decoding.check(&chunk).len() as u64;
    }
    decoding.give_back();
}

fn check_frame(chunk: &Chunk, frame: &Frame) {
    assert!(frame.start <= frame.end && frame.end <= chunk.text.len(), "a record lies in its chunk");
    assert!(frame.record > 0, "records count from 1");
}

/// The shipped types, after one that a user could have taught.
static TYPES: LazyLock<Arc<SourceTypes>> = LazyLock::new(|| {
    let files = [("taught.yml", include_str!("taught.yml"))];
    Arc::new(SourceTypes::with(&files, &CATALOGUE).expect("valid types"))
});

static CATALOGUE: LazyLock<Arc<Catalogue>> = LazyLock::new(Catalogue::builtin);

/// Decodes chunks with every property wanted.
pub(crate) struct Decoding {
    decoder: Decoder,
    builder: EventBuilder,
    input: InputState,
    options: DecodeOptions,
}

thread_local! {
    /// Making a plan for each kind of event takes longer than decoding a few of them.
    static KEPT: RefCell<Option<Decoding>> = const { RefCell::new(None) };
}

impl Decoding {
    /// That of the input before, if there was one.
    pub(crate) fn take() -> Self {
        KEPT.take().unwrap_or_else(Self::new)
    }

    /// Keeps it for the next input.
    pub(crate) fn give_back(self) {
        KEPT.set(Some(self));
    }

    fn new() -> Self {
        let catalogue = Arc::clone(&CATALOGUE);
        let all: Vec<_> = catalogue.iter().map(|property| property.id()).collect();
        let schema = EventSchema::new(&catalogue, &all);
        let builder = EventBuilder::new(&catalogue, schema.clone());
        let decoder = Decoder::new(Arc::clone(&TYPES), catalogue, Arc::new(LogSources::default()), schema);
        let options = DecodeOptions { timezone: chrono_tz::UTC, file_time_ms: 0 };
        Self { decoder, builder, input: InputState::default(), options }
    }

    /// Decodes a chunk, and its first rows once more, alone.
    pub(crate) fn check(&mut self, chunk: &Chunk) -> Vec<RowInfo> {
        let mut before = || None;
        let rows =
            self.decoder.decode_chunk(chunk, &self.input, &self.options, &mut before, &mut self.builder);
        let batch = self.builder.finish().expect("columns of one length");
        assert_eq!(batch.num_rows(), rows.len(), "one row per event");
        let framed: std::collections::BTreeSet<u32> = rows.iter().map(|row| row.frame).collect();
        assert_eq!(framed.len(), chunk.frames.len(), "every record becomes at least one event");
        for (index, info) in rows.iter().enumerate().take(20) {
            self.decoder.decode_row(chunk, &self.input, &self.options, info, &mut self.builder);
            let alone: RecordBatch = self.builder.finish().expect("columns of one length");
            assert_eq!(alone, batch.slice(index, 1), "a record decodes alike alone");
        }
        rows
    }
}
