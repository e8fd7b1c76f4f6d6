//! One statement over the inputs.

use std::sync::{Arc, Mutex};

use aquila_aql::Diagnostic;
use aquila_query::QueryError;
use aquila_query::plan::{self, PlanContext};
use aquila_query::resolve::{ResolvedQuery, resolve};
use aquila_query::session::session;
use aquila_query::table::EventsTable;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::physical_plan::SendableRecordBatchStream;
use futures::StreamExt;

use crate::engine::{Engine, NowReading, RunOptions};
use crate::input::{FilesSource, Inputs};
use crate::summary::{Summary, Tally};
use crate::{Control, EngineError, QueryDiagnostics};

/// A statement under way.
pub struct SearchRun {
    engine: Engine,
    inputs: Inputs,
    options: RunOptions,
    context: PlanContext,
    stream: SendableRecordBatchStream,
    tally: Arc<Mutex<Tally>>,
    warnings: Vec<Diagnostic>,
    has_window: bool,
    control: Arc<Control>,
    /// Whether rows are of all events together, so that some of them make a wrong one.
    is_aggregated: bool,
}

impl std::fmt::Debug for SearchRun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SearchRun").field("inputs", &self.inputs).finish_non_exhaustive()
    }
}

impl SearchRun {
    pub(crate) fn start(
        engine: &Engine,
        origin: &str,
        aql: &str,
        inputs: Inputs,
        options: &RunOptions,
        control: &Arc<Control>,
    ) -> Result<Self, EngineError> {
        let (query, warnings) = compile(engine, origin, aql, options)?;
        let context = engine.plan_context(&inputs, options, control)?;
        let tally = Arc::new(Mutex::new(Tally::default()));
        let stream = execute(engine, &query, &context, &inputs, options, control, &tally)?;
        let (has_window, is_aggregated) = (query.window.is_some(), query.is_aggregated());
        let control = Arc::clone(control);
        let (engine, options) = (engine.clone(), options.clone());
        Ok(Self {
            engine,
            inputs,
            options,
            context,
            stream,
            tally,
            warnings,
            has_window,
            control,
            is_aggregated,
        })
    }

    /// The names and types of the result columns.
    pub fn schema(&self) -> SchemaRef {
        self.stream.schema()
    }

    /// What was noticed about the statement.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// Whether the statement has LAST or START; without one a real QRadar reads
    /// its default window, Aquila everything.
    pub fn has_time_clause(&self) -> bool {
        self.has_window
    }

    /// Gives each batch of rows to `sink`, in order, and sums up.
    ///
    /// A limit that was reached is in the summary ([`Summary::failure`]), beside
    /// what was counted until then.
    ///
    /// # Errors
    /// When the sink fails.
    pub fn run(
        mut self,
        sink: &mut dyn FnMut(&RecordBatch) -> std::io::Result<()>,
    ) -> Result<Summary, EngineError> {
        let engine = self.engine.clone();
        let ended = engine.runtime().block_on(async {
            while let Some(batch) = self.stream.next().await {
                if self.is_aggregated && self.control.is_stopped() {
                    break;
                }
                sink(&batch.map_err(QueryError::from)?)?;
            }
            Ok::<(), EngineError>(())
        });
        drop(self.stream);
        let failure = match ended {
            Err(output @ EngineError::Output(_)) => return Err(output),
            other => other.err().map(Arc::new),
        };
        let tally = self.tally.lock().map_err(EngineError::internal)?;
        let mut summary = Summary::new(&engine, &self.inputs, &tally, &self.options, self.context.now);
        summary.failure = failure;
        summary.rules.loaded = 1;
        summary.scan.pairs = tally.events;
        Ok(summary)
    }
}

/// Parses and resolves; warnings come back beside the query.
fn compile(
    engine: &Engine,
    origin: &str,
    aql: &str,
    options: &RunOptions,
) -> Result<(ResolvedQuery, Vec<Diagnostic>), EngineError> {
    let parse = aquila_aql::parse(aql, options.settings.mode);
    let mut diagnostics = parse.diagnostics;
    let mut query = None;
    if let Some(statement) = parse.statement.filter(|_| !diagnostics.iter().any(Diagnostic::is_error)) {
        let resolution = resolve(&statement, &engine.catalogue(), &options.settings);
        diagnostics.extend(resolution.diagnostics);
        query = resolution.query;
    }
    match query {
        Some(query) => Ok((query, diagnostics)),
        None => {
            let bad = QueryDiagnostics { origin: origin.to_owned(), text: aql.to_owned(), diagnostics };
            Err(EngineError::Query(vec![bad]))
        }
    }
}

/// Plans and starts a statement as DataFusion runs it.
pub(crate) fn execute(
    engine: &Engine,
    query: &ResolvedQuery,
    context: &PlanContext,
    inputs: &Inputs,
    options: &RunOptions,
    control: &Arc<Control>,
    tally: &Arc<Mutex<Tally>>,
) -> Result<SendableRecordBatchStream, EngineError> {
    let source = FilesSource {
        engine: engine.clone(),
        inputs: inputs.clone(),
        options: engine.scan_options(options),
        control: Arc::clone(control),
        tally: Arc::clone(tally),
    };
    let table = Arc::new(EventsTable::new(engine.catalogue(), Arc::new(source)));
    let plan = plan::plan(query, context, table, options.order())?;
    let session = session(engine.limits())?;
    let stream = engine.runtime().block_on(async {
        let frame = session.execute_logical_plan(plan).await?;
        frame.execute_stream().await
    });
    Ok(stream.map_err(QueryError::from)?)
}

/// The time of the newest event, by a pass of its own.
pub(crate) fn newest(
    engine: &Engine,
    inputs: &Inputs,
    options: &RunOptions,
    control: &Arc<Control>,
) -> Result<i64, EngineError> {
    if !inputs.can_be_read_again() {
        let reason = "--now newest reads the inputs twice, which standard input does not allow";
        return Err(EngineError::Usage(reason.to_owned()));
    }
    let aql = "SELECT starttime FROM events LIMIT 1";
    let options = RunOptions { now: NowReading::Event, ..options.clone() };
    let ahead = Control::child(control);
    let run = SearchRun::start(engine, "--now newest", aql, inputs.clone(), &options, &ahead)?;
    let tally = Arc::clone(&run.tally);
    run.run(&mut |_| Ok(()))?;
    let newest = tally.lock().map_err(EngineError::internal)?.last;
    Ok(newest.unwrap_or(options.wall))
}
