//! Alerts as flat rows, for formats of columns: nested names joined by `_`,
//! lists and the result row as JSON text.

use std::io::{self, Write};
use std::sync::Arc;

use aquila::arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use aquila::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use aquila::rules::Alert;
use serde_json::Value;

use super::{AlertSink, RowSink};

/// Alerts that become one batch.
const BATCH: usize = 1024;
/// Bytes of payload that are enough for one, however few alerts hold them.
const BATCH_BYTES: usize = 4 << 20;

/// The columns: name, path in the alert, and whether it is a number.
const COLUMNS: &[(&str, &[&str], bool)] = &[
    ("schema", &["schema"], false),
    ("id", &["id"], false),
    ("finding_id", &["finding_id"], false),
    ("verdict", &["verdict"], false),
    ("severity", &["severity"], false),
    ("rule_id", &["rule_id"], false),
    ("rule_title", &["rule_title"], false),
    ("rule_version", &["rule_version"], false),
    ("vector", &["vector"], false),
    ("platform", &["platform"], false),
    ("branch", &["branch"], false),
    ("tactics", &["tactics"], false),
    ("techniques", &["techniques"], false),
    ("time", &["time"], false),
    ("time_source", &["time_source"], false),
    ("log_source_type", &["log_source_type"], false),
    ("log_source", &["log_source"], false),
    ("source_path", &["source", "path"], false),
    ("source_member", &["source", "member"], false),
    ("source_line", &["source", "line"], true),
    ("source_offset", &["source", "offset"], true),
    ("source_length", &["source", "length"], true),
    ("source_record", &["source", "record"], true),
    ("entity_host", &["entity", "host"], false),
    ("entity_user", &["entity", "user"], false),
    ("entity_process", &["entity", "process"], false),
    ("entity_pid", &["entity", "pid"], true),
    ("entity_source_ip", &["entity", "source_ip"], false),
    ("entity_destination_ip", &["entity", "destination_ip"], false),
    ("entity_container", &["entity", "container"], false),
    ("entity_pod", &["entity", "pod"], false),
    ("entity_namespace", &["entity", "namespace"], false),
    ("entity_account", &["entity", "account"], false),
    ("entity_app_id", &["entity", "app_id"], false),
    ("columns", &["columns"], false),
    ("matches", &["matches"], false),
    ("evidence", &["evidence"], false),
    ("missing", &["missing"], false),
    ("suppressed_by", &["suppressed_by"], false),
    ("payload", &["payload"], false),
    ("settings_mode", &["settings", "mode"], false),
    ("settings_regex_match", &["settings", "regex_match"], false),
    ("settings_null_logic", &["settings", "null_logic"], false),
    ("settings_now", &["settings", "now"], false),
];

/// The flat schema.
pub(super) fn schema() -> SchemaRef {
    let fields = COLUMNS.iter().map(|(name, _, is_number)| {
        Field::new(*name, if *is_number { DataType::Int64 } else { DataType::Utf8 }, true)
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// Alerts for a sink of rows.
pub(super) struct Batched<S> {
    rows: S,
    waiting: Vec<Value>,
    bytes: usize,
}

impl<S: RowSink> Batched<S> {
    pub(super) fn new(rows: S) -> Self {
        Self { rows, waiting: Vec::new(), bytes: 0 }
    }

    fn flush(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        self.bytes = 0;
        let alerts = std::mem::take(&mut self.waiting);
        let columns = COLUMNS.iter().map(|(_, path, is_number)| column(&alerts, path, *is_number));
        let batch = RecordBatch::try_new(schema(), columns.collect()).map_err(io::Error::other)?;
        self.rows.rows(&batch, out)
    }
}

impl<S: RowSink> AlertSink for Batched<S> {
    fn alert(&mut self, alert: Alert, out: &mut dyn Write) -> io::Result<()> {
        self.bytes += alert.source.length as usize;
        self.waiting.push(serde_json::to_value(alert).map_err(io::Error::other)?);
        if self.waiting.len() == BATCH || self.bytes > BATCH_BYTES { self.flush(out) } else { Ok(()) }
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.flush(out)?;
        self.rows.finish(out)
    }
}

fn column(alerts: &[Value], path: &[&str], is_number: bool) -> ArrayRef {
    let values = alerts.iter().map(|alert| path.iter().try_fold(alert, |value, key| value.get(key)));
    if is_number {
        return Arc::new(values.map(|value| value.and_then(Value::as_i64)).collect::<Int64Array>());
    }
    let text = |value: &Value| match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    };
    Arc::new(values.map(|value| value.and_then(text)).collect::<StringArray>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_an_alert_has_a_column() {
        let alert = include_str!("../../tests/data/alert.json");
        let alert: Value = serde_json::from_str(alert).expect("sample");
        let mut leaves = Vec::new();
        for (name, value) in alert.as_object().expect("object") {
            match value {
                Value::Object(inner) if name != "columns" => {
                    leaves.extend(inner.keys().map(|key| format!("{name}_{key}")));
                }
                _ => leaves.push(name.clone()),
            }
        }
        let columns: Vec<&str> = COLUMNS.iter().map(|(name, ..)| *name).collect();
        assert_eq!(leaves, columns);
    }
}
