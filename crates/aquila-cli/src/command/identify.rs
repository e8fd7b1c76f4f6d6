//! `aquila identify`: what files are, and where the values of their events stand.

use std::sync::Arc;
use std::time::Instant;

use aquila::{Control, EngineError, EngineOptions, Inputs, RunOptions, SessionLimits, Settings, Summary};

use super::list::refused;
use super::run::{failed_without_query, format, wall_clock};
use super::teach;
use crate::args::IdentifyArgs;
use crate::exit::Exit;
use crate::interrupt::Interrupts;
use crate::output::Output;
use crate::progress::Progress;
use crate::render::List;
use crate::report;

pub(super) fn run(args: &IdentifyArgs) -> Exit {
    match identify(args) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn identify(args: &IdentifyArgs) -> Result<Exit, Exit> {
    let started = Instant::now();
    let wall = wall_clock();
    let failed = |error: EngineError| failed_without_query(&error);
    let mut sink = List::new(format(&args.data)).map_err(|reason| refused(&reason))?;
    let limits = SessionLimits { temp_dir: args.read.temp_dir.clone(), ..SessionLimits::default() };
    let options = EngineOptions { limits, ..teach::options(&args.teach) };
    let engine = aquila::Engine::new(options).map_err(failed)?;
    let inputs = Inputs::resolve(&args.paths, wall).map_err(failed)?;
    let mut output =
        Output::open(args.data.output.as_deref(), args.data.overwrite).map_err(|reason| refused(&reason))?;
    let options = RunOptions {
        settings: Settings { timezone: args.read.timezone, ..Settings::default() },
        input_format: args.read.input_format,
        input_limits: args.read.limits.limits(),
        ..RunOptions::hunt(wall)
    };
    let control = Arc::new(Control::default());
    let interrupts = Interrupts::watch(Arc::clone(&control));
    let progress = Progress::start(&control, inputs.total_bytes(), args.talk.quiet);
    let identified =
        engine.identify(&inputs, args.events, &options, &control, &mut |file| sink.item(&file, &mut output));
    drop(progress);
    let finished = identified.and_then(|summary| {
        sink.finish(&mut output).and_then(|()| output.finish()).map_err(EngineError::Output)?;
        Ok(summary)
    });
    let mut summary = finished.map_err(failed)?;
    summary.elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    tell(args, &summary);
    let losses = if summary.has_losses() && !args.read.skip_errors { Exit::Partial } else { Exit::Done };
    Ok(interrupts.exit().unwrap_or(losses))
}

fn tell(args: &IdentifyArgs, summary: &Summary) {
    if !args.talk.quiet {
        return report::summary(summary, args.talk.verbose > 0);
    }
    // Losses are told even when nothing else is.
    summary
        .errors
        .iter()
        .filter(|error| error.lost)
        .for_each(|error| report::say(&report::input_error(error)));
}
