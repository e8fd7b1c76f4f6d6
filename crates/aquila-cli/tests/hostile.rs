//! A folder of inputs that are broken, or made to break tools, is hunted through
//! like any other: every file is explained, time and memory stay small.
#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use support::{aquila, root, skip, stderr};

/// What the run may take. A hang or a blow-up takes far more than this.
const TIME: Duration = Duration::from_secs(60);
const MEMORY: u64 = 300 << 20;

/// A word of the summary about a file, and what it said.
type Said = (String, String);

#[test]
fn every_hostile_file_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let hostile = folder.path().join("hostile");
    let Some(expected) = make(&hostile) else { return skip("python3 is not installed") };
    let summary = folder.path().join("summary.json");
    let started = Instant::now();
    let output = aquila()
        .arg("hunt")
        .arg(&hostile)
        .args(["-v", "-f", "jsonl", "--summary-file"])
        .arg(&summary)
        .output()
        .unwrap();
    assert!(started.elapsed() < TIME, "it took {:?}", started.elapsed());
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(4), "some files lost bytes: {said}");
    assert!(!said.contains('\u{1b}') && !said.contains('\u{202e}'), "names cannot drive the terminal");
    let summary: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(summary).unwrap()).unwrap();
    let memory = summary["peak_memory_bytes"].as_u64().unwrap_or_default();
    assert!(memory < MEMORY, "it took {} MiB", memory >> 20);

    let by_file = by_file(&said, &hostile);
    let mut wrong = Vec::new();
    for line in expected.lines() {
        let (name, rest) = line.split_once('\t').unwrap();
        let (expectation, text) = rest.split_once('\t').unwrap();
        let said = by_file.get(name).map(Vec::as_slice).unwrap_or_default();
        if !is_explained(said, expectation, text) {
            wrong.push(format!("{name}: expected {expectation} {text:?}, said {said:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn is_explained(said: &[Said], expectation: &str, text: &str) -> bool {
    let says = |word: &str| said.iter().any(|(kind, what)| kind == word && what.contains(text));
    let has = |word: &str| said.iter().any(|(kind, _)| kind == word);
    match expectation {
        "read" => !has("error") && !said.iter().any(|(kind, what)| kind == "skipped" && !what.contains("!/")),
        "note" => says("note") && !has("error"),
        "skipped" => says("skipped") && !has("error"),
        _ => says("error"),
    }
}

/// The lines of the summary by the file that they are about.
fn by_file(said: &str, folder: &Path) -> BTreeMap<String, Vec<Said>> {
    let folder = format!("{}/", folder.display());
    let mut files: BTreeMap<String, Vec<Said>> = BTreeMap::new();
    for line in said.lines() {
        let Some((kind, rest)) = line.split_once(' ') else { continue };
        let Some(rest) = rest.strip_prefix(&folder) else { continue };
        let end = rest.find([':', '!', ' ']).unwrap_or(rest.len());
        files.entry(rest[..end].to_owned()).or_default().push((kind.to_owned(), rest[end..].to_owned()));
    }
    files
}

/// Runs the script; what it prints is what it expects.
fn make(folder: &Path) -> Option<String> {
    let script = root().join("tests/hostile/make.py");
    let output = Command::new("python3").arg(script).arg(folder).output().ok()?;
    assert!(output.status.success(), "{}", stderr(&output));
    Some(String::from_utf8(output.stdout).unwrap())
}
