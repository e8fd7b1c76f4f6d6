//! What groups capture, against a real `java.util.regex`: the same ranges, on chosen
//! patterns and on thousands of generated ones.

#![allow(clippy::print_stdout, reason = "figures that a reader of the test log wants")]

#[path = "java/generate.rs"]
mod generate;
mod java;
#[path = "java/patterns.rs"]
mod patterns;

use std::collections::BTreeMap;

use aquila_pattern::java::{Captures, CapturingPattern, JavaPattern, PatternOptions};
use generate::{text, well_formed};
use java::{Random, hex};
use patterns::{CHOSEN, TEXTS};

#[derive(Debug, Clone)]
struct Case {
    pattern: String,
    text: String,
    options: PatternOptions,
}

impl Case {
    fn line(&self) -> String {
        let PatternOptions { ascii_only, full, line_dots, .. } = self.options;
        let letters = [(ascii_only, 'a'), (full, 'f'), (line_dots, 'l')];
        let options: String = letters.iter().filter(|(on, _)| *on).map(|(_, letter)| letter).collect();
        format!("{options}\t{}\t{}", hex(&self.pattern), hex(&self.text))
    }
}

/// The whole text, a part of it, and custom properties.
const OPTIONS: [PatternOptions; 3] = [
    PatternOptions { ignore_case: false, ascii_only: false, full: true, line_dots: false },
    PatternOptions { ignore_case: false, ascii_only: false, full: false, line_dots: false },
    PatternOptions::PLAIN,
];

/// Patterns as custom properties have them, and those where captures are delicate.
#[rustfmt::skip]
const CAPTURING: &[&str] = &[
    r"user=(\S+)", r"(?i)src[=:]\s*(\d{1,3}(?:\.\d{1,3}){3})", r"(\w+)\\(\w+)", r#""name":"([^"]*)""#,
    r"(?<n>\w+)@(\w+)", r"^(\S+) (\S+) (?:(\d+)|-)$", r"(a)|(b)|(?<n>c)", r"(a+)(a+)", r"(a+?)(a*)", r"(a*)(a+)$",
    r"(.*)\.(.*)", r"(.*?)b(.*)", r"((a)(b)?)+", r"(?:(a)|(b))*", r"(a|ab)(c|bcd)(d*)", r"((a)|b)*\2?",
    r"(\s*)$", r"(\s*?)$", r"(.*)$", r"(.*?)$", r"(a$)", r"(a(\n)?$)", r"((\n)|a)$", r"(a|b$)+", r"(.)$", r"(?d)(.*?)$",
    r"(?m)^(.*)$", r"(?m)(a)$", r"(?=(a+))a", r"(?!(b))(a)", r"(?<=(a))b", r"(?>(a+))b", r"(a)++b", r"(\d)\1", r"(){3}",
    r"(a){0}(b)", r"(?:(^)){0}(b)", r"(a){0}(b)\2", r"(?:(\b)a)*", r"(^)?(a)", r"(?:(a)?b)+", r"(a?)(b?)(c?)", r"x*(y?)",
    r"(😀)(.)", r"(.)b", r"([^a])", r"\B(.)", r"(\R)", r"(é+)(.)?", r"(?i)(É)", r"(?x) (a) # (b)", r"\((a)\)", r"[(](a)",
    r"\Q(a)\E(b)", r"(?:a(b)){2}", r"(a(b(c)))", r"(c)(?<n>d)|(a)", r"(?<n>a)?\k<n>", r"(?i)(?<n>a)\k<n>",
];

const MORE_TEXTS: &[&str] = &[
    "user=anna x",
    "Src: 10.0.0.1,",
    r"CORP\anna",
    r#"{"name":"x y"}"#,
    "anna@example",
    "a b 12\n",
    "a b -",
    "a b 12\r\n",
    "abcd",
    "ababb",
    "x😀yb",
    "(a)",
    "abab",
    "a  \n",
    "a\n ",
    "bb\r\n",
    "Aa",
    "11",
    "y",
];

/// What differs on purpose, by its reason. Everything else is a bug.
fn known_difference(case: &Case, ours: &str, java: &str, release: u32) -> Option<&'static str> {
    let has = |words: &[&str]| words.iter().any(|word| case.pattern.contains(word));
    Some(match () {
        () if ours.contains("not supported") => "the engines cannot do it, and the refusal says so",
        () if ours.contains("look-behind") => {
            "Java forgets that a* has no maximum and looks behind too short a way"
        }
        () if ours.starts_with('E') && release < 25 && ours.contains("'&&'") => {
            "older versions fail on a dangling && only when they match"
        }
        () if release < 19 && has(&["\\b", "\\B"]) && !case.text.is_ascii() => {
            "word boundaries knew all letters before Java 19"
        }
        () if case.text.contains('\u{212a}') && has(&["-"]) => {
            "ranges fold as a whole; in Java the Kelvin sign is in (?i)[a-z] but not in (?i)[A-Z]"
        }
        () if has(&["\\R+", "\\R*", "\\R?", "\\R{"]) => {
            "a repeated \\R never gives back half of a line break"
        }
        () if !java.starts_with(['E', '0']) && in_bytes(java, &case.text).is_none() => {
            "Java looks between the surrogates of a character"
        }
        () if differ(case, ours, java, |ours, java| is_empty(ours) || is_empty(java)) => {
            "Java captures an empty last turn of some repetitions, and of others no empty turn"
        }
        () if has(&[")*", ")+", ")?", "){", "(?=", "(?!", "(?<!", "(?>"])
            && differ(case, ours, java, |_, _| true) =>
        {
            "Java keeps or mixes up what groups captured in turns and branches that failed"
        }
        () => return None,
    })
}

/// Whether the whole match is the same, and whatever differs does so in one way.
fn differ(case: &Case, ours: &str, java: &str, way: impl Fn(&str, &str) -> bool) -> bool {
    let java = in_bytes(java, &case.text).unwrap_or_default();
    let mut pairs = ours.split(' ').zip(java.split(' '));
    pairs.next().is_some_and(|(ours, java)| ours == java && ours.contains('-'))
        && pairs.all(|(ours, java)| ours == java || way(ours, java))
}

fn is_empty(range: &str) -> bool {
    range.split_once('-').is_some_and(|(start, end)| start == end && !start.is_empty())
}

fn ours(compiled: &Result<CapturingPattern, String>, text: &str) -> String {
    match compiled {
        Ok(pattern) => match pattern.captures(text) {
            Some(captures) => ranges(pattern, &captures),
            None => "0".to_owned(),
        },
        Err(refusal) => format!("E {refusal}"),
    }
}

fn ranges(pattern: &CapturingPattern, captures: &Captures<'_>) -> String {
    let mut all: Vec<_> = (0..=pattern.group_count()).map(|group| captures.get(group)).collect();
    if pattern.group_number("n").is_some() {
        all.push(captures.name("n"));
    }
    let one = |range: Option<std::ops::Range<usize>>| {
        range.map_or_else(|| "-".to_owned(), |range| format!("{}-{}", range.start, range.end))
    };
    all.into_iter().map(one).collect::<Vec<_>>().join(" ")
}

/// Java's ranges in bytes; `None` where one lies between surrogates.
fn in_bytes(java: &str, text: &str) -> Option<String> {
    let mut bytes = BTreeMap::from([(0, 0)]);
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        bytes.insert(units, at + c.len_utf8());
    }
    let one = |range: &str| match range.split_once('-') {
        Some((start, end)) if !start.is_empty() => {
            let place = |units: &str| bytes.get(&units.parse::<usize>().ok()?);
            Some(format!("{}-{}", place(start)?, place(end)?))
        }
        _ => Some(range.to_owned()),
    };
    java.split(' ').map(one).collect::<Option<Vec<_>>>().map(|ranges| ranges.join(" "))
}

fn compare(cases: &[Case]) {
    let lines: Vec<_> = cases.iter().map(Case::line).collect();
    let Some(answers) = java::ask("RegexGroups.java", &lines) else { return };
    let mut wrong = BTreeMap::new();
    let mut known: BTreeMap<_, usize> = BTreeMap::new();
    let mut matches = 0;
    let mut compiled = BTreeMap::new();
    for (case, java) in cases.iter().zip(&answers.lines) {
        let compiled = compiled.entry((&case.pattern, format!("{:?}", case.options))).or_insert_with(|| {
            JavaPattern::compile_capturing(&case.pattern, case.options).map_err(|error| error.message)
        });
        let ours = ours(compiled, &case.text);
        matches += usize::from(!java.starts_with(['E', '0']) || java.starts_with("0-"));
        let both_refuse = java.starts_with('E') && ours.starts_with('E');
        if both_refuse || in_bytes(java, &case.text).as_ref() == Some(&ours) {
            continue;
        }
        match known_difference(case, &ours, java, answers.release) {
            Some(reason) => *known.entry(reason).or_default() += 1,
            None => {
                let text = format!("{case:?}\n    Java {java:?}, here {ours:?}");
                wrong.insert(case.pattern.as_str(), text);
            }
        }
    }
    println!("{} cases, {matches} match, Java {}", cases.len(), answers.release);
    known.iter().for_each(|(reason, count)| println!("{count} known differences: {reason}"));
    let shown: Vec<_> = wrong.values().take(60).map(String::as_str).collect();
    assert!(shown.is_empty(), "{} patterns differ:\n{}", wrong.len(), shown.join("\n"));
    let known: usize = known.values().sum();
    assert!(known * 20 <= cases.len(), "{known} known differences are too many");
}

#[test]
fn chosen_patterns() {
    let mut cases = Vec::new();
    for pattern in CAPTURING.iter().chain(CHOSEN) {
        for text in MORE_TEXTS.iter().chain(TEXTS) {
            let case = |options| Case { pattern: (*pattern).to_owned(), text: (*text).to_owned(), options };
            cases.extend(OPTIONS.map(case));
        }
    }
    compare(&cases);
}

#[test]
fn generated_patterns() {
    let mut random = Random(0x5eed_0006);
    let mut cases = Vec::new();
    for _ in 0..6000 {
        let pattern = well_formed(&mut random, 3);
        for _ in 0..4 {
            let options = random.pick(&OPTIONS);
            cases.push(Case { pattern: pattern.clone(), text: text(&mut random), options });
        }
    }
    compare(&cases);
}

/// A pattern of many groups, most of them repeated, and whether it may match nothing.
/// What may is not repeated, nor are look-arounds: Java has no rule for what they
/// capture. Nor are atomic groups: the engine ends `((?>a)+?)*` too early.
fn grouped(random: &mut Random, depth: usize) -> (String, bool) {
    const TAKING: &[&str] = &["a", "b", "c", ".", "[ab]", "[^a]", r"\w", "a+?", "b+", "é"];
    const OTHERS: &[&str] = &["a?", "b*", "$", "|", "c??"];
    const REPEATS: &[&str] = &["", "", "", "?", "*", "+", "??", "*?", "+?", "{2}"];
    let mut out = String::new();
    let mut empty = true;
    let mut branches = false;
    for _ in 0..1 + random.below(3) {
        match random.below(8) {
            0..4 if depth > 0 => {
                let open = random.pick(&["(", "(", "(", "(?:", "(?=", "(?!", "(?>"]);
                let (inner, inner_empty) = grouped(random, depth - 1);
                let looks = matches!(open, "(?=" | "(?!");
                let repeat = if looks || inner_empty || open == "(?>" { "" } else { random.pick(REPEATS) };
                empty &= looks || inner_empty || repeat.starts_with(['?', '*']);
                out.push_str(&format!("{open}{inner}){repeat}"));
            }
            0..6 => {
                empty = false;
                out.push_str(random.pick(TAKING));
            }
            _ => {
                let other = random.pick(OTHERS);
                branches |= other == "|";
                out.push_str(other);
            }
        }
    }
    (out, empty || branches)
}

#[test]
fn generated_groups() {
    let mut random = Random(0x5eed_0007);
    let mut cases = Vec::new();
    for _ in 0..5000 {
        let (pattern, _) = grouped(&mut random, 3);
        for _ in 0..4 {
            let options = random.pick(&OPTIONS);
            cases.push(Case { pattern: pattern.clone(), text: text(&mut random), options });
        }
    }
    compare(&cases);
}
