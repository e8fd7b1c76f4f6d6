//! What became of each input.

use std::collections::{BTreeMap, HashMap};

use aquila_dsm::chunk::Problem;

/// Causes of one input that are told apart; the rest is counted as one.
const MAX_CAUSES: usize = 64;

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
    /// The same apart, outermost first.
    pub(crate) layers: Vec<String>,
    /// Why it was not read, when it was passed over.
    pub(crate) skipped: Option<String>,
    /// Why it could not be read at all.
    pub(crate) failed: Option<String>,
    /// Records with a log source type.
    pub(crate) decoded: u64,
    /// Records kept raw.
    pub(crate) stored: u64,
    /// Whether it is an archive: then its members count in its stead.
    pub(crate) is_archive: bool,
    /// How many members it has.
    members: u64,
    /// The names of members so far, and how often each came.
    names: HashMap<String, u64>,
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
        let known = self.troubles.len() < MAX_CAUSES || self.troubles.contains_key(&problem.cause);
        let cause = if known { &problem.cause } else { "further problems of other kinds" };
        let trouble = self.troubles.entry(cause.to_owned()).or_insert(Trouble {
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

    /// Says that it could not be read at all.
    pub(crate) fn fail(&mut self, reason: String) {
        self.failed = Some(reason);
    }

    /// Says that the run was stopped while it was read.
    pub(crate) fn stop(&mut self) {
        let cause = "not read to its end: the run was stopped".to_owned();
        let trouble = Trouble { line: None, offset: None, count: 1, lost: true };
        self.troubles.insert(cause, trouble);
    }

    /// The name of the next member: two of one name are told apart.
    pub(crate) fn name_member(&mut self, name: &str) -> String {
        self.members += 1;
        let mut shown = name.to_owned();
        while let Some(times) = self.names.get_mut(&shown) {
            *times += 1;
            shown = format!("{name}#{times}");
        }
        self.names.insert(shown.clone(), 1);
        shown
    }

    /// Says that all members were named.
    pub(crate) fn end_members(&mut self) {
        self.names = HashMap::new();
    }

    /// Why the input is passed over, when it is.
    pub(crate) fn skip_reason(&self) -> Option<&str> {
        let is_quiet = self.failed.is_none() && !self.has_losses();
        match &self.skipped {
            Some(reason) => Some(reason),
            None if self.failed.is_none() && self.read_as.is_none() => Some("not read: the run was stopped"),
            None if is_quiet && self.is_archive => (self.members == 0).then_some("archive without members"),
            None if is_quiet && self.decoded + self.stored == 0 => Some("no records"),
            None => None,
        }
    }

    /// What became of it; nothing for an archive whose members are counted.
    pub(crate) fn outcome(&self) -> Option<FileOutcome> {
        if self.is_archive && self.members > 0 { None } else { Some(self.own_outcome()) }
    }

    fn own_outcome(&self) -> FileOutcome {
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
