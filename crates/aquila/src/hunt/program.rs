//! Which rules run, how, and over which columns.

use std::collections::{BTreeSet, HashMap};

use aquila_event::{EventSchema, PropertyId};
use aquila_query::plan::{CompiledRule, PlanContext};
use aquila_rules::{NowIs, Rule, RuleProgram};

use crate::engine::{Engine, NowReading, RunOptions};
use crate::summary::RuleFigures;
use crate::{EngineError, QueryDiagnostics};

/// The rules of a hunt, ready to run.
#[derive(Debug)]
pub(super) struct Programs {
    /// Rules over single events, compiled for [`schema`](Self::schema).
    pub(super) per_event: Vec<(RuleProgram, CompiledRule)>,
    /// Rules over groups of events.
    pub(super) grouped: Vec<RuleProgram>,
    /// Rules that name properties nobody knows.
    pub(super) unknown: Vec<RuleProgram>,
    /// The columns that the rules over single events read.
    pub(super) schema: EventSchema,
}

/// Parses and resolves all rules.
///
/// # Errors
/// With the diagnostics of all rules that are wrong in themselves (one that only
/// names unknown properties is not evaluable, which is no error), or when two
/// rules have one id.
pub(super) fn resolve(
    engine: &Engine,
    rules: Vec<Rule>,
    options: &RunOptions,
) -> Result<Vec<RuleProgram>, EngineError> {
    let now = if options.now == NowReading::Event { NowIs::EachEvent } else { NowIs::Instant };
    let mut programs = Vec::new();
    let mut bad = Vec::new();
    let mut ids: HashMap<String, String> = HashMap::new();
    for rule in rules {
        if let Some(other) = ids.insert(rule.metadata.id.clone(), rule.origin.clone()) {
            let (id, origin) = (&rule.metadata.id, &rule.origin);
            return Err(EngineError::Usage(format!("{other} and {origin} have the same rule id {id:?}")));
        }
        let program = RuleProgram::new(rule, &engine.catalogue(), &options.settings, now);
        if program.query.is_none() && !program.is_only_unknown_properties() {
            bad.push(QueryDiagnostics {
                origin: program.rule.origin,
                text: program.rule.query,
                diagnostics: program.diagnostics,
            });
            continue;
        }
        programs.push(program);
    }
    if bad.is_empty() { Ok(programs) } else { Err(EngineError::Query(bad)) }
}

impl Programs {
    pub(super) fn compile(
        engine: &Engine,
        resolved: Vec<RuleProgram>,
        context: &PlanContext,
    ) -> Result<Self, EngineError> {
        let mut per_event = Vec::new();
        let mut grouped = Vec::new();
        let mut unknown = Vec::new();
        for program in resolved {
            match &program.query {
                None => unknown.push(program),
                Some(query) if query.is_aggregated() => grouped.push(program),
                Some(_) => per_event.push(program),
            }
        }
        let catalogue = engine.catalogue();
        let mut wanted: BTreeSet<PropertyId> = catalogue.id("starttime").into_iter().collect();
        wanted
            .extend(per_event.iter().flat_map(|program| &program.query).flat_map(|query| query.properties()));
        let wanted: Vec<PropertyId> = wanted.into_iter().collect();
        let schema = EventSchema::new(&catalogue, &wanted);
        let mut compiled = Vec::new();
        for program in per_event {
            if let Some(query) = &program.query {
                let rule = CompiledRule::compile(query, context, &schema)?;
                compiled.push((program, rule));
            }
        }
        Ok(Self { per_event: compiled, grouped, unknown, schema })
    }

    /// What was noticed about the rules that run.
    pub(super) fn warnings(&self) -> Vec<QueryDiagnostics> {
        let programs = self.per_event.iter().map(|(program, _)| program).chain(&self.grouped);
        let with_warnings = programs.filter(|program| !program.diagnostics.is_empty());
        with_warnings
            .map(|program| QueryDiagnostics {
                origin: program.rule.origin.clone(),
                text: program.rule.query.clone(),
                diagnostics: program.diagnostics.clone(),
            })
            .collect()
    }

    pub(super) fn figures(&self) -> RuleFigures {
        let loaded = self.per_event.len() + self.grouped.len();
        RuleFigures { loaded: loaded as u64, failed: self.unknown.len() as u64 }
    }
}
