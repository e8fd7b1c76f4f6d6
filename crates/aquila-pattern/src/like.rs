//! LIKE patterns: `%` is any run of characters, `_` one character, and all else is
//! itself, the backslash too: AQL has no escape. The whole value must fit.

use memchr::memmem::Finder;
use regex::Regex;
use regex::RegexBuilder;

use crate::PatternError;

/// A compiled LIKE pattern.
#[derive(Debug)]
pub struct LikePattern {
    shape: Shape,
}

/// The common shapes are decided without a regex.
#[derive(Debug)]
enum Shape {
    Anything,
    Equals(String),
    Prefix(String),
    Suffix(String),
    Contains(Box<Finder<'static>>),
    /// Starts with, ends with, and long enough for both.
    Around(String, String),
    Regex(Regex),
}

impl LikePattern {
    /// Compiles a pattern. Case folds by Unicode's simple folding, or in ASCII only.
    pub fn compile(pattern: &str, ignore_case: bool, ascii_only: bool) -> Result<Self, PatternError> {
        let simple = if ignore_case { None } else { Shape::simple(pattern) };
        let shape = match simple {
            Some(shape) => shape,
            None => Shape::Regex(regex(pattern, ignore_case, ascii_only)?),
        };
        Ok(LikePattern { shape })
    }

    /// Whether the whole text fits.
    pub fn is_match(&self, text: &str) -> bool {
        match &self.shape {
            Shape::Anything => true,
            Shape::Equals(value) => text == value,
            Shape::Prefix(value) => text.starts_with(value.as_str()),
            Shape::Suffix(value) => text.ends_with(value.as_str()),
            Shape::Contains(finder) => finder.find(text.as_bytes()).is_some(),
            Shape::Around(head, tail) => {
                text.len() >= head.len() + tail.len()
                    && text.starts_with(head.as_str())
                    && text.ends_with(tail.as_str())
            }
            Shape::Regex(regex) => regex.is_match(text),
        }
    }
}

impl Shape {
    fn simple(pattern: &str) -> Option<Shape> {
        if pattern.contains('_') {
            return None;
        }
        let runs: Vec<&str> = pattern.split('%').collect();
        let parts: Vec<&str> = runs.iter().copied().filter(|run| !run.is_empty()).collect();
        let open = runs.len() > 1;
        let (starts, ends) = (runs.first()?.is_empty(), runs.last()?.is_empty());
        Some(match (&parts[..], starts, ends) {
            ([], ..) if open => Shape::Anything,
            ([], ..) => Shape::Equals(String::new()),
            ([value], false, false) => Shape::Equals((*value).to_owned()),
            ([value], false, true) => Shape::Prefix((*value).to_owned()),
            ([value], true, false) => Shape::Suffix((*value).to_owned()),
            ([value], true, true) => Shape::Contains(Box::new(Finder::new(value.as_bytes()).into_owned())),
            ([head, tail], false, false) => Shape::Around((*head).to_owned(), (*tail).to_owned()),
            _ => return None,
        })
    }
}

/// The pattern as a regex. Outer runs of `%` are left out, with the anchor beside
/// them: the search is faster for it.
fn regex(pattern: &str, ignore_case: bool, ascii_only: bool) -> Result<Regex, PatternError> {
    let inner = pattern.trim_start_matches('%');
    let starts_open = inner.len() < pattern.len();
    let ends_open = pattern.ends_with('%');
    let mut source = String::with_capacity(pattern.len() + 16);
    if !starts_open {
        source.push_str(r"\A");
    }
    for c in inner.trim_end_matches('%').chars() {
        push(&mut source, c, ignore_case && ascii_only);
    }
    if !ends_open {
        source.push_str(r"\z");
    }
    RegexBuilder::new(&source)
        .dot_matches_new_line(true)
        .case_insensitive(ignore_case && !ascii_only)
        .build()
        .map_err(|_| PatternError { message: "the LIKE pattern is too large".to_owned(), offset: 0 })
}

fn push(source: &mut String, c: char, fold_ascii: bool) {
    match c {
        '%' => source.push_str(".*"),
        '_' => source.push('.'),
        // A class of both cases: an inline flag would let Unicode folding in.
        c if fold_ascii && c.is_ascii_alphabetic() => {
            source.extend(['[', c.to_ascii_lowercase(), c.to_ascii_uppercase(), ']']);
        }
        c => source.push_str(&regex_syntax::escape(c.encode_utf8(&mut [0; 4]))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The meaning of LIKE, written down plainly.
    pub(super) fn reference(pattern: &[char], text: &[char]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some(('%', rest)) => (0..=text.len()).any(|skip| reference(rest, &text[skip..])),
            Some((c, rest)) => match text.split_first() {
                Some((t, tail)) => (*c == '_' || c == t) && reference(rest, tail),
                None => false,
            },
        }
    }

    #[test]
    fn table() {
        for (pattern, text, expected) in [
            ("", "", true),
            ("", "a", false),
            ("%", "", true),
            ("%%", "anything\n", true),
            ("abc", "abc", true),
            ("abc", "abcd", false),
            ("a%", "abc", true),
            ("%c", "abc", true),
            ("%b%", "abc", true),
            ("a%c", "ac", true),
            ("aba%aba", "aba", false),
            ("a%b%c", "a1b2c", true),
            ("_", "é", true),
            ("_", "😀", true),
            ("_", "", false),
            ("__", "a", false),
            ("%\\127.0.0.1\\ADMIN$\\%", "x\\127.0.0.1\\ADMIN$\\y", true),
            ("%\\%", "50\\60", true),
            ("a.c", "abc", false),
            ("a%\n_", "a line\nb", true),
        ] {
            let compiled = LikePattern::compile(pattern, false, false).expect("a pattern");
            assert_eq!(compiled.is_match(text), expected, "{pattern} {text}");
            let folded = LikePattern::compile(pattern, true, false).expect("a pattern");
            assert_eq!(folded.is_match(&text.to_uppercase()), expected, "{pattern} {text}, upper case");
        }
    }

    #[test]
    fn folding() {
        let unicode = LikePattern::compile("%Straßen_Köln", true, false).expect("a pattern");
        assert!(unicode.is_match("die STRAẞEN KÖLN"));
        let ascii = LikePattern::compile("%ök", true, true).expect("a pattern");
        assert!(ascii.is_match("öK"));
        assert!(!ascii.is_match("ÖK"));
        assert!(!ascii.is_match("ö\u{212a}"));
    }

    mod properties {
        use super::*;
        use proptest::prelude::*;

        proptest! {
            #[test]
            fn equals_the_reference(pattern in "[abA%_\\\\.]{0,8}", text in "[abA\\\\.\n]{0,10}") {
                let chars: (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
                let plain = LikePattern::compile(&pattern, false, false).expect("a pattern");
                prop_assert_eq!(plain.is_match(&text), reference(&chars.0, &chars.1));
                let lower: (Vec<char>, Vec<char>) =
                    (pattern.to_lowercase().chars().collect(), text.to_lowercase().chars().collect());
                for ascii_only in [false, true] {
                    let folded = LikePattern::compile(&pattern, true, ascii_only).expect("a pattern");
                    prop_assert_eq!(folded.is_match(&text), reference(&lower.0, &lower.1));
                }
            }

            #[test]
            fn never_panics(pattern in any::<String>(), text in any::<String>()) {
                if let Ok(compiled) = LikePattern::compile(&pattern, true, false) {
                    compiled.is_match(&text);
                }
            }
        }
    }
}
