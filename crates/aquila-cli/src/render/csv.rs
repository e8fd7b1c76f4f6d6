//! CSV: RFC 4180, UTF-8, header, comma, LF.

use std::io::{self, Write};

use aquila::arrow::array::RecordBatch;
use aquila::arrow::datatypes::SchemaRef;
use aquila::value;
use serde_json::Value;

use super::RowSink;
use crate::sanitize;

/// Rows as CSV.
pub(super) struct CsvRows {
    schema: SchemaRef,
    started: bool,
}

impl CsvRows {
    pub(super) fn new(schema: SchemaRef) -> Self {
        Self { schema, started: false }
    }

    fn header(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.started {
            return Ok(());
        }
        self.started = true;
        let names: Vec<String> =
            self.schema.fields().iter().map(|field| cell(&Value::String(field.name().clone()))).collect();
        writeln!(out, "{}", names.join(","))
    }
}

impl RowSink for CsvRows {
    fn rows(&mut self, batch: &RecordBatch, out: &mut dyn Write) -> io::Result<()> {
        self.header(out)?;
        for row in 0..batch.num_rows() {
            let cells: Vec<String> =
                batch.columns().iter().map(|column| cell(&value::value(column, row))).collect();
            writeln!(out, "{}", cells.join(","))?;
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.header(out)
    }
}

/// A cell: quoted where it must be, and never a formula.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(value) => text(value),
        other => quoted(other.to_string()),
    }
}

/// The cell of a text.
pub(super) fn text(text: &str) -> String {
    quoted(sanitize::cell(text))
}

fn quoted(text: String) -> String {
    if text.contains(['"', ',', '\n', '\r']) || text.starts_with(' ') || text.ends_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells() {
        for (value, written) in [
            (Value::Null, ""),
            (Value::from("a,b"), "\"a,b\""),
            (Value::from("say \"x\""), "\"say \"\"x\"\"\""),
            (Value::from("=1+1"), "'=1+1"),
            (Value::from(-5), "-5"),
            (Value::from("line\nbreak"), "\"line\nbreak\""),
        ] {
            assert_eq!(cell(&value), written);
        }
    }
}
