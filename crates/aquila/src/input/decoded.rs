//! One chunk, decoded: a batch of the wanted columns, and what else is known of its rows.

use std::sync::Arc;

use aquila_dsm::chunk::{Chunk, Problem};
use aquila_dsm::decode::{Decoder, Origin, RowInfo, TimeSource};
use aquila_event::{Catalogue, EventBuilder, EventSchema};
use datafusion::arrow::array::RecordBatch;

use super::scan::Work;
use crate::EngineError;
use crate::engine::Engine;

/// Decodes the chunks of one thread.
#[derive(Debug)]
pub(crate) struct ChunkDecoder {
    decoder: Decoder,
    builder: EventBuilder,
}

/// One chunk's events.
#[derive(Debug)]
pub(crate) struct DecodedChunk {
    /// One row per event.
    pub(crate) batch: RecordBatch,
    /// One entry per event.
    pub(crate) rows: Vec<RowInfo>,
}

impl ChunkDecoder {
    pub(crate) fn new(engine: &Engine, schema: EventSchema) -> Self {
        let catalogue: Arc<Catalogue> = engine.catalogue();
        let decoder =
            Decoder::new(engine.types(), Arc::clone(&catalogue), engine.log_sources(), schema.clone());
        Self { decoder, builder: EventBuilder::new(&catalogue, schema) }
    }

    /// All records of a chunk.
    pub(crate) fn decode(&mut self, work: &Work) -> Result<DecodedChunk, EngineError> {
        let file = &work.file;
        let mut turn = file.times.turn(work.number);
        let mut before = || turn.before();
        let rows =
            self.decoder.decode_chunk(&work.chunk, &file.input, &file.decode, &mut before, &mut self.builder);
        let last = rows.iter().rev().find(|row| row.time_source == TimeSource::Record);
        if let Some(last) = last {
            turn.ends_with(last.time);
        }
        drop(turn);
        let stored = rows.iter().filter(|row| row.unparsed).count() as u64;
        let mut report = file.report();
        report.stored += stored;
        report.decoded += rows.len() as u64 - stored;
        self.decoder.take_problems().iter().for_each(|problem| report.add_problem(problem));
        for row in rows.iter().filter(|row| row.unsplit > 0) {
            report.add_problem(&unsplit(&work.chunk, row));
        }
        drop(report);
        let batch = self.builder.finish().map_err(EngineError::internal)?;
        Ok(DecodedChunk { batch, rows })
    }

    /// One event of a chunk, whose time and kind are known.
    pub(crate) fn decode_row(&mut self, work: &Work, info: &RowInfo) -> Result<RecordBatch, EngineError> {
        let file = &work.file;
        self.decoder.decode_row(&work.chunk, &file.input, &file.decode, info, &mut self.builder);
        self.builder.finish().map_err(EngineError::internal)
    }

    /// Where the values of one event stand in its payload, by column.
    pub(crate) fn origins(&mut self, work: &Work, info: &RowInfo) -> Vec<Origin> {
        let file = &work.file;
        self.decoder.origins(&work.chunk, &file.input, &file.decode, info)
    }

    /// Per column: for how many events it was looked up.
    pub(crate) fn properties_decoded(&self) -> &[u64] {
        self.decoder.properties_decoded()
    }
}

/// A record that tells of more than events are made of it.
fn unsplit(chunk: &Chunk, row: &RowInfo) -> Problem {
    let frame = chunk.frames.get(row.frame as usize);
    let line = frame.map(|frame| frame.line).filter(|line| *line > 0);
    let cause = "only the first parts of a record are events of their own".to_owned();
    Problem { line, offset: frame.map_or(0, |frame| frame.offset), cause, lost: true }
}
