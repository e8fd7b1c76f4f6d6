//! Writes a tree in the syntax of the engines. Everything is spelled out: no flag
//! but `s` for "any character" and no class by name.

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

/// The source of a pattern for an engine.
pub(super) fn emit(node: &Node, dialect: Dialect) -> String {
    let mut groups = 0;
    node.walk(&mut |node| {
        if let Node::Group(_, Some(number)) = node {
            groups = groups.max(*number);
        }
    });
    let mut emitter = Emitter { out: String::new(), dialect, captures: node.has_back_references(), groups };
    emitter.node(node);
    emitter.out
}

struct Emitter {
    out: String,
    dialect: Dialect,
    /// Whether groups capture; they do only for back-references.
    captures: bool,
    groups: usize,
}

impl Emitter {
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
            Node::Group(node, Some(_)) if self.captures => self.wrapped("(", node),
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
            Node::BackReference { group, .. } if *group > self.groups => {
                push_set(&mut self.out, &Set::empty());
            }
            Node::BackReference { group, fold } => {
                let flag = if *fold { "i" } else { "" };
                self.push(format_args!("(?{flag}:\\{group})"));
            }
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
            // The linear engine sees it only at ends, and the text twice.
            Assertion::Dollar { .. } if dialect == Dialect::Linear => r"\z",
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
