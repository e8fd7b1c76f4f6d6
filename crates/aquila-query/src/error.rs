//! What can go wrong between a tree and its rows, by whose fault. DataFusion's
//! errors are translated here and nowhere else.

use aquila_aql::Diagnostic;
use datafusion::error::DataFusionError;

/// An error of this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// The AQL does not parse or resolve; see the diagnostics.
    #[error("the query does not compile")]
    Invalid(Vec<Diagnostic>),
    /// The events could not be read.
    #[error("{0}")]
    Data(String),
    /// A cap was reached: memory, spill or rows.
    #[error("resource limit reached: {0}")]
    Limit(String),
    /// A defect of ours.
    #[error("internal error: {0}")]
    Internal(String),
}

impl From<DataFusionError> for QueryError {
    fn from(error: DataFusionError) -> Self {
        let text = error.strip_backtrace();
        // These arrive wrapped in errors of other kinds, as text.
        if text.contains("used disk space during the spilling process") {
            return QueryError::Limit("what is spilled to disk has reached its cap (--max-spill)".into());
        }
        if text.contains("No space left on device") {
            return QueryError::Limit(
                "the disk that is spilled to is full (--temp-dir names another)".into(),
            );
        }
        match error.find_root() {
            DataFusionError::ResourcesExhausted(reason) => QueryError::Limit(reason.clone()),
            DataFusionError::External(_) | DataFusionError::IoError(_) => QueryError::Data(text),
            _ => QueryError::Internal(text),
        }
    }
}
