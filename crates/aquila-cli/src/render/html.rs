//! A page to hand on: rows or alerts as one HTML file that loads nothing, runs
//! nothing, and shows text from logs as text.

use std::io::{self, Write};

use aquila::arrow::array::RecordBatch;
use aquila::arrow::datatypes::SchemaRef;
use aquila::rules::Alert;
use aquila::value;
use serde_json::Value;

use super::{AlertSink, RowSink, place};
use crate::sanitize;

/// What stands before the first row. The policy forbids whatever a page could load
/// or run, should a value ever get past the escaping.
const HEAD: &str = r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>Aquila</title>
<style>
:root { color-scheme: light dark }
body { font: 14px/1.4 system-ui, sans-serif; margin: 1rem }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid; padding: .3rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere }
th { position: sticky; top: 0; background: Canvas }
pre { white-space: pre-wrap; margin: .3rem 0 }
</style>
<table>
"#;

const ALERT_COLUMNS: [&str; 7] = ["Time (UTC)", "Severity", "What", "Who", "On", "Where", "Record"];

/// Rows as a page.
pub(super) struct RowPage {
    schema: SchemaRef,
    started: bool,
}

impl RowPage {
    pub(super) fn new(schema: SchemaRef) -> Self {
        Self { schema, started: false }
    }

    fn start(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.started {
            return Ok(());
        }
        self.started = true;
        let names: Vec<&str> = self.schema.fields().iter().map(|field| field.name().as_str()).collect();
        start(&names, out)
    }
}

impl RowSink for RowPage {
    fn rows(&mut self, batch: &RecordBatch, out: &mut dyn Write) -> io::Result<()> {
        self.start(out)?;
        for index in 0..batch.num_rows() {
            let cells = batch.columns().iter().map(|column| match value::value(column, index) {
                Value::Null => String::new(),
                Value::String(text) => sanitize::html(&text),
                other => sanitize::html(&other.to_string()),
            });
            row(cells, out)?;
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.start(out)?;
        finish(out)
    }
}

/// Alerts as a page.
#[derive(Default)]
pub(super) struct AlertPage {
    started: bool,
}

impl AlertPage {
    fn start(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.started {
            return Ok(());
        }
        self.started = true;
        start(&ALERT_COLUMNS, out)
    }
}

impl AlertSink for AlertPage {
    fn alert(&mut self, alert: Alert, out: &mut dyn Write) -> io::Result<()> {
        self.start(out)?;
        row(cells(&alert).into_iter(), out)
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.start(out)?;
        finish(out)
    }
}

fn cells(alert: &Alert) -> [String; 7] {
    let entity = &alert.entity;
    let lines = |parts: &[&Option<String>]| {
        let parts: Vec<String> = parts.iter().copied().flatten().map(|part| sanitize::html(part)).collect();
        parts.join("<br>")
    };
    let line = alert.source.line.map(|line| format!(":{line}")).unwrap_or_default();
    let at = format!("{}{line}", place(&alert.source.path, alert.source.member.as_deref()));
    let record = alert.payload.as_deref().map(|payload| {
        format!("<details><summary>show</summary><pre>{}</pre></details>", sanitize::html_lines(payload))
    });
    let what = alert.vector.as_deref().unwrap_or(&alert.rule_title);
    [
        sanitize::html(&alert.time),
        alert.severity.as_str().to_owned(),
        format!("{}<br><small>{}</small>", sanitize::html(what), sanitize::html(&alert.rule_id)),
        lines(&[&entity.user, &entity.process]),
        lines(&[&entity.host, &entity.pod, &entity.source_ip]),
        sanitize::html(&at),
        record.unwrap_or_default(),
    ]
}

fn start(names: &[&str], out: &mut dyn Write) -> io::Result<()> {
    out.write_all(HEAD.as_bytes())?;
    let names: String = names.iter().map(|name| format!("<th>{}", sanitize::html(name))).collect();
    writeln!(out, "<thead><tr>{names}</thead>\n<tbody>")
}

/// A row of cells that are HTML already.
fn row(cells: impl Iterator<Item = String>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"<tr>")?;
    for cell in cells {
        write!(out, "<td>{cell}")?;
    }
    writeln!(out)
}

fn finish(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "</tbody>\n</table>\n</html>")
}
