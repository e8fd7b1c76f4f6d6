//! The example of the crate's documentation runs and finds the thefts.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;

#[test]
fn the_embedding_example_prints_rows_and_alerts() {
    // Cargo builds examples beside the tests.
    let test = std::env::current_exe().unwrap();
    let example = test.parent().unwrap().parent().unwrap().join("examples/embed");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let output = Command::new(example).current_dir(root).output().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains(r#"{"type":"Microsoft Office 365","n":"#), "{text}");
    let expected = include_str!("../../../examples/expected.tsv").lines().count();
    assert!(text.lines().last().unwrap().starts_with(&format!("{expected} alerts in ")), "{text}");
    let lines =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/embed.rs")).unwrap();
    assert!(lines.lines().count() <= 36, "embedding takes about thirty lines");
}
