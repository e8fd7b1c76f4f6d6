//! What can go wrong in this crate, by whose fault.

/// An error of the event model.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EventError {
    /// A data file or a definition given by the user does not say what it must.
    #[error("{what}: {reason}")]
    Invalid {
        /// The file or the definition.
        what: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Arrow refused what we built: a defect of ours.
    #[error("internal: {0}")]
    Internal(String),
}
