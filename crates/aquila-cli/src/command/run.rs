//! What hunt and search share: flags to options, errors to exits, the last words.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use aquila::query::QueryError;
use aquila::{
    Control, Engine, EngineError, EngineOptions, Inputs, NowReading, RunOptions, SessionLimits, Settings,
    Summary,
};

use crate::args::{DataArgs, Format, RunArgs, SummaryFormat};
use crate::exit::Exit;
use crate::interrupt::Interrupts;
use crate::output::Output;
use crate::progress::Progress;
use crate::{render, report, usage};

/// A run that is about to start.
pub(super) struct Run<'a> {
    pub(super) args: &'a RunArgs,
    pub(super) engine: Engine,
    pub(super) options: RunOptions,
    pub(super) inputs: Inputs,
    pub(super) control: Arc<Control>,
    pub(super) format: Format,
    pub(super) output: Output,
    summary_file: Option<Output>,
    interrupts: Interrupts,
    started: Instant,
}

/// What is left when the data is written.
pub(super) struct Ended {
    summary_file: Option<Output>,
    interrupts: Interrupts,
    started: Instant,
}

impl<'a> Run<'a> {
    /// Resolves paths and flags. `default_now` is the command's reading of NOW().
    pub(super) fn prepare(
        args: &'a RunArgs,
        paths: &[OsString],
        default_now: NowReading,
    ) -> Result<Self, Exit> {
        let started = Instant::now();
        let wall = wall_clock();
        let format = format(&args.data);
        if format == Format::Parquet && args.data.output.is_none() && io::stdout().is_terminal() {
            report::say("error: Parquet is binary; name a file with -o or redirect standard output");
            return Err(Exit::Usage);
        }
        if let Some(folder) = args.read.temp_dir.as_ref().filter(|folder| !folder.is_dir()) {
            report::say(&format!("error: {}: no such folder", folder.display()));
            return Err(Exit::Usage);
        }
        let limits = SessionLimits {
            threads: args.threads.map_or_else(|| SessionLimits::default().threads, usize::from),
            memory: usize::try_from(args.sort_memory).unwrap_or(usize::MAX),
            temp_dir: args.read.temp_dir.clone(),
            spill: args.max_spill,
        };
        let engine = Engine::new(EngineOptions { limits, ..super::teach::options(&args.teach) })
            .map_err(|error| failed(&error, args))?;
        let inputs = Inputs::resolve(paths, wall).map_err(|error| failed(&error, args))?;
        let settings = Settings {
            mode: args.mode.into(),
            regex_match: args.regex_match.into(),
            null_logic: args.null_logic.into(),
            timezone: args.read.timezone,
        };
        let options = RunOptions {
            settings,
            now: args.now.unwrap_or(default_now),
            input_format: args.read.input_format,
            input_limits: args.read.limits.limits(),
            unordered: args.unordered,
            ..RunOptions::hunt(wall)
        };
        let refused = |reason| {
            report::say(&format!("error: {reason}"));
            Exit::Usage
        };
        let output = Output::open(args.data.output.as_deref(), args.data.overwrite).map_err(refused)?;
        let summary_file =
            args.summary_file.as_deref().map(|path| Output::open(Some(path), args.data.overwrite));
        let summary_file = summary_file.transpose().map_err(refused)?;
        if inputs.files.is_empty() && inputs.skipped.is_empty() {
            report::say("warning: there is no file to read");
        }
        let control = Arc::new(Control::default());
        let interrupts = Interrupts::watch(Arc::clone(&control));
        Ok(Self { args, engine, options, inputs, control, format, output, summary_file, interrupts, started })
    }

    /// The progress line of this run.
    pub(super) fn progress(&self) -> Progress {
        Progress::start(&self.control, self.inputs.total_bytes(), self.args.talk.quiet)
    }

    /// Splits off what the last words need, so that the rest can be consumed.
    pub(super) fn ended(&mut self) -> Ended {
        let summary_file = self.summary_file.take();
        Ended { summary_file, interrupts: self.interrupts.clone(), started: self.started }
    }
}

/// The format that is asked for, else the one that fits where the data goes.
pub(super) fn format(args: &DataArgs) -> Format {
    args.format.unwrap_or(match (&args.output, io::stdout().is_terminal()) {
        (None, true) => Format::Table,
        _ => Format::Jsonl,
    })
}

impl Ended {
    /// Fills in the figures, prints the summary and settles the exit.
    pub(super) fn conclude(self, args: &RunArgs, mut summary: Summary, own: Exit, is_hunt: bool) -> Exit {
        let exit = self.exit(args, &summary, own);
        let elapsed = self.started.elapsed();
        let used = usage::now();
        summary.elapsed_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        summary.cpu_ms = used.cpu_ms;
        summary.peak_memory_bytes = used.peak_memory_bytes;
        summary.events_per_s = (summary.events as f64 / elapsed.as_secs_f64().max(0.001)) as u64;
        summary.exit_code = exit.code();
        let json = summary_json(&summary);
        let mut exit = exit;
        if let Some(mut file) = self.summary_file
            && let Err(error) = writeln!(file, "{json}").and_then(|()| file.finish())
        {
            report::say(&format!("error: writing the summary: {error}"));
            exit = if exit == Exit::Done { Exit::Usage } else { exit };
        }
        if !args.talk.quiet {
            for rule in &summary.warnings {
                report::diagnostics(&rule.origin, &rule.text, &rule.diagnostics, args);
            }
        }
        match args.summary {
            SummaryFormat::Json => report::say(&json),
            SummaryFormat::Text if !args.talk.quiet => {
                report::summary(&summary, args.talk.verbose > 0);
                if is_hunt {
                    report::alerts(&summary);
                }
            }
            // Losses are told even when nothing else is.
            SummaryFormat::Text => {
                for error in summary.errors.iter().filter(|error| error.lost) {
                    report::say(&report::input_error(error));
                }
            }
        }
        exit
    }

    fn exit(&self, args: &RunArgs, summary: &Summary, own: Exit) -> Exit {
        if let Some(exit) = self.interrupts.exit() {
            return exit;
        }
        let losses = if summary.has_losses() && !args.read.skip_errors { Exit::Partial } else { own };
        match &summary.failure {
            Some(failure) => failed(failure, args).max(losses),
            None => losses,
        }
    }

    /// The exit of a run that failed.
    pub(super) fn fail(self, args: &RunArgs, error: &EngineError) -> Exit {
        self.interrupts.exit().unwrap_or_else(|| failed(error, args))
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

fn summary_json(summary: &Summary) -> String {
    let mut json = Vec::new();
    // Writing to memory does not fail, and the summary is plain data.
    let _ = render::write_json(summary, &mut json);
    String::from_utf8_lossy(&json).into_owned()
}

/// Says what went wrong, and what to exit with.
pub(super) fn failed(error: &EngineError, args: &RunArgs) -> Exit {
    if let EngineError::Query(queries) = error {
        for query in queries {
            report::diagnostics(&query.origin, &query.text, &query.diagnostics, args);
        }
        return Exit::Query;
    }
    failed_without_query(error)
}

/// The same of an error that has no AQL in it.
pub(super) fn failed_without_query(error: &EngineError) -> Exit {
    if let EngineError::Output(cause) = error
        && cause.kind() == io::ErrorKind::BrokenPipe
    {
        return Exit::Done;
    }
    report::say(&format!("error: {error}"));
    match error {
        EngineError::Output(cause) if is_full(cause) => Exit::Limit,
        EngineError::Usage(_) | EngineError::Output(_) => Exit::Usage,
        EngineError::Rule(_) => Exit::Usage,
        EngineError::Run(QueryError::Limit(_)) => Exit::Limit,
        EngineError::Run(QueryError::Data(_)) => Exit::Partial,
        _ => Exit::Internal,
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where the command looks at the clock")]
pub(super) fn wall_clock() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
