//! A rule becomes a program: parsed, resolved, and ready to be planned.

use std::collections::BTreeSet;
use std::sync::Arc;

use aquila_aql::Diagnostic;
use aquila_aql::ast::Statement;
use aquila_event::{Catalogue, PropertyId};
use aquila_query::Settings;
use aquila_query::plan::looks_back;
use aquila_query::resolve::codes::UNUSED_IN_HUNT;
use aquila_query::resolve::evaluable::{Branch, branches, missing};
use aquila_query::resolve::{ResolvedQuery, resolve};

use crate::rule::Rule;

/// What NOW() is for a hunt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NowIs {
    /// Each event's own time.
    EachEvent,
    /// One instant.
    Instant,
}

/// A rule that parses, and what came of resolving it.
#[derive(Debug)]
pub struct RuleProgram {
    /// The rule.
    pub rule: Rule,
    /// The checked form; absent when it does not compile.
    pub query: Option<ResolvedQuery>,
    /// What was noticed.
    pub diagnostics: Vec<Diagnostic>,
    /// Names that no property has: such a rule is not evaluable anywhere.
    pub unknown_properties: Vec<String>,
}

/// A branch of a rule that no event of a log source type can satisfy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotEvaluable {
    /// The branch of the condition.
    pub branch: String,
    /// The vector that the branch belongs to.
    pub vector: Option<String>,
    /// The properties that such events lack.
    pub missing: Vec<PropertyId>,
}

impl RuleProgram {
    /// Parses and resolves a rule for a hunt. Errors are in its diagnostics.
    pub fn new(rule: Rule, catalogue: &Arc<Catalogue>, settings: &Settings, now: NowIs) -> Self {
        let parse = aquila_aql::parse(&rule.query, settings.mode);
        let mut diagnostics = parse.diagnostics;
        let failed = diagnostics.iter().any(Diagnostic::is_error);
        let resolution = parse.statement.as_ref().filter(|_| !failed);
        let resolution = resolution.map(|statement| resolve(statement, catalogue, settings));
        let (query, unknown_properties) = match resolution {
            Some(resolution) => {
                diagnostics.extend(resolution.diagnostics);
                (resolution.query, resolution.unknown_properties)
            }
            None => (None, Vec::new()),
        };
        if let (Some(query), Some(statement)) = (&query, &parse.statement) {
            diagnostics.extend(unused_in_hunt(query, statement, catalogue, now));
        }
        Self { rule, query, diagnostics, unknown_properties }
    }

    /// Whether the only trouble is properties that nobody knows.
    pub fn is_only_unknown_properties(&self) -> bool {
        let unknown = aquila_query::resolve::codes::UNKNOWN_PROPERTY;
        let mut errors = self.diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
        self.query.is_none()
            && !self.unknown_properties.is_empty()
            && errors.all(|error| error.code == unknown)
    }

    /// The branches of its condition.
    pub fn branches(&self) -> Vec<Branch> {
        self.query.as_ref().and_then(|query| query.filter.as_ref()).map(branches).unwrap_or_default()
    }

    /// The vector that a branch belongs to.
    pub fn vector(&self, branch: &str) -> Option<&str> {
        self.rule.metadata.branches.get(branch).map(String::as_str)
    }

    /// The branches that cannot hold for a log source type, whose kinds of event
    /// carry `kinds`: a branch is evaluable when one kind can satisfy it.
    pub fn not_evaluable(
        &self,
        catalogue: &Catalogue,
        settings: &Settings,
        kinds: &[BTreeSet<PropertyId>],
    ) -> Vec<NotEvaluable> {
        let mut result = Vec::new();
        for branch in self.branches() {
            let lacking = kinds
                .iter()
                .map(|kind| missing(&branch.whole, catalogue, settings.null_logic, &|id| kind.contains(&id)))
                .min_by_key(BTreeSet::len);
            if let Some(lacking) = lacking.filter(|lacking| !lacking.is_empty()) {
                let vector = self.vector(&branch.path).map(str::to_owned);
                result.push(NotEvaluable {
                    branch: branch.path,
                    vector,
                    missing: lacking.into_iter().collect(),
                });
            }
        }
        result
    }
}

/// What a hunt does not use of a rule: it reads everything, one event at a time.
fn unused_in_hunt(
    query: &ResolvedQuery,
    statement: &Statement,
    catalogue: &Catalogue,
    now: NowIs,
) -> Vec<Diagnostic> {
    let mut notes = Vec::new();
    if let Some(limit) = statement.limit.as_ref().filter(|_| !query.is_aggregated()) {
        let message = "a hunt gives every event that the rule selects; LIMIT is not used";
        notes.push(Diagnostic::warning(UNUSED_IN_HUNT, limit.span, message));
    }
    if now == NowIs::EachEvent && query.is_aggregated() && looks_back(query, catalogue) {
        let message = "a hunt groups the whole input; the look-back window of this rule is not slid over it";
        let note = Diagnostic::warning(UNUSED_IN_HUNT, statement.span, message);
        notes.push(note.with_help("give --now a time to count within the window that ends there"));
    }
    notes
}
