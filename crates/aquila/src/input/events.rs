//! The files of a run as the source of the `events` table.

use std::sync::Arc;

use aquila_query::QueryError;
use aquila_query::table::{EventReader, EventSource, ScanRequest};
use datafusion::arrow::array::RecordBatch;

use super::{ChunkDecoder, Inputs, Scan, ScanOptions};
use crate::summary::Tally;
use crate::{Control, Engine};

/// Files, read anew for each scan.
#[derive(Debug)]
pub(crate) struct FilesSource {
    pub(crate) engine: Engine,
    pub(crate) inputs: Inputs,
    pub(crate) options: ScanOptions,
    pub(crate) control: Arc<Control>,
    /// What scans counted; one per reader that ended.
    pub(crate) tally: Arc<std::sync::Mutex<Tally>>,
}

impl EventSource for FilesSource {
    fn scan(&self, request: &ScanRequest, readers: usize) -> Result<Vec<Box<dyn EventReader>>, QueryError> {
        let scan = Arc::new(Scan::new(&self.inputs, self.options.clone(), Arc::clone(&self.control)));
        if let Ok(mut tally) = self.tally.lock() {
            tally.files = Arc::clone(scan.opened());
        }
        let reader = |_| -> Box<dyn EventReader> {
            Box::new(FilesReader {
                scan: Arc::clone(&scan),
                decoder: ChunkDecoder::new(&self.engine, request.schema.clone()),
                request: request.clone(),
                counted: Tally::default(),
                tally: Arc::clone(&self.tally),
            })
        };
        Ok((0..readers.max(1)).map(reader).collect())
    }
}

struct FilesReader {
    scan: Arc<Scan>,
    decoder: ChunkDecoder,
    request: ScanRequest,
    counted: Tally,
    tally: Arc<std::sync::Mutex<Tally>>,
}

impl EventReader for FilesReader {
    fn next(&mut self) -> Result<Option<RecordBatch>, QueryError> {
        let Some(work) = self.scan.next() else { return Ok(None) };
        let decoded = self.decoder.decode(&work).map_err(|error| QueryError::Internal(error.to_string()))?;
        self.scan.control().add_events(decoded.rows.len() as u64);
        self.counted.add_rows(&decoded.rows, work.chunk.text.len());
        Ok(Some(decoded.batch))
    }
}

impl Drop for FilesReader {
    fn drop(&mut self) {
        self.counted.add_decoded(self.request.properties(), self.decoder.properties_decoded());
        if let Ok(mut tally) = self.tally.lock() {
            tally.merge(std::mem::take(&mut self.counted));
        }
    }
}
