//! The language: AQL text to a syntax tree and diagnostics.
//!
//! ```text
//! text -> lexer -> parser -> ast::Statement   (perhaps partial)
//!                    \-----> Vec<Diagnostic>  (code, span, help)
//! ```
//!
//! This crate knows no fields, tables or functions: a name is only a name here,
//! and `aquila-query` gives it its meaning. It depends on no other Aquila crate.
//!
//! ```
//! let parse = aquila_aql::parse("SELECT sourceip FROM events WHERE qid = 5", aquila_aql::Mode::Strict);
//! assert!(parse.diagnostics.is_empty());
//! let statement = parse.statement.expect("a clean parse has a statement");
//! assert_eq!(statement.to_string(), "SELECT sourceip FROM events WHERE qid = 5");
//! ```

pub mod ast;
pub mod chain;
pub mod codes;
pub mod diagnostic;
mod display;
mod lexer;
mod parser;
mod precedence;
pub mod span;
pub mod visit;

pub use diagnostic::{Code, Diagnostic, Label, Severity};
pub use parser::{Mode, Parse, parse};
pub use span::Span;
