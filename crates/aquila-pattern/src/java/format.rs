//! How a custom property is put together from what a pattern captured.
//!
//! QRadar's documentation of the DSM Editor says that a format string combines capture
//! groups, written `$1`, `$2`, and text: `$1:$2`. Nothing more is said, so it is assumed
//! that:
//! - `$0` is the whole match, as in `Matcher.appendReplacement`;
//! - of several digits the longest number of an existing group counts, as there: with
//!   three groups `$12` is the first one and a `2`;
//! - a `$` that no digit follows, and every backslash, means itself: `$1\$2` is how a
//!   Windows domain and a user are joined;
//! - a property whose format names a group that took no part has no value.

use super::{Captures, CapturingPattern};
use crate::PatternError;

/// The most digits that are read as the number of a group.
const MOST_DIGITS: usize = 4;

/// A format string of a custom property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Format {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Literal(String),
    /// The number of a group, and where it stands in the format.
    Group(usize, usize),
}

impl Format {
    /// Reads a format whose pattern is not known: all digits after a `$` belong to
    /// the number.
    pub fn parse(format: &str) -> Format {
        Format::read(format, usize::MAX)
    }

    /// Reads a format for what a pattern captures.
    ///
    /// # Errors
    /// When it names a group that the pattern does not have.
    pub fn for_pattern(format: &str, pattern: &CapturingPattern) -> Result<Format, PatternError> {
        let count = pattern.group_count();
        let read = Format::read(format, count);
        let missing = read.pieces.iter().find_map(|piece| match piece {
            Piece::Group(group, offset) if *group > count => Some((*group, *offset)),
            _ => None,
        });
        match missing {
            None => Ok(read),
            Some((group, offset)) => {
                let message = format!("the format names group {group}, the pattern has {count}");
                Err(PatternError { message, offset })
            }
        }
    }

    /// The format that is one group, for properties that have only its number.
    pub fn group(group: usize) -> Format {
        Format { pieces: vec![Piece::Group(group, 0)] }
    }

    /// The text of a match; `None` if a group in the format took no part or does not exist.
    pub fn apply(&self, captures: &Captures<'_>, text: &str) -> Option<String> {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Literal(literal) => out.push_str(literal),
                Piece::Group(group, _) => out.push_str(text.get(captures.get(*group)?)?),
            }
        }
        Some(out)
    }

    fn read(format: &str, groups: usize) -> Format {
        let mut pieces = Vec::new();
        let mut literal = String::new();
        let mut chars = format.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let digit = chars.peek().and_then(|(_, next)| digit(*next)).filter(|_| c == '$');
            let Some(mut group) = digit else {
                literal.push(c);
                continue;
            };
            chars.next();
            for _ in 1..MOST_DIGITS {
                let longer = chars.peek().and_then(|(_, next)| digit_after(group, *next));
                let Some(longer) = longer.filter(|longer| *longer <= groups) else { break };
                group = longer;
                chars.next();
            }
            if !literal.is_empty() {
                pieces.push(Piece::Literal(std::mem::take(&mut literal)));
            }
            pieces.push(Piece::Group(group, at));
        }
        if !literal.is_empty() {
            pieces.push(Piece::Literal(literal));
        }
        Format { pieces }
    }
}

fn digit(c: char) -> Option<usize> {
    c.to_digit(10).map(|digit| digit as usize)
}

fn digit_after(number: usize, c: char) -> Option<usize> {
    Some(number * 10 + digit(c)?)
}

#[cfg(test)]
mod tests {
    use super::super::{JavaPattern, PatternOptions};
    use super::*;

    fn pattern(pattern: &str) -> CapturingPattern {
        JavaPattern::compile_capturing(pattern, PatternOptions::default()).expect(pattern)
    }

    #[test]
    fn groups_and_text() {
        for (regex, format, text, expected) in [
            (r"(\d+)-(\d+)", "$1/$2", "a 12-34", Some("12/34")),
            (r"(\d+)-(\d+)", "$2:$1", "a 12-34", Some("34:12")),
            (r"(\d+)-(\d+)", "<$0>", "a 12-34", Some("<12-34>")),
            (r"(\w+)\\(\w+)", r"$2@$1\", r"CORP\anna", Some(r"anna@CORP\")),
            (r"(\d+)-(\d+)", "$12", "1-2", Some("12")),
            (r"(a)|(b)", "$1", "b", None),
            (r"(a)?b", "x", "b", Some("x")),
            (r"(é+)", "$$1 $", "caféé", Some("$éé $")),
            (r"(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)", "$10$1", "abcdefghij", Some("ja")),
            (r"x", "", "x", Some("")),
        ] {
            let pattern = pattern(regex);
            let format = Format::for_pattern(format, &pattern).expect(format);
            let captures = pattern.captures(text).expect(text);
            assert_eq!(format.apply(&captures, text).as_deref(), expected, "{regex} {format:?}");
        }
    }

    #[test]
    fn groups_that_do_not_exist() {
        let pattern = pattern("(a)");
        let error = Format::for_pattern("$1, $2", &pattern).expect_err("one group");
        assert_eq!((error.offset, error.message.contains("group 2")), (4, true));
        let captures = pattern.captures("a").expect("a match");
        assert_eq!(Format::parse("$2").apply(&captures, "a"), None);
        assert_eq!(Format::group(1).apply(&captures, "a").as_deref(), Some("a"));
        assert_eq!(Format::group(2).apply(&captures, "a"), None);
    }
}
