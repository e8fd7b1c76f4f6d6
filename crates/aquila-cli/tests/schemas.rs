//! Every object that the command prints is as its JSON Schema says.
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::Value;
use support::{root, run, stderr, stdout};

fn validator(name: &str) -> jsonschema::Validator {
    let text = std::fs::read_to_string(root().join("schemas").join(name)).unwrap();
    jsonschema::draft202012::new(&serde_json::from_str(&text).unwrap()).unwrap()
}

fn assert_valid(validator: &jsonschema::Validator, object: &Value) {
    let errors: Vec<String> =
        validator.iter_errors(object).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}\nin {object:#}");
}

#[test]
fn alerts() {
    let schema = validator("aquila.alert-1.schema.json");
    for format in ["jsonl", "json"] {
        let output = stdout(&run(&["hunt", "examples/logs", "-f", format, "-q"]));
        let alerts: Vec<Value> = match format {
            "json" => serde_json::from_str(&output).unwrap(),
            _ => output.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
        };
        assert!(alerts.len() > 20);
        alerts.iter().for_each(|alert| assert_valid(&schema, alert));
    }
}

#[test]
fn alerts_of_rules_that_group() {
    let schema = validator("aquila.alert-1.schema.json");
    let folder = tempfile::tempdir().unwrap();
    let rule = folder.path().join("many.aql");
    std::fs::write(&rule, "SELECT username, COUNT(*) AS n FROM events GROUP BY username HAVING n > 3")
        .unwrap();
    let output = stdout(&run(&["hunt", "-r", rule.to_str().unwrap(), "examples/logs", "-f", "jsonl", "-q"]));
    assert!(output.lines().count() > 0);
    for line in output.lines() {
        let alert: Value = serde_json::from_str(line).unwrap();
        assert_valid(&schema, &alert);
        assert!(alert["source"]["path"].as_str().unwrap().starts_with("examples/logs/"), "{alert:#}");
        assert!(alert["columns"]["n"].as_f64().unwrap() > 3.0);
    }
}

#[test]
fn summaries() {
    let schema = validator("aquila.summary-1.schema.json");
    for arguments in [
        &["hunt", "examples/logs", "--summary", "json"][..],
        &["search", "SELECT * FROM events", "examples/logs", "--summary", "json"],
    ] {
        let output = run(arguments);
        let text = stderr(&output);
        let summary: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
        assert_valid(&schema, &summary);
        let count = |name: &str| summary["files"][name].as_u64().unwrap();
        assert_eq!(count("decoded") + count("stored") + count("skipped") + count("failed"), count("total"));
        let by_type: u64 =
            summary["events_by_type"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
        assert_eq!(summary["events"].as_u64(), Some(by_type));
    }
}

#[test]
fn diagnostics() {
    let schema = validator("aquila.diagnostic-1.schema.json");
    let output =
        run(&["search", "SELECT nope( FROM events WHERE", "examples/logs", "--error-format", "json"]);
    assert_eq!(output.status.code(), Some(3));
    let text = stderr(&output);
    assert!(text.lines().count() > 0);
    for line in text.lines() {
        assert_valid(&schema, &serde_json::from_str(line).unwrap());
    }
}

/// The objects that a command prints, each as its schema says.
fn listed(schema: &str, arguments: &[&str]) -> Vec<Value> {
    let validator = validator(schema);
    let lines = stdout(&run(&[arguments, &["-f", "jsonl"]].concat()));
    let array = stdout(&run(&[arguments, &["-f", "json"]].concat()));
    let objects: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(objects, serde_json::from_str::<Vec<Value>>(&array).unwrap());
    objects.iter().for_each(|object| assert_valid(&validator, object));
    objects
}

#[test]
fn what_is_known() {
    let sources = listed("aquila.source-1.schema.json", &["sources"]);
    assert!(sources.iter().any(|source| source["name"] == "Linux OS"));
    let fields = listed("aquila.property-1.schema.json", &["fields"]);
    assert!(fields.len() > 100);
    let of_tetragon = listed("aquila.property-1.schema.json", &["fields", "--source", "cilium tetragon"]);
    assert!(of_tetragon.len() > 15 && of_tetragon.len() < fields.len());
    for field in &of_tetragon {
        assert_eq!(field["sources"].as_array().unwrap().len(), 1, "{field:#}");
    }
}

#[test]
fn what_files_are() {
    let schema = "aquila.identify-1.schema.json";
    let files = listed(schema, &["identify", "examples/logs", "-q"]);
    assert!(files.len() > 15 && files.iter().all(|file| file.get("events").is_none()));
    let inspected = listed(schema, &["identify", "--events", "3", "examples/logs", "tests/logs", "-q"]);
    for file in &inspected {
        let events = file["events"].as_array().unwrap();
        assert_eq!(events.len() as u64, file["records"].as_u64().unwrap().min(3), "{file:#}");
        for event in events {
            let payload = event["properties"]["payload"]["value"].as_str().unwrap();
            for (name, found) in event["properties"].as_object().unwrap() {
                let (start, end) = (found["start"].as_u64(), found["end"].as_u64());
                let Some((start, end)) = start.zip(end) else { continue };
                assert!(payload.get(start as usize..end as usize).is_some(), "{name} in {event:#}");
            }
        }
    }
}
