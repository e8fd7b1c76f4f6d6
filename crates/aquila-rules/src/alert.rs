//! `aquila.alert/1`: one firing of one rule on one event, as outputs show it.

use serde::{Deserialize, Serialize};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Only of notes.
    Info,
    /// Contact without the credential in sight, or a failed attempt.
    Low,
    /// A credential was read, requested, printed, copied or granted.
    Medium,
    /// One record gives away a tenant, a cluster, a node or a signing key.
    High,
    /// A completed sequence with tenant-, cluster- or account-wide effect.
    Critical,
}

impl Severity {
    /// The word that outputs use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
            Severity::Critical => "critical",
        }
    }
}

impl std::str::FromStr for Severity {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Severity::Info, Severity::Low, Severity::Medium, Severity::High, Severity::Critical]
            .into_iter()
            .find(|severity| severity.as_str() == text)
            .ok_or_else(|| format!("{text:?} is not one of info, low, medium, high, critical"))
    }
}

/// What a rule said of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It fired.
    Alert,
    /// It fired on something that is not a credential.
    Note,
    /// An exception covered it.
    Suppressed,
    /// The event lacks what the rule needs.
    NotEvaluable,
}

/// The ways in which a token is stolen, one per line.
const VECTORS: &str = include_str!("../data/vectors.txt");

/// Whether `text` names a vector; other words of a rule's `Vector` column stay in
/// its result row.
pub fn is_vector(text: &str) -> bool {
    VECTORS.lines().any(|vector| vector == text)
}

/// One alert. Field order is output order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// `aquila.alert/1`
    pub schema: String,
    /// Same input, same id.
    pub id: String,
    /// Alerts of one actor and story share it.
    pub finding_id: String,
    /// What the rule said.
    pub verdict: Verdict,
    /// How bad it is.
    pub severity: Severity,
    /// The rule's slug.
    pub rule_id: String,
    /// The rule's title.
    pub rule_title: String,
    /// The rule's version.
    pub rule_version: String,
    /// The way in which a token is stolen.
    pub vector: Option<String>,
    /// The platform whose token it is.
    pub platform: Option<String>,
    /// The branch of the condition that held.
    pub branch: Option<String>,
    /// ATT&CK tactics.
    pub tactics: Vec<String>,
    /// ATT&CK techniques.
    pub techniques: Vec<String>,
    /// When it happened, RFC 3339 in UTC with milliseconds.
    pub time: String,
    /// `record`, `neighbour` or `file`.
    pub time_source: String,
    /// Name of the log source type.
    pub log_source_type: Option<String>,
    /// Name of the log source.
    pub log_source: Option<String>,
    /// Where the record stands.
    pub source: Source,
    /// Who and what was involved.
    pub entity: Entity,
    /// The query's result row.
    pub columns: serde_json::Map<String, serde_json::Value>,
    /// What in the payload the condition matched.
    pub matches: Vec<Match>,
    /// Further records of a sequence.
    pub evidence: Vec<serde_json::Value>,
    /// Properties that were missing.
    pub missing: Vec<String>,
    /// The exception that covered it.
    pub suppressed_by: Option<String>,
    /// Text of the record.
    pub payload: Option<String>,
    /// The readings in force.
    pub settings: Settings,
}

/// Where a record stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Path as given, joined with `/`.
    pub path: String,
    /// Member of an archive.
    pub member: Option<String>,
    /// Physical line, from 1.
    pub line: Option<u64>,
    /// Byte offset in the decompressed input.
    pub offset: u64,
    /// Bytes of the record.
    pub length: u64,
    /// Ordinal of the record, from 1.
    pub record: u64,
}

/// Who and what was involved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// Host that it happened on.
    pub host: Option<String>,
    /// Account that acted.
    pub user: Option<String>,
    /// Image path of the process that acted.
    pub process: Option<String>,
    /// Its identifier.
    pub pid: Option<i64>,
    /// Address that it came from.
    pub source_ip: Option<String>,
    /// Address that it went to.
    pub destination_ip: Option<String>,
    /// Container that it happened in.
    pub container: Option<String>,
    /// Kubernetes pod that it happened in.
    pub pod: Option<String>,
    /// Kubernetes namespace that it happened in.
    pub namespace: Option<String>,
    /// Cloud account, tenant or organization.
    pub account: Option<String>,
    /// Application that was acted on or through.
    pub app_id: Option<String>,
}

/// A byte span in the payload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    /// The property that holds the text.
    pub field: String,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// The readings in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// `strict` or `lenient`.
    pub mode: String,
    /// `find` or `full`.
    pub regex_match: String,
    /// `sql` or `two-valued`.
    pub null_logic: String,
    /// `event`, or the instant.
    pub now: String,
}
