//! The patterns that QRadar's users write, and what they mean.
//!
//! ```text
//! like   LIKE and ILIKE
//! java   java.util.regex, for MATCHES, IMATCHES and custom properties
//! date   java.text.SimpleDateFormat, for DATEFORMAT and times in custom properties
//! ```
//!
//! Each compiles once and is then applied to text. Nothing here knows of columns,
//! events or plans; this crate depends on no other Aquila crate.

pub mod date;
pub mod java;
pub mod like;

/// Why a pattern is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PatternError {
    /// What is wrong, in words.
    pub message: String,
    /// Where, in bytes from the start of the pattern.
    pub offset: usize,
}
