//! The README tells the truth: its first command finds what the examples' table says.
#![allow(clippy::unwrap_used)]

mod support;

use std::process::Command;

use support::{root, skip};

/// The line of the README that hunts the examples.
const HUNT: &str = r"aquila hunt examples/logs -f jsonl | jq -r '[.time,.vector,.entity.user,.source.path,.source.line]|@tsv'";

#[test]
fn the_hunt_of_the_readme_prints_one_line_per_theft() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    assert!(readme.contains(HUNT), "the README shows the hunt");
    if Command::new("jq").arg("--version").output().is_err() {
        return skip("jq is not installed");
    }
    let bin = std::path::Path::new(env!("CARGO_BIN_EXE_aquila")).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let output =
        Command::new("sh").args(["-c", HUNT]).current_dir(root()).env("PATH", path).output().unwrap();
    assert!(output.status.success());
    let expected = std::fs::read_to_string(root().join("examples/expected.tsv")).unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
}

#[test]
fn the_examples_of_help_run() {
    for arguments in [
        &["hunt", "examples/logs"][..],
        &["search", "SELECT username, COUNT(*) FROM events GROUP BY username", "examples/logs"],
        &["identify", "examples/logs"],
        &["identify", "--events", "2", "examples/logs/kubernetes"],
        &["sources"],
        &["fields"],
        &["fields", "--source", "Linux OS"],
    ] {
        let output = support::run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", support::stderr(&output));
    }
}

#[test]
fn the_custom_property_of_the_readme_is_valid() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let yaml = readme.split_once("```yaml\n").unwrap().1.split_once("```").unwrap().0;
    let folder = tempfile::tempdir().unwrap();
    let (properties, log) = (folder.path().join("properties.yml"), folder.path().join("x.log"));
    std::fs::write(&properties, yaml).unwrap();
    std::fs::write(&log, "gate: x;ticket=42;y\n").unwrap();
    let arguments = ["search", "SELECT \"Ticket Number\" AS n FROM events", log.to_str().unwrap()];
    let output =
        support::run(&[&arguments[..], &["--properties", properties.to_str().unwrap(), "-q"]].concat());
    assert_eq!(support::stdout(&output), "{\"n\":42.0}\n");
}
