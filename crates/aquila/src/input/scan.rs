//! One pass over the inputs, shared by all threads: each asks for the next chunk
//! and decodes it outside the lock.

use std::fs::File;
use std::io::Read;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aquila_dsm::chunk::Chunk;
use aquila_dsm::decode::{DecodeOptions, InputState};
use aquila_dsm::framing::{self, Opened, Reader};

use super::report::FileReport;
use super::stdin::Stdin;
use super::time_chain::TimeChain;
use super::{InputFile, Inputs, Location};
use crate::Control;

/// How inputs are read.
#[derive(Debug, Clone)]
pub(crate) struct ScanOptions {
    /// Format and limits.
    pub(crate) framing: framing::Options,
    /// Zone of times without one.
    pub(crate) timezone: chrono_tz::Tz,
}

/// One input while it is read.
#[derive(Debug)]
pub(crate) struct FileState {
    pub(crate) file: InputFile,
    pub(crate) input: InputState,
    pub(crate) decode: DecodeOptions,
    pub(crate) times: TimeChain,
    report: Mutex<FileReport>,
}

impl FileState {
    pub(crate) fn report(&self) -> MutexGuard<'_, FileReport> {
        self.report.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One chunk to decode.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) file: Arc<FileState>,
    pub(crate) chunk: Chunk,
    /// Its number in the file, from 0.
    pub(crate) number: u64,
}

/// One pass over the inputs.
#[derive(Debug)]
pub(crate) struct Scan {
    files: Vec<Arc<FileState>>,
    options: ScanOptions,
    control: Arc<Control>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    next: usize,
    current: Option<Current>,
}

#[derive(Debug)]
struct Current {
    file: Arc<FileState>,
    reader: Reader,
    chunks: u64,
    bytes: u64,
}

impl Scan {
    pub(crate) fn new(inputs: &Inputs, options: ScanOptions, control: Arc<Control>) -> Self {
        let file = |(ordinal, file): (usize, &InputFile)| {
            let decode = DecodeOptions { timezone: options.timezone, file_time_ms: file.modified };
            let mut input = InputState::default();
            input.source = ordinal as i64;
            let file = file.clone();
            Arc::new(FileState { file, input, decode, times: TimeChain::default(), report: Mutex::default() })
        };
        let files = inputs.files.iter().enumerate().map(file).collect();
        Self { files, options, control, state: Mutex::default() }
    }

    pub(crate) fn files(&self) -> &[Arc<FileState>] {
        &self.files
    }

    pub(crate) fn control(&self) -> &Control {
        &self.control
    }

    /// The next chunk of any input; `None` when all are read, or the run was stopped.
    pub(crate) fn next(&self) -> Option<Work> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if self.control.is_stopped() {
                return None;
            }
            if let Some(current) = &mut state.current {
                match self.chunk(current) {
                    Some(work) => return Some(work),
                    None => state.current = None,
                }
            }
            let file = Arc::clone(self.files.get(state.next)?);
            state.next += 1;
            state.current = self.open(file);
        }
    }

    fn chunk(&self, current: &mut Current) -> Option<Work> {
        let chunk = current.reader.next_chunk();
        let read = current.reader.bytes_read();
        self.control.add_bytes(read.saturating_sub(current.bytes));
        current.bytes = read;
        let chunk = chunk?;
        if !chunk.problems.is_empty() {
            let mut report = current.file.report();
            for problem in &chunk.problems {
                report.add_problem(problem);
            }
        }
        let number = current.chunks;
        current.chunks += 1;
        Some(Work { file: Arc::clone(&current.file), chunk, number })
    }

    fn open(&self, file: Arc<FileState>) -> Option<Current> {
        let input: Box<dyn Read + Send> = match &file.file.location {
            Location::Stdin => Box::new(Stdin::start(Arc::clone(&self.control))),
            Location::File(path) => match File::open(path) {
                Ok(file) => Box::new(file),
                Err(error) => {
                    file.report().failed = Some(error.to_string());
                    return None;
                }
            },
        };
        let opened = framing::open(input, &self.options.framing);
        let mut report = file.report();
        match opened {
            Ok(Opened::Text(reader)) => {
                let envelopes = reader.envelopes().iter().map(ToString::to_string);
                let layers: Vec<String> = envelopes.chain([reader.format().to_string()]).collect();
                report.read_as = Some(layers.join(" > "));
                drop(report);
                Some(Current { file, reader, chunks: 0, bytes: 0 })
            }
            Ok(Opened::Binary { reason }) => {
                report.skipped = Some(reason);
                self.control.add_bytes(file.file.size);
                None
            }
            Ok(Opened::Empty) => {
                report.skipped = Some("empty".to_owned());
                None
            }
            Err(error) => {
                report.failed = Some(error.to_string());
                None
            }
        }
    }
}
