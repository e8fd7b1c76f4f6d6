//! Result rows as a table for people.

use std::io::{self, Write};

use aquila::arrow::array::RecordBatch;
use aquila::arrow::datatypes::SchemaRef;
use aquila::value;
use comfy_table::{ContentArrangement, Table, presets};
use serde_json::Value;

use super::RowSink;
use crate::sanitize;

/// Rows that are laid out together; the header is repeated after them.
const PAGE: usize = 1000;
/// Characters of a cell; a payload would fill the screen.
const CELL: usize = 200;

/// Rows as pages of a table.
pub(super) struct RowTable {
    schema: SchemaRef,
    page: Vec<Vec<String>>,
    pages: usize,
}

impl RowTable {
    pub(super) fn new(schema: SchemaRef) -> Self {
        Self { schema, page: Vec::new(), pages: 0 }
    }

    fn flush(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let header: Vec<String> = self.schema.fields().iter().map(|field| shown(field.name())).collect();
        let table = layout(header, std::mem::take(&mut self.page));
        self.pages += 1;
        writeln!(out, "{table}")
    }
}

impl RowSink for RowTable {
    fn rows(&mut self, batch: &RecordBatch, out: &mut dyn Write) -> io::Result<()> {
        for row in 0..batch.num_rows() {
            self.page.push(batch.columns().iter().map(|column| cell(&value::value(column, row))).collect());
            if self.page.len() == PAGE {
                self.flush(out)?;
            }
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.page.is_empty() && self.pages > 0 { Ok(()) } else { self.flush(out) }
    }
}

/// A table without vertical lines, as wide as the terminal allows.
pub(super) fn layout(header: Vec<String>, rows: Vec<Vec<String>>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    // A pseudo-terminal may say that it has no columns at all.
    if table.width().is_some_and(|width| width < 40) {
        table.set_width(80);
    }
    table.set_header(header);
    table.add_rows(rows);
    table
}

/// A table without any lines, for many short rows.
pub(super) fn plain(header: Vec<String>, rows: Vec<Vec<String>>) -> Table {
    let mut table = layout(header, rows);
    table.load_style(presets::NOTHING);
    table
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => shown(text),
        other => other.to_string(),
    }
}

/// Text from a log, made harmless and cut.
pub(super) fn shown(text: &str) -> String {
    let cut: String = text.chars().take(CELL).collect();
    let mut safe = sanitize::terminal(&cut).into_owned();
    if cut.len() < text.len() {
        safe.push('…');
    }
    safe
}
