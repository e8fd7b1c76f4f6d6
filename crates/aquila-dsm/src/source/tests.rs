//! The shipped files, checked as a user's would be.

use std::collections::BTreeSet;

use super::*;

#[test]
fn shipped_types_are_valid() {
    let types = SourceTypes::load_with(&builtin::FILES, &Catalogue::builtin()).expect("valid types");
    for source_type in types.iter() {
        for rule in source_type.rules() {
            assert!(types.taxonomy().category_name(rule.category).is_some(), "{}", rule.name);
        }
    }
}

#[test]
fn every_file_is_shipped() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/sources");
    let on_disk: BTreeSet<String> = std::fs::read_dir(folder)
        .expect("folder")
        .map(|entry| entry.expect("entry").file_name().to_string_lossy().into_owned())
        .collect();
    let listed: BTreeSet<String> = builtin::FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(on_disk, listed);
}

#[test]
fn only_consents_and_grants_have_categories_that_say_so() {
    let types = SourceTypes::builtin();
    let pattern =
        regex::Regex::new("(?i)application consent|oauth consent|permission grant").expect("pattern");
    for source_type in types.iter() {
        for rule in source_type.rules() {
            let taxonomy = types.taxonomy();
            let category = taxonomy.category_name(rule.category).unwrap_or_default();
            let allowed = ["Application Consent", "Permission Grant Added", "Application Consent Declined"];
            assert_eq!(pattern.is_match(category), allowed.contains(&category), "{category}");
        }
    }
}

const GOOD: &str = "name: T
id: 7000
short_name: T
shapes:
  - {name: s, when: [{has: a}]}
properties:
  username: u
events:
  - {on: 1, name: e, category: File Read}
other: {name: o, category: Unknown}
";

/// What is told of the file with a change.
fn told(change: (&str, &str)) -> String {
    assert!(GOOD.contains(change.0), "{change:?}");
    let text = GOOD.replace(change.0, change.1);
    match SourceTypes::load_with(&[("t.yml", &text)], &Catalogue::builtin()) {
        Ok(_) => "nothing".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn mistakes_are_named() {
    for (change, expected) in [
        (("", ""), "nothing"),
        (
            ("category: Unknown", "category: Nonsense"),
            "t.yml:10:28: event \"o\": there is no category \"Nonsense\"; write \"Unknown\" where none fits",
        ),
        (
            ("File Read", "File Raed"),
            "t.yml:9:32: event \"e\": there is no category \"File Raed\"; did you mean \"File Read\" or \"File Created\" or \"File Renamed\"?",
        ),
        (("{has: a}", "{has: 'a['}"), "t.yml:5:5: shape \"s\": path \"a[\": a bracket is not closed"),
        (("{has: a}", "{}"), "t.yml:5:5: shape \"s\": a condition needs has, exists, path, any or none"),
        (
            ("{has: a}", "{hsa: a}"),
            "t.yml:5:23: unknown field `hsa`, expected one of has, exists, path, is, in, starts_with, contains, matches, any, none",
        ),
        (
            ("when: [{has: a}]", "when: [{has: a}], time: [{format: x}]"),
            "t.yml:5:5: shape \"s\": a time needs either path or value",
        ),
        (
            ("when: [{has: a}]", "when: [{has: a}], keys: [{path: a, value: b}]"),
            "t.yml:5:5: shape \"s\": a value needs exactly one of path, join, file, resolve, arguments, syscall, member and value",
        ),
        (
            ("when: [{has: a}]", "pattern: '(x)'"),
            "t.yml:5:5: shape \"s\": pattern \"(x)\" has no named group: write (?<name>...) around each field",
        ),
        (
            ("when: [{has: a}]", "pattern: ['(?<x>x)', '(?<x']"),
            "t.yml:5:5: shape \"s\": pattern \"(?<x\": unclosed capture group name",
        ),
        (
            ("when: [{has: a}]", "when: [{has: a}], pairs: {assign: ''}"),
            "t.yml:5:5: shape \"s\": pairs need a text for between and assign",
        ),
        (
            ("when: [{has: a}]", "pairs: {}"),
            "t.yml:5:5: shape \"s\": a shape needs when or pattern, which tell its records from others",
        ),
        (
            ("username: u", "usrname: u"),
            "t.yml:7:12: the type: there is no property \"usrname\"; did you mean \"username\" or \"DNS Query\"?",
        ),
        (
            ("username: u", "Image: u"),
            "t.yml:7:10: the type: \"Image\" is another name of a property: write \"Application\"",
        ),
        (
            ("username: u", "starttime: u"),
            "t.yml:7:14: the type: \"starttime\" is no field: say under \"time\" what it is",
        ),
        (
            ("username: u", "username: {path: u, lowr: true}"),
            "t.yml:7:23: unknown field `lowr`, expected one of path, join, with, file, resolve, arguments, syscall, member, except, value, absent, when, unless, capture, sockaddr, basename, lower, upper, trim_end, map, prefix, raw; did you mean \"lower\"?",
        ),
        (
            ("username: u", "username: [u, {path: 'a['}]"),
            "t.yml:7:13: property \"username\" of the type: path \"a[\": a bracket is not closed",
        ),
        (
            ("username: u", "username: 1.5"),
            "t.yml:7:3: invalid type: floating point `1.5`, expected one value or a list",
        ),
        (("on: 1, ", ""), "t.yml:9:5: event \"e\" needs on or matching"),
        (("on: 1", "matching: '('"), "t.yml:9:5: event \"e\": pattern \"(\": unclosed group"),
        (
            ("on: 1", "on: 1, qid: 7000999"),
            "t.yml:10:8: event \"o\": QID 7000999 is \"e\" already: give another",
        ),
        (("on: 1, name: e", "on: 1"), "t.yml:9:13: missing field `name`"),
        (
            ("id: 7000", "id: 9223372036854775807"),
            "t.yml:9:5: event \"e\": it needs a qid: id 9223372036854775807 has none for event 1, only for 1 to 999",
        ),
        (("id: 7000\n", ""), "t.yml:9:1: missing field `id`"),
        (
            ("  username: u", "  username: u\n   bad: x"),
            "t.yml:8:7: mapping values are not allowed in this context",
        ),
        (("  - {name: s, when: [{has: a}]}", "  []"), "t.yml: a log source type needs at least one shape"),
    ] {
        assert_eq!(told(change), expected, "{change:?}");
    }
}

#[test]
fn ids_and_qids_are_of_one_type_each() {
    let other = GOOD.replace("id: 7000", "id: 7001");
    let types = SourceTypes::load(&[("a.yml", GOOD), ("b.yml", &other)]).expect("two types");
    let qids: Vec<i64> = types.iter().flat_map(|one| one.rules().map(|rule| rule.qid)).collect();
    assert_eq!(qids, [7_000_001, 7_000_999, 7_001_001, 7_001_999]);
    let twice = SourceTypes::load(&[("a.yml", GOOD), ("b.yml", GOOD)]).expect_err("same id");
    assert_eq!(twice.to_string(), "b.yml: id 7000 is that of \"T\" already: take another");
    let events: String =
        (0..999).map(|n| format!("  - {{on: k{n}, name: e{n}, category: Unknown}}\n")).collect();
    let many = GOOD.replace("  - {on: 1, name: e, category: File Read}\n", &events);
    let full = SourceTypes::load(&[("a.yml", &many)]).expect_err("one too many");
    assert_eq!(full.to_string(), "a.yml:1008:8: event \"o\": QID 7000999 is \"e998\" already: give another");
}

#[test]
fn a_property_without_a_catalogue_is_any() {
    let text = GOOD.replace("username", "usrname");
    assert!(SourceTypes::load(&[("t.yml", &text)]).is_ok());
}
