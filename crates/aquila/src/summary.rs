//! `aquila.summary/1`: what was read, what was found, what could not be seen.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use aquila_dsm::decode::{RowInfo, TimeSource};
use aquila_dsm::source::EventKind;
use aquila_event::{PropertyId, PropertyKind};
use serde::Serialize;

use crate::engine::{Engine, NowReading, RunOptions};
use crate::input::{FileOutcome, FileState, Inputs, OpenedFiles};
use crate::query::plan::Now;
use crate::rules::alert::Settings;
use crate::rules::{Alert, Verdict};
use crate::value::timestamp;
use crate::{EngineError, QueryDiagnostics};

/// What a run adds up while it reads.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) files: Arc<OpenedFiles>,
    pub(crate) kinds: HashMap<EventKind, u64>,
    pub(crate) events: u64,
    pub(crate) text_bytes: u64,
    decoded: HashMap<PropertyId, u64>,
    first: Option<i64>,
    pub(crate) last: Option<i64>,
}

impl Tally {
    pub(crate) fn add_rows(&mut self, rows: &[RowInfo], text_bytes: usize) {
        self.events += rows.len() as u64;
        self.text_bytes += text_bytes as u64;
        for row in rows {
            *self.kinds.entry(row.kind).or_default() += 1;
            // A time that is not the record's own says nothing of when things happened.
            if row.time_source != TimeSource::Record {
                continue;
            }
            self.first = Some(self.first.map_or(row.time, |first| first.min(row.time)));
            self.last = Some(self.last.map_or(row.time, |last| last.max(row.time)));
        }
    }

    pub(crate) fn add_decoded(&mut self, properties: &[PropertyId], counts: &[u64]) {
        for (property, count) in properties.iter().zip(counts) {
            *self.decoded.entry(*property).or_default() += count;
        }
    }

    pub(crate) fn merge(&mut self, other: Tally) {
        self.events += other.events;
        self.text_bytes += other.text_bytes;
        for (kind, count) in other.kinds {
            *self.kinds.entry(kind).or_default() += count;
        }
        for (property, count) in other.decoded {
            *self.decoded.entry(property).or_default() += count;
        }
        self.first = [self.first, other.first].into_iter().flatten().min();
        self.last = [self.last, other.last].into_iter().flatten().max();
    }
}

/// What a hunt adds up while alerts go out.
#[derive(Debug, Default)]
pub(crate) struct AlertCounts {
    verdicts: Verdicts,
    by_rule: BTreeMap<String, u64>,
    by_vector: BTreeMap<String, u64>,
    by_platform: BTreeMap<String, u64>,
    by_severity: BTreeMap<String, u64>,
}

impl AlertCounts {
    pub(crate) fn add(&mut self, alert: &Alert) {
        match alert.verdict {
            Verdict::Alert => self.verdicts.alert += 1,
            Verdict::Note => self.verdicts.note += 1,
            Verdict::Suppressed => self.verdicts.suppressed += 1,
            Verdict::NotEvaluable => self.verdicts.not_evaluable += 1,
        }
        let count = |map: &mut BTreeMap<String, u64>, key: &str| *map.entry(key.to_owned()).or_default() += 1;
        count(&mut self.by_rule, &alert.rule_id);
        count(&mut self.by_severity, alert.severity.as_str());
        if let Some(vector) = &alert.vector {
            count(&mut self.by_vector, vector);
        }
        if let Some(platform) = &alert.platform {
            count(&mut self.by_platform, platform);
        }
    }
}

/// The summary of a run. Field order is output order.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    /// `aquila.summary/1`
    pub schema: &'static str,
    /// Inputs by what became of them.
    pub files: Files,
    /// How many inputs were read as which format; not part of the output.
    #[serde(skip)]
    pub read_as: BTreeMap<String, u64>,
    /// Inputs that were passed over.
    pub skipped: Vec<Skipped>,
    /// What went wrong, by input and cause.
    pub errors: Vec<InputError>,
    /// Bytes of input, as they lie on disk.
    pub bytes: u64,
    /// Events.
    pub events: u64,
    /// Events by log source type.
    pub events_by_type: BTreeMap<String, u64>,
    /// For how many events each property was looked up.
    pub properties_decoded: BTreeMap<String, u64>,
    /// Alerts by rule.
    pub alerts_by_rule: BTreeMap<String, u64>,
    /// Alerts by vector.
    pub alerts_by_vector: BTreeMap<String, u64>,
    /// Alerts by platform.
    pub alerts_by_platform: BTreeMap<String, u64>,
    /// Alerts by severity.
    pub alerts_by_severity: BTreeMap<String, u64>,
    /// Firings by verdict.
    pub verdicts: Verdicts,
    /// What could not be evaluated, and for want of what.
    pub not_evaluable: Vec<NotEvaluable>,
    /// All properties that were missing somewhere.
    pub missing_properties: Vec<String>,
    /// Times of the first and the last event.
    pub time_range: TimeRange,
    /// The readings in force.
    pub settings: Settings,
    /// How the scan went.
    pub scan: ScanFigures,
    /// Rules by what became of them.
    pub rules: RuleFigures,
    /// What ended the run before its end; not part of the output.
    #[serde(skip)]
    pub failure: Option<Arc<EngineError>>,
    /// What was noticed about the rules; not part of the output.
    #[serde(skip)]
    pub warnings: Vec<QueryDiagnostics>,
    /// Wall time; the caller fills it in.
    pub elapsed_ms: u64,
    /// Processor time; the caller fills it in.
    pub cpu_ms: u64,
    /// Events per second of wall time; the caller fills it in.
    pub events_per_s: u64,
    /// Peak resident memory; the caller fills it in, absent where the system does not tell.
    pub peak_memory_bytes: Option<u64>,
    /// The exit code of the command; the caller fills it in.
    pub exit_code: u8,
    /// Version of the engine.
    pub engine_version: &'static str,
}

/// Inputs by what became of them; they add up to `total`.
#[derive(Debug, Clone, Default, Serialize, PartialEq, Eq)]
pub struct Files {
    /// All.
    pub total: u64,
    /// With at least one record of a known log source type.
    pub decoded: u64,
    /// Text of no known type, kept as stored events.
    pub stored: u64,
    /// Passed over: binary, empty, a link.
    pub skipped: u64,
    /// Not readable.
    pub failed: u64,
}

/// An input that was passed over.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct Skipped {
    /// Its path.
    pub path: String,
    /// Member of an archive.
    pub member: Option<String>,
    /// Why.
    pub reason: String,
}

/// Something that went wrong in an input.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct InputError {
    /// Its path.
    pub path: String,
    /// Member of an archive.
    pub member: Option<String>,
    /// First line where it happened.
    pub line: Option<u64>,
    /// First offset where it happened.
    pub offset: Option<u64>,
    /// What happened.
    pub cause: String,
    /// How often.
    pub count: u64,
    /// Whether bytes were lost to evaluation.
    pub lost: bool,
}

/// Firings by verdict.
#[derive(Debug, Clone, Default, Serialize, PartialEq, Eq)]
pub struct Verdicts {
    /// Alerts.
    pub alert: u64,
    /// Notes.
    pub note: u64,
    /// Firings that an exception covered.
    pub suppressed: u64,
    /// Rule branches that could not be evaluated on a log source type.
    pub not_evaluable: u64,
}

/// A part of a rule that no event of a log source type can satisfy.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct NotEvaluable {
    /// The rule.
    pub rule_id: String,
    /// The vector that is blind.
    pub vector: Option<String>,
    /// The log source type; absent when the rule itself names what nobody knows.
    pub log_source_type: Option<String>,
    /// The properties that are missing.
    pub missing: Vec<String>,
    /// The branch of the condition; not part of the output.
    #[serde(skip)]
    pub branch: Option<String>,
}

/// Times of the first and the last event.
#[derive(Debug, Clone, Default, Serialize, PartialEq, Eq)]
pub struct TimeRange {
    /// First.
    pub first: Option<String>,
    /// Last.
    pub last: Option<String>,
}

/// How the scan went.
#[derive(Debug, Clone, Default, Serialize, PartialEq, Eq)]
pub struct ScanFigures {
    /// Decompressed bytes looked at.
    pub bytes_scanned: u64,
    /// Records decoded.
    pub candidates: u64,
    /// Inputs that a faster way could not serve.
    pub fallbacks: u64,
    /// Rule evaluations: records times rules.
    pub pairs: u64,
}

/// Rules by what became of them.
#[derive(Debug, Clone, Default, Serialize, PartialEq, Eq)]
pub struct RuleFigures {
    /// Ran.
    pub loaded: u64,
    /// Did not compile.
    pub failed: u64,
}

impl Summary {
    pub(crate) fn new(
        engine: &Engine,
        inputs: &Inputs,
        tally: &Tally,
        options: &RunOptions,
        now: Now,
    ) -> Self {
        let mut summary = Summary {
            schema: "aquila.summary/1",
            files: Files::default(),
            read_as: BTreeMap::new(),
            skipped: Vec::new(),
            errors: Vec::new(),
            bytes: inputs.total_bytes(),
            events: tally.events,
            events_by_type: BTreeMap::new(),
            properties_decoded: BTreeMap::new(),
            alerts_by_rule: BTreeMap::new(),
            alerts_by_vector: BTreeMap::new(),
            alerts_by_platform: BTreeMap::new(),
            alerts_by_severity: BTreeMap::new(),
            verdicts: Verdicts::default(),
            not_evaluable: Vec::new(),
            missing_properties: Vec::new(),
            time_range: TimeRange { first: tally.first.map(timestamp), last: tally.last.map(timestamp) },
            settings: settings(options, now),
            scan: ScanFigures {
                bytes_scanned: tally.text_bytes,
                candidates: tally.events,
                ..ScanFigures::default()
            },
            rules: RuleFigures::default(),
            failure: None,
            warnings: Vec::new(),
            elapsed_ms: 0,
            cpu_ms: 0,
            events_per_s: 0,
            peak_memory_bytes: None,
            exit_code: 0,
            engine_version: env!("CARGO_PKG_VERSION"),
        };
        summary.add_kinds(engine, tally);
        summary.add_files(inputs, &tally.files.to_vec());
        summary
    }

    /// Whether bytes were lost to evaluation (exit code 4).
    pub fn has_losses(&self) -> bool {
        self.files.failed > 0 || self.errors.iter().any(|error| error.lost)
    }

    pub(crate) fn set_alerts(&mut self, counts: AlertCounts) {
        self.verdicts = counts.verdicts;
        self.alerts_by_rule = counts.by_rule;
        self.alerts_by_vector = counts.by_vector;
        self.alerts_by_platform = counts.by_platform;
        self.alerts_by_severity = counts.by_severity;
    }

    pub(crate) fn set_not_evaluable(&mut self, entries: Vec<NotEvaluable>) {
        let missing: BTreeSet<&String> = entries.iter().flat_map(|entry| &entry.missing).collect();
        self.missing_properties = missing.into_iter().cloned().collect();
        self.verdicts.not_evaluable = entries.len() as u64;
        self.not_evaluable = entries;
    }

    fn add_kinds(&mut self, engine: &Engine, tally: &Tally) {
        let types = engine.types();
        for (kind, count) in &tally.kinds {
            *self.events_by_type.entry(types.device_type_name(*kind).to_owned()).or_default() += count;
        }
        let catalogue = engine.catalogue();
        for (property, count) in tally.decoded.iter().filter(|(_, count)| **count > 0) {
            let property = catalogue.get(*property);
            if property.kind != PropertyKind::Position {
                self.properties_decoded.insert(property.name.clone(), *count);
            }
        }
    }

    fn add_files(&mut self, inputs: &Inputs, files: &[Arc<FileState>]) {
        for passed in &inputs.skipped {
            self.files.total += 1;
            let path = passed.path.clone();
            if passed.failed {
                self.files.failed += 1;
                self.errors.push(unreadable(path, passed.reason.clone()));
            } else {
                self.files.skipped += 1;
                self.skipped.push(Skipped { path, member: None, reason: passed.reason.clone() });
            }
        }
        let mut unopened = inputs.files.iter();
        for file in files {
            if file.member.is_none() {
                unopened.next();
            }
            self.add_file(file);
        }
        for file in unopened {
            self.files.total += 1;
            self.files.skipped += 1;
            let reason = "not read: the run was stopped".to_owned();
            self.skipped.push(Skipped { path: file.path.clone(), member: None, reason });
        }
    }

    fn add_file(&mut self, file: &FileState) {
        let report = file.report();
        let (path, member) = (&file.file.path, &file.member);
        if let Some(outcome) = report.outcome() {
            self.files.total += 1;
            match outcome {
                FileOutcome::Decoded => self.files.decoded += 1,
                FileOutcome::Stored => self.files.stored += 1,
                FileOutcome::Skipped => self.files.skipped += 1,
                FileOutcome::Failed => self.files.failed += 1,
            }
        }
        if let Some(format) = report.read_as.as_ref().filter(|_| !report.is_archive) {
            *self.read_as.entry(format.clone()).or_default() += 1;
        }
        if let Some(reason) = report.skip_reason() {
            let (path, member, reason) = (path.clone(), member.clone(), reason.to_owned());
            self.skipped.push(Skipped { path, member, reason });
        }
        if let Some(reason) = &report.failed {
            let error = unreadable(path.clone(), reason.clone());
            self.errors.push(InputError { member: member.clone(), ..error });
        }
        for (cause, trouble) in report.troubles() {
            self.errors.push(InputError {
                path: path.clone(),
                member: member.clone(),
                line: trouble.line,
                offset: trouble.offset,
                cause: cause.to_owned(),
                count: trouble.count,
                lost: trouble.lost,
            });
        }
    }
}

fn unreadable(path: String, cause: String) -> InputError {
    InputError { path, member: None, line: None, offset: None, cause, count: 1, lost: true }
}

/// The readings in force, as results name them.
pub(crate) fn settings(options: &RunOptions, now: Now) -> Settings {
    let mode = match options.settings.mode {
        crate::aql::Mode::Strict => "strict",
        crate::aql::Mode::Lenient => "lenient",
    };
    let now = match (options.now, now) {
        (NowReading::Event, _) | (_, Now::Event) => "event".to_owned(),
        (_, Now::At(instant)) => timestamp(instant),
    };
    Settings {
        mode: mode.to_owned(),
        regex_match: options.settings.regex_match.as_str().to_owned(),
        null_logic: options.settings.null_logic.as_str().to_owned(),
        now,
    }
}
