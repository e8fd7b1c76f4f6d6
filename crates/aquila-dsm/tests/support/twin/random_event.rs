//! Random parts of an event: processes, and arguments of kernel functions.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::random_values::{named, number, object, of, text, words};

const PROGRAMS: &[&str] =
    &["/bin/sh", "/usr/bin/cat", "/usr/bin/python3.11", "/usr/bin/curl", "busybox", "/tmp/.x/a b"];

const ARGUMENTS: &[&str] = &[
    "-c \"id; cat /etc/shadow\"",
    "/run/secrets/kubernetes.io/serviceaccount/token",
    "-s http://169.254.169.254/latest/meta-data/",
    "run.py --flag",
    "-m http.server",
    "../../root/.aws/credentials",
];

const FILES: &[&str] = &[
    "/run/secrets/kubernetes.io/serviceaccount/..2024_03_04_01_02_03.123/token",
    "/root/.aws/credentials",
    "/etc//passwd",
    "/tmp/",
    "/",
    "/a/b\\c",
    "rel/./file",
    "C:\\odd\\name",
];

const ADDRESSES: &[&str] = &[
    "10.1.1.9",
    "169.254.169.254",
    "0.0.0.0",
    "127.0.0.1",
    "::1",
    "::",
    "2001:db8::0:1",
    "::ffff:169.254.169.254",
    "10.1.1.9:8080",
    "[2001:db8::1]:443",
    "",
    "-",
    "unix",
];

/// Times as Tetragon writes them, and what is none.
pub(super) const TIMES: &[&str] = &[
    "2024-03-04T10:11:12.123456789Z",
    "2024-03-04T10:11:12Z",
    "2026-12-31T23:59:59.9Z",
    "2024-02-29T00:00:00.000001+05:30",
    "yesterday",
    "-",
    "",
];

fn pod() -> BoxedStrategy<Value> {
    let image = object(vec![named("id", text(&["docker.io/x@sha256:0c89"])), named("name", text(&["x:1"]))]);
    let container = object(vec![
        named("id", text(&["containerd://abc"])),
        named("name", text(&["web"])),
        named("image", image),
        named("pid", number(1..100)),
    ]);
    object(vec![
        named("namespace", text(&["shop", "kube-system"])),
        named("name", text(&["web-1"])),
        named("container", container),
        named("workload", text(&["web"])),
    ])
}

/// A process, with what is told of it only on request.
pub(super) fn process() -> BoxedStrategy<Value> {
    let user = object(vec![named("name", text(&["root", "www-data"]))]);
    let credentials = object(vec![named("uid", number(0..70_000)), named("euid", number(0..70_000))]);
    object(vec![
        named("exec_id", text(&["bm9kZTM6MTIzOjQyNDI="])),
        named("pid", number(1..70_000)),
        named("uid", number(0..70_000)),
        named("cwd", text(&["/", "/home/mona", "/var/lib"])),
        named("binary", text(PROGRAMS)),
        named("arguments", text(ARGUMENTS)),
        named("flags", text(&["execve clone", "unknown"])),
        named("start_time", of(TIMES)),
        named("auid", number(0..70_000)),
        named("pod", pod()),
        named("docker", text(&["9a3331f9d3ba7a8"])),
        named("parent_exec_id", text(&["bm9kZTM6MTox"])),
        named("user", user),
        named("process_credentials", credentials),
    ])
}

fn socket(names: [&'static str; 4]) -> BoxedStrategy<Value> {
    let [from, to, from_port, to_port] = names;
    object(vec![
        named("family", text(&["AF_INET", "AF_INET6"])),
        named("protocol", text(&["IPPROTO_TCP", "IPPROTO_UDP", "IPPROTO_ICMPV6", "IPPROTO_SCTP"])),
        named(from, of(ADDRESSES)),
        named(to, of(ADDRESSES)),
        named(from_port, number(0..70_000)),
        named(to_port, number(0..70_000)),
    ])
}

/// A mask is a number: it is never absent or anything else.
fn mask() -> BoxedStrategy<Value> {
    prop_oneof![
        8 => (0..64_i64).prop_map(Value::from),
        2 => (0..64_i64).prop_map(|mask| Value::from(mask.to_string())),
        1 => any::<i32>().prop_map(Value::from),
    ]
    .boxed()
}

/// An argument: an object of one member, and perhaps a label.
fn argument() -> BoxedStrategy<Value> {
    let file = || object(vec![named("mount", text(&["/"])), named("path", text(FILES))]);
    let ends = ["saddr", "daddr", "sport", "dport"];
    let one = |name: &'static str, value: BoxedStrategy<Value>| {
        (value, proptest::option::weighted(0.1, words())).prop_map(move |(value, label)| match label {
            Some(label) => json!({name: value, "label": label}),
            None => json!({name: value}),
        })
    };
    prop_oneof![
        4 => one("file_arg", file()),
        2 => one("path_arg", file()),
        1 => one("linux_binprm_arg", file()),
        4 => one("int_arg", mask()),
        2 => one("string_arg", text(FILES)),
        3 => one("sock_arg", socket(ends)),
        1 => one("skb_arg", socket(ends)),
        2 => one("sockaddr_arg", socket(["addr", "unused", "port", "other"])),
        1 => one("uint_arg", number(0..8)),
        1 => one("size_arg", number(0..100_000)),
        1 => Just(Value::Null),
        1 => Just(json!({})),
    ]
    .boxed()
}

/// The arguments of a function: none, one, or several.
pub(super) fn arguments() -> BoxedStrategy<Value> {
    let several = proptest::collection::vec(argument(), 0..5).prop_map(Value::from);
    prop_oneof![12 => several, 1 => Just(Value::Null)].boxed()
}
