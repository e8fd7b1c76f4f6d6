//! AQL on DataFusion (QRadar: Ariel): a syntax tree becomes a plan, a plan becomes rows.
//!
//! ```text
//! ast::Statement --resolve--> ResolvedQuery --plan--> LogicalPlan --DataFusion--> RecordBatch
//!                                   \------plan-----> CompiledRule (filter and columns over one batch)
//! ```
//!
//! Only `resolve` gives a name its meaning. The events themselves come from a
//! `table::EventSource`, so that files, a store and a stream look alike.

mod error;
pub mod function;
pub mod pattern;
pub mod plan;
pub mod resolve;
pub mod session;
pub mod settings;
pub mod table;
pub mod types;

pub use error::QueryError;
pub use settings::{NullLogic, RegexMatch, Settings};
pub use types::AqlType;
