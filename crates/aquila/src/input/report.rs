//! What became of each input.

use std::collections::BTreeMap;

use aquila_dsm::chunk::Problem;

/// Problems of one cause in one input, first place kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    pub(crate) line: Option<u64>,
    pub(crate) offset: Option<u64>,
    pub(crate) count: u64,
    pub(crate) lost: bool,
}

/// The result of reading one input.
#[derive(Debug, Clone, Default)]
pub(crate) struct FileReport {
    /// Envelopes and format, as detected.
    pub(crate) read_as: Option<String>,
    /// Why it was not read, when it was passed over.
    pub(crate) skipped: Option<String>,
    /// Why it could not be read at all.
    pub(crate) failed: Option<String>,
    /// Records with a log source type.
    pub(crate) decoded: u64,
    /// Records kept raw.
    pub(crate) stored: u64,
    troubles: BTreeMap<String, Trouble>,
}

/// The one word for an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileOutcome {
    Decoded,
    Stored,
    Skipped,
    Failed,
}

impl FileReport {
    pub(crate) fn add_problem(&mut self, problem: &Problem) {
        let trouble = self.troubles.entry(problem.cause.clone()).or_insert(Trouble {
            line: problem.line,
            offset: Some(problem.offset),
            count: 0,
            lost: problem.lost,
        });
        if trouble.offset > Some(problem.offset) {
            trouble.offset = Some(problem.offset);
            trouble.line = problem.line;
        }
        trouble.count += 1;
        trouble.lost |= problem.lost;
    }

    /// Why the input is passed over, when it is.
    pub(crate) fn skip_reason(&self) -> Option<&str> {
        let is_quiet = self.failed.is_none() && !self.has_losses();
        match &self.skipped {
            Some(reason) => Some(reason),
            None if self.failed.is_none() && self.read_as.is_none() => Some("not read: the run was stopped"),
            None if is_quiet && self.decoded + self.stored == 0 => Some("no records"),
            None => None,
        }
    }

    pub(crate) fn outcome(&self) -> FileOutcome {
        if self.failed.is_some() {
            FileOutcome::Failed
        } else if self.skip_reason().is_some() {
            FileOutcome::Skipped
        } else if self.decoded > 0 {
            FileOutcome::Decoded
        } else if self.stored == 0 && self.has_losses() {
            FileOutcome::Failed
        } else {
            FileOutcome::Stored
        }
    }

    /// Whether bytes were lost to evaluation.
    pub(crate) fn has_losses(&self) -> bool {
        self.failed.is_some() || self.troubles.values().any(|trouble| trouble.lost)
    }

    /// Problems by cause, in the order of their first place.
    pub(crate) fn troubles(&self) -> Vec<(&str, &Trouble)> {
        let mut troubles: Vec<(&str, &Trouble)> =
            self.troubles.iter().map(|(cause, trouble)| (cause.as_str(), trouble)).collect();
        troubles.sort_by_key(|(_, trouble)| trouble.offset);
        troubles
    }
}
