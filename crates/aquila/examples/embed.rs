//! A folder, one query, the default rule.
#![allow(clippy::print_stdout)]

use std::sync::Arc;

use aquila::{Control, Engine, EngineError, EngineOptions, Inputs, RunOptions, value};

fn main() -> Result<(), EngineError> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "examples/logs".to_owned());
    let now = 1_790_000_000_000; // the engine reads no clock
    let engine = Engine::new(EngineOptions::default())?;
    let control = Arc::new(Control::default());

    let aql = "SELECT LOGSOURCETYPENAME(devicetype) AS type, COUNT(*) AS n FROM events GROUP BY type";
    let inputs = Inputs::resolve(&[folder], now)?;
    let search = engine.search("query", aql, inputs.clone(), &RunOptions::search(now), &control)?;
    search.run(&mut |batch| {
        for row in 0..batch.num_rows() {
            println!("{}", serde_json::Value::Object(value::row(batch, row)));
        }
        Ok(())
    })?;

    let rules = engine.default_rules()?;
    let summary = engine.hunt(rules, inputs, &RunOptions::hunt(now), &control, &mut |alert| {
        println!("{} {} {}:{:?}", alert.time, alert.rule_id, alert.source.path, alert.source.line);
        Ok(())
    })?;
    println!("{} alerts in {} events", summary.verdicts.alert, summary.events);
    Ok(())
}
