//! Which of the names in AQL that others published are properties here. The corpus is
//! third parties' and outside of the repository, so it is read in place where a machine
//! has it.
#![allow(clippy::print_stdout, reason = "a test that is passed over says so")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use aquila_event::Catalogue;

/// Names that are no property, and why.
const OTHERS: &[(&str, &str)] = &[
    ("<dns_query_field_name>", "placeholder"),
    ("<dns_url_query_field_name>", "placeholder"),
    ("field name", "placeholder"),
    ("fieldA", "placeholder"),
    ("fieldB", "placeholder"),
    ("fieldC", "placeholder"),
    ("Custom_Threat_Score", "property of the author's own"),
    ("Log Source", "alias"),
    ("EPS in Interval", "alias"),
    ("EPS for EID", "alias"),
];

/// The folder of published AQL. Without it a test is passed over visibly; in CI that is
/// a failure where the folder around it is there.
fn corpus() -> Option<PathBuf> {
    let shared = std::env::var_os("AQUILA_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let folder = shared.join("corpus");
    if folder.is_dir() {
        return Some(folder);
    }
    let must_be_there = std::env::var_os("AQUILA_CI").is_some() && shared.is_dir();
    assert!(!must_be_there, "{} must be there", folder.display());
    println!("SKIPPED: there is no corpus in {}", folder.display());
    None
}

/// The queries of the corpus: the member `aql` of each line.
fn queries(folder: &Path) -> Vec<String> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("folder").map(|entry| entry.expect("entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "jsonl"));
    files.sort();
    let texts = files.iter().map(|path| std::fs::read_to_string(path).expect("file"));
    let lines: Vec<String> =
        texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    lines.iter().filter_map(|line| member(line, "\"aql\": \"")).collect()
}

/// The text of a JSON member, read up to its closing quote.
fn member(line: &str, before: &str) -> Option<String> {
    let start = line.find(before)? + before.len();
    let mut text = String::new();
    let mut rest = line[start..].chars();
    loop {
        match rest.next()? {
            '"' => return Some(text),
            '\\' => match rest.next()? {
                'n' | 'r' | 't' => text.push(' '),
                'u' => {
                    let code: String = rest.by_ref().take(4).collect();
                    text.push(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32).unwrap_or('?'));
                }
                other => text.push(other),
            },
            other => text.push(other),
        }
    }
}

/// The names in double quotes that are no alias: strings stand in single quotes, and an
/// alias follows AS. A quote that is not closed begins nothing.
fn quoted_names(aql: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = aql;
    while let Some(start) = rest.find(['\'', '"']) {
        let (before, quoted) = rest.split_at(start);
        let quote = if quoted.starts_with('"') { '"' } else { '\'' };
        let Some((name, after)) = quoted[1..].split_once(quote) else { break };
        let is_alias = before.split_whitespace().last().is_some_and(|word| word.eq_ignore_ascii_case("as"));
        if quote == '"' && !is_alias {
            names.push(name.to_owned());
        }
        rest = after;
    }
    names
}

#[test]
fn names_are_found_beside_strings_and_aliases() {
    for (aql, expected) in [
        (r#"SELECT "A b", c AS "D" FROM events"#, vec!["A b"]),
        (r#"SELECT x FROM events WHERE "A" = 'say "no"' AND "B" ILIKE 'it''s "c"'"#, vec!["A", "B"]),
        (r#"SELECT alias "A" FROM events"#, vec!["A"]),
        (r#"SELECT "A" FROM events"}"#, vec!["A"]),
    ] {
        assert_eq!(quoted_names(aql), expected, "{aql}");
    }
}

#[test]
fn published_names_are_properties() {
    let Some(folder) = corpus() else { return };
    let catalogue = Catalogue::builtin();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for name in queries(&folder).iter().flat_map(|aql| quoted_names(aql)) {
        *counts.entry(name).or_default() += 1;
    }
    let (known, unknown): (Vec<_>, Vec<_>) =
        counts.iter().partition(|(name, _)| catalogue.lookup(name).is_some());
    let uses = |names: &[(&String, &usize)]| names.iter().map(|(_, count)| **count).sum::<usize>();
    let (found, missed) = (uses(&known), uses(&unknown));
    println!("{} of {} names are properties; {found} of {} uses", known.len(), counts.len(), found + missed);
    for (name, count) in &unknown {
        let why = OTHERS.iter().find(|(other, _)| other == name).map(|(_, why)| *why);
        println!("  {count:>4} {name:?}: {}", why.unwrap_or("UNKNOWN"));
        assert!(why.is_some(), "{name:?} is no property, and nothing says why");
    }
    assert!(found > 1000 && missed * 100 <= found, "{found} uses are known and {missed} are not");
}
