//! The Aquila engine: AQL over raw log files. The one crate that an embedding
//! program needs.
//!
//! ```text
//! input    paths -> files -> chunks -> decoded events, shared by all threads
//! search   one statement over them, as DataFusion runs it
//! hunt     compiled rules over their batches -> alerts in a total order
//! identify what each file is, and where each value of its events stands
//! inventory the log source types and properties that are known
//! teach    log source types and properties that users add
//! summary  what was read, found, and could not be seen
//! ```
//!
//! The engine prints nothing and reads neither the environment nor the clock:
//! the caller says what time it is, and takes the rows.
//!
//! ```no_run
#![doc = include_str!("../examples/embed.rs")]
//! ```

pub mod control;
mod engine;
mod error;
mod hunt;
pub mod identify;
pub mod input;
pub mod inventory;
mod search;
pub mod summary;
mod teach;
pub mod value;

pub use aquila_aql as aql;
pub use aquila_event as event;
pub use aquila_query as query;
pub use aquila_rules as rules;

pub use aquila_dsm::custom;
pub use aquila_dsm::fence;
pub use aquila_dsm::framing::{Format as InputFormat, Limits as InputLimits};
pub use aquila_query::session::{LEAST_MEMORY as LEAST_SORT_MEMORY, SessionLimits};
pub use aquila_query::{NullLogic, RegexMatch, Settings};
pub use control::Control;
pub use datafusion::arrow;
pub use datafusion::parquet;
pub use engine::{Engine, EngineOptions, NowReading, RunOptions};
pub use error::{EngineError, QueryDiagnostics};
pub use input::Inputs;
pub use search::SearchRun;
pub use summary::Summary;
