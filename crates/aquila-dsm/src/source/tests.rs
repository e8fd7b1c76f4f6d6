//! The shipped files, checked as a user's would be.

use std::collections::BTreeSet;

use super::*;

#[test]
fn shipped_types_are_valid() {
    let types = SourceTypes::load(&builtin::FILES).expect("valid types");
    let catalogue = Catalogue::builtin();
    for source_type in types.iter() {
        let shapes = source_type.shapes.iter().map(|shape| &shape.definition.properties);
        let rules = source_type.rules().map(|rule| &rule.definition.properties);
        for map in std::iter::once(&source_type.properties).chain(shapes).chain(rules) {
            for name in map.keys() {
                assert!(catalogue.id(name).is_some(), "{}: there is no property {name:?}", source_type.name);
            }
        }
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

#[test]
fn mistakes_are_named() {
    let good = "name: T\nid: 7000\nshort_name: T\nshapes: [{name: s, when: [{has: a}]}]\n\
        other: {qid: 70001, name: o, category: Unknown}\n";
    assert!(SourceTypes::load(&[("t.yml", good)]).is_ok());
    for (change, expected) in [
        (("category: Unknown", "category: Nonsense"), r#"t.yml: event "o": there is no category "Nonsense""#),
        (("{has: a}", "{has: 'a['}"), r#"t.yml: shape "s": path "a[": a bracket is not closed"#),
        (("{has: a}", "{}"), r#"t.yml: shape "s": a condition needs has, exists, path, any or none"#),
        (
            ("when: [{has: a}]", "when: [{has: a}], time: [{format: x}]"),
            r#"t.yml: shape "s": a time needs either path or value"#,
        ),
        (
            ("when: [{has: a}]", "when: [{has: a}], keys: [{path: a, value: b}]"),
            r#"t.yml: shape "s": a value needs exactly one of path, join, file, resolve, arguments, syscall, member and value"#,
        ),
        (("[{name: s, when: [{has: a}]}]", "[]"), "t.yml: a log source type needs at least one shape"),
    ] {
        let error = SourceTypes::load(&[("t.yml", &good.replace(change.0, change.1))]).expect_err(expected);
        assert_eq!(error.to_string(), expected);
    }
    let twice = SourceTypes::load(&[("a.yml", good), ("b.yml", good)]).expect_err("same id");
    assert_eq!(twice.to_string(), "b.yml: id 7000 is already another type's");
}
