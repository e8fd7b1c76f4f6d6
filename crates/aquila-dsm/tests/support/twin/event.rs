//! Which event a record is, and whose.

use chrono::DateTime;
use serde_json::Value;

use super::reading::{at, number, said};
use super::{Properties, files, network, set};

/// A decoded record.
#[derive(Debug)]
pub(crate) struct Decoded {
    pub(crate) kind: Kind,
    /// Epoch milliseconds, if the record says when.
    pub(crate) time: Option<i64>,
    /// What names the log source, if the record does.
    pub(crate) sender: Option<String>,
    pub(crate) properties: Properties,
}

/// Identity of an event: QID, its name, low-level category.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kind(pub(crate) i64, pub(crate) &'static str, pub(crate) &'static str);

const OTHER: Kind = Kind(6_001_999, "Tetragon event", "Unknown");
const STARTED: Kind = Kind(6_001_001, "process_exec", "Process Created");
const ENDED: Kind = Kind(6_001_002, "process_exit", "Process Terminated");

/// The member that holds the event, and the process that it is of.
pub(super) struct Event<'r> {
    pub(super) name: &'static str,
    pub(super) body: &'r Value,
    pub(super) process: &'r Value,
    /// What a kernel probe was attached to.
    pub(super) function: Option<String>,
}

/// The event in a record, if it is one of a process.
fn event(record: &Value) -> Option<Event<'_>> {
    ["process_kprobe", "process_exec", "process_exit"].into_iter().find_map(|name| {
        let body = at(record, &[name])?;
        let function = said(body, &["function_name"]).filter(|_| name == "process_kprobe");
        Some(Event { name, body, process: at(body, &["process"])?, function })
    })
}

/// The properties of a record, if it is an event of a process.
pub(crate) fn decode(record: &Value) -> Option<Decoded> {
    let event = event(record)?;
    let kind = kind(&event);
    let id =
        if event.name == "process_kprobe" { event.function.clone() } else { Some(event.name.to_owned()) };
    let mut properties = Properties::new();
    set(&mut properties, "qideventid", id.clone());
    set(&mut properties, "qideventcategory", Some("Tetragon".to_owned()));
    set(&mut properties, "Event ID", id.clone());
    set(&mut properties, "Event Name", Some(id.unwrap_or_else(|| kind.1.to_owned())));
    actor(&event, &mut properties);
    parent(&event, &mut properties);
    place(record, &event, &mut properties);
    outcome(&event, &mut properties);
    files::add(&event, &mut properties);
    network::add(&event, &mut properties);
    // Without a node, the namespace is the next best that tells records apart.
    let sender = said(record, &["node_name"]).or_else(|| said(event.process, &["pod", "namespace"]));
    Some(Decoded { kind, time: time(record, &event), sender, properties })
}

fn kind(event: &Event<'_>) -> Kind {
    match (event.name, event.function.as_deref()) {
        ("process_exec", _) => STARTED,
        ("process_exit", _) => ENDED,
        (_, Some(function)) => {
            files::kind(function, event.body).or_else(|| network::kind(function)).unwrap_or(OTHER)
        }
        (_, None) => OTHER,
    }
}

/// When it was observed; else when the process ended or started, which is the event.
fn time(record: &Value, event: &Event<'_>) -> Option<i64> {
    let read = |text: Option<String>| {
        let time = DateTime::parse_from_rfc3339(text?.trim()).ok()?;
        Some(time.timestamp_millis())
    };
    read(said(record, &["time"])).or_else(|| match event.name {
        "process_exit" => read(said(event.body, &["time"])),
        "process_exec" => read(said(event.process, &["start_time"])),
        _ => None,
    })
}

/// The image and its arguments; a program without arguments was still called.
fn command_line(process: &Value) -> Option<String> {
    match (said(process, &["binary"]), said(process, &["arguments"])) {
        (Some(binary), Some(arguments)) => Some(format!("{binary} {arguments}")),
        (binary, arguments) => arguments.or(binary),
    }
}

fn actor(event: &Event<'_>, properties: &mut Properties) {
    let process = event.process;
    set(properties, "Application", said(process, &["binary"]));
    set(properties, "Process CommandLine", command_line(process));
    set(properties, "Process ID", number(process, &["pid"]));
    set(properties, "Process GUID", said(process, &["exec_id"]));
    set(properties, "Working Directory", said(process, &["cwd"]));
    // The name is told only with --username-metadata, the credentials with
    // --enable-process-cred; `uid` is the effective one.
    let user = said(process, &["user", "name"])
        .or_else(|| said(process, &["uid"]))
        .or_else(|| said(process, &["process_credentials", "euid"]));
    set(properties, "username", user);
}

fn parent(event: &Event<'_>, properties: &mut Properties) {
    let nobody = Value::Null;
    let parent = at(event.body, &["parent"]).unwrap_or(&nobody);
    set(properties, "Parent Process Path", said(parent, &["binary"]));
    set(properties, "Parent CommandLine", command_line(parent));
    set(properties, "Parent Process ID", number(parent, &["pid"]));
    let id = said(parent, &["exec_id"]).or_else(|| said(event.process, &["parent_exec_id"]));
    set(properties, "Parent Process GUID", id);
}

fn place(record: &Value, event: &Event<'_>, properties: &mut Properties) {
    let process = event.process;
    set(properties, "Hostname", said(record, &["node_name"]));
    set(properties, "Node Name", said(record, &["node_name"]));
    set(properties, "Cluster Name", said(record, &["cluster_name"]));
    set(properties, "Pod Name", said(process, &["pod", "name"]));
    set(properties, "Namespace", said(process, &["pod", "namespace"]));
    let id = said(process, &["pod", "container", "id"]).or_else(|| said(process, &["docker"]));
    set(properties, "Container ID", id);
    set(properties, "Container Name", said(process, &["pod", "container", "name"]));
    let image = |key| said(process, &["pod", "container", "image", key]);
    set(properties, "Container Image", image("name").or_else(|| image("id")));
}

/// What the policy did and said, and what the function or the program returned.
fn outcome(event: &Event<'_>, properties: &mut Properties) {
    set(properties, "Result", said(event.body, &["action"]));
    set(properties, "Policy", said(event.body, &["policy_name"]));
    set(properties, "Message", said(event.body, &["message"]));
    let returned = ["int_arg", "long_arg", "size_arg", "uint_arg"];
    let code = number(event.body, &["status"])
        .or_else(|| returned.iter().find_map(|kind| number(event.body, &["return", kind])));
    set(properties, "Exit Code", code);
}
