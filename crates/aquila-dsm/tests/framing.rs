//! Framing of real logs: every file opens, nothing is lost, and the numbers of
//! records are those that the index of the data states.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

#[path = "support/samples.rs"]
mod samples;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;

use aquila_dsm::chunk::FrameKind;
use aquila_dsm::framing::{Format, Input, Opened, Options, open};
use samples::samples;

/// All files below a folder, by their path in it.
fn files(root: &Path) -> Vec<String> {
    let (mut found, mut folders) = (Vec::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

/// The events that the index states, by path.
fn index(root: &Path) -> BTreeMap<String, u64> {
    let text = fs::read_to_string(root.join("INDEX.md")).unwrap();
    let row = |line: &str| {
        let cells: Vec<_> = line.strip_prefix("| `")?.split(" | ").collect();
        Some((cells.first()?.strip_suffix('`')?.to_owned(), cells.get(3)?.trim().parse().ok()?))
    };
    text.lines().filter_map(row).collect()
}

/// What one file gave.
#[derive(Debug, Default)]
struct Count {
    format: Option<Format>,
    records: u64,
    by_kind: BTreeMap<&'static str, u64>,
    problems: Vec<String>,
    lost: u64,
    binary: Option<String>,
}

fn count(path: &Path) -> Count {
    let mut count = Count::default();
    let mut reader =
        match open(Input::File(Box::new(File::open(path).unwrap())), &Options::default()).unwrap() {
            Opened::Text(reader) => reader,
            Opened::Binary { reason } => return Count { binary: Some(reason), ..count },
            Opened::Archive(archive) => {
                return Count { binary: Some(format!("{} archive", archive.kind())), ..count };
            }
            Opened::Empty => return count,
        };
    count.format = Some(reader.format());
    while let Some(chunk) = reader.next_chunk() {
        for frame in &chunk.frames {
            count.records += 1;
            let kind = match frame.kind {
                FrameKind::Json => "json",
                FrameKind::CsvRow => "csv",
                FrameKind::Xml => "xml",
                FrameKind::Audit => "audit",
                FrameKind::Line => "line",
            };
            *count.by_kind.entry(kind).or_default() += 1;
        }
        count.lost += chunk.problems.iter().filter(|problem| problem.lost).count() as u64;
        count.problems.extend(chunk.problems.into_iter().map(|problem| problem.cause));
    }
    assert_eq!(reader.bytes_read(), fs::metadata(path).unwrap().len());
    count
}

#[test]
fn every_real_file_opens_and_loses_nothing() {
    let Some(root) = samples() else { return };
    let files = files(&root);
    assert!(files.len() > 700, "{} files", files.len());
    for file in &files {
        let count = count(&root.join(file));
        assert_eq!(count.lost, 0, "{file}: {:?}", count.problems);
        assert_eq!(count.binary, None, "{file}");
        assert_eq!(count.format == Some(Format::Evtx), file.ends_with(".evtx"), "{file}");
        assert!(count.records > 0, "{file}");
    }
}

#[test]
fn records_are_as_many_as_the_index_says() {
    let Some(root) = samples() else { return };
    let index = index(&root);
    let mut compared = 0;
    for (file, events) in &index {
        let framed_by_record =
            ["invictus-", "otrf-", "stratus-", "panther-", "cef/"].iter().any(|p| file.starts_with(p));
        if !framed_by_record || !root.join(file).is_file() {
            continue;
        }
        let count = count(&root.join(file));
        // The index counts the records of audit events.
        if count.by_kind.contains_key("audit") {
            continue;
        }
        assert_eq!(count.records, *events, "{file}: {count:?}");
        assert_eq!(count.problems, [""; 0], "{file}");
        compared += 1;
    }
    assert!(compared > 80, "{compared} files compared");
}

#[test]
fn formats_and_kinds() {
    let Some(root) = samples() else { return };
    for (file, format, kind, records) in [
        ("invictus-o365-ual/auditrecords_part1.csv", Format::Csv, "csv", 718),
        ("invictus-o365-ual/auditrecords_part2.csv", Format::Csv, "csv", 507),
        ("loghub/Linux_2k.log_structured.csv", Format::Csv, "csv", 2000),
        ("k8s-audit/audit2rbac_demo.log", Format::Json, "json", 37),
        ("msticpy/osqueryd.results.log", Format::Json, "json", 266),
    ] {
        let count = count(&root.join(file));
        assert_eq!(count.format, Some(format), "{file}");
        assert_eq!(count.by_kind, BTreeMap::from([(kind, records)]), "{file}: {:?}", count.problems);
    }
    // One line is of the kernel's audit.
    let linux = count(&root.join("loghub/Linux_2k.log"));
    assert_eq!(linux.format, Some(Format::Lines));
    assert_eq!(linux.by_kind, BTreeMap::from([("audit", 1), ("line", 1999)]));
    for file in files(&root) {
        if file.starts_with("sekoia-intake/")
            || (file.starts_with("sigma-regression/") && file.ends_with(".json"))
        {
            let count = count(&root.join(&file));
            assert_eq!(count.by_kind, BTreeMap::from([("json", 1)]), "{file}: {:?}", count.problems);
        }
        if file.starts_with("go-libaudit/") || file.starts_with("laurel/") {
            let format = if file.ends_with(".json") || file.ends_with(".golden") {
                Format::Json
            } else {
                Format::Lines
            };
            assert_eq!(count(&root.join(&file)).format, Some(format), "{file}");
        }
    }
}
