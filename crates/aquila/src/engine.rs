//! The engine: tables and settings that every run shares.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use aquila_dsm::framing;
use aquila_dsm::source::SourceTypes;
use aquila_event::{Catalogue, LogSources, Property, PropertyType, Taxonomy};
use aquila_query::Settings;
use aquila_query::function::FunctionContext;
use aquila_query::plan::{Now, Order, PlanContext};
use aquila_query::session::SessionLimits;
use aquila_rules::Rule;

use crate::hunt::Hunt;
use crate::input::{Inputs, ScanOptions};
use crate::rules::Alert;
use crate::search::SearchRun;
use crate::summary::Summary;
use crate::teach::Taught;
use crate::{Control, EngineError};

/// What an engine is built with.
#[derive(Debug, Clone, Default)]
pub struct EngineOptions {
    /// Custom properties: name and type.
    pub properties: Vec<(String, PropertyType)>,
    /// Files of log source types, or folders of them; tried before the shipped ones. A
    /// folder may hold custom properties, too, in `properties.yml`.
    pub sources: Vec<PathBuf>,
    /// Files of custom properties.
    pub property_files: Vec<PathBuf>,
    /// Threads, memory, spill.
    pub limits: SessionLimits,
}

/// Decodes and evaluates. Cheap to clone; clones share everything.
#[derive(Debug, Clone)]
pub struct Engine {
    catalogue: Arc<Catalogue>,
    types: Arc<SourceTypes>,
    log_sources: Arc<LogSources>,
    limits: SessionLimits,
    runtime: Arc<tokio::runtime::Runtime>,
}

/// What NOW() and LAST count from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NowReading {
    /// Each event's own time: the reading for hunting in old logs.
    Event,
    /// The time of the run.
    Wall,
    /// The time of the newest event of the inputs.
    Newest,
    /// A given instant, epoch milliseconds.
    At(i64),
}

/// How one run reads and evaluates.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// The readings of AQL.
    pub settings: Settings,
    /// What NOW() and LAST count from.
    pub now: NowReading,
    /// The time of the run, epoch milliseconds: the engine reads no clock.
    pub wall: i64,
    /// The format to read, even where the content looks like another.
    pub input_format: Option<framing::Format>,
    /// What one input may cost.
    pub input_limits: framing::Limits,
    /// Whether results come in the total order, or as found.
    pub unordered: bool,
    /// Whether alerts carry the text of their record.
    pub payload: bool,
}

impl RunOptions {
    /// The defaults of `hunt`: every event as of its own time.
    pub fn hunt(wall: i64) -> Self {
        let settings = Settings::default();
        let now = NowReading::Event;
        let input_limits = framing::Limits::default();
        Self { settings, now, wall, input_format: None, input_limits, unordered: false, payload: true }
    }

    /// The defaults of `search`: NOW() is the time of the run.
    pub fn search(wall: i64) -> Self {
        Self { now: NowReading::Wall, ..Self::hunt(wall) }
    }

    pub(crate) fn order(&self) -> Order {
        if self.unordered { Order::Unordered } else { Order::Total }
    }
}

impl Engine {
    /// An engine with the shipped log source types and properties.
    ///
    /// # Errors
    /// When a custom property clashes with one that exists, a file of log source types is
    /// not valid, or threads cannot be started.
    pub fn new(options: EngineOptions) -> Result<Self, EngineError> {
        let mut catalogue = Catalogue::builtin().as_ref().clone();
        for (name, property_type) in &options.properties {
            catalogue
                .add(Property::custom(name, *property_type))
                .map_err(|error| EngineError::Usage(error.to_string()))?;
        }
        let taught = Taught { sources: &options.sources, properties: &options.property_files };
        let types = match (taught.sources, taught.properties) {
            ([], []) => SourceTypes::builtin(),
            _ => Arc::new(crate::teach::source_types(taught, &mut catalogue)?),
        };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(options.limits.threads.max(1))
            .build()
            .map_err(EngineError::internal)?;
        Ok(Self {
            catalogue: Arc::new(catalogue),
            types,
            log_sources: Arc::new(LogSources::default()),
            limits: options.limits,
            runtime: Arc::new(runtime),
        })
    }

    /// Runs one statement over `inputs`.
    ///
    /// # Errors
    /// When the statement does not compile. Unreadable inputs are no errors:
    /// they are in the summary.
    pub fn search(
        &self,
        origin: &str,
        aql: &str,
        inputs: Inputs,
        options: &RunOptions,
        control: &Arc<Control>,
    ) -> Result<SearchRun, EngineError> {
        SearchRun::start(self, origin, aql, inputs, options, control)
    }

    /// Runs rules over `inputs` and gives each alert to `sink`, oldest first.
    ///
    /// # Errors
    /// When a rule does not compile or the sink fails. Unreadable inputs are no
    /// errors, they are in the summary; so is a limit that was reached
    /// ([`Summary::failure`]).
    pub fn hunt(
        &self,
        rules: Vec<Rule>,
        inputs: Inputs,
        options: &RunOptions,
        control: &Arc<Control>,
        sink: &mut dyn FnMut(Alert) -> std::io::Result<()>,
    ) -> Result<Summary, EngineError> {
        Hunt::new(self, rules, inputs, options, control)?.run(sink)
    }

    /// The default rules of `hunt`.
    ///
    /// # Errors
    /// Never in a shipped build.
    pub fn default_rules(&self) -> Result<Vec<Rule>, EngineError> {
        Ok(aquila_rules::default_rules()?)
    }

    /// The rules at a path.
    ///
    /// # Errors
    /// When there is none, or one is not valid.
    pub fn load_rules(&self, path: &Path) -> Result<Vec<Rule>, EngineError> {
        Ok(aquila_rules::load(path)?)
    }

    /// The properties that AQL can name.
    pub fn catalogue(&self) -> Arc<Catalogue> {
        Arc::clone(&self.catalogue)
    }

    /// Names of QIDs, categories, log source types.
    pub fn taxonomy(&self) -> Arc<Taxonomy> {
        self.types.taxonomy()
    }

    pub(crate) fn types(&self) -> Arc<SourceTypes> {
        Arc::clone(&self.types)
    }

    pub(crate) fn log_sources(&self) -> Arc<LogSources> {
        Arc::clone(&self.log_sources)
    }

    /// How the inputs of a run are read.
    pub(crate) fn scan_options(&self, options: &RunOptions) -> ScanOptions {
        let scratch = scratch(self.limits.temp_dir.clone());
        let (format, limits) = (options.input_format, options.input_limits.clone());
        ScanOptions {
            framing: framing::Options { format, limits, scratch },
            timezone: options.settings.timezone,
        }
    }

    pub(crate) fn limits(&self) -> &SessionLimits {
        &self.limits
    }

    pub(crate) fn runtime(&self) -> &tokio::runtime::Runtime {
        &self.runtime
    }

    /// What planning needs, with NOW() settled.
    pub(crate) fn plan_context(
        &self,
        inputs: &Inputs,
        options: &RunOptions,
        control: &Arc<Control>,
    ) -> Result<PlanContext, EngineError> {
        let now = match options.now {
            NowReading::Event => Now::Event,
            NowReading::Wall => Now::At(options.wall),
            NowReading::At(instant) => Now::At(instant),
            NowReading::Newest => Now::At(crate::search::newest(self, inputs, options, control)?),
        };
        let functions = FunctionContext {
            taxonomy: self.taxonomy(),
            log_sources: self.log_sources(),
            settings: options.settings,
        };
        Ok(PlanContext { catalogue: self.catalogue(), functions, now })
    }
}

/// Where an archive that lies in another is copied to: an unnamed file, gone when
/// it is closed.
fn scratch(folder: Option<PathBuf>) -> framing::Scratch {
    framing::Scratch::new(move || {
        let file = match &folder {
            Some(folder) => tempfile::tempfile_in(folder)?,
            None => tempfile::tempfile()?,
        };
        Ok(Box::new(file) as Box<dyn framing::ScratchFile>)
    })
}
