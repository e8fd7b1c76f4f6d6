//! Changes the lines of the samples at random and accounts for every one:
//!
//!     cargo run --release --manifest-path fuzz/Cargo.toml --example mutate -- 1000000
//!
//! The number is that of lines per log source type; names of folders of `tests/logs`
//! after it choose some. Prints one line per type.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use aquila_fuzz::mutation::{Numbers, mutate};
use aquila_fuzz::records::{Account, account};

/// Lines that are read as one input.
const TOGETHER: u64 = 200;

fn main() -> ExitCode {
    let Some(count) = std::env::args().nth(1).and_then(|count| count.parse().ok()) else {
        eprintln!("usage: mutate LINES [FOLDER...]");
        return ExitCode::from(2);
    };
    let logs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/logs");
    println!("{:<28} {:>10} {:>10} {:>10} {:>8}", "samples", "lines", "decoded", "stored", "told");
    for folder in entries(&logs) {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let chosen: Vec<String> = std::env::args().skip(2).collect();
        if !chosen.is_empty() && !chosen.contains(&name) {
            continue;
        }
        let samples: Vec<Sample> = entries(&folder).iter().filter_map(|path| Sample::read(path)).collect();
        let total = mutated(&samples, count);
        println!("{name:<28} {:>10} {:>10} {:>10} {:>8}", total.lines, total.decoded, total.stored, total.told);
    }
    ExitCode::SUCCESS
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// A file of lines; of CSV the first is the header and stays.
struct Sample {
    header: Option<Vec<u8>>,
    lines: Vec<Vec<u8>>,
}

impl Sample {
    fn read(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?;
        if !matches!(extension, "log" | "jsonl" | "csv" | "xml") {
            return None;
        }
        let text = std::fs::read(path).ok()?;
        let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let mut lines: Vec<Vec<u8>> = lines.map(<[u8]>::to_vec).collect();
        let header = (extension == "csv").then(|| lines.remove(0));
        (!lines.is_empty()).then_some(Self { header, lines })
    }
}

fn mutated(samples: &[Sample], count: u64) -> Account {
    let mut total = Account::default();
    let mut seed = 1;
    while !samples.is_empty() && total.lines < count {
        let mut numbers = Numbers::new(seed * 0x9e37_79b9_7f4a_7c15);
        let sample = &samples[numbers.below(samples.len())];
        let mut text: Vec<u8> = sample.header.clone().unwrap_or_default();
        for _ in 0..TOGETHER {
            let line = &sample.lines[numbers.below(sample.lines.len())];
            let other = &sample.lines[numbers.below(sample.lines.len())];
            if !text.is_empty() {
                text.push(b'\n');
            }
            text.extend(mutate(line, other, &mut numbers));
        }
        let found = std::panic::catch_unwind(|| account(&text));
        total += found.unwrap_or_else(|_| {
            let path = std::env::temp_dir().join(format!("mutated-{seed}"));
            let kept = std::fs::write(&path, &text);
            eprintln!("kept in {}: {kept:?}", path.display());
            std::process::exit(1);
        });
        seed += 1;
    }
    total
}
