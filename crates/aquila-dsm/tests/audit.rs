//! Audit events in all their encodings. The records of one event are put together
//! here, by their stamps, as framing does.

mod decoded;

use std::path::{Path, PathBuf};

use aquila_dsm::chunk::{Chunk, FrameKind};
use arrow_array::{Array, RecordBatch};
use decoded::{audit_chunk, frames, text};
use proptest::prelude::*;

fn logs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/logs")
}

fn decode(chunk: Chunk) -> RecordBatch {
    decoded::decode(&[chunk], true).0
}

#[test]
fn records_that_the_kernel_and_auditd_write() {
    for name in ["raw.log", "enriched.log", "syslog.log"] {
        let log = std::fs::read_to_string(logs().join("audit").join(name)).expect("log");
        let (batch, infos) = decoded::decode(&[audit_chunk(&log)], true);
        let events = decoded::render(&batch, &infos);
        insta::assert_snapshot!(format!("audit__{}", name.replace('.', "_")), events);
    }
}

/// What identifies the record, and not what it says.
const ENVELOPE: &[&str] =
    &["payload", "$source", "$line", "$offset", "$length", "$record", "logsourceid", "Record ID"];

/// The properties that two encodings of the same events both have, which must be
/// equal; gives their names.
fn agreed(one: &RecordBatch, other: &RecordBatch, what: &str) -> Vec<String> {
    assert_eq!(one.num_rows(), other.num_rows(), "{what}");
    let mut both = Vec::new();
    for field in one.schema().fields() {
        let name = field.name().as_str();
        if ENVELOPE.contains(&name) {
            continue;
        }
        let (left, right) = (text(one, name), text(other, name));
        for row in 0..one.num_rows() {
            if left.is_valid(row) && right.is_valid(row) {
                assert_eq!(left.value(row), right.value(row), "{what}: {name} of row {row}");
                both.push(name.to_owned());
            }
        }
    }
    both
}

const ENRICHED: &str =
    "\x1dARCH=x86_64 SYSCALL=execve AUID=\"alice\" UID=\"root\" GID=\"root\" EUID=\"root\"";
const CALL: &str = "arch=c000003e syscall=59 success=yes exit=0 a0=63b29337fd18 a1=63b293387d58 a2=63b293375640 \
    a3=8 items=2 ppid=10883 pid=10884 auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts1 \
    ses=1 comm=\"cat\" exe=\"/usr/bin/cat\" key=\"secrets\"";
const PATHS: [&str; 2] = [
    "item=0 name=\"bin/cat\" inode=261214 dev=ca:03 mode=0100755 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL",
    "item=1 name=\"/lib64/ld-linux-x86-64.so.2\" inode=262146 dev=ca:03 mode=0100755 ouid=0 ogid=0 rdev=00:00 \
     nametype=NORMAL",
];
const ARGUMENTS: &str = "argc=2 a0=\"cat\" a1=2F72756E2F6D792066696C65";
const TITLE: &str = "proctitle=636174002F72756E2F6D792066696C65";

fn raw(call: &str) -> RecordBatch {
    let head = |kind: &str| format!("node=web01 type={kind} msg=audit(1718000700.375:77): ");
    let records = [
        ("SYSCALL", call),
        ("EXECVE", ARGUMENTS),
        ("CWD", "cwd=\"/usr\""),
        ("PATH", PATHS[0]),
        ("PATH", PATHS[1]),
        ("PROCTITLE", TITLE),
        ("EOE", ""),
    ];
    let lines: Vec<String> = records.iter().map(|(kind, body)| head(kind) + body).collect();
    decode(frames(&[lines.join("\n")], FrameKind::Audit))
}

fn laurel() -> RecordBatch {
    let event = r#"{"ID":"1718000700.375:77","NODE":"web01","SYSCALL":{"arch":"0xc000003e","syscall":59,"success":"yes",
        "exit":0,"items":2,"ppid":10883,"pid":10884,"auid":1000,"uid":0,"gid":0,"euid":0,"tty":"pts1","ses":1,
        "comm":"cat","exe":"/usr/bin/cat","key":"secrets","ARCH":"x86_64","SYSCALL":"execve","AUID":"alice",
        "UID":"root","EUID":"root","ARGV":["0x63b29337fd18","0x63b293387d58","0x63b293375640","0x8"]},
        "EXECVE":{"argc":2,"ARGV":["cat","/run/my file"]},"CWD":{"cwd":"/usr"},"PATH":[
        {"item":0,"name":"bin/cat","nametype":"NORMAL"},
        {"item":1,"name":"/lib64/ld-linux-x86-64.so.2","nametype":"NORMAL"}],
        "PROCTITLE":{"ARGV":["cat","/run/my file"]}}"#;
    decode(frames(&[event.to_owned()], FrameKind::Json))
}

fn structured() -> RecordBatch {
    let call = format!("{CALL}{}", ENRICHED.replace('\x1d', " "));
    let items = serde_json::json!({
        "SYSCALL": [call], "EXECVE": [ARGUMENTS], "CWD": ["cwd=\"/usr\""], "PATH": PATHS, "PROCTITLE": [TITLE],
    });
    let event = serde_json::json!({
        "node": "web01", "timestamp": "1718000700", "timestampfractional": "375", "eventid": "77", "items": items,
    });
    decode(frames(&[event.to_string()], FrameKind::Json))
}

fn auoms() -> RecordBatch {
    let line = "type=AUOMS_EXECVE audit(1718000700.375:77): SchemaVersion=\"1\" auoms_version=2.5.2.0 node=web01 \
        arch=x86_64 syscall=execve syscall_r=59 success=yes exit=0 a0=63b29337fd18 ppid=10883 pid=10884 \
        audit_user=alice auid=1000 user=root uid=0 effective_user=root euid=0 tty=pts1 ses=\"1\" comm=\"cat\" \
        exe=\"/usr/bin/cat\" key=secrets cwd=\"/usr\" name=\"bin/cat\" nametype=NORMAL path_name=[\"bin/cat\"] \
        argc=2 cmdline=\"cat /run/my file\" redactors= containerid=";
    decode(frames(&[line.to_owned()], FrameKind::Line))
}

#[test]
fn encodings_of_one_event_decode_alike() {
    let enriched = raw(&format!("{CALL}{ENRICHED}"));
    let needed = [
        "starttime",
        "qid",
        "category",
        "devicetype",
        "username",
        "Application",
        "filePath",
        "fileName",
        "Process CommandLine",
        "Process ID",
        "Parent Process ID",
        "Working Directory",
        "Syscall",
        "Audit Key",
        "Login User",
        "Effective User",
        "Terminal",
        "Session ID",
        "Result",
        "Exit Code",
        "Event ID",
        "Hostname",
        "logsourceidentifier",
    ];
    for (what, other) in [("laurel", laurel()), ("structured", structured()), ("auoms", auoms())] {
        let both = agreed(&enriched, &other, what);
        for name in needed {
            assert!(both.iter().any(|other| other == name), "{what}: no {name}");
        }
    }
    // Without auditd's additions accounts have numbers alone.
    let plain = raw(CALL);
    for name in needed.iter().filter(|name| !matches!(**name, "username" | "Login User" | "Effective User")) {
        assert_eq!(text(&plain, name), text(&enriched, name), "{name}");
    }
    assert_eq!(text(&plain, "username").value(0), "1000");
    assert_eq!(text(&plain, "filePath").value(0), "/usr/bin/cat");
    assert_eq!(text(&plain, "Process CommandLine").value(0), "cat /run/my file");
}

#[test]
fn the_order_of_the_records_changes_nothing() {
    let log = std::fs::read_to_string(logs().join("audit/raw.log")).expect("log");
    let names = ["qid", "filePath", "Application", "Process CommandLine", "destinationip", "username"];
    let rows = |log: &str| {
        let batch = decode(audit_chunk(log));
        let columns = names.map(|name| text(&batch, name));
        let row = |row: usize| -> Vec<String> {
            columns
                .iter()
                .map(|column| format!("{:?}", column.is_valid(row).then(|| column.value(row))))
                .collect()
        };
        let mut rows: Vec<Vec<String>> = (0..batch.num_rows()).map(row).collect();
        rows.sort();
        rows
    };
    let reversed: Vec<&str> = log.lines().rev().collect();
    assert_eq!(rows(&log), rows(&reversed.join("\n")));
}

#[test]
fn an_event_with_very_many_paths_says_that_it_was_not_split_whole() {
    let mut event =
        "type=SYSCALL msg=audit(1718000000.1:2): arch=c000003e syscall=82 success=yes exit=0".to_owned();
    for item in 0..100 {
        event +=
            &format!("\ntype=PATH msg=audit(1718000000.1:2): item={item} name=\"/x/{item}\" nametype=DELETE");
    }
    let (batch, infos) = decoded::decode(&[frames(&[event], FrameKind::Audit)], true);
    assert_eq!((batch.num_rows(), infos.len()), (64, 64));
    assert!(infos.iter().enumerate().all(|(row, info)| (info.frame, usize::from(info.item)) == (0, row)));
    let unsplit: Vec<u32> = infos.iter().map(|info| info.unsplit).collect();
    assert_eq!((unsplit[62], unsplit[63]), (0, 36));
    assert_eq!(text(&batch, "filePath").value(63), "/x/63");
}

#[test]
fn names_that_are_no_text_are_told_apart() {
    let rename = |from: &str, to: &str| {
        let record = |item: usize, name: &str, kind: &str| {
            format!("\ntype=PATH msg=audit(1718000000.1:2): item={item} name={name} nametype={kind}")
        };
        let call = "type=SYSCALL msg=audit(1718000000.1:2): arch=c000003e syscall=82 success=yes exit=0";
        let event = format!("{call}{}{}", record(0, from, "DELETE"), record(1, to, "CREATE"));
        decoded::decode(&[frames(&[event], FrameKind::Audit)], true).0.num_rows()
    };
    // Both are shown as U+FFFD.
    assert_eq!(rename("80", "81"), 2);
    assert_eq!(rename("80", "80"), 1);
    assert_eq!(rename("2F61", "\"/a\""), 1);
}

/// Pieces that records are made of, and pieces that break them.
const PIECES: &[&str] = &[
    "type=SYSCALL ",
    "type=PATH ",
    "type=EXECVE ",
    "type=AUOMS_X ",
    "type=1400 ",
    "node=a ",
    "msg=audit(1718000000.1:2): ",
    "audit(1718000000.1:2)",
    "audit(",
    "\n",
    "\x1d",
    " ",
    "=",
    "\"",
    "'",
    "msg='",
    "{",
    "}",
    "[\"",
    "a0=",
    "a1[0]=",
    "name=",
    "2F6",
    "41",
    "\u{e9}",
    "avc: denied ",
    "old ",
    "op=a b",
    "saddr=02",
    "item=0 ",
    "nametype=CREATE ",
    "cmdline=\"",
    ",",
    ")",
];

proptest! {
    #[test]
    fn whatever_the_records_hold_there_is_an_event(
        pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..60)
    ) {
        let record = pieces.concat();
        let (batch, infos) = decoded::decode(&[frames(&[record.clone(), record], FrameKind::Audit)], true);
        prop_assert_eq!(batch.num_rows(), infos.len());
        prop_assert!(infos.iter().any(|info| info.frame == 0) && infos.iter().any(|info| info.frame == 1));
    }
}
