//! Regular expressions of `java.util.regex`, run by the `regex` crate.
//!
//! ```text
//! token -> parser (escape, class, property) -> node -> simplify -> emit -> regex | fancy_regex
//! ```
//!
//! The translation leaves no flag to the engine: case folding, `.` and the
//! classes become explicit sets of characters, so the meaning is Java's. Only
//! look-around, back-references, atomic groups and possessive quantifiers need
//! `fancy_regex` and its step limit, and with them what is look-around in disguise:
//! the line anchors of `(?m)`, `\B`, and a `$` with something after it.
//!
//! Choices where QRadar says nothing:
//! - `.` matches line terminators too (DOTALL), so that a pattern wrapped in `.*`
//!   gives the same rows under find and full; `(?-s)` and `line_dots` turn that off.
//! - Ignored case, `(?i)` too, is Unicode's simple folding (Java: UNICODE_CASE),
//!   unless `ascii_only`. Java's `i` also equals `ı` and `İ`; here it does not.
//! - `\b` is ASCII, as in Java 19 and later.
//! - `\R+` may give back the `\n` of a `\r\n`; in Java it may not.
//! - Where some versions of Java take `a*` in a look-behind by mistake, it is refused.
//! - What a group captured in an empty or a failed turn of a repetition, or in a
//!   look-around that failed, Java keeps in some cases and not in others; here only
//!   what belongs to the match is kept. Where a turn may match nothing, `((a)*?b?)*`,
//!   the match itself may be longer, and with atomic groups,
//!   `((?>a)+?)*`, shorter.
//! - `\X`, `\N{...}` and `\b{g}` are refused, and so are blocks that few use.

mod capture;
mod class;
mod emit;
mod escape;
mod format;
mod node;
mod parser;
mod property;
mod set;
mod simplify;
mod token;

use std::sync::atomic::{AtomicU64, Ordering};

pub use self::capture::{Captures, CapturingPattern};
use self::emit::Dialect;
pub use self::format::Format;
use crate::PatternError;

/// How many steps a backtracking search may take on one text.
const BACKTRACK_LIMIT: usize = 1_000_000;

/// How many instructions a backtracking program may have.
const PROGRAM_LIMIT: usize = 1_000_000;

/// How a pattern is read and where it must match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct PatternOptions {
    /// Whether case is ignored from the start.
    pub ignore_case: bool,
    /// Whether ignored case means ASCII letters only.
    pub ascii_only: bool,
    /// Whether the whole text must match, not a part of it.
    pub full: bool,
    /// Whether `.` stops at the ends of lines, as in Java without DOTALL.
    pub line_dots: bool,
}

impl PatternOptions {
    /// What `Pattern.compile` without flags means. Custom properties are read so: IBM's
    /// documentation of their expressions says that `(?i)` must be written to ignore case,
    /// and of `(?s)` that only log source extensions have it.
    pub const PLAIN: PatternOptions =
        PatternOptions { ignore_case: false, ascii_only: true, full: false, line_dots: true };
}

/// A compiled regular expression.
#[derive(Debug)]
pub struct JavaPattern {
    engine: Engine,
    limit_hits: AtomicU64,
}

#[derive(Debug)]
enum Engine {
    Linear(regex::Regex),
    /// With a `$` at the end: the text without its final line terminator counts too.
    LinearDollar {
        regex: regex::Regex,
        unix_lines: bool,
    },
    Backtracking(Box<fancy_regex::Regex>),
}

impl JavaPattern {
    /// Compiles a pattern; what Java refuses is refused.
    pub fn compile(pattern: &str, options: PatternOptions) -> Result<JavaPattern, PatternError> {
        let parsed = parser::parse(pattern, options)?;
        let node = simplify::simplify(parsed.node, options.full);
        let linear = || linear(&emit::emit(&node, Dialect::Linear).source);
        let engine = match simplify::dollar(&node) {
            simplify::Dollar::None if !node.needs_backtracking() => Engine::Linear(linear()?),
            simplify::Dollar::AtTheEnd { unix_lines } if !node.needs_backtracking() => {
                Engine::LinearDollar { regex: linear()?, unix_lines }
            }
            _ => Engine::Backtracking(backtracking(&emit::emit(&node, Dialect::Backtracking).source)?),
        };
        Ok(JavaPattern { engine, limit_hits: AtomicU64::new(0) })
    }

    /// Compiles a pattern for what its groups capture, which takes longer to find
    /// than whether there is a match.
    pub fn compile_capturing(
        pattern: &str,
        options: PatternOptions,
    ) -> Result<CapturingPattern, PatternError> {
        CapturingPattern::compile(pattern, options)
    }

    /// Whether the text matches, in part or as a whole by the options. A search
    /// that reaches the step limit is no match.
    pub fn is_match(&self, text: &str) -> bool {
        match &self.engine {
            Engine::Linear(regex) => regex.is_match(text),
            Engine::LinearDollar { regex, unix_lines } => {
                regex.is_match(text)
                    || without_final_terminator(text, *unix_lines).is_some_and(|text| regex.is_match(text))
            }
            Engine::Backtracking(regex) => regex.is_match(text).unwrap_or_else(|_| {
                self.limit_hits.fetch_add(1, Ordering::Relaxed);
                false
            }),
        }
    }

    /// How many texts were given up on at the step limit.
    pub fn limit_hits(&self) -> u64 {
        self.limit_hits.load(Ordering::Relaxed)
    }

    /// Whether the pattern runs on the step-limited engine.
    pub fn is_backtracking(&self) -> bool {
        matches!(self.engine, Engine::Backtracking(_))
    }
}

fn linear(source: &str) -> Result<regex::Regex, PatternError> {
    // Depth is limited by the parser, in Java's terms.
    let built = regex::RegexBuilder::new(source).nest_limit(10_000).build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => too_large(),
        other => unsupported(&other.to_string()),
    })
}

fn backtracking(source: &str) -> Result<Box<fancy_regex::Regex>, PatternError> {
    let built = fancy_regex::RegexBuilder::new(source)
        .backtrack_limit(BACKTRACK_LIMIT)
        .max_prog_size(PROGRAM_LIMIT)
        .build();
    match built {
        Ok(regex) => Ok(Box::new(regex)),
        Err(fancy_regex::Error::CompileError(error)) if is_too_large(&error) => Err(too_large()),
        Err(error) => Err(unsupported(&error.to_string())),
    }
}

fn is_too_large(error: &fancy_regex::CompileError) -> bool {
    matches!(error, fancy_regex::CompileError::PatternTooComplex) || error.to_string().contains("size limit")
}

fn too_large() -> PatternError {
    PatternError {
        message: "the pattern is too large, write smaller repetition counts".to_owned(),
        offset: 0,
    }
}

fn unsupported(why: &str) -> PatternError {
    let why = why.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default().trim();
    PatternError { message: format!("the pattern is valid in Java but not supported here: {why}"), offset: 0 }
}

fn without_final_terminator(text: &str, unix_lines: bool) -> Option<&str> {
    if unix_lines {
        return text.strip_suffix('\n');
    }
    text.strip_suffix("\r\n").or_else(|| text.strip_suffix(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']))
}

#[cfg(test)]
mod tests;
