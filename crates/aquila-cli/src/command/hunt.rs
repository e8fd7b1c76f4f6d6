//! `aquila hunt`: rules over log files.

use std::io::IsTerminal;

use aquila::rules::{Rule, Verdict};
use aquila::{EngineError, NowReading};

use super::run::{Run, failed};
use crate::args::HuntArgs;
use crate::color;
use crate::exit::Exit;
use crate::render::{self, TableStyle};

pub(super) fn run(args: &HuntArgs) -> Exit {
    let mut run = match Run::prepare(&args.run, &args.paths, NowReading::Event) {
        Ok(run) => run,
        Err(exit) => return exit,
    };
    run.options.payload = !args.no_payload;
    let rules = match rules(&run, args) {
        Ok(rules) => rules,
        Err(error) => return failed(&error, &args.run),
    };
    let to_terminal = args.run.data.output.is_none() && std::io::stdout().is_terminal();
    let style = TableStyle { color: color::enabled(args.run.data.color, to_terminal) };
    let mut sink = render::alerts(run.format, style);
    let ended = run.ended();
    let progress = run.progress();
    let mut output = run.output;
    let mut severe = false;
    let result = run.engine.hunt(rules, run.inputs, &run.options, &run.control, &mut |alert| {
        let counts = alert.verdict == Verdict::Alert;
        severe |= counts && args.run.fail_on_alert.is_some_and(|least| alert.severity >= least);
        sink.alert(alert, &mut output)
    });
    drop(progress);
    let finished = result.and_then(|summary| {
        sink.finish(&mut output).and_then(|()| output.finish()).map(|()| summary).map_err(EngineError::Output)
    });
    match finished {
        Ok(summary) => {
            ended.conclude(&args.run, summary, if severe { Exit::Alerts } else { Exit::Done }, true)
        }
        Err(error) => ended.fail(&args.run, &error),
    }
}

fn rules(run: &Run<'_>, args: &HuntArgs) -> Result<Vec<Rule>, EngineError> {
    if args.rules.is_empty() {
        return run.engine.default_rules();
    }
    let mut rules = Vec::new();
    for path in &args.rules {
        rules.extend(run.engine.load_rules(path)?);
    }
    Ok(rules)
}
