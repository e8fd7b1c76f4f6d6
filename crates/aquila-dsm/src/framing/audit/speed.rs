//! How fast records are put together: `cargo test --release -p aquila-dsm --lib
//! audit::speed -- --ignored --nocapture`. Framing the lines is not counted.

use std::io::Cursor;
use std::sync::LazyLock;
use std::time::Instant;

use super::tests::Chunks;
use super::*;
use crate::framing::{Input, Opened, Options, open};

/// About how many bytes are read.
const SIZE: usize = 64 << 20;

/// The records of one execve, as long as they usually are.
fn event(serial: usize, prefix: &str, last: &[&str]) -> Vec<String> {
    let head = |kind: &str| {
        let (seconds, millis) = (1_700_000_000 + serial / 5000, serial / 5 % 1000);
        format!("{prefix}type={kind} msg=audit({seconds}.{millis:03}:{serial}): ")
    };
    let fields =
        "ppid=1 pid=2 auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts0 ses=3";
    let path =
        "inode=12 dev=08:01 mode=0100755 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL cap_fp=0 cap_fi=0 cap_fe=0";
    let mut records = vec![
        head("SYSCALL")
            + "arch=c000003e syscall=59 success=yes exit=0 a0=1522170 a1=1506120 a2=14faeb0 a3=7ffc items=2 "
            + fields
            + " comm=\"id\" exe=\"/usr/bin/id\" subj=unconfined key=\"exec\"",
        head("EXECVE") + "argc=2 a0=\"id\" a1=\"-u\"",
        head("CWD") + "cwd=\"/root\"",
        head("PATH") + "item=0 name=\"/usr/bin/id\" " + path,
        head("PATH") + "item=1 name=\"/lib64/ld-linux-x86-64.so.2\" " + path,
    ];
    records.extend(
        last.iter().map(|kind| head(kind) + if *kind == "EOE" { "" } else { "proctitle=6964002D75" }),
    );
    records
}

/// Events of which `width` alternate.
fn alternating(width: usize, prefix: &str, last: &[&str]) -> String {
    let mut text = String::new();
    for group in 0.. {
        let events: Vec<_> = (0..width).map(|at| event(group * width + at, prefix, last)).collect();
        for record in 0..5 + last.len() {
            for event in &events {
                text.push_str(&event[record]);
                text.push('\n');
            }
        }
        if text.len() > SIZE {
            break;
        }
    }
    text
}

fn repeated(line: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for number in 0.. {
        text.push_str(&line(number));
        if text.len() > SIZE {
            break;
        }
    }
    text
}

/// What this thread spent on a processor, where the system tells; else the time.
fn seconds() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = spent.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanos.map_or_else(|| START.elapsed().as_secs_f64(), |nanos| nanos / 1e9)
}

/// The chunks of lines in a text.
fn chunks(text: &str) -> Vec<Chunk> {
    // Detected as XML, lines are read as they are, and no layer stands over them.
    let options = Options { format: Some(Format::Xml), ..Options::default() };
    let mut chunks = Vec::new();
    if let Opened::Text(mut reader) =
        open(Input::Stream(Box::new(Cursor::new(text.to_owned()))), &options).expect("memory reads")
    {
        while let Some(chunk) = reader.next_chunk() {
            chunks.push(chunk);
        }
    }
    chunks
}

#[test]
#[ignore = "prints figures"]
fn megabytes_per_second() {
    let both = &["PROCTITLE", "EOE"][..];
    let syslog = "<134>Jun 14 15:19:02 host1 audispd: ";
    let user = "pid=1 uid=0 auid=1000 ses=1 msg='op=PAM:accounting acct=\"root\" exe=\"/usr/sbin/cron\" res=success'";
    for (name, text) in [
        ("events in one piece, with EOE", alternating(1, "", both)),
        ("with PROCTITLE alone", alternating(1, "", &both[..1])),
        ("with neither", alternating(1, "", &[])),
        ("node=", alternating(1, "node=host1 ", both)),
        ("behind a syslog header", alternating(1, syslog, both)),
        ("two alternate", alternating(2, "", both)),
        ("twenty alternate", alternating(20, "", both)),
        ("five hundred alternate", alternating(500, "", both)),
        ("single records", repeated(|n| format!("type=USER_ACCT msg=audit(1700000000.123:{n}): {user}\n"))),
        (
            "other lines",
            repeated(|n| {
                format!("Jun 14 15:19:02 host1 sshd[{n}]: Accepted publickey for root from 192.0.2.1\n")
            }),
        ),
    ] {
        let mut best = f64::MAX;
        let (mut frames, mut copied) = (0, 0);
        for _ in 0..5 {
            let mut lines = Assembled::new(Chunks(chunks(&text).into_iter()), Bounds::new(16 << 20));
            let start = seconds();
            let done: Vec<Chunk> = std::iter::from_fn(|| lines.next_chunk()).collect();
            // The clock may stand still where there is next to nothing to do.
            best = best.min((seconds() - start).max(1e-3));
            frames = done.iter().map(|chunk| chunk.frames.len()).sum();
            copied = done.iter().map(|chunk| chunk.text.len()).sum::<usize>() - text.len();
        }
        let speed = text.len() as f64 / best / 1e6;
        println!("{speed:>7.0} MB/s, {frames:>7} frames, {:>3} % copied: {name}", copied * 100 / text.len());
    }
}
