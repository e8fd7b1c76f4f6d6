//! Real audit records come together to events. The samples are third parties' and
//! stay outside of the repository; nothing of them is repeated here.
#![allow(clippy::print_stdout, reason = "what is passed over must be seen")]

mod decoded;
#[path = "support/samples.rs"]
mod samples;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use aquila_dsm::chunk::FrameKind;
use decoded::chunks;
use samples::samples;

/// The records of each event, and the causes of problems.
fn events(path: &Path) -> (Vec<Vec<String>>, Vec<String>) {
    let (mut events, mut causes) = (Vec::new(), Vec::new());
    for chunk in chunks(path) {
        for frame in chunk.frames.iter().filter(|frame| frame.kind == FrameKind::Audit) {
            let text = String::from_utf8_lossy(chunk.payload(frame)).into_owned();
            events.push(text.lines().map(str::to_owned).collect());
        }
        causes.extend(chunk.problems.into_iter().map(|problem| problem.cause));
    }
    (events, causes)
}

/// What the records of an event have alike.
fn stamp(record: &str) -> &str {
    let (_, rest) = record.split_once("audit(").expect("a record");
    rest.split_once(')').expect("a record").0
}

/// The records of a file by their stamp.
fn by_stamp(path: &Path) -> BTreeMap<String, Vec<String>> {
    let mut records: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let text = std::fs::read_to_string(path).expect("text");
    for line in text.lines().filter(|line| line.contains("msg=audit(") && !line.starts_with('#')) {
        records.entry(stamp(line).to_owned()).or_default().push(line.to_owned());
    }
    records
}

#[test]
fn records_of_real_logs_come_together() {
    let Some(folder) = samples() else { return };
    for (name, count) in [
        ("go-libaudit/assembly/normal.log", 5),
        ("go-libaudit/assembly/out_of_order.log", 5),
        ("go-libaudit/assembly/rollover.log", 5),
        ("laurel/shell-proc-trace-reordered.txt", 0),
        ("laurel/shell-proc-trace-confusion.txt", 0),
        ("laurel/fork-sleep-exec.txt", 0),
        ("laurel/record-service-start.txt", 1),
        ("laurel/record-login.txt", 0),
        ("laurel/record-perl-reverse-shell.txt", 1),
        ("otrf-security-datasets/sh_arp_cache_2020-11-10074812.log", 2),
        ("audit-userspace/test.log", 0),
        ("audit-userspace/test2.log", 0),
        ("audit-userspace/test4.log", 2),
        ("msticpy/auditd_log.txt", 0),
    ] {
        let path = folder.join(name);
        let (events, causes) = events(&path);
        let mut expected: Vec<_> = by_stamp(&path).into_values().collect();
        let mut got = events.clone();
        expected.sort();
        got.sort();
        assert_eq!(got, expected, "{name}");
        assert_eq!(causes, [""; 0], "{name}");
        assert!(count == 0 || events.len() == count, "{name}: {} events", events.len());
    }
}

#[test]
fn order_does_not_matter_and_rollover_keeps_events_apart() {
    let Some(folder) = samples() else { return };
    let read = |name: &str| events(&folder.join("go-libaudit/assembly").join(name)).0;
    let sorted = |name: &str| read(name).into_iter().collect::<BTreeSet<_>>();
    assert_eq!(sorted("normal.log"), sorted("out_of_order.log"));
    let rollover = read("rollover.log");
    assert!(rollover.iter().all(|event| event.len() == 1));
    let stamps: BTreeSet<_> = rollover.iter().map(|event| stamp(&event[0]).to_owned()).collect();
    assert_eq!(stamps.len(), rollover.len());
}
