//! What the groups of a pattern captured.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use super::emit::{Captured, Dialect, Emitted, emit_capturing};
use super::simplify::{self, Dollar};
use super::{PatternOptions, backtracking, linear, parser};
use crate::PatternError;

/// The line terminators of one character.
const TERMINATOR: &str = r"[\n\r\x{85}\x{2028}\x{2029}]";

/// A compiled regular expression that tells where its groups matched.
#[derive(Debug)]
pub struct CapturingPattern {
    engine: Engine,
    groups: usize,
    names: HashMap<String, usize>,
    limit_hits: AtomicU64,
}

#[derive(Debug)]
enum Engine {
    Linear(Linear),
    /// With a `$` at the end; the second one is for text that ends in `\r\n`.
    LinearDollar(Box<[Linear; 2]>),
    Backtracking {
        regex: Box<fancy_regex::Regex>,
        captured: Vec<Captured>,
    },
}

#[derive(Debug)]
struct Linear {
    regex: regex::Regex,
    captured: Vec<Captured>,
}

/// Where the groups of one match are, in bytes of the text.
#[derive(Debug, Clone)]
pub struct Captures<'p> {
    spans: Vec<Option<Range<usize>>>,
    names: &'p HashMap<String, usize>,
}

impl Captures<'_> {
    /// The range of a group by its number in Java; 0 is the whole match. `None` if the
    /// group took no part in the match, or does not exist.
    pub fn get(&self, group: usize) -> Option<Range<usize>> {
        self.spans.get(group)?.clone()
    }

    /// The range of a group by its name.
    pub fn name(&self, name: &str) -> Option<Range<usize>> {
        self.get(*self.names.get(name)?)
    }
}

impl CapturingPattern {
    pub(super) fn compile(pattern: &str, options: PatternOptions) -> Result<Self, PatternError> {
        let parsed = parser::parse(pattern, options)?;
        let node = simplify::keep_groups(parsed.node, options.full);
        let linear = |terminator| {
            let Emitted { source, captured } = emit_capturing(&node, Dialect::Linear, terminator);
            Ok::<_, PatternError>(Linear { regex: linear(&source)?, captured })
        };
        let engine = match simplify::dollar(&node) {
            Dollar::None if !node.needs_backtracking() => Engine::Linear(linear(None)?),
            Dollar::AtTheEnd { unix_lines: true } if !node.needs_backtracking() => {
                Engine::Linear(linear(Some(r"\n"))?)
            }
            Dollar::AtTheEnd { unix_lines: false } if !node.needs_backtracking() => {
                Engine::LinearDollar(Box::new([linear(Some(TERMINATOR))?, linear(Some(r"\r\n"))?]))
            }
            _ => {
                let Emitted { source, captured } = emit_capturing(&node, Dialect::Backtracking, None);
                Engine::Backtracking { regex: backtracking(&source)?, captured }
            }
        };
        Ok(Self { engine, groups: parsed.groups, names: parsed.names, limit_hits: AtomicU64::new(0) })
    }

    /// The first match, as `Matcher.find` gives it, or the match of the whole text by
    /// the options. A search that reaches the step limit is no match.
    pub fn captures(&self, text: &str) -> Option<Captures<'_>> {
        let spans = match &self.engine {
            Engine::Linear(linear) => self.of_linear(linear, text),
            Engine::LinearDollar(both) => self.of_linear(&both[usize::from(text.ends_with("\r\n"))], text),
            Engine::Backtracking { regex, captured } => match regex.captures(text) {
                Ok(found) => {
                    let found = found?;
                    Some(self.spans(captured, |at| found.get(at).map(|span| span.start()..span.end())))
                }
                Err(_) => {
                    self.limit_hits.fetch_add(1, Ordering::Relaxed);
                    None
                }
            },
        };
        Some(Captures { spans: spans?, names: &self.names })
    }

    /// How many groups capture, the whole match not counted.
    pub fn group_count(&self) -> usize {
        self.groups
    }

    /// The number of a group by its name.
    pub fn group_number(&self, name: &str) -> Option<usize> {
        self.names.get(name).copied()
    }

    /// How many texts were given up on at the step limit.
    pub fn limit_hits(&self) -> u64 {
        self.limit_hits.load(Ordering::Relaxed)
    }

    fn of_linear(&self, linear: &Linear, text: &str) -> Option<Vec<Option<Range<usize>>>> {
        let found = linear.regex.captures(text)?;
        Some(self.spans(&linear.captured, |at| found.get(at).map(|span| span.range())))
    }

    /// The ranges by Java's numbers, without the terminators that a `$` only looks over.
    fn spans(
        &self,
        captured: &[Captured],
        of_engine: impl Fn(usize) -> Option<Range<usize>>,
    ) -> Vec<Option<Range<usize>>> {
        let mut spans = vec![None; self.groups + 1];
        let mut end = usize::MAX;
        spans[0] = of_engine(0);
        for (at, captured) in captured.iter().enumerate() {
            let span = of_engine(at + 1);
            match captured {
                Captured::Terminator => end = span.map_or(end, |span| span.start),
                Captured::Group(number) => {
                    if let Some(slot) = spans.get_mut(*number) {
                        *slot = span;
                    }
                }
            }
        }
        // What ends after the terminator began ends with the match.
        for span in spans.iter_mut().flatten() {
            *span = span.start.min(end)..span.end.min(end);
        }
        spans
    }
}
