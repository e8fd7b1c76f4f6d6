//! Real audit logs: that every record is understood, and that what it says is what
//! other readers of the same records found. The samples are third parties' and stay
//! outside of the repository; nothing of them is repeated here.
#![allow(clippy::print_stdout, reason = "a test that is passed over says so")]

mod decoded;
#[path = "support/samples.rs"]
mod samples;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use aquila_dsm::chunk::{Chunk, FrameKind};
use aquila_dsm::decode::TimeSource;
use aquila_dsm::source::SourceTypes;
use arrow_array::{Array, RecordBatch, StringArray};
use decoded::{audit_chunk, frames, text};
use samples::samples;
use serde_json::Value;

/// The files of a folder with this extension.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("folder").map(|entry| entry.expect("entry").path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|found| found == extension)).collect();
    files.sort();
    assert!(!files.is_empty(), "{}", folder.display());
    files
}

/// The records in a file: lines with a stamp.
fn records(path: &Path) -> Vec<String> {
    let text = std::fs::read(path).expect("file");
    let text = String::from_utf8_lossy(&text);
    let stamped = |line: &&str| {
        line.split("audit(").skip(1).any(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
    };
    text.lines().map(str::trim).filter(stamped).map(str::to_owned).collect()
}

fn understood(chunk: Chunk, what: &str) -> usize {
    let (_, infos) = decoded::decode(&[chunk], true);
    let types = SourceTypes::builtin();
    for info in &infos {
        assert_eq!(types.device_type_name(info.kind), "Linux OS", "{what}: {info:?}");
        assert_eq!(info.time_source, TimeSource::Record, "{what}: {info:?}");
    }
    infos.len()
}

#[test]
fn every_record_is_linux_with_its_own_time() {
    let Some(folder) = samples() else { return };
    let mut logs = vec![folder.join("msticpy/auditd_log.txt"), folder.join("plaso/selinux.log")];
    logs.push(folder.join("wazuh-ruleset/apparmor.ini"));
    logs.push(folder.join("otrf-security-datasets/sh_arp_cache_2020-11-10074812.log"));
    for (name, extension) in [
        ("go-libaudit", "log"),
        ("go-libaudit/assembly", "log"),
        ("go-libaudit/coalesce", "yaml"),
        ("laurel", "txt"),
        ("audit-userspace", "log"),
    ] {
        logs.extend(files(&folder.join(name), extension));
    }
    for path in logs {
        let name = path.display().to_string();
        let lines = records(&path);
        assert!(!lines.is_empty(), "{name}");
        assert!(understood(frames(&lines, FrameKind::Line), &name) >= lines.len());
        understood(audit_chunk(&lines.join("\n")), &name);
    }
    let mut envelopes = files(&folder.join("laurel"), "json");
    envelopes.extend(
        [
            "vx-xp-rules/UNIX_like_auditd_syslog.jsonl",
            "otrf-security-datasets/log4shell_syslog_auoms_auditd.json",
        ]
        .map(|name| folder.join(name)),
    );
    envelopes.push(folder.join("open-xp-rules/UNIX_like_auditd_syslog_structured.jsonl"));
    for path in envelopes {
        let lines: Vec<String> =
            std::fs::read_to_string(&path).expect("file").lines().map(str::to_owned).collect();
        assert!(understood(frames(&lines, FrameKind::Json), &path.display().to_string()) >= lines.len());
    }
}

/// The rows of a batch by the serial of their event.
fn by_serial(batch: &RecordBatch) -> BTreeMap<String, Vec<usize>> {
    let serials = text(batch, "Record ID");
    let mut rows: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for row in 0..batch.num_rows() {
        rows.entry(serials.value(row).to_owned()).or_default().push(row);
    }
    rows
}

/// Properties of some rows, beside what another reader found.
struct Rows<'a> {
    columns: BTreeMap<&'static str, StringArray>,
    rows: &'a [usize],
}

impl Rows<'_> {
    fn values(&self, name: &str) -> Vec<&str> {
        let column = &self.columns[name];
        self.rows.iter().filter(|row| column.is_valid(**row)).map(|row| column.value(*row)).collect()
    }

    /// Whether one of the rows has this value, where the other reader has one.
    fn assert_has(&self, name: &str, expected: &Value, what: &str) {
        if let Some(expected) =
            expected.as_str().filter(|text| !matches!(*text, "" | "unset" | "(none)" | "?" | "(null)"))
        {
            assert!(
                self.values(name).contains(&expected),
                "{what}: {name} {:?}, not {expected:?}",
                self.values(name)
            );
        }
    }
}

const COMPARED: [&str; 14] = [
    "Application",
    "Process ID",
    "Parent Process ID",
    "Syscall",
    "Exit Code",
    "filePath",
    "Working Directory",
    "destinationaddress",
    "sourceaddress",
    "destinationport",
    "Process CommandLine",
    "Terminal",
    "Session ID",
    "Target Username",
];

fn columns(batch: &RecordBatch) -> BTreeMap<&'static str, StringArray> {
    COMPARED.iter().map(|name| (*name, text(batch, name))).collect()
}

#[test]
fn single_records_say_what_go_libaudit_read_in_them() {
    let Some(folder) = samples() else { return };
    let mut compared = 0;
    for path in files(&folder.join("go-libaudit"), "golden") {
        let golden = std::fs::read_to_string(&path).expect("file");
        let golden: Vec<Value> =
            serde_json::from_str::<Option<Vec<Value>>>(&golden).expect("JSON").unwrap_or_default();
        let golden: Vec<Value> = golden.into_iter().filter(|record| record["raw_msg"].is_string()).collect();
        let line = |record: &Value| {
            let kind = record["record_type"].as_str().expect("type").to_uppercase();
            format!("type={kind} msg={}", record["raw_msg"].as_str().expect("text"))
        };
        let lines: Vec<String> = golden.iter().map(line).collect();
        let batch = decoded::decode(&[frames(&lines, FrameKind::Line)], true).0;
        assert_eq!(batch.num_rows(), golden.len());
        let times = text(&batch, "starttime");
        for (row, record) in golden.iter().enumerate() {
            let what = lines[row].as_str();
            let time = chrono::DateTime::parse_from_rfc3339(record["@timestamp"].as_str().expect("time"));
            assert_eq!(times.value(row), time.expect("time").timestamp_millis().to_string(), "{what}");
            let rows = Rows { columns: columns(&batch), rows: &[row] };
            let data = &record["data"];
            for (name, key) in [("Application", "exe"), ("Process ID", "pid"), ("Parent Process ID", "ppid")]
            {
                rows.assert_has(name, &data[key], what);
            }
            rows.assert_has("Working Directory", &data["cwd"], what);
            match record["record_type"].as_str() {
                Some("syscall") => {
                    rows.assert_has("Syscall", &data["syscall"], what);
                    rows.assert_has("Terminal", &data["tty"], what);
                    rows.assert_has("Session ID", &data["ses"], what);
                }
                Some("path") => rows.assert_has("filePath", &data["name"], what),
                Some("sockaddr") if data["addr"] != "::" => {
                    rows.assert_has("destinationaddress", &data["addr"], what);
                    rows.assert_has("destinationport", &data["port"], what);
                    rows.assert_has("filePath", &data["path"], what);
                }
                Some(kind) if kind.starts_with("user_") || kind.starts_with("cred_") => {
                    rows.assert_has("sourceaddress", &data["addr"], what);
                    rows.assert_has("Terminal", &data["terminal"], what);
                    rows.assert_has("Target Username", &data["acct"], what);
                    rows.assert_has("Process CommandLine", &data["cmd"], what);
                }
                _ => {}
            }
            compared += 1;
        }
    }
    assert!(compared > 50, "{compared}");
}

#[test]
fn whole_events_say_what_go_libaudit_made_of_them() {
    let Some(folder) = samples() else { return };
    let mut compared = 0;
    for path in files(&folder.join("go-libaudit/coalesce"), "yaml") {
        let golden = std::fs::read_to_string(path.with_extension("json.golden")).expect("file");
        let golden: Vec<Value> = serde_json::from_str(&golden).expect("JSON");
        let batch = decode_lines(&path);
        let serials = by_serial(&batch);
        for event in golden.iter().map(|test| &test["event"]) {
            let what = event.to_string();
            let rows = serials.get(&event["sequence"].to_string()).unwrap_or_else(|| panic!("no {what}"));
            let rows = Rows { columns: columns(&batch), rows };
            let (process, data) = (&event["process"], &event["data"]);
            rows.assert_has("Application", &process["exe"], &what);
            rows.assert_has("Process ID", &process["pid"], &what);
            rows.assert_has("Parent Process ID", &process["ppid"], &what);
            rows.assert_has("Working Directory", &process["cwd"], &what);
            rows.assert_has("Process CommandLine", &process["title"], &what);
            rows.assert_has("Session ID", &event["session"], &what);
            rows.assert_has("Syscall", &data["syscall"], &what);
            // Failures have a name there.
            if data["exit"].as_str().is_some_and(|exit| exit.parse::<i64>().is_ok()) {
                rows.assert_has("Exit Code", &data["exit"], &what);
            }
            if !matches!(data["syscall"].as_str(), Some("getsockname")) {
                rows.assert_has("destinationaddress", &data["socket_addr"], &what);
                rows.assert_has("destinationport", &data["socket_port"], &what);
            }
            rows.assert_has("sourceaddress", &event["source"]["ip"], &what);
            let names = event["paths"].as_array().into_iter().flatten();
            let split = data["syscall"] != "execve";
            for path in
                names.filter(|path| split && path["nametype"] != "PARENT" && path["objtype"] != "PARENT")
            {
                rows.assert_has("filePath", &path["name"], &what);
            }
            compared += 1;
        }
    }
    assert!(compared > 20, "{compared}");
}

fn decode_lines(path: &Path) -> RecordBatch {
    decoded::decode(&[audit_chunk(&records(path).join("\n"))], true).0
}

#[test]
fn records_and_what_laurel_made_of_them_decode_alike() {
    let Some(folder) = samples() else { return };
    let mut compared = 0;
    for path in files(&folder.join("laurel"), "json") {
        let lines: Vec<String> =
            std::fs::read_to_string(&path).expect("file").lines().map(str::to_owned).collect();
        let joined = decoded::decode(&[frames(&lines, FrameKind::Json)], true).0;
        let raw = decode_lines(&path.with_extension("txt"));
        let (raw_rows, joined_rows) = (by_serial(&raw), by_serial(&joined));
        for (serial, rows) in joined_rows {
            let others = &raw_rows[&serial];
            assert_eq!(rows.len(), others.len(), "{serial}");
            for field in raw.schema().fields().iter().filter(|field| !field.name().starts_with('$')) {
                let name = field.name().as_str();
                if matches!(name, "payload" | "logsourceid") {
                    continue;
                }
                let (one, other) = (text(&joined, name), text(&raw, name));
                for (row, other_row) in rows.iter().zip(others) {
                    let value = |column: &StringArray, row: usize| {
                        column.is_valid(row).then(|| column.value(row).to_owned())
                    };
                    assert_eq!(
                        value(&one, *row),
                        value(&other, *other_row),
                        "{} {serial} {name}",
                        path.display()
                    );
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 100, "{compared}");
}
