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
    #[error("{} does not compile", origins(.0))]
    Query(Vec<QueryDiagnostics>),
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

/// A query and what was noticed about it.
#[derive(Debug, Clone)]
pub struct QueryDiagnostics {
    /// Where the text stands.
    pub origin: String,
    /// The text.
    pub text: String,
    /// What was noticed.
    pub diagnostics: Vec<Diagnostic>,
}

fn origins(queries: &[QueryDiagnostics]) -> String {
    queries.iter().map(|query| query.origin.as_str()).collect::<Vec<_>>().join(", ")
}

impl EngineError {
    /// A defect of ours, in words.
    pub(crate) fn internal(reason: impl ToString) -> Self {
        EngineError::Run(QueryError::Internal(reason.to_string()))
    }
}
