//! Tables: what matches, what is refused, which engine runs it.

use super::*;

fn compile(pattern: &str) -> JavaPattern {
    JavaPattern::compile(pattern, PatternOptions::default()).expect(pattern)
}

fn refused(pattern: &str) -> PatternError {
    JavaPattern::compile(pattern, PatternOptions::default()).expect_err(pattern)
}

#[test]
fn verdicts() {
    for (pattern, text, expected) in [
        (r"^\<\d{1,2}\>\w+\s+\d+", "<13>Oct 12 host", true),
        (r".*kubernetes\.io.*", "a\nkubernetes.io\nb", true),
        (r"\d", "٣", false),
        (r"(?U)\d", "٣", true),
        (r"\Qa.b\E+", "a.bbb", true),
        (r"a$", "a\n", true),
        (r"a$", "a\n\n", false),
        (r"a\z", "a\n", false),
        (r"a\Z", "a\r\n", true),
        (r"a\r$", "a\r\n", false),
        (r"a$\n", "a\n", true),
        (r"(?d)a$", "a\r\n", false),
        (r"(?m)^b$", "a\nb\nc", true),
        (r"(?m)^$", "", false),
        (r"[a-z&&[^bc]]", "b", false),
        (r"[a-z&&[^bc]]", "d", true),
        (r"(a)\1", "aa", true),
        (r"a++a", "aaa", false),
        (r"(?<=x)y(?!z)", "xyz xy", true),
        (r"\p{IsLatin}\p{L}\p{javaLowerCase}\p{Alpha}", "äbcd", true),
        (r"\x41\u0042\x{43}\0104\cA", "ABCD\u{1}", true),
        (r"\R\h\v", "\r\n\u{a0}\n", true),
        (r"(?x) a b # comment", "ab", true),
        (r"(?-s)a.b", "a\nb", false),
    ] {
        assert_eq!(compile(pattern).is_match(text), expected, "{pattern} on {text:?}");
    }
}

#[test]
fn refusals_have_words_and_a_place() {
    for (pattern, offset, word) in [
        ("(ab", 0, "group"),
        ("ab)", 2, "closes"),
        ("*a", 0, "repeat"),
        ("a**", 2, "repeat"),
        (r"ä\y", 2, r"\y"),
        (r"\i", 0, r"\i"),
        ("a{,3}", 1, "count"),
        ("a{3,1}", 5, "order"),
        ("[b-a]", 4, "order"),
        ("x[ab", 1, "class"),
        (r"\p{Nope}", 2, "Nope"),
        ("(?<=a*)b", 0, "look-behind"),
        ("(?<n>a)(?<n>b)", 12, "'n'"),
        ("\\", 0, "backslash"),
        (r"\x{110000}", 10, "too large"),
        ("a{1000}{1000}a{999999999}", 0, "too large"),
    ] {
        let error = refused(pattern);
        assert!(error.message.contains(word), "{pattern}: {error}");
        assert_eq!(error.offset, offset, "{pattern}: {error}");
    }
}

#[test]
fn only_what_must_backtrack_does() {
    for pattern in ["a", ".*a.*", "a$", r"(a|b$)", r"\ba\b", "(?i)é+", "a{2,3}?", r"\Aa\z", r"\R"] {
        assert!(!compile(pattern).is_backtracking(), "{pattern}");
    }
    for pattern in ["a*+", "(?>a)", "(?=a)", r"(a)\1", "(?m)^a", "a$b", r"a$|b\z", r"\Ba"] {
        assert!(compile(pattern).is_backtracking(), "{pattern}");
    }
}

#[test]
fn a_search_without_end_is_given_up_and_counted() {
    let pattern = compile(r"(?=(a+)+$)(a+)+b\1");
    assert!(!pattern.is_match(&"a".repeat(40)) && pattern.limit_hits() <= 1);
    let pattern = compile(r"(x+x+)+\1y");
    assert!(!pattern.is_match(&"x".repeat(60)));
    assert_eq!(pattern.limit_hits(), 1);
}

#[test]
fn depth_is_limited() {
    let nest = |depth| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
    assert!(compile(&nest(250)).is_match("a"));
    assert!(refused(&nest(251)).message.contains("deep"));
    assert!(refused(&"[".repeat(10_000)).message.contains("deep"));
    assert!(refused(&"(?=".repeat(10_000)).message.contains("deep"));
}

#[test]
fn whole_matches() {
    let full = |pattern: &str, text: &str| {
        let options = PatternOptions { full: true, ..PatternOptions::default() };
        JavaPattern::compile(pattern, options).expect(pattern).is_match(text)
    };
    assert!(full("a|ab", "ab"));
    assert!(!full("a", "ab"));
    assert!(full(".*b.*|x", "abc"));
    assert!(!full(".*b.*|x", "ax"));
    assert!(full("a$", "a") && !full("a$", "a\n") && full(r"a$\n", "a\n"));
}

#[test]
fn groups_are_told_by_number_and_by_name() {
    for (pattern, text, expected) in [
        (r"user=(?<user>\w+)", "é user=anna", vec![Some(3..12), Some(8..12)]),
        (r"(a)|(b)", "b", vec![Some(0..1), None, Some(0..1)]),
        (r"(.*?)$", "a\n", vec![Some(0..1), Some(0..1)]),
        (r"(\s*)$", "a\n", vec![Some(1..2), Some(1..2)]),
        (r"(a)$", "a\r\n", vec![Some(0..1), Some(0..1)]),
        (r"(?<=(a))b", "ab", vec![Some(1..2), Some(0..1)]),
        (r"(?:(^)){0}(b)", "b", vec![Some(0..1), None, Some(0..1)]),
    ] {
        let compiled = JavaPattern::compile_capturing(pattern, PatternOptions::default()).expect(pattern);
        let captures = compiled.captures(text).expect(text);
        let groups: Vec<_> = (0..=compiled.group_count()).map(|group| captures.get(group)).collect();
        assert_eq!(groups, expected, "{pattern} on {text:?}");
        assert_eq!(captures.name("user"), compiled.group_number("user").and_then(|at| captures.get(at)));
        assert_eq!(captures.get(9), None);
    }
}

#[test]
fn patterns_of_custom_properties_are_plain_java() {
    for (pattern, text, expected) in [
        ("a=(.*)", "a=1\nb=2", Some(0..3)),
        ("(?s)a=(.*)", "a=1\nb=2", Some(0..7)),
        ("(?i)k", "K", Some(0..1)),
        ("(?i)k", "\u{212a}", None),
    ] {
        let compiled = JavaPattern::compile_capturing(pattern, PatternOptions::PLAIN).expect(pattern);
        assert_eq!(compiled.captures(text).and_then(|captures| captures.get(0)), expected, "{pattern}");
    }
}

#[test]
fn captures_without_end_are_given_up_and_counted() {
    let pattern =
        JavaPattern::compile_capturing(r"(x+x+)+\1y", PatternOptions::default()).expect("a pattern");
    assert!(pattern.captures(&"x".repeat(60)).is_none());
    assert_eq!(pattern.limit_hits(), 1);
}

mod properties {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn never_panics(
            pattern in any::<String>(),
            text in any::<String>(),
            ignore_case: bool,
            ascii_only: bool,
            full: bool,
        ) {
            let options = PatternOptions { ignore_case, ascii_only, full, line_dots: full };
            if let Ok(compiled) = JavaPattern::compile(&pattern, options) {
                compiled.is_match(&text);
            }
        }

        #[test]
        fn never_panics_on_what_looks_like_a_pattern(
            pattern in r"([a-c.^$|*+?(){}\[\]\\&<>=!:0-3iQEpPdDbBRuxk,-]|\(\?|\\|\[\^?|&&){0,24}",
            text in "[abc\r\n]{0,8}",
        ) {
            let options = PatternOptions::default();
            if let Ok(compiled) = JavaPattern::compile(&pattern, options) {
                compiled.is_match(&text);
            }
            if let Ok(compiled) = JavaPattern::compile_capturing(&pattern, options)
                && let Some(captures) = compiled.captures(&text)
            {
                let spans = (0..=compiled.group_count()).filter_map(|group| captures.get(group));
                spans.for_each(|span| assert!(text.get(span).is_some()));
            }
        }
    }
}
