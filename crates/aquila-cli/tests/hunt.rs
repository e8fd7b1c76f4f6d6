//! `aquila hunt` and `aquila search` from outside: formats, order, limits, exits.
#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use support::{aquila, run, stderr, stdout};

const LINE: &str = r#"{"CreationTime":"2026-03-02T10:00:00","Id":"1f0f7c38-0f6d-4a53-9a44-3a4f6f0d1b10","Operation":"Consent to application.","OrganizationId":"5b9b0d1c-41a7-4c1b-8a53-2f3e9a7d1c22","RecordType":8,"ResultStatus":"Success","UserKey":"10032000AA","UserType":0,"Version":1,"Workload":"AzureActiveDirectory","ObjectId":"x","UserId":"eve@tailspin.example","ModifiedProperties":[{"Name":"ConsentAction.Permissions","NewValue":"Scope: Mail.ReadWrite offline_access","OldValue":""}]}"#;

fn summary(arguments: &[&str]) -> Value {
    let output = run(&[arguments, &["--summary", "json"]].concat());
    serde_json::from_str(stderr(&output).lines().last().unwrap()).unwrap()
}

#[test]
fn only_the_properties_of_the_rule_are_decoded() {
    let summary = summary(&["hunt", "examples/logs"]);
    let decoded: BTreeSet<&str> =
        summary["properties_decoded"].as_object().unwrap().keys().map(String::as_str).collect();
    let seed = BTreeSet::from([
        "starttime",
        "sourceip",
        "destinationip",
        "username",
        "Application",
        "URL",
        "fileName",
        "filePath",
        "category",
        "devicetype",
        "payload",
    ]);
    assert_eq!(decoded, seed);
    let events = summary["events"].as_u64();
    assert!(
        summary["properties_decoded"].as_object().unwrap().values().all(|count| count.as_u64() <= events)
    );
}

#[test]
fn what_could_not_be_seen_is_said() {
    let output = run(&["hunt", "examples/logs/m365", "-f", "jsonl"]);
    let text = stderr(&output);
    let line = "not evaluable: IMDS Token Request (t1528-qradar-original) on Microsoft Office 365: its events have no";
    assert_eq!(text.lines().filter(|found| found.starts_with(line)).count(), 1, "{text}");
    assert!(!text.contains("not evaluable: OAuth High-Privilege Consent Grant"), "{text}");
}

#[test]
fn the_order_is_total_whatever_the_threads() {
    let one = run(&["hunt", "examples/logs", "-f", "jsonl", "-q", "--threads", "1"]);
    let four = run(&["hunt", "examples/logs", "-f", "jsonl", "-q", "--threads", "4"]);
    assert!(!one.stdout.is_empty());
    assert_eq!(one.stdout, four.stdout);
    let search = ["search", "SELECT * FROM events", "examples/logs", "-q", "--threads"];
    assert_eq!(run(&[&search[..], &["1"]].concat()).stdout, run(&[&search[..], &["4"]].concat()).stdout);
    let times: Vec<String> = stdout(&one)
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["time"].as_str().unwrap().to_owned())
        .collect();
    assert!(times.is_sorted(), "oldest first");
}

#[test]
fn unordered_gives_the_same_alerts() {
    let lines = |arguments: &[&str]| -> BTreeSet<String> {
        stdout(&run(&[&["hunt", "examples/logs", "-f", "jsonl", "-q"], arguments].concat()))
            .lines()
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(lines(&["--unordered"]), lines(&[]));
}

#[test]
fn every_format_tells_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let alerts = stdout(&run(&["hunt", "examples/logs", "-f", "jsonl", "-q"])).lines().count();
    for format in ["json", "csv", "parquet", "table"] {
        let file = folder.path().join(format);
        let output = run(&["hunt", "examples/logs", "-f", format, "-q", "-o", file.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(0), "{format}: {}", stderr(&output));
        assert!(output.stdout.is_empty());
        let bytes = std::fs::read(&file).unwrap();
        match format {
            "json" => assert_eq!(serde_json::from_slice::<Vec<Value>>(&bytes).unwrap().len(), alerts),
            "csv" => assert!(bytes.starts_with(b"schema,id,finding_id,verdict,severity,")),
            "parquet" => assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1")),
            _ => assert!(String::from_utf8(bytes).unwrap().contains("IMDS Token Request")),
        }
    }
}

#[test]
fn an_output_file_is_never_replaced_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("out.jsonl");
    std::fs::write(&file, "precious").unwrap();
    let hunt = ["hunt", "examples/logs", "-q", "-o", file.to_str().unwrap()];
    let refused = run(&hunt);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("--overwrite"));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "precious");
    assert_eq!(run(&[&hunt[..], &["--overwrite"]].concat()).status.code(), Some(0));
    assert!(std::fs::read_to_string(&file).unwrap().starts_with('{'));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file stays");
}

#[cfg(unix)]
#[test]
fn a_device_is_written_to_and_not_replaced() {
    use std::os::unix::fs::FileTypeExt;
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
    let mut hunt =
        aquila().args(["hunt", "examples/logs", "-q", "-o", pipe.to_str().unwrap()]).spawn().unwrap();
    let text = std::fs::read_to_string(&pipe).unwrap();
    assert!(hunt.wait().unwrap().success());
    assert!(text.starts_with('{'));
    assert!(std::fs::metadata(&pipe).unwrap().file_type().is_fifo());
}

#[test]
fn exits() {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken.json.gz");
    std::fs::write(&broken, b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03trash").unwrap();
    let broken = broken.to_str().unwrap();
    let unknown = folder.path().join("unknown.aql");
    std::fs::write(&unknown, r#"SELECT "No Such Thing" FROM events WHERE "No Such Thing" = 'x'"#).unwrap();
    for (code, arguments) in [
        (0, vec!["hunt", "examples/logs"]),
        (1, vec!["hunt", "examples/logs", "--fail-on-alert"]),
        (1, vec!["hunt", "examples/logs", "--fail-on-alert=medium"]),
        (0, vec!["hunt", "examples/logs", "--fail-on-alert=high"]),
        (1, vec!["search", "SELECT qid FROM events", "examples/logs", "--fail-on-alert"]),
        (0, vec!["search", "SELECT qid FROM events WHERE qid = 0", "examples/logs", "--fail-on-alert"]),
        (2, vec!["hunt", "no/such/folder"]),
        (2, vec!["hunt", "examples/logs", "--no-such-flag"]),
        (2, vec!["hunt", "examples/logs", "-f", "sarif"]),
        (2, vec!["search", "SELECT * FROM events"]),
        (3, vec!["search", "SELECT FROM", "examples/logs"]),
        (3, vec!["search", "SELECT nosuchproperty FROM events", "examples/logs"]),
        (
            0,
            vec![
                "search",
                "SELECT nosuchproperty FROM events",
                "examples/logs",
                "--property",
                "nosuchproperty",
            ],
        ),
        (0, vec!["hunt", "-r", unknown.to_str().unwrap(), "examples/logs"]),
        (4, vec!["hunt", broken]),
        (0, vec!["hunt", broken, "--skip-errors"]),
    ] {
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", stderr(&output));
    }
    let output = run(&["hunt", "-r", unknown.to_str().unwrap(), "examples/logs"]);
    assert!(
        stderr(&output).contains("not evaluable: unknown: its events have no No Such Thing"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn sorting_spills_and_gives_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("many.json");
    let mut writer = std::io::BufWriter::new(std::fs::File::create(&log).unwrap());
    for number in 0..36_000_u32 {
        let time = format!("T{:02}:{:02}:{:02}", number / 7 % 24, number / 11 % 60, number % 60);
        writeln!(writer, "{}", LINE.replace("T10:00:00", &time)).unwrap();
    }
    drop(writer);
    let log = log.to_str().unwrap();
    for command in [&["search", "SELECT starttime, username, payload FROM events"][..], &["hunt"]] {
        let ample = run(&[command, &[log, "-q", "-f", "jsonl"]].concat());
        let scarce =
            run(&[command, &[log, "-q", "-f", "jsonl", "--threads", "8", "--sort-memory", "16MiB"]].concat());
        assert_eq!(scarce.status.code(), Some(0), "{}", stderr(&scarce));
        assert!(ample.stdout == scarce.stdout, "the same bytes");
        let capped =
            [log, "-f", "jsonl", "--sort-memory", "16MiB", "--max-spill", "1MiB", "--summary", "json"];
        let capped = run(&[command, &capped].concat());
        assert_eq!(capped.status.code(), Some(5), "{}", stderr(&capped));
        let summary: Value = serde_json::from_str(stderr(&capped).lines().last().unwrap()).unwrap();
        assert_eq!(summary["exit_code"], 5);
    }
    assert_eq!(run(&["hunt", log, "--sort-memory", "1MiB"]).status.code(), Some(2));
}

#[test]
fn names_and_inputs_that_are_not_as_they_seem() {
    let folder = tempfile::tempdir().unwrap();
    let rule = folder.path().join("group.aql");
    std::fs::write(&rule, "SELECT COUNT(*) AS n FROM events WHERE username = 'nobody'").unwrap();
    let rule = rule.to_str().unwrap();
    let nothing = run(&["hunt", "-r", rule, "examples/logs", "-f", "jsonl"]);
    assert_eq!((nothing.status.code(), nothing.stdout.len()), (Some(0), 0), "no event, no alert");
    assert_eq!(run(&["hunt", "-r", rule, "-"]).status.code(), Some(2), "standard input cannot be read twice");
    assert_eq!(
        run(&["hunt", "-r", rule, "-r", rule, "examples/logs"]).status.code(),
        Some(2),
        "one id, one rule"
    );
    assert_eq!(run(&["hunt", "/dev/null"]).status.code(), Some(2), "a device is no log");
    assert_eq!(run(&["hunt", "examples/logs", "--temp-dir", "no/such/folder"]).status.code(), Some(2));
    let hostile = run(&["hunt", "no\u{1b}[31mpe"]);
    assert!(!stderr(&hostile).contains('\u{1b}'), "{:?}", stderr(&hostile));
    let twice = run(&["hunt", "examples/logs", "./examples/logs", "-q", "-f", "jsonl"]);
    assert_eq!(twice.stdout, run(&["hunt", "./examples/logs", "-q", "-f", "jsonl"]).stdout, "read once");
}

#[test]
fn now_can_be_read_literally() {
    let count =
        |now: &str| summary(&["hunt", "examples/logs", "--now", now])["verdicts"]["alert"].as_u64().unwrap();
    let all = count("event");
    assert_eq!(count("wall"), 0, "the seed looks back one day from the time of the run");
    assert_eq!(count("newest"), all, "all examples are of one day");
    assert_eq!(count("2026-03-02T12:00:00Z"), all);
}

#[test]
fn standard_input_is_a_file_too() {
    let mut child = aquila()
        .args(["hunt", "-", "-f", "jsonl", "-q"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(format!("{LINE}\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let alert: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(alert["source"]["path"], "-");
    assert_eq!(alert["entity"]["user"], "eve@tailspin.example");
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_valid_output() {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;
    for (signal, code) in [(Signal::SIGINT, 130), (Signal::SIGTERM, 143)] {
        let mut child = aquila()
            .args(["hunt", "-", "-f", "json", "-q"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        // More than one chunk, and the writer stays: only the signal ends it.
        let mut stdin = child.stdin.take().unwrap();
        for _ in 0..6000 {
            stdin.write_all(format!("{LINE}\n").as_bytes()).unwrap();
        }
        std::thread::sleep(Duration::from_millis(1500));
        kill(Pid::from_raw(child.id().try_into().unwrap()), signal).unwrap();
        let mut output = Vec::new();
        child.stdout.take().unwrap().read_to_end(&mut output).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(code));
        let alerts: Vec<Value> = serde_json::from_slice(&output).unwrap();
        assert!(!alerts.is_empty(), "what was read before is there");
        drop(stdin);
    }
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let mut child = aquila()
        .args(["search", "SELECT UTF8(payload) FROM events", "examples/logs", "-f", "jsonl", "-q"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn hostile_text_reaches_no_terminal_and_no_spreadsheet() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("x.json");
    let hostile = "=cmd|'/c calc'!A1\u{1b}]52;c;QQ==\u{7}\u{202e}";
    let escaped = serde_json::to_string(hostile).unwrap();
    std::fs::write(&log, LINE.replace("\"eve@tailspin.example\"", &escaped)).unwrap();
    let log = log.to_str().unwrap();
    for format in ["table", "csv", "jsonl"] {
        let output = run(&["search", "SELECT username FROM events", log, "-q", "-f", format]);
        let text = stdout(&output);
        assert!(!text.is_empty());
        if format != "csv" {
            assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{format}: {text:?}");
        } else {
            assert!(text.lines().nth(1).unwrap().starts_with(['\'', '"']), "{text:?}");
        }
    }
    let text = stdout(&run(&["search", "SELECT username FROM events", log, "-q", "-f", "jsonl"]));
    assert_eq!(
        serde_json::from_str::<Value>(&text).unwrap()["username"],
        hostile,
        "JSON keeps the exact text"
    );
}

#[test]
fn completions_and_manual_pages_are_generated() {
    for shell in ["bash", "zsh", "fish"] {
        let script = stdout(&run(&["completions", shell]));
        assert!(script.contains("hunt") && script.contains("null-logic"), "{shell}");
    }
    assert!(stdout(&run(&["man"])).starts_with(".ie"));
    let folder = tempfile::tempdir().unwrap();
    run(&["man", "--out", folder.path().to_str().unwrap()]);
    assert!(folder.path().join("aquila-hunt.1").is_file());
}
