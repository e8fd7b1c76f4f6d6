//! Random records, and the ways in which JSON can write them.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::Value;

use super::random_event::{TIMES, arguments, process};
use super::random_values::{Member, named, number, object, of, other, text, words};

const FUNCTIONS: &[&str] = &[
    "security_file_permission",
    "security_file_permission",
    "security_file_open",
    "fd_install",
    "sys_openat",
    "__x64_sys_openat",
    "__arm64_sys_openat",
    "security_mmap_file",
    "security_path_truncate",
    "sys_write",
    "__x64_sys_write",
    "__arm64_sys_write",
    "tcp_connect",
    "security_socket_connect",
    "tcp_close",
    "__x64_sys_setuid",
    "commit_creds",
    "__x64_security_file_open",
];

/// What every event has: mostly a process, and a parent.
fn processes() -> Vec<Member> {
    vec![("process", proptest::option::weighted(0.95, process()).boxed()), named("parent", process())]
}

fn kprobe() -> BoxedStrategy<Value> {
    let kinds = &["int_arg", "long_arg", "size_arg", "uint_arg", "string_arg"];
    let returned = (subsequence(kinds, 0..=2), number(-133..5000)).prop_map(|(kinds, value)| {
        Value::Object(kinds.into_iter().map(|kind| (kind.to_owned(), value.clone())).collect())
    });
    let function = prop_oneof![12 => of(FUNCTIONS), 1 => words(), 1 => other()];
    let mut members = processes();
    members.extend([
        named("function_name", function.boxed()),
        named("args", arguments()),
        named("return", returned.boxed()),
        named("action", text(&["KPROBE_ACTION_POST", "KPROBE_ACTION_SIGKILL"])),
        named("policy_name", text(&["tokens"])),
        named("message", text(&["A token was read"])),
    ]);
    object(members)
}

fn exit() -> BoxedStrategy<Value> {
    let mut members = processes();
    members.extend([
        named("signal", text(&["SIGKILL"])),
        named("status", number(-133..256)),
        named("time", of(TIMES)),
    ]);
    object(members)
}

/// A record.
pub(crate) fn record() -> BoxedStrategy<Value> {
    let event = prop_oneof![
        12 => (Just("process_kprobe"), kprobe()),
        4 => (Just("process_exec"), object(processes())),
        4 => (Just("process_exit"), exit()),
        // Not decoded.
        1 => (Just("process_tracepoint"), kprobe()),
    ];
    let around = object(vec![
        named("node_name", text(&["node3"])),
        named("time", of(TIMES)),
        named("cluster_name", text(&["blue"])),
    ]);
    (event, around)
        .prop_map(|((name, body), around)| {
            let mut record = around.as_object().cloned().unwrap_or_default();
            record.insert(name.to_owned(), body);
            Value::Object(record)
        })
        .boxed()
}

/// How a record is written down.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Writing {
    Plain,
    Pretty,
    /// Every character that may be escaped is.
    Escaped,
}

/// Any way to write a record.
pub(crate) fn writing() -> BoxedStrategy<Writing> {
    select(&[Writing::Plain, Writing::Pretty, Writing::Escaped][..]).boxed()
}

/// The text of a record.
pub(crate) fn write(record: &Value, writing: Writing) -> String {
    match writing {
        Writing::Plain => record.to_string(),
        Writing::Pretty => format!("{record:#}"),
        Writing::Escaped => {
            let mut out = String::new();
            for c in record.to_string().chars() {
                match c {
                    // Both stand only within texts.
                    '/' => out.push_str("\\/"),
                    c if !c.is_ascii() => {
                        for unit in c.encode_utf16(&mut [0; 2]) {
                            out.push_str(&format!("\\u{unit:04X}"));
                        }
                    }
                    c => out.push(c),
                }
            }
            out
        }
    }
}
