//! An event that a rule selected becomes an alert.
//!
//! Only now is the record decoded for who and what was involved: the properties
//! of the rules are decoded for every event, those of the alert for the few that fire.

use aquila_dsm::decode::{RowInfo, TimeSource};
use aquila_event::{EventSchema, PropertyId};
use aquila_query::plan::Now;
use aquila_rules::alert::{Entity, Match, Settings, Source, is_vector};
use aquila_rules::{Alert, RuleProgram, Verdict};
use datafusion::arrow::array::RecordBatch;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::spans;
use crate::EngineError;
use crate::engine::{Engine, RunOptions};
use crate::input::{ChunkDecoder, Work};
use crate::summary::settings;
use crate::value::{integer, text, timestamp};

/// The result column that names the vector, as the shipped rules write it.
const VECTOR_COLUMN: &str = "Vector";
/// The result column that names the platform.
const PLATFORM_COLUMN: &str = "TokenPlatform";

/// What an alert says beside the result row.
const ENTITY_PROPERTIES: &[&str] = &[
    "Hostname",
    "username",
    "Application",
    "Process ID",
    "sourceaddress",
    "destinationaddress",
    "Container ID",
    "Pod Name",
    "Namespace",
    "Account ID",
    "Application ID",
    "Record ID",
    "logsourceid",
    "logsourceidentifier",
];

/// Makes alerts; one per thread.
pub(super) struct AlertBuilder<'a> {
    engine: &'a Engine,
    decoder: ChunkDecoder,
    schema: EventSchema,
    settings: Settings,
    with_payload: bool,
}

impl<'a> AlertBuilder<'a> {
    pub(super) fn new(engine: &'a Engine, options: &RunOptions, now: Now) -> Self {
        let catalogue = engine.catalogue();
        let mut wanted: Vec<PropertyId> =
            ENTITY_PROPERTIES.iter().filter_map(|name| catalogue.id(name)).collect();
        // Spans need the text of whatever a rule may look at.
        let more =
            catalogue.iter().filter(|property| spans::is_searchable(property)).map(|property| property.id());
        let more: Vec<PropertyId> = more.filter(|id| !wanted.contains(id)).collect();
        wanted.extend(more);
        let schema = EventSchema::new(&catalogue, &wanted);
        let decoder = ChunkDecoder::new(engine, schema.clone());
        Self { engine, decoder, schema, settings: settings(options, now), with_payload: options.payload }
    }

    pub(super) fn build(
        &mut self,
        program: &RuleProgram,
        work: &Work,
        info: &RowInfo,
        columns: Map<String, Value>,
        branch: Option<String>,
    ) -> Result<Alert, EngineError> {
        let event = self.decoder.decode_row(work, info)?;
        let frame = work.chunk.frames.get(info.frame as usize);
        let frame = frame.ok_or_else(|| EngineError::internal("the record of an alert is in its chunk"))?;
        let payload = String::from_utf8_lossy(work.chunk.payload(frame)).into_owned();
        let is_line_based = frame.line > 0;
        let source = Source {
            path: work.file.file.path.clone(),
            member: work.file.member.clone(),
            line: is_line_based.then_some(frame.line),
            offset: frame.offset,
            length: (frame.end - frame.start) as u64,
            record: frame.record,
        };
        let log_source =
            self.integer(&event, "logsourceid").and_then(|id| self.engine.log_sources().name(id));
        let matches =
            spans::find(program, branch.as_deref(), &self.engine.catalogue(), &self.schema, &event, &payload);
        let firing = Firing {
            time: info.time,
            time_source: time_source(info.time_source).to_owned(),
            item: info.item,
            source,
            entity: self.entity(&event),
            repeats: self.text(&event, "Record ID"),
            columns,
            branch,
            log_source_type: Some(self.engine.types().device_type_name(info.kind).to_owned()),
            log_source,
            matches,
            payload: self.with_payload.then_some(payload),
        };
        Ok(firing.into_alert(program, self.settings.clone()))
    }

    fn entity(&self, event: &RecordBatch) -> Entity {
        let host = self.text(event, "Hostname").or_else(|| self.text(event, "logsourceidentifier"));
        Entity {
            host,
            user: self.text(event, "username"),
            process: self.text(event, "Application"),
            pid: self.integer(event, "Process ID"),
            source_ip: self.text(event, "sourceaddress"),
            destination_ip: self.text(event, "destinationaddress"),
            container: self.text(event, "Container ID"),
            pod: self.text(event, "Pod Name"),
            namespace: self.text(event, "Namespace"),
            account: self.text(event, "Account ID"),
            app_id: self.text(event, "Application ID"),
        }
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.schema.column(self.engine.catalogue().id(name)?)
    }

    fn text(&self, event: &RecordBatch, name: &str) -> Option<String> {
        text(event.column(self.column(name)?), 0)
    }

    fn integer(&self, event: &RecordBatch, name: &str) -> Option<i64> {
        integer(event.column(self.column(name)?), 0)
    }
}

/// What is known of one firing of a rule.
pub(super) struct Firing {
    pub(super) time: i64,
    pub(super) time_source: String,
    /// Which event of its record it is, from 0.
    pub(super) item: u16,
    pub(super) source: Source,
    pub(super) entity: Entity,
    /// What repeats of the same firing share.
    pub(super) repeats: Option<String>,
    pub(super) columns: Map<String, Value>,
    pub(super) branch: Option<String>,
    pub(super) log_source_type: Option<String>,
    pub(super) log_source: Option<String>,
    pub(super) matches: Vec<Match>,
    pub(super) payload: Option<String>,
}

impl Firing {
    /// The firing as outputs show it.
    pub(super) fn into_alert(self, program: &RuleProgram, settings: Settings) -> Alert {
        let metadata = &program.rule.metadata;
        let of_branch = self.branch.as_deref().and_then(|branch| program.vector(branch)).map(str::to_owned);
        let vector = vector(&self.columns).or(of_branch);
        Alert {
            schema: "aquila.alert/1".to_owned(),
            id: alert_id(&metadata.id, &metadata.version, &self.source, self.item),
            finding_id: finding_id(&metadata.id, vector.as_deref(), self.repeats.as_deref(), &self.entity),
            verdict: Verdict::Alert,
            severity: metadata.severity,
            rule_id: metadata.id.clone(),
            rule_title: metadata.title.clone(),
            rule_version: metadata.version.clone(),
            vector,
            platform: platform(&self.columns),
            branch: self.branch,
            tactics: metadata.attack.tactics.clone(),
            techniques: metadata.attack.techniques.clone(),
            time: timestamp(self.time),
            time_source: self.time_source,
            log_source_type: self.log_source_type,
            log_source: self.log_source,
            source: self.source,
            entity: self.entity,
            columns: self.columns,
            matches: self.matches,
            evidence: Vec::new(),
            missing: Vec::new(),
            suppressed_by: None,
            payload: self.payload,
            settings,
        }
    }
}

/// The vector that a result row names.
fn vector(columns: &Map<String, Value>) -> Option<String> {
    let named = columns.get(VECTOR_COLUMN).and_then(Value::as_str);
    named.filter(|vector| is_vector(vector)).map(str::to_owned)
}

/// The platform that a result row names.
fn platform(columns: &Map<String, Value>) -> Option<String> {
    columns.get(PLATFORM_COLUMN).and_then(Value::as_str).map(str::to_owned)
}

/// The word that outputs use.
fn time_source(source: TimeSource) -> &'static str {
    match source {
        TimeSource::Record => "record",
        TimeSource::Neighbour => "neighbour",
        TimeSource::File => "file",
    }
}

/// Same rule, same place, same id. The first event of a record has the id that the
/// record would have; further ones are told apart.
fn alert_id(rule_id: &str, rule_version: &str, source: &Source, item: u16) -> String {
    let member = source.member.as_deref().unwrap_or_default();
    let (offset, item) = (source.offset.to_string(), item.to_string());
    let parts = [rule_id, rule_version, &source.path, member, &offset, &item];
    digest(if item == "0" { &parts[..5] } else { &parts })
}

/// One actor's acts of one vector belong together; where nobody is named, repeats
/// of one record do.
fn finding_id(rule_id: &str, vector: Option<&str>, record_id: Option<&str>, entity: &Entity) -> String {
    let part = |part: &Option<String>| part.clone().unwrap_or_default();
    let (host, user, process) = (part(&entity.host), part(&entity.user), part(&entity.process));
    match record_id {
        Some(record) if user.is_empty() && process.is_empty() => digest(&[rule_id, "record", record]),
        _ => digest(&[rule_id, vector.unwrap_or_default(), &host, &user, &process, &part(&entity.container)]),
    }
}

/// 64 bits of SHA-256 over the parts, each ended by a byte that no part holds.
fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0xff]);
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
