//! Two encodings of one event: every real EVTX file that has its records beside it
//! as JSON decodes to the same events, in all properties but the payload and the
//! position. The samples are third parties' and stay outside of the repository.
#![allow(clippy::print_stdout, reason = "what is passed over is said")]

mod decoded;
#[path = "support/samples.rs"]
mod samples;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use aquila_dsm::chunk::Chunk;
use aquila_dsm::decode::TimeSource;
use aquila_dsm::framing::Format;
use samples::samples;

/// What two encodings of an event may differ in.
const MAY_DIFFER: &[&str] = &["payload", "$source", "$line", "$offset", "$length", "$record"];

/// All EVTX files below a folder.
fn evtx_files(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("folder") {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "evtx") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Compares the events of two encodings; what differs goes to `differences`.
fn compare(evtx: &[Chunk], json: &[Chunk], name: &str, differences: &mut BTreeSet<String>) -> usize {
    let (evtx, evtx_infos) = decoded::decode(evtx, true);
    let (json, json_infos) = decoded::decode(json, true);
    assert_eq!(evtx.num_rows(), json.num_rows(), "{name}");
    for field in evtx.schema().fields() {
        let property = field.name();
        if MAY_DIFFER.contains(&property.as_str()) {
            continue;
        }
        let (left, right) = (decoded::text(&evtx, property), decoded::text(&json, property));
        for (row, (left, right)) in left.iter().zip(right.iter()).enumerate() {
            if left != right {
                differences.insert(format!("{name} {row} {property}: EVTX {left:?}, JSON {right:?}"));
            }
        }
    }
    for (left, right) in evtx_infos.iter().zip(&json_infos) {
        assert_eq!(left.time, right.time, "{name}");
    }
    evtx_infos.len()
}

#[test]
fn evtx_and_json_beside_it_are_the_same_events() {
    let Some(folder) = samples() else { return };
    let (mut compared, mut differences) = (0, BTreeSet::new());
    for path in evtx_files(&folder.join("sigma-regression")) {
        let twin = path.with_extension("json");
        let (evtx, json) = (decoded::chunks(&path), decoded::chunks(&twin));
        compared += compare(&evtx, &json, &path.to_string_lossy(), &mut differences);
    }
    assert!(differences.is_empty(), "{differences:#?}");
    assert!(compared >= 25, "{compared} events compared");
}

#[test]
fn evtx_and_json_that_is_made_of_it_are_the_same_events() {
    let Some(folder) = samples() else { return };
    let (mut compared, mut differences) = (0, BTreeSet::new());
    for path in evtx_files(&folder) {
        let mut parser = evtx::EvtxParser::from_path(&path).expect("EVTX");
        parser = parser.with_configuration(evtx::ParserSettings::new().indent(false));
        let lines: Vec<String> =
            parser.records_json().filter_map(|record| Some(record.ok()?.data + "\n")).collect();
        let json = decoded::chunks_of(lines.concat().into_bytes(), Some(Format::Json));
        let evtx = decoded::chunks(&path);
        compared += compare(&evtx, &json, &path.to_string_lossy(), &mut differences);
    }
    assert!(differences.is_empty(), "{differences:#?}");
    assert!(compared >= 2000, "{compared} events compared");
}

#[test]
fn every_record_of_every_evtx_file_is_decoded() {
    let Some(folder) = samples() else { return };
    let files = evtx_files(&folder);
    assert!(files.len() >= 62, "{} files", files.len());
    for path in files {
        let chunks = decoded::chunks(&path);
        let problems: Vec<_> = chunks.iter().flat_map(|chunk| &chunk.problems).collect();
        assert!(problems.iter().all(|problem| !problem.lost), "{}: {problems:?}", path.display());
        let (batch, infos) = decoded::decode(&chunks, true);
        let mut parser = evtx::EvtxParser::from_path(&path).expect("EVTX");
        let count = parser.records().filter(Result::is_ok).count();
        assert_eq!(batch.num_rows(), count, "{}", path.display());
        for info in &infos {
            assert!(!info.unparsed, "{}: a record without a type", path.display());
            assert_eq!(info.time_source, TimeSource::Record, "{}", path.display());
        }
        if !problems.is_empty() {
            println!("{}: {problems:?}", path.display());
        }
    }
}
