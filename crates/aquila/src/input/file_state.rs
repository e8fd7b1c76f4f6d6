//! One file or archive member while it is read.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aquila_dsm::decode::{DecodeOptions, InputState};

use super::InputFile;
use super::report::FileReport;
use super::time_chain::TimeChain;

/// What separates the name of an archive from that of its member.
const INSIDE: &str = "!/";

/// One file or member: where it lies, how it is read, what became of it.
#[derive(Debug)]
pub(crate) struct FileState {
    /// The file on disk.
    pub(crate) file: Arc<InputFile>,
    /// The member of it, where it is an archive; a member of an inner archive has
    /// the names of both.
    pub(crate) member: Option<String>,
    pub(crate) input: InputState,
    pub(crate) decode: DecodeOptions,
    pub(crate) times: TimeChain,
    /// What was taken off around an archive that this is a member of.
    outer: Vec<String>,
    report: Mutex<FileReport>,
}

impl FileState {
    pub(crate) fn of_file(file: &InputFile, timezone: chrono_tz::Tz, source: i64) -> Self {
        let decode = DecodeOptions { timezone, file_time_ms: file.modified };
        Self::new(Arc::new(file.clone()), None, decode, source)
    }

    /// A member of the archive that `of` is.
    pub(crate) fn of_member(of: &FileState, name: &str, modified_ms: Option<i64>, source: i64) -> Self {
        let member = match &of.member {
            Some(archive) => format!("{archive}{INSIDE}{name}"),
            None => name.to_owned(),
        };
        let file_time_ms = modified_ms.unwrap_or(of.decode.file_time_ms);
        let decode = DecodeOptions { file_time_ms, ..of.decode };
        let outer = of.report().layers.clone();
        Self { outer, ..Self::new(Arc::clone(&of.file), Some(member), decode, source) }
    }

    fn new(file: Arc<InputFile>, member: Option<String>, decode: DecodeOptions, source: i64) -> Self {
        let input = InputState::new(source);
        let (times, outer, report) = (TimeChain::default(), Vec::new(), Mutex::default());
        Self { file, member, input, decode, times, outer, report }
    }

    pub(crate) fn report(&self) -> MutexGuard<'_, FileReport> {
        self.report.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says what was taken off around the records, and how they are told apart.
    pub(crate) fn set_layers(&self, layers: &[String]) {
        let all: Vec<String> = self.outer.iter().chain(layers).cloned().collect();
        let mut report = self.report();
        report.read_as = Some(all.join(" > "));
        report.layers = all;
    }
}
