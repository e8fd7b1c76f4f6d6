//! Rules over event batches (QRadar: CRE).
//!
//! ```text
//! load      .aql files, rule folders, packs -> Rule
//! compile   Rule -> RuleProgram (resolved, ready for batches)
//! alert     what a firing looks like to the outside
//! ```
//!
//! A rule is AQL plus metadata; there is no second rule language.

pub mod alert;
pub mod compile;
mod error;
pub mod load;
pub mod rule;

pub use alert::{Alert, Severity, Verdict};
pub use compile::{NotEvaluable, NowIs, RuleProgram};
pub use error::RuleError;
pub use load::{default_rules, load};
pub use rule::Rule;
