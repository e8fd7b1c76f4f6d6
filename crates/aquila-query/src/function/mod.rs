//! The AQL functions. One file per function (or small family), one line in
//! [`ALL`] each.
//!
//! The resolver converts every argument to the type that its [`Parameter`] asks
//! for, so an implementation sees exactly that Arrow type ([`AqlType::arrow`]),
//! as an array or a scalar, and NULLs.

mod case;
mod concat;
pub mod convert;
mod dateformat;
mod double_text;
mod incidr;
mod kernel;
pub mod match_text;
mod names;
mod number;
mod substring;
mod text;

use std::sync::Arc;

use aquila_event::{LogSources, Taxonomy};
use datafusion::logical_expr::ScalarUDF;

use crate::settings::Settings;
use crate::types::AqlType;

/// What functions may look things up in.
#[derive(Debug, Clone)]
pub struct FunctionContext {
    /// Names of ids.
    pub taxonomy: Arc<Taxonomy>,
    /// Names of log sources.
    pub log_sources: Arc<LogSources>,
    /// The readings in force.
    pub settings: Settings,
}

/// What an argument must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parameter {
    /// Converted to text: numbers, addresses, payload bytes (UTF-8, lossily).
    Text,
    /// Converted to a whole number; text that is none becomes NULL.
    Long,
    /// Converted to a double; text that is none becomes NULL.
    Double,
    /// An address, or text that holds one.
    Address,
    /// A text constant, checked by [`Function::check`] when the query is resolved.
    TextConstant,
}

/// Refuses a wrong constant argument: its index and its text, or a message.
pub type Check = fn(usize, &str) -> Result<(), String>;

/// One scalar function.
pub struct Function {
    /// Upper-case name.
    pub name: &'static str,
    /// How it is called, for messages and the function page.
    pub usage: &'static str,
    /// The parameters. The last one repeats when `variadic`.
    pub parameters: &'static [Parameter],
    /// How many of them must be given.
    pub required: usize,
    /// Whether the last parameter may repeat.
    pub variadic: bool,
    /// Whether it has a value although an argument is NULL.
    pub tolerates_null: bool,
    /// The type of its result.
    pub returns: AqlType,
    /// Refuses a wrong constant (a pattern letter, a CIDR) with a message.
    /// Called with the index and the text of each [`Parameter::TextConstant`].
    pub check: Option<Check>,
    /// Its implementation.
    pub build: fn(&FunctionContext) -> ScalarUDF,
}

impl std::fmt::Debug for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// Every scalar function, in the order of the alphabet. `NOW()` and the aggregates
/// are the resolver's: they need the query, not a row.
pub static ALL: &[&Function] = &[
    &names::CATEGORYNAME,
    &concat::CONCAT,
    &dateformat::DATEFORMAT,
    &number::DOUBLE,
    &incidr::INCIDR,
    &names::LOGSOURCENAME,
    &names::LOGSOURCETYPENAME,
    &number::LONG,
    &case::LOWER,
    &names::PROTOCOLNAME,
    &names::QIDNAME,
    &text::STR,
    &text::STRLEN,
    &substring::SUBSTRING,
    &case::UPPER,
    &text::UTF8,
];

/// The function of this name, in any case.
pub fn lookup(name: &str) -> Option<&'static Function> {
    ALL.iter().copied().find(|function| function.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_upper_case_and_found_in_any_case() {
        assert!(ALL.is_sorted_by_key(|function| function.name));
        for function in ALL {
            assert_eq!(function.name, function.name.to_uppercase());
            assert!(function.usage.starts_with(function.name), "{}", function.usage);
            assert!(function.required <= function.parameters.len());
            let found = lookup(&function.name.to_lowercase()).expect("listed");
            assert_eq!(found.name, function.name);
        }
        assert!(lookup("NO_SUCH").is_none());
    }

    #[test]
    fn udfs_are_equal_when_what_they_look_up_is() {
        let context = FunctionContext {
            taxonomy: Taxonomy::builtin(),
            log_sources: Arc::new(LogSources::default()),
            settings: Settings::default(),
        };
        for function in ALL {
            assert_eq!((function.build)(&context), (function.build)(&context), "{}", function.name);
        }
        let other = FunctionContext { log_sources: Arc::new(LogSources::default()), ..context.clone() };
        let build = lookup("LOGSOURCENAME").expect("listed").build;
        assert_ne!(build(&context), build(&other));
    }
}
