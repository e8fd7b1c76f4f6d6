//! One rule: its metadata (`rule.yml`) and its AQL (`query.aql`).

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::alert::Severity;

/// A rule, loaded and not yet compiled.
#[derive(Debug, Clone)]
pub struct Rule {
    /// What `rule.yml` says, or what a bare query is given instead.
    pub metadata: Metadata,
    /// The AQL text.
    pub query: String,
    /// Where the AQL stands, for messages.
    pub origin: String,
}

/// The fields of `rule.yml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metadata {
    /// Slug.
    pub id: String,
    /// Stable identifier for other systems.
    #[serde(default)]
    pub uuid: Option<String>,
    /// One line.
    pub title: String,
    /// Semantic version.
    pub version: String,
    /// `experimental`, `test`, `stable` or `deprecated`.
    #[serde(default)]
    pub status: Option<String>,
    /// How bad a firing is.
    pub severity: Severity,
    /// What it finds, and why that matters.
    #[serde(default)]
    pub description: String,
    /// Who wrote it.
    #[serde(default)]
    pub author: Option<String>,
    /// When.
    #[serde(default)]
    pub date: Option<String>,
    /// Its place in MITRE ATT&CK.
    #[serde(default)]
    pub attack: Attack,
    /// Log source types that it is for, by name.
    #[serde(default)]
    pub log_sources: Vec<String>,
    /// The vector that each branch of the condition belongs to.
    #[serde(default)]
    pub branches: BTreeMap<String, String>,
    /// What fires it harmlessly.
    #[serde(default)]
    pub false_positives: Vec<String>,
    /// How to fit it to a site.
    #[serde(default)]
    pub tuning: Option<String>,
    /// What to do about a firing.
    #[serde(default)]
    pub response: Option<String>,
    /// Further reading.
    #[serde(default)]
    pub references: Vec<String>,
}

/// Ids in MITRE ATT&CK.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attack {
    /// The ATT&CK version that the ids are from.
    #[serde(default)]
    pub version: Option<String>,
    /// Tactic ids.
    #[serde(default)]
    pub tactics: Vec<String>,
    /// Technique ids.
    #[serde(default)]
    pub techniques: Vec<String>,
}

impl Metadata {
    /// What a bare `.aql` file is given: its file name, and severity medium.
    pub fn bare(name: &str) -> Self {
        Self {
            id: name.to_owned(),
            uuid: None,
            title: name.to_owned(),
            version: "0.0.0".to_owned(),
            status: None,
            severity: Severity::Medium,
            description: String::new(),
            author: None,
            date: None,
            attack: Attack::default(),
            log_sources: Vec::new(),
            branches: BTreeMap::new(),
            false_positives: Vec::new(),
            tuning: None,
            response: None,
            references: Vec::new(),
        }
    }
}
