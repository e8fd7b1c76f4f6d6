//! One item of a list: its fields, and how problems call it.

use serde_json::{Map, Value};

/// An object of a list.
#[derive(Debug)]
pub(super) struct Item {
    fields: Map<String, Value>,
}

impl Item {
    pub(super) fn new(fields: Map<String, Value>) -> Self {
        Item { fields }
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.fields.contains_key(key)
    }

    pub(super) fn field(&self, key: &str) -> Option<&Value> {
        self.fields.get(key)
    }

    /// The text of a field; an empty one says nothing.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.fields.get(key)?.as_str().filter(|text| !text.is_empty())
    }

    /// A number, written as one or as text.
    pub(super) fn number(&self, key: &str) -> Option<i64> {
        match self.fields.get(key)? {
            Value::String(text) => text.trim().parse().ok(),
            value => value.as_i64().or_else(|| whole(value.as_f64()?)),
        }
    }

    /// Enabled unless it says otherwise.
    pub(super) fn enabled(&self) -> bool {
        self.fields.get("enabled").and_then(Value::as_bool).unwrap_or(true)
    }

    /// What identifies it among its kind: the identifier, else the id.
    pub(super) fn key(&self) -> Option<String> {
        let identifier = self.text("identifier").map(str::to_owned);
        identifier.or_else(|| self.number("id").map(|id| id.to_string()))
    }

    /// What problems call it.
    pub(super) fn label(&self) -> String {
        match (self.text("name"), self.number("id"), self.text("identifier")) {
            (Some(name), ..) => format!("'{name}'"),
            (None, Some(id), _) => id.to_string(),
            (None, None, Some(identifier)) => identifier.to_owned(),
            (None, None, None) => "without an id".to_owned(),
        }
    }
}

fn whole(number: f64) -> Option<i64> {
    // Ids are far below what a double holds exactly.
    (number.fract() == 0.0 && number.abs() < 9.0e15).then_some(number as i64)
}
