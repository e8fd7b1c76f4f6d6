//! Which rules run, how, and over which columns.

use std::collections::BTreeSet;

use aquila_event::{EventSchema, PropertyId};
use aquila_query::plan::{CompiledRule, PlanContext};
use aquila_rules::{Rule, RuleProgram};

use crate::EngineError;
use crate::engine::{Engine, RunOptions};
use crate::summary::RuleFigures;

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
/// With the diagnostics of the first rule that is wrong in itself; one that only
/// names unknown properties is not evaluable, which is no error.
pub(super) fn resolve(
    engine: &Engine,
    rules: Vec<Rule>,
    options: &RunOptions,
) -> Result<Vec<RuleProgram>, EngineError> {
    let mut programs = Vec::new();
    for rule in rules {
        let program = RuleProgram::new(rule, &engine.catalogue(), &options.settings);
        if program.query.is_none() && !program.is_only_unknown_properties() {
            return Err(EngineError::Query {
                origin: program.rule.origin,
                text: program.rule.query,
                diagnostics: program.diagnostics,
            });
        }
        programs.push(program);
    }
    Ok(programs)
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
        wanted.extend(per_event.iter().flat_map(|program| &program.query).flat_map(|query| query.properties()));
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

    pub(super) fn figures(&self) -> RuleFigures {
        let loaded = self.per_event.len() + self.grouped.len();
        RuleFigures { loaded: loaded as u64, failed: self.unknown.len() as u64 }
    }
}
