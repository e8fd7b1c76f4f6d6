//! Writes a tree in the syntax of the engines. Everything is spelled out: no flag
//! but `s` for "any character" and no class by name.

use std::collections::HashMap;
use std::fmt::Write;

use super::node::{Assertion, Node, RepeatKind};
use super::property;
use super::set::{self, Set};

/// Which engine reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// The `regex` crate.
    Linear,
    /// `fancy_regex`.
    Backtracking,
}

/// A group of the engine's pattern that captures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Captured {
    /// The group that has this number in Java.
    Group(usize),
    /// The line terminator that a `$` looked over.
    Terminator,
}

/// What an engine compiles.
#[derive(Debug)]
pub(super) struct Emitted {
    pub(super) source: String,
    /// What its groups are, in order; empty if none captures.
    pub(super) captured: Vec<Captured>,
}

/// The source of a pattern that only says whether it matches. Groups capture only
/// if back-references want it.
pub(super) fn emit(node: &Node, dialect: Dialect) -> Emitted {
    Emitter::new(node, dialect, node.has_back_references(), None).run(node)
}

/// The source of a pattern whose groups capture. The linear engine cannot look
/// ahead: `terminator` says what may stand after a `$`, and is matched there.
pub(super) fn emit_capturing(node: &Node, dialect: Dialect, terminator: Option<&'static str>) -> Emitted {
    Emitter::new(node, dialect, true, terminator).run(node)
}

struct Emitter {
    out: String,
    dialect: Dialect,
    captures: bool,
    terminator: Option<&'static str>,
    captured: Vec<Captured>,
    /// The engine's number of each of Java's groups, if there is one.
    numbers: HashMap<usize, usize>,
}

impl Emitter {
    fn new(node: &Node, dialect: Dialect, captures: bool, terminator: Option<&'static str>) -> Self {
        let mut numbers = HashMap::new();
        // A reference may stand before its group, so all are numbered first. Those with
        // references run on the backtracking engine, where no other groups come between.
        node.walk(&mut |node| {
            if let Node::Group(_, Some(number)) = node {
                let next = numbers.len() + 1;
                numbers.insert(*number, next);
            }
        });
        Emitter { out: String::new(), dialect, captures, terminator, captured: Vec::new(), numbers }
    }

    fn run(mut self, node: &Node) -> Emitted {
        self.node(node);
        Emitted { source: self.out, captured: self.captured }
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Set(set) => push_set(&mut self.out, set),
            Node::Concat(nodes) => nodes.iter().for_each(|node| self.part(node)),
            Node::Alternate(nodes) => {
                for (at, node) in nodes.iter().enumerate() {
                    if at > 0 {
                        self.out.push('|');
                    }
                    self.node(node);
                }
            }
            Node::Group(node, Some(number)) if self.captures => {
                self.captured.push(Captured::Group(*number));
                self.wrapped("(", node);
            }
            Node::Group(node, _) => self.wrapped("(?:", node),
            Node::Atomic(node) => self.wrapped("(?>", node),
            Node::Look { node, behind, negative } => {
                let open = match (behind, negative) {
                    (false, false) => "(?=",
                    (false, true) => "(?!",
                    (true, false) => "(?<=",
                    (true, true) => "(?<!",
                };
                self.wrapped(open, node);
            }
            Node::Repeat { node, min, max, kind } => self.repeat(node, *min, *max, *kind),
            Node::BackReference { group, fold } => match self.numbers.get(group) {
                Some(number) => {
                    let flag = if *fold { "i" } else { "" };
                    let number = *number;
                    self.push(format_args!("(?{flag}:\\{number})"));
                }
                None => push_set(&mut self.out, &Set::empty()),
            },
            Node::Assertion(assertion) => self.assertion(*assertion),
        }
    }

    fn push(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.out.write_fmt(text);
    }

    fn wrapped(&mut self, open: &str, node: &Node) {
        self.out.push_str(open);
        self.node(node);
        self.out.push(')');
    }

    /// A node among others: an alternation needs parentheses there.
    fn part(&mut self, node: &Node) {
        match node {
            Node::Alternate(_) => self.wrapped("(?:", node),
            node => self.node(node),
        }
    }

    fn repeat(&mut self, node: &Node, min: u32, max: Option<u32>, kind: RepeatKind) {
        let atomic = kind == RepeatKind::Possessive;
        if atomic {
            self.out.push_str("(?>");
        }
        match node {
            Node::Set(set) => push_set(&mut self.out, set),
            node => self.wrapped("(?:", node),
        }
        match (min, max) {
            (0, None) => self.out.push('*'),
            (1, None) => self.out.push('+'),
            (0, Some(1)) => self.out.push('?'),
            (min, None) => self.push(format_args!("{{{min},}}")),
            (min, Some(max)) => self.push(format_args!("{{{min},{max}}}")),
        }
        match kind {
            RepeatKind::Greedy => {}
            RepeatKind::Lazy => self.out.push('?'),
            RepeatKind::Possessive => self.out.push(')'),
        }
    }

    fn assertion(&mut self, assertion: Assertion) {
        let dialect = self.dialect;
        let text = match assertion {
            Assertion::TextStart => r"\A",
            Assertion::TextEnd => r"\z",
            // The linear engine sees it only at ends, and if nothing captures the text twice.
            Assertion::Dollar { .. } if dialect == Dialect::Linear => return self.dollar(),
            Assertion::Dollar { unix_lines: true } => r"(?=\n?\z)",
            Assertion::Dollar { unix_lines: false } => {
                r"(?:(?=(?:\r\n|[\r\x{85}\x{2028}\x{2029}])?\z)|(?<!\r)(?=\n\z))"
            }
            Assertion::LineStart { unix_lines: true } => r"(?:(?:\A|(?<=\n))(?!\z))",
            Assertion::LineStart { unix_lines: false } => {
                r"(?:(?:\A|(?<=[\n\x{85}\x{2028}\x{2029}])|(?<=\r)(?!\n))(?!\z))"
            }
            Assertion::LineEnd { unix_lines: true } => r"(?=\n|\z)",
            Assertion::LineEnd { unix_lines: false } => {
                r"(?:(?=[\r\x{85}\x{2028}\x{2029}]|\z)|(?<!\r)(?=\n))"
            }
            Assertion::WordBoundary { negated, unicode } => return self.boundary(negated, unicode),
        };
        self.out.push_str(text);
    }

    fn dollar(&mut self) {
        match self.terminator {
            Some(terminator) => {
                self.captured.push(Captured::Terminator);
                self.push(format_args!("(?:\\z|({terminator})\\z)"));
            }
            None => self.out.push_str(r"\z"),
        }
    }

    fn boundary(&mut self, negated: bool, unicode: bool) {
        if self.dialect == Dialect::Linear {
            let letter = if negated { 'B' } else { 'b' };
            return match unicode {
                true => self.push(format_args!("\\{letter}")),
                false => self.push(format_args!("(?-u:\\{letter})")),
            };
        }
        let mut word = String::new();
        push_set(&mut word, &property::predefined('w', unicode));
        let (same, other) = if negated { ("=", "!") } else { ("!", "=") };
        self.push(format_args!("(?:(?<={word})(?{same}{word})|(?<!{word})(?{other}{word}))"));
    }
}

fn push_set(out: &mut String, set: &Set) {
    match set.ranges() {
        [] => out.push_str(r"[^\x{0}-\x{10FFFF}]"),
        [only] if only.start() == only.end() => push_char(out, only.start()),
        _ if set::is_all(set) => out.push_str("(?s:.)"),
        ranges => {
            out.push('[');
            for range in ranges {
                push_char(out, range.start());
                if range.start() != range.end() {
                    out.push('-');
                    push_char(out, range.end());
                }
            }
            out.push(']');
        }
    }
}

/// Letters and digits as they are, all else by number.
fn push_char(out: &mut String, c: char) {
    if c.is_ascii_alphanumeric() {
        out.push(c);
    } else {
        // Writing to a string cannot fail.
        let _ = write!(out, "\\x{{{:X}}}", u32::from(c));
    }
}
