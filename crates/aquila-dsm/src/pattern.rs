//! Patterns that log source types give, and what is wrong with them in one line.

use regex::Regex;

/// Compiles a pattern.
pub(crate) fn compile(pattern: &str) -> Result<Regex, String> {
    Regex::new(pattern).map_err(|error| {
        // The crate draws the pattern first, over several lines.
        let told = error.to_string();
        let reason = told.lines().last().unwrap_or_default().trim();
        format!("pattern {pattern:?}: {}", reason.strip_prefix("error: ").unwrap_or(reason))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_take_one_line() {
        for (pattern, expected) in [
            ("(", r#"pattern "(": unclosed group"#),
            ("a{9999999}", r#"pattern "a{9999999}": Compiled regex exceeds size limit of 10485760 bytes."#),
            (
                "(?<=a)b",
                r#"pattern "(?<=a)b": look-around, including look-ahead and look-behind, is not supported"#,
            ),
        ] {
            assert_eq!(compile(pattern).expect_err(pattern), expected);
        }
    }
}
