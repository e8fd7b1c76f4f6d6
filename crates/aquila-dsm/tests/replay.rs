//! What the fuzz targets start from, and whatever crashed one before, holds to what
//! they check. The long runs are `fuzz/run` and `fuzz/examples/mutate.rs`.
#![allow(clippy::unwrap_used, dead_code, unreachable_pub)]

#[path = "../../../fuzz/src/input.rs"]
mod input;
#[path = "../../../fuzz/src/mutation.rs"]
mod mutation;
#[path = "../../../fuzz/src/records.rs"]
mod records;

use std::path::{Path, PathBuf};

use aquila_dsm::framing::Format;
use mutation::{Numbers, mutate};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The files below a folder of the repository, sorted.
fn files(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { open.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

#[test]
fn seeds_and_past_crashers() {
    let files: Vec<PathBuf> =
        ["fuzz/seeds", "fuzz/crashers", "tests/logs"].into_iter().flat_map(files).collect();
    assert!(files.len() > 20, "there are seeds");
    for path in files {
        let target = path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
        let bytes = std::fs::read(&path).unwrap();
        input::check(&bytes, None);
        input::check(&bytes, target.parse::<Format>().ok());
    }
}

#[test]
fn truncated_anywhere() {
    for path in files("fuzz/seeds") {
        let bytes = std::fs::read(&path).unwrap();
        for end in (0..bytes.len()).step_by(bytes.len() / 200 + 1) {
            input::check(&bytes[..end], None);
        }
    }
}

#[test]
fn each_changed_line_is_accounted_for() {
    for path in files("tests/logs") {
        if !path.extension().is_some_and(|extension| extension == "jsonl" || extension == "log") {
            continue;
        }
        let text = std::fs::read(&path).unwrap();
        let lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
        for seed in 1..30 {
            let mut numbers = Numbers::new(seed * 0x9e37_79b9);
            let mut changed = || {
                let (line, other) = (numbers.below(lines.len()), numbers.below(lines.len()));
                mutate(lines[line], lines[other], &mut numbers)
            };
            let changed: Vec<Vec<u8>> = (0..20).map(|_| changed()).collect();
            records::account(&changed.join(&b'\n'));
        }
    }
}

#[test]
fn every_format_and_type_has_a_target() {
    let targets: Vec<String> = files("fuzz/fuzz_targets")
        .iter()
        .map(|path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned())
        .collect();
    for source in files("crates/aquila-dsm/sources") {
        let target = format!("decode_{}", source.file_stem().unwrap_or_default().to_string_lossy());
        assert!(targets.contains(&target), "fuzz/fuzz_targets has no {target}.rs");
    }
    for format in ["json", "csv", "xml", "lines", "evtx"] {
        assert!(format.parse::<Format>().is_ok() && targets.contains(&format.to_owned()), "{format}");
    }
}
