//! One pass over the inputs, shared by all threads: each asks for the next chunk
//! and decodes it outside the lock. Archives are walked on the way: their members
//! are read like files, in the order in which they lie.

use std::fs::File;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aquila_dsm::chunk::Chunk;
use aquila_dsm::framing::{self, Archive, Input, Member, MemberContent, Opened, Reader};

use super::file_state::FileState;
use super::pipe::Pipe;
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
    inputs: Vec<InputFile>,
    options: ScanOptions,
    control: Arc<Control>,
    opened: Arc<OpenedFiles>,
    state: Mutex<State>,
}

/// The files and members that a pass has come to so far. The place of one in this
/// list is its `$source`: the order in which they are opened is that of the paths,
/// then that of the members in their archive.
#[derive(Debug, Default)]
pub(crate) struct OpenedFiles(Mutex<Vec<Arc<FileState>>>);

impl OpenedFiles {
    fn list(&self) -> MutexGuard<'_, Vec<Arc<FileState>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All of them.
    pub(crate) fn to_vec(&self) -> Vec<Arc<FileState>> {
        self.list().clone()
    }

    /// The one with this `$source`.
    pub(crate) fn get(&self, source: i64) -> Option<Arc<FileState>> {
        self.list().get(usize::try_from(source).ok()?).cloned()
    }

    fn add(&self, file: impl FnOnce(i64) -> FileState) -> Arc<FileState> {
        let mut list = self.list();
        let file = Arc::new(file(i64::try_from(list.len()).unwrap_or(i64::MAX)));
        list.push(Arc::clone(&file));
        file
    }
}

#[derive(Debug, Default)]
struct State {
    /// The input to open when nothing is open.
    next: usize,
    /// The archives that are open, one inside the other.
    archives: Vec<Level>,
    current: Option<Current>,
    /// Bytes of the open input that were told to the control.
    bytes: u64,
}

/// An archive that is being walked.
#[derive(Debug)]
struct Level {
    file: Arc<FileState>,
    archive: Archive,
}

/// A file or member that is being read.
#[derive(Debug)]
struct Current {
    file: Arc<FileState>,
    reader: Reader,
    chunks: u64,
}

impl Scan {
    pub(crate) fn new(inputs: &Inputs, options: ScanOptions, control: Arc<Control>) -> Self {
        let inputs = inputs.files.clone();
        Self { inputs, options, control, opened: Arc::default(), state: Mutex::default() }
    }

    /// What was opened so far; it grows while the scan goes on.
    pub(crate) fn opened(&self) -> &Arc<OpenedFiles> {
        &self.opened
    }

    pub(crate) fn control(&self) -> &Control {
        &self.control
    }

    /// The next chunk of any input; `None` when all are read, or the run was stopped.
    pub(crate) fn next(&self) -> Option<Work> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if self.control.is_stopped() {
                state.stop();
                return None;
            }
            if let Some(work) = state.current.as_mut().and_then(Current::chunk) {
                self.count_bytes(&mut state);
                return Some(work);
            }
            self.count_bytes(&mut state);
            state.current = None;
            if state.archives.is_empty() {
                let file = self.inputs.get(state.next)?;
                (state.next, state.bytes) = (state.next + 1, 0);
                self.open_input(file, &mut state);
            } else {
                self.open_member(&mut state);
            }
        }
    }

    /// Tells how far the outermost open input was read.
    fn count_bytes(&self, state: &mut State) {
        let outermost = state.archives.first().map(|level| level.archive.bytes_read());
        let read = outermost.or_else(|| state.current.as_ref().map(|current| current.reader.bytes_read()));
        if let Some(read) = read {
            self.control.add_bytes(read.saturating_sub(state.bytes));
            state.bytes = state.bytes.max(read);
        }
    }

    fn open_input(&self, file: &InputFile, state: &mut State) {
        let file = self.opened.add(|source| FileState::of_file(file, self.options.timezone, source));
        let input = match &file.file.location {
            Location::Stdin => self.pipe(std::io::stdin()),
            Location::File(path) | Location::Pipe(path) => match File::open(path) {
                Ok(opened) if matches!(file.file.location, Location::Pipe(_)) => self.pipe(opened),
                Ok(opened) => Input::File(Box::new(opened)),
                Err(error) => return file.report().fail(error.to_string()),
            },
        };
        match framing::open(input, &self.options.framing) {
            Ok(opened) => self.begin(file, opened, state),
            Err(error) => file.report().fail(error.to_string()),
        }
    }

    fn pipe(&self, source: impl std::io::Read + Send + 'static) -> Input {
        Input::Stream(Box::new(Pipe::start(source, Arc::clone(&self.control))))
    }

    fn open_member(&self, state: &mut State) {
        let Some(level) = state.archives.last_mut() else { return };
        let Some(member) = level.archive.next_member() else {
            let mut report = level.file.report();
            level.archive.take_problems().iter().for_each(|problem| report.add_problem(problem));
            report.end_members();
            drop(report);
            self.count_bytes(state);
            state.archives.pop();
            return;
        };
        let Member { name, modified_ms, opened } = member;
        let member = level.file.report().name_member(&name);
        let file = self.opened.add(|source| FileState::of_member(&level.file, &member, modified_ms, source));
        match opened {
            MemberContent::Opened(opened) => self.begin(file, opened, state),
            MemberContent::Skipped(reason) => file.report().skipped = Some(reason),
            MemberContent::Failed(reason) => file.report().fail(reason),
        }
    }

    /// Goes on with what a file or member turned out to be.
    fn begin(&self, file: Arc<FileState>, opened: Opened, state: &mut State) {
        match opened {
            Opened::Text(reader) => {
                let envelopes = reader.envelopes().iter().map(ToString::to_string);
                let layers: Vec<String> = envelopes.chain([reader.format().to_string()]).collect();
                file.set_layers(&layers);
                state.current = Some(Current { file, reader, chunks: 0 });
            }
            Opened::Archive(archive) => {
                let layers: Vec<String> = archive.envelopes().iter().map(ToString::to_string).collect();
                file.set_layers(&layers);
                file.report().is_archive = true;
                state.archives.push(Level { file, archive });
            }
            Opened::Binary { reason } => {
                file.report().skipped = Some(reason);
                if file.member.is_none() {
                    self.control.add_bytes(file.file.size);
                }
            }
            // A stop ends standard input, which then only looks empty.
            Opened::Empty if self.control.is_stopped() => file.report().stop(),
            Opened::Empty => file.report().skipped = Some("empty".to_owned()),
        }
    }
}

impl State {
    /// Says of what is open that it was not read to its end.
    fn stop(&mut self) {
        let open = self.current.take().map(|current| current.file);
        for file in open.into_iter().chain(self.archives.drain(..).map(|level| level.file)) {
            file.report().stop();
        }
    }
}

impl Current {
    fn chunk(&mut self) -> Option<Work> {
        let chunk = self.reader.next_chunk()?;
        if !chunk.problems.is_empty() {
            let mut report = self.file.report();
            chunk.problems.iter().for_each(|problem| report.add_problem(problem));
        }
        let number = self.chunks;
        self.chunks += 1;
        Some(Work { file: Arc::clone(&self.file), chunk, number })
    }
}
