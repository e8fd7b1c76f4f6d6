//! The patterns of the four text operators, under the settings of a run.

use aquila_aql::Mode;
use aquila_aql::ast::MatchOp;
use aquila_pattern::PatternError;
use aquila_pattern::java::{JavaPattern, PatternOptions};
use aquila_pattern::like::LikePattern;

use crate::settings::{RegexMatch, Settings};

/// A compiled pattern of any of the four operators.
#[derive(Debug)]
pub enum TextPattern {
    /// Of LIKE and ILIKE.
    Like(LikePattern),
    /// Of MATCHES and IMATCHES.
    Java(JavaPattern),
}

impl TextPattern {
    /// Whether the text satisfies the operator.
    pub fn is_match(&self, text: &str) -> bool {
        match self {
            TextPattern::Like(pattern) => pattern.is_match(text),
            TextPattern::Java(pattern) => pattern.is_match(text),
        }
    }
}

/// Compiles the pattern of an operator under the readings in force.
pub fn compile(op: MatchOp, pattern: &str, settings: &Settings) -> Result<TextPattern, PatternError> {
    let ignore_case = op.ignores_case();
    // A strict QRadar folds ASCII only.
    let ascii_only = settings.mode == Mode::Strict;
    match op {
        MatchOp::Like | MatchOp::ILike => {
            LikePattern::compile(pattern, ignore_case, ascii_only).map(TextPattern::Like)
        }
        MatchOp::Matches | MatchOp::IMatches => {
            let full = settings.regex_match == RegexMatch::Full;
            let options = PatternOptions { ignore_case, ascii_only, full, ..PatternOptions::default() };
            JavaPattern::compile(pattern, options).map(TextPattern::Java)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_decide_reach_and_folding() {
        let lenient = Settings::default();
        let full = Settings { regex_match: RegexMatch::Full, ..lenient };
        let strict = Settings { mode: Mode::Strict, ..lenient };
        for (op, pattern, text, settings, expected) in [
            (MatchOp::Matches, "b", "abc", &lenient, true),
            (MatchOp::Matches, "b", "abc", &full, false),
            (MatchOp::Matches, ".*b.*", "a\nb\nc", &full, true),
            (MatchOp::IMatches, "token", "to\u{212a}en", &lenient, true),
            (MatchOp::IMatches, "token", "to\u{212a}en", &strict, false),
            (MatchOp::ILike, "%TOKEN%", "a to\u{212a}en", &lenient, true),
            (MatchOp::ILike, "%TOKEN%", "a to\u{212a}en", &strict, false),
            (MatchOp::Like, "%TOKEN%", "a token", &lenient, false),
        ] {
            let compiled = compile(op, pattern, settings).expect("a pattern");
            assert_eq!(compiled.is_match(text), expected, "{op:?} {pattern} {text}");
        }
    }
}
