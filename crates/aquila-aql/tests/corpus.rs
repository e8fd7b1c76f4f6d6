//! Published queries: what is valid parses, or is refused as not supported yet;
//! what is invalid is refused.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

use aquila_aql::{Mode, Parse, parse, visit};

/// Wrong for a reason that the parser cannot know: a field that does not exist.
const RESOLVER_REFUSES: &[&str] = &["aq-db90f1d460"];

/// Labeled valid, but damaged on the way into the corpus: a quote inside a string
/// is not doubled, and the tail of a JSON object is left behind the query.
const DAMAGED: &[&str] = &["aq-112cf5dcb0", "aq-9d8ee413d8"];

#[derive(Debug)]
struct Query {
    id: String,
    aql: String,
    expect: String,
}

/// The queries of one corpus file; empty, with a visible line, without it.
fn corpus(file: &str) -> Vec<Query> {
    let shared = std::env::var_os("AQUILA_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let path = shared.join("corpus").join(file);
    let Ok(text) = fs::read_to_string(&path) else {
        let must_exist = std::env::var_os("AQUILA_CI").is_some() && shared.exists();
        assert!(!must_exist, "{} is missing", path.display());
        // Past the capture of the test harness, so that it is seen.
        let line = format!("SKIPPED: there is no {}\n", path.display());
        std::io::stderr().write_all(line.as_bytes()).unwrap();
        return Vec::new();
    };
    let query = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        let field = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let expect = field("expect") + &field("qradar_parse");
        Query { id: field("id"), aql: field("aql"), expect }
    };
    text.lines().map(query).collect()
}

fn errors(parsed: &Parse) -> Vec<String> {
    let errors = parsed.diagnostics.iter().filter(|d| d.is_error());
    errors.map(|d| format!("{} {}", d.code, d.message)).collect()
}

fn only_unsupported(parsed: &Parse) -> bool {
    let mut errors = parsed.diagnostics.iter().filter(|d| d.is_error());
    errors.all(|d| d.code.0.starts_with("AQL02"))
}

fn assert_round_trip(query: &Query, parsed: Parse) {
    let statement = parsed.statement.unwrap();
    let printed = statement.to_string();
    let again = parse(&printed, Mode::Strict);
    let again = again.statement.map(visit::without_spans);
    assert_eq!(again, Some(visit::without_spans(statement)), "{}: {printed}", query.id);
}

#[test]
fn published_queries() {
    let mut figures: BTreeMap<String, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for query in corpus("aql-visible.jsonl") {
        let parsed = parse(&query.aql, Mode::Lenient);
        let outcome = match parsed.has_errors() {
            false => "parses",
            true if only_unsupported(&parsed) => "not supported yet",
            true => "refused",
        };
        *figures.entry(format!("{}: {outcome}", query.expect)).or_default() += 1;
        let right = match query.expect.as_str() {
            "valid" if DAMAGED.contains(&query.id.as_str()) => outcome == "refused",
            "valid" | "placeholder-fields" => outcome != "refused",
            "invalid" => outcome == "refused" || RESOLVER_REFUSES.contains(&query.id.as_str()),
            _ => true,
        };
        if !right {
            wrong.push(format!("{} {:?}\n{}", query.id, errors(&parsed), query.aql));
        }
        if outcome == "parses" && matches!(query.expect.as_str(), "valid" | "placeholder-fields") {
            assert_round_trip(&query, parsed);
        }
    }
    eprintln!("{figures:#?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// What a converter makes of the Sigma rules: only comparisons, so all of it parses.
#[test]
fn converted_sigma_rules() {
    for query in corpus("sigma-aql-visible.jsonl") {
        let parsed = parse(&query.aql, Mode::Strict);
        assert_eq!(errors(&parsed), [""; 0], "{}: {}", query.id, query.aql);
        assert_round_trip(&query, parsed);
    }
}

/// Queries in the style of published rules, with a guess at what QRadar says.
#[test]
fn wild_style_queries() {
    for query in corpus("wild-style-aql-visible.jsonl") {
        let parsed = parse(&query.aql, Mode::Lenient);
        let fine = !parsed.has_errors() || only_unsupported(&parsed);
        match query.expect.as_str() {
            "likely" => assert!(fine, "{} {:?}\n{}", query.id, errors(&parsed), query.aql),
            "no" => assert!(parsed.has_errors(), "{}\n{}", query.id, query.aql),
            _ => {}
        }
    }
}

/// The detection that the project started from is AQL in the strictest sense.
#[test]
fn the_seed_rule_parses_without_a_word() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/t1528/t1528-qradar-original/query.aql");
    let query =
        Query { id: "seed".to_owned(), aql: fs::read_to_string(path).unwrap(), expect: "valid".to_owned() };
    let parsed = parse(&query.aql, Mode::Strict);
    assert_eq!(parsed.diagnostics, []);
    assert_round_trip(&query, parsed);
}
