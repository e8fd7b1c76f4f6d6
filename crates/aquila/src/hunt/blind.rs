//! What no event of the inputs could show: per rule, branch and log source type.

use std::collections::{BTreeMap, BTreeSet};

use aquila_event::PropertyId;

use super::program::Programs;
use crate::engine::{Engine, RunOptions};
use crate::summary::{NotEvaluable, Tally};

pub(super) fn not_evaluable(
    engine: &Engine,
    programs: &Programs,
    tally: &Tally,
    options: &RunOptions,
) -> Vec<NotEvaluable> {
    let catalogue = engine.catalogue();
    let types = engine.types();
    let mut kinds_by_type: BTreeMap<&str, Vec<BTreeSet<PropertyId>>> = BTreeMap::new();
    for kind in tally.kinds.keys() {
        let carried = types.provides(&catalogue, *kind).into_iter().collect();
        kinds_by_type.entry(types.device_type_name(*kind)).or_default().push(carried);
    }
    let mut entries = Vec::new();
    let evaluated = programs.per_event.iter().map(|(program, _)| program).chain(&programs.grouped);
    for program in evaluated {
        for (device_type, kinds) in &kinds_by_type {
            for blind in program.not_evaluable(&catalogue, &options.settings, kinds) {
                entries.push(NotEvaluable {
                    rule_id: program.rule.metadata.id.clone(),
                    vector: blind.vector,
                    log_source_type: Some((*device_type).to_owned()),
                    missing: blind.missing.iter().map(|id| catalogue.get(*id).name.clone()).collect(),
                    branch: Some(blind.branch),
                });
            }
        }
    }
    for program in &programs.unknown {
        entries.push(NotEvaluable {
            rule_id: program.rule.metadata.id.clone(),
            vector: None,
            log_source_type: None,
            missing: program.unknown_properties.clone(),
            branch: None,
        });
    }
    entries
}
