//! Formats that Aquila does not know, taught in YAML alone: samples and the values to expect
//! were written from the vendors' field references by someone who did not know the
//! decoder (`tests/taught/*/README.md`); and the worked example of CONTRIBUTING.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use serde_json::Value;
use support::{root, run, stdout};

/// What the expectation calls a value, and the property that holds it.
const PROPERTIES: &[(&str, &[&str])] = &[
    ("event_kind", &["Event Name", "Event ID"]),
    ("src_ip", &["sourceaddress"]),
    ("src_port", &["sourceport"]),
    ("dst_ip", &["destinationaddress"]),
    ("dst_port", &["destinationport"]),
    ("user", &["username"]),
    ("url", &["URL"]),
    ("action", &["Result"]),
    ("process", &["Application", "Process CommandLine"]),
    ("file_path", &["filePath"]),
    ("severity", &["Log Severity"]),
];

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// The events of a file, property by property, with log source types taught beside it.
fn events(samples: &str, sources: &str) -> Vec<Value> {
    let arguments = ["identify", "--events", "99", samples, "--sources", sources, "-f", "jsonl", "-q"];
    let file: Value = serde_json::from_str(&stdout(&run(&arguments))).unwrap();
    assert_eq!(file["stored"], 0, "{file:#}");
    file["events"].as_array().unwrap().clone()
}

/// What is not as expected.
fn check(event: &Value, expected: &Value) -> Vec<String> {
    let properties = &event["properties"];
    let is_cut = expected["cut"] == true;
    let allowed = |name: &str| {
        let mut values = vec![text(&expected[name])];
        values.extend(expected["also_ok"][name].as_array().into_iter().flatten().map(text));
        values.extend(is_cut.then_some(None));
        values
    };
    let mut wrong = Vec::new();
    for (name, from) in PROPERTIES {
        let allowed = allowed(name);
        let found: Vec<Option<String>> = from.iter().map(|from| text(&properties[from]["value"])).collect();
        if !found.iter().any(|value| allowed.contains(value)) {
            wrong.push(format!("line {}: {name} is {found:?}, not one of {allowed:?}", expected["line"]));
        }
    }
    // A record that says no time has that of its neighbour.
    if properties["devicetime"]["from"].is_null() {
        assert!(is_cut, "{event:#}");
        return wrong;
    }
    let time = aquila::value::timestamp(properties["devicetime"]["value"].as_i64().unwrap());
    if !allowed("time").contains(&Some(time.clone())) {
        wrong.push(format!("line {}: the time is {time}, not {}", expected["line"], expected["time"]));
    }
    wrong
}

#[test]
fn formats_from_field_references() {
    for format in ["cisco_asa", "fortigate", "teleport"] {
        let folder = format!("tests/taught/{format}");
        let expected = std::fs::read_to_string(root().join(&folder).join("expected.jsonl")).unwrap();
        let expected: Vec<Value> = expected.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let events = events(&format!("{folder}/samples.log"), &format!("{folder}/sources"));
        assert_eq!(events.len(), expected.len(), "{format}: one event a line");
        let wrong: Vec<String> =
            events.iter().zip(&expected).flat_map(|(event, expected)| check(event, expected)).collect();
        println!("{format}: {} values", events.len() * (PROPERTIES.len() + 1));
        assert!(wrong.is_empty(), "{format}:\n{}", wrong.join("\n"));
    }
}

/// The text of the first block of a language after a heading.
fn block(page: &str, heading: &str, language: &str) -> String {
    let after = page.split_once(heading).unwrap().1;
    let after = after.split_once(&format!("```{language}\n")).unwrap().1;
    after.split_once("```").unwrap().0.to_owned()
}

#[test]
fn the_worked_example() {
    let page = std::fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let heading = "### A log source type, worked out";
    let (yaml, log) = (block(&page, heading, "yaml"), block(&page, heading, "text"));
    assert!(yaml.lines().count() < 30, "under 30 lines");
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("sources.d")).unwrap();
    std::fs::write(folder.path().join("sources.d/acme_gate.yml"), yaml).unwrap();
    std::fs::write(folder.path().join("gate.log"), log).unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let aql =
        "SELECT LOGSOURCETYPENAME(devicetype) AS type, QIDNAME(qid) AS event, username, sourceip FROM events";
    let rows = stdout(&run(&[
        "search",
        aql,
        &path("gate.log"),
        "--sources",
        &path("sources.d"),
        "-q",
        "-f",
        "jsonl",
    ]));
    assert_eq!(rows, block(&page, heading, "json"));
}
