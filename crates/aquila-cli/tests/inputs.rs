//! What inputs may cost, and what lies in archives and pipes, as typed.
#![allow(clippy::unwrap_used)]

mod support;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use support::{aquila, skip, stderr, stdout};

const COUNT: &str = "SELECT COUNT(*) AS n FROM events";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A tar archive of plain files, written by hand: name, size and sum in octal.
fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, data) in members {
        let mut header = [0_u8; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[124..136].copy_from_slice(format!("{:011o}\0", data.len()).as_bytes());
        header[156] = b'0';
        header[257..263].copy_from_slice(b"ustar\0");
        header[148..156].copy_from_slice(b"        ");
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        out.extend(header);
        out.extend(*data);
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.resize(out.len() + 1024, 0);
    out
}

/// Counts the events of a file; what was said, and the exit code.
fn count(path: &Path, flags: &[&str]) -> (String, String, Option<i32>) {
    let output = aquila().args(["search", COUNT]).arg(path).args(flags).output().unwrap();
    (stdout(&output), stderr(&output), output.status.code())
}

#[test]
fn each_limit_of_an_input_has_a_flag() {
    let folder = tempfile::tempdir().unwrap();
    let deep = gzip(&gzip(b"{\"a\":{\"b\":{\"c\":1}}}\n"));
    let big = gzip(&b"a line of text\n".repeat(2_000_000));
    let packed = tar(&[("a.log", b"one\n"), ("b.log", b"two\n")]);
    for (bytes, flags, said, exit) in [
        (&b"0123456789 and more\nx\n"[..], ["--max-record", "10"], "record cut at 10 bytes", 4),
        (b"{\"a\":{\"b\":{\"c\":1}}}\n", ["--max-json-depth", "2"], "nested more than 2 levels", 0),
        (&big, ["--max-output", "1MB"], "gives more than 1000000 bytes", 4),
        (&big, ["--max-ratio", "2"], "more than 2 bytes for each byte read", 4),
        (&deep, ["--max-nesting", "1"], "more than 1 layers", 4),
        (&packed, ["--max-members", "1"], "members", 4),
    ] {
        let path = folder.path().join("input");
        std::fs::write(&path, bytes).unwrap();
        let (_, told, code) = count(&path, &flags);
        assert!(told.contains(said), "{flags:?}: {told}");
        assert_eq!(code, Some(exit), "{flags:?}: {told}");
        let usual = if bytes == big { ["--max-ratio", "5000"] } else { ["--max-ratio", "200"] };
        assert_eq!(count(&path, &usual).2, Some(0), "within the limits of default: {flags:?}");
    }
}

#[test]
fn alerts_name_the_member_that_they_lie_in() {
    let consent = br#"{"CreationTime":"2026-01-31T17:00:00","Id":"1","Operation":"Consent to application.","RecordType":8,"Workload":"AzureActiveDirectory","UserId":"a@b.example","ModifiedProperties":[{"Name":"ConsentAction.Permissions","NewValue":"Scope: Mail.ReadWrite"}]}"#;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("triage.tar.gz");
    let inner = tar(&[("x.json", consent)]);
    let outer = tar(&[("a/x.json", consent), ("a/x.json", consent), ("inner.tar", &inner)]);
    std::fs::write(&path, gzip(&outer)).unwrap();
    let output = aquila().arg("hunt").arg(&path).args(["-f", "jsonl"]).output().unwrap();
    let alerts = stdout(&output);
    let alerts: Vec<serde_json::Value> =
        alerts.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let members: Vec<&str> = alerts.iter().map(|alert| alert["source"]["member"].as_str().unwrap()).collect();
    assert_eq!(members, ["a/x.json", "a/x.json#2", "inner.tar!/x.json"], "{}", stderr(&output));
    let ids: std::collections::BTreeSet<&str> =
        alerts.iter().map(|alert| alert["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 3, "each alert has an id of its own");
}

#[test]
fn every_path_of_a_rename_is_an_event_of_its_own() {
    let log = "type=SYSCALL msg=audit(1769878800.000:7): arch=c000003e syscall=82 success=yes exit=0 items=4 ppid=1 pid=2 auid=1000 uid=0 exe=\"/bin/mv\"\n\
        type=CWD msg=audit(1769878800.000:7): cwd=\"/root\"\n\
        type=PATH msg=audit(1769878800.000:7): item=0 name=\"/root\" nametype=PARENT\n\
        type=PATH msg=audit(1769878800.000:7): item=1 name=\"/tmp\" nametype=PARENT\n\
        type=PATH msg=audit(1769878800.000:7): item=2 name=\".azure/msal_token_cache.json\" nametype=DELETE\n\
        type=PATH msg=audit(1769878800.000:7): item=3 name=\"/tmp/x\" nametype=CREATE\n\
        type=EOE msg=audit(1769878800.000:7): \n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.log");
    std::fs::write(&path, log).unwrap();
    let query = "SELECT filePath FROM events ORDER BY filePath";
    let output = aquila().args(["search", query]).arg(&path).output().unwrap();
    assert_eq!(
        stdout(&output),
        "{\"filePath\":\"/root/.azure/msal_token_cache.json\"}\n{\"filePath\":\"/tmp/x\"}\n"
    );
}

#[test]
fn a_hole_in_a_log_hides_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("crashed.log");
    let line = b"Jan 31 17:00:00 host app: a line of text\n";
    std::fs::write(&path, [&line[..], &[0; 4096], b"\n", line].concat()).unwrap();
    let (rows, told, code) = count(&path, &[]);
    assert_eq!((rows.as_str(), code), ("{\"n\":3.0}\n", Some(0)), "{told}");
}

#[test]
fn an_open_pipe_is_read_and_what_cannot_be_is_told() {
    if Command::new("bash").arg("--version").output().is_err() {
        return skip("bash is not installed");
    }
    let shell = |line: &str| {
        let mut bash = Command::new("bash");
        bash.args(["-c", line, "bash", env!("CARGO_BIN_EXE_aquila"), COUNT]).stdin(Stdio::null());
        bash.output().unwrap()
    };
    let output = shell(r#""$1" search "$2" <(printf 'a\nb\n')"#);
    assert_eq!(stdout(&output), "{\"n\":2.0}\n", "{}", stderr(&output));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("good.log"), "x\n").unwrap();
    std::os::unix::fs::symlink("nowhere", folder.path().join("dangling")).unwrap();
    let output = shell(&format!(r#""$1" search "$2" {}/*"#, folder.path().display()));
    assert_eq!(stdout(&output), "{\"n\":1.0}\n");
    assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
}

#[test]
fn a_page_shows_text_from_logs_as_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hostile.log");
    std::fs::write(&path, "Jan 31 17:00:00 h app: <script>alert(1)</script> \u{1b}]52;c;AA\u{7}\u{202e}\n")
        .unwrap();
    let query = "SELECT UTF8(payload) AS \"<b>p</b>\" FROM events";
    for format in ["html", "csv"] {
        let output = aquila().args(["search", query]).arg(&path).args(["-f", format]).output().unwrap();
        let page = stdout(&output);
        assert!(!page.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{format}: {page}");
        if format == "html" {
            assert!(page.contains("&lt;script&gt;") && !page.contains("<script") && !page.contains("<b>"));
            assert!(page.contains("default-src 'none'"));
        }
    }
}
