//! Regular expressions against a real `java.util.regex`: the same verdicts, the
//! same refusals, on chosen patterns and on thousands of generated ones.

#![allow(clippy::print_stdout, reason = "figures that a reader of the test log wants")]

#[path = "java/generate.rs"]
mod generate;
mod java;
#[path = "java/patterns.rs"]
mod patterns;

use std::collections::BTreeMap;

use aquila_pattern::java::{JavaPattern, PatternOptions};
use generate::{class, soup, text, well_formed};
use java::{Random, hex};
use patterns::{CHOSEN, TEXTS};

#[derive(Debug, Clone)]
struct Case {
    options: PatternOptions,
    pattern: String,
    text: String,
}

impl Case {
    fn line(&self) -> String {
        let PatternOptions { ignore_case, ascii_only, full, .. } = self.options;
        let letters = [(ignore_case, 'i'), (ascii_only, 'a'), (full, 'f')];
        let options: String = letters.iter().filter(|(on, _)| *on).map(|(_, letter)| letter).collect();
        format!("{options}\t{}\t{}", hex(&self.pattern), hex(&self.text))
    }

    fn compile(&self) -> Result<JavaPattern, String> {
        JavaPattern::compile(&self.pattern, self.options).map_err(|error| format!("E {}", error.message))
    }
}

/// What differs on purpose, by its reason. Everything else is a bug.
fn known_difference(case: &Case, ours: &str, release: u32) -> Option<&'static str> {
    let has = |words: &[&str]| words.iter().any(|word| case.pattern.contains(word));
    Some(match () {
        () if ours.contains("not supported") => "the engines cannot do it, and the refusal says so",
        () if ours.contains("too large") => "a repetition that Java would run for ages",
        () if release < 19 && has(&["\\b", "\\B"]) && !case.text.is_ascii() => {
            "word boundaries knew all letters before Java 19"
        }
        // Java upper-cases, then lower-cases; Unicode's simple folding keeps these apart.
        () if case.text.contains(['\u{130}', '\u{131}']) => "in Java i equals the dotless and the dotted one",
        () if case.text.contains('\u{212a}') && has(&["-"]) => {
            "ranges fold as a whole; in Java the Kelvin sign is in (?i)[a-z] but not in (?i)[A-Z]"
        }
        () if ours.contains("look-behind") => {
            "Java forgets that a* has no maximum and looks behind too short a way"
        }
        () if has(&["\\R+", "\\R*", "\\R?", "\\R{"]) => {
            "a repeated \\R never gives back half of a line break"
        }
        () if release < 25 && ours.contains("'&&'") => {
            "older versions fail on a dangling && only when they match"
        }
        () if has(&["\\B"]) && case.text.contains('😀') => {
            "Java looks between the surrogates of a character"
        }
        () => return None,
    })
}

fn verdict(compiled: &Result<JavaPattern, String>, text: &str) -> String {
    match compiled {
        Ok(pattern) => if pattern.is_match(text) { "1" } else { "0" }.to_owned(),
        Err(refusal) => refusal.clone(),
    }
}

fn compare(cases: &[Case]) {
    let lines: Vec<_> = cases.iter().map(Case::line).collect();
    let Some(answers) = java::ask("RegexVerdicts.java", &lines) else { return };
    let mut compiled = None;
    let mut wrong = BTreeMap::new();
    let mut known: BTreeMap<_, usize> = BTreeMap::new();
    let (mut matches, mut refusals) = (0, 0);
    for (case, java) in cases.iter().zip(&answers.lines) {
        // The cases of one pattern stand together.
        let same = compiled
            .as_ref()
            .filter(|(pattern, options, _)| (*pattern, *options) == (&case.pattern, case.options));
        let ours = match same {
            Some((_, _, compiled)) => verdict(compiled, &case.text),
            None => {
                let (_, _, compiled) = compiled.insert((&case.pattern, case.options, case.compile()));
                verdict(compiled, &case.text)
            }
        };
        matches += usize::from(java == "1");
        refusals += usize::from(java.starts_with('E'));
        if ours[..1] == java[..1] {
            continue;
        }
        match known_difference(case, &ours, answers.release) {
            Some(reason) => *known.entry(reason).or_default() += 1,
            None => {
                let text = format!("{case:?}\n    Java {java:?}, here {ours:?}");
                wrong.insert(case.pattern.as_str(), text);
            }
        }
    }
    println!("{} cases, {matches} match, {refusals} refused by Java {}", cases.len(), answers.release);
    known.iter().for_each(|(reason, count)| println!("{count} known differences: {reason}"));
    let shown: Vec<_> = wrong.values().take(60).map(String::as_str).collect();
    assert!(shown.is_empty(), "{} patterns differ:\n{}", wrong.len(), shown.join("\n"));
    let known: usize = known.values().sum();
    assert!(known * 20 <= cases.len(), "{known} known differences are too many");
}

/// Every combination of the options.
fn all_options() -> impl Iterator<Item = PatternOptions> {
    (0..8).map(|bits| PatternOptions {
        ignore_case: bits & 1 > 0,
        ascii_only: bits & 2 > 0,
        full: bits & 4 > 0,
        line_dots: false,
    })
}

#[test]
fn chosen_patterns() {
    let mut cases = Vec::new();
    for pattern in CHOSEN {
        for options in all_options() {
            cases.extend(TEXTS.iter().map(|text| Case {
                options,
                pattern: (*pattern).to_owned(),
                text: (*text).to_owned(),
            }));
        }
    }
    compare(&cases);
}

fn generated(seed: u64, count: usize, make: impl Fn(&mut Random) -> String) -> Vec<Case> {
    let mut random = Random(seed);
    let options: Vec<_> = all_options().collect();
    let mut cases = Vec::new();
    for _ in 0..count {
        let pattern = make(&mut random);
        for _ in 0..4 {
            let case =
                Case { options: random.pick(&options), pattern: pattern.clone(), text: text(&mut random) };
            cases.push(case);
        }
    }
    cases
}

#[test]
fn generated_patterns() {
    compare(&generated(0x5eed_0001, 6000, |random| well_formed(random, 3)));
}

#[test]
fn generated_classes() {
    compare(&generated(0x5eed_0002, 3000, |random| class(random, 2)));
}

#[test]
fn generated_nonsense() {
    compare(&generated(0x5eed_0003, 6000, soup));
}
