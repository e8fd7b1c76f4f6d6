//! What can go wrong with a run, by whose fault.

use aquila_aql::Diagnostic;
use aquila_query::QueryError;

/// An error of the engine.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// A path, a glob or an option makes no sense.
    #[error("{0}")]
    Usage(String),
    /// AQL that does not compile.
    #[error("{origin}: the query does not compile")]
    Query {
        /// Where the text stands.
        origin: String,
        /// The text.
        text: String,
        /// Why.
        diagnostics: Vec<Diagnostic>,
    },
    /// Rules that cannot be loaded.
    #[error(transparent)]
    Rule(#[from] aquila_rules::RuleError),
    /// The events could not be read, or a limit was reached.
    #[error(transparent)]
    Run(#[from] QueryError),
    /// The caller's sink failed.
    #[error("writing the output: {0}")]
    Output(#[from] std::io::Error),
}

impl EngineError {
    /// A defect of ours, in words.
    pub(crate) fn internal(reason: impl ToString) -> Self {
        EngineError::Run(QueryError::Internal(reason.to_string()))
    }
}
