//! A log source type says in YAML what plain code would: a decoder of Cilium Tetragon in
//! Rust gives the same properties of random records. And the shipped types have no schema
//! of their own: a copy that a user adds decodes all samples alike.

mod decoded;
#[path = "support/twin/mod.rs"]
mod twin;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aquila_dsm::chunk::FrameKind;
use aquila_dsm::framing::Format;
use aquila_dsm::source::SourceTypes;
use aquila_event::Catalogue;
use arrow_array::{Array, RecordBatch};
use decoded::FILE_TIME_MS;
use proptest::prelude::*;
use serde_json::{Value, json};
use twin::random::{record, write, writing};
use twin::row::{TETRAGON, row};

/// Few cases, unless PROPTEST_CASES asks for more.
fn config() -> ProptestConfig {
    let cases =
        if std::env::var_os("PROPTEST_CASES").is_some() { ProptestConfig::default().cases } else { 400 };
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 5000, ..ProptestConfig::default() }
}

/// The values of one row, but for the columns left out.
fn values(batch: &RecordBatch, row: usize, left_out: &[&str]) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        if !column.is_null(row) && !left_out.contains(&field.name().as_str()) {
            let text = decoded::text(batch, field.name());
            values.insert(field.name().clone(), text.value(row).to_owned());
        }
    }
    values
}

/// What the product's decoding of a record and plain code's do not have alike.
fn disagreements(record: &Value, text: &str) -> Vec<String> {
    let types = SourceTypes::builtin();
    let chunk = decoded::frames(&[text.to_owned()], FrameKind::Json);
    let (batch, infos) = decoded::decode(&[chunk], true);
    assert_eq!(infos.len(), 1, "{text}");
    match row(record, text, FILE_TIME_MS, &types.taxonomy()) {
        Some(expected) => {
            let expected = expected.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            differences(&values(&batch, 0, &[]), &expected)
        }
        None if types.device_type(infos[0].kind) == TETRAGON => vec!["not of Tetragon".to_owned()],
        None => Vec::new(),
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn tetragon_is_what_plain_code_says((record, writing) in (record(), writing())) {
        let text = write(&record, writing);
        prop_assert_eq!(disagreements(&record, &text), Vec::<String>::new(), "{}", text);
    }
}

#[test]
fn every_mask_of_a_file_permission_is_what_its_bits_say() {
    for mask in 0..=64 {
        let record = json!({"process_kprobe": {
            "process": {"pid": 1},
            "function_name": "security_file_permission",
            "args": [{"file_arg": {"path": "/etc/shadow"}}, {"int_arg": mask}],
        }});
        assert_eq!(disagreements(&record, &record.to_string()), Vec::<String>::new(), "{mask}");
    }
}

/// What two rows do not have alike.
fn differences(found: &BTreeMap<String, String>, expected: &BTreeMap<String, String>) -> Vec<String> {
    let names = found.keys().chain(expected.keys().filter(|name| !found.contains_key(*name)));
    names
        .filter(|name| found.get(*name) != expected.get(*name))
        .map(|name| format!("{name}: {:?}, expected {:?}", found.get(name), expected.get(name)))
        .collect()
}

/// The shipped types but the one for what no other takes, by file.
const TYPES: [&str; 7] =
    ["linux_os", "windows", "microsoft_365_defender", "entra_id", "office_365", "tetragon", "varmor"];

/// What is of the type itself, not of what it says.
const IDENTITY: [&str; 3] = ["devicetype", "qid", "logsourceid"];

/// The file of a type, under another id and with QIDs of that id.
fn copied(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("sources/{name}.yml"));
    let text = std::fs::read_to_string(file).expect("shipped type");
    let id = regex::Regex::new(r"(?m)^id: \d+$").expect("pattern");
    let qid = regex::Regex::new(r"\bqid: \d+(?:, )?").expect("pattern");
    assert_eq!(id.find_iter(&text).count(), 1, "{name}");
    qid.replace_all(&id.replace(&text, "id: 9001"), "").into_owned()
}

fn samples(name: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/logs").join(name);
    let files = std::fs::read_dir(folder).expect("folder");
    files.map(|file| file.expect("file").path()).collect()
}

#[test]
fn a_copy_of_a_shipped_type_decodes_its_samples_alike() {
    for name in TYPES {
        let copy = copied(name);
        let types = SourceTypes::with(&[("x.yml", &copy)], &Catalogue::builtin()).expect("valid copy");
        let types = Arc::new(types);
        let mut copied = 0;
        for path in samples(name) {
            let is_csv = path.extension().is_some_and(|extension| extension == "csv");
            let chunks = decoded::chunks_as(&path, is_csv.then_some(Format::Csv));
            let (shipped, infos) = decoded::decode(&chunks, true);
            let (own, own_infos) = decoded::decode_by(Arc::clone(&types), &chunks, true);
            assert_eq!(infos.len(), own_infos.len(), "{}", path.display());
            for (index, (info, own_info)) in infos.iter().zip(&own_infos).enumerate() {
                let place = format!("{} event {index}", path.display());
                assert_eq!(
                    SourceTypes::builtin().describe(info.kind),
                    types.describe(own_info.kind),
                    "{place}"
                );
                let (found, expected) = (values(&own, index, &IDENTITY), values(&shipped, index, &IDENTITY));
                assert_eq!(differences(&found, &expected), Vec::<String>::new(), "{place}");
                copied += usize::from(types.device_type(own_info.kind) == 9001);
            }
        }
        assert!(copied > 0, "{name}: no sample is of the copy");
    }
}
