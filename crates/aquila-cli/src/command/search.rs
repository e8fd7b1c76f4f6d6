//! `aquila search`: one statement over log files.

use std::ffi::OsString;

use aquila::{EngineError, NowReading};

use super::run::{Run, failed};
use crate::args::SearchArgs;
use crate::exit::Exit;
use crate::{render, report};

pub(super) fn run(args: &SearchArgs) -> Exit {
    let (origin, aql, paths) = match statement(args) {
        Ok(statement) => statement,
        Err(reason) => {
            report::say(&format!("error: {reason}"));
            return Exit::Usage;
        }
    };
    let mut run = match Run::prepare(&args.run, &paths, NowReading::Wall) {
        Ok(run) => run,
        Err(exit) => return exit,
    };
    let search = match run.engine.search(&origin, &aql, run.inputs.clone(), &run.options, &run.control) {
        Ok(search) => search,
        Err(error) => return failed(&error, &args.run),
    };
    report::diagnostics(&origin, &aql, search.warnings(), &args.run);
    if !search.has_time_clause() && !args.run.talk.quiet {
        report::say(
            "note: without LAST or START everything is read; a real QRadar reads its default window (five minutes)",
        );
    }
    let mut sink = render::rows(run.format, search.schema());
    let ended = run.ended();
    let progress = run.progress();
    let output = &mut run.output;
    let mut rows = 0;
    let result = search.run(&mut |batch| {
        rows += batch.num_rows();
        sink.rows(batch, output)
    });
    drop(progress);
    let mut output = run.output;
    let finished = result.and_then(|summary| {
        sink.finish(&mut output).and_then(|()| output.finish()).map(|()| summary).map_err(EngineError::Output)
    });
    match finished {
        Ok(summary) => {
            let is_alert = rows > 0 && args.run.fail_on_alert.is_some();
            ended.conclude(&args.run, summary, if is_alert { Exit::Alerts } else { Exit::Done }, false)
        }
        Err(error) => ended.fail(&args.run, &error),
    }
}

/// Where the statement comes from, its text, and the paths that remain.
fn statement(args: &SearchArgs) -> Result<(String, String, Vec<OsString>), String> {
    if let Some(path) = &args.rules {
        let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        return Ok((path.display().to_string(), text, args.operands.clone()));
    }
    match args.operands.split_first() {
        Some((aql, paths)) if !paths.is_empty() => match aql.to_str() {
            Some(aql) => Ok(("query".to_owned(), aql.to_owned(), paths.to_vec())),
            None => Err("the statement is not valid text".to_owned()),
        },
        _ => Err("name the files to search after the statement (- for standard input)".to_owned()),
    }
}
