//! Output formats: one file each. Rows and alerts go in, bytes come out; nothing
//! here knows where they go.

mod alert_batch;
mod alert_table;
mod csv;
mod html;
mod json;
mod list;
mod listed;
mod parquet;
mod row_table;

use std::io::{self, Write};

use aquila::arrow::array::RecordBatch;
use aquila::arrow::datatypes::SchemaRef;
use aquila::rules::Alert;

use crate::args::Format;
pub(crate) use json::write as write_json;
pub(crate) use list::{List, Listed};

/// Takes alerts in order.
pub(crate) trait AlertSink {
    /// One alert.
    fn alert(&mut self, alert: Alert, out: &mut dyn Write) -> io::Result<()>;
    /// What comes after the last; also when there was none.
    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()>;
}

/// Takes result rows in order.
pub(crate) trait RowSink {
    /// Some rows.
    fn rows(&mut self, batch: &RecordBatch, out: &mut dyn Write) -> io::Result<()>;
    /// What comes after the last; also when there was none.
    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()>;
}

/// How tables look.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TableStyle {
    /// Whether severities have color.
    pub(crate) color: bool,
}

/// The sink of a format for alerts.
pub(crate) fn alerts(format: Format, style: TableStyle) -> Box<dyn AlertSink> {
    match format {
        Format::Table => Box::new(alert_table::AlertTable::new(style)),
        Format::Jsonl => Box::new(json::JsonLines),
        Format::Json => Box::new(json::JsonArray::default()),
        Format::Html => Box::new(html::AlertPage::default()),
        Format::Csv => Box::new(alert_batch::Batched::new(csv::CsvRows::new(alert_batch::schema()))),
        Format::Parquet => {
            Box::new(alert_batch::Batched::new(parquet::ParquetRows::new(alert_batch::schema())))
        }
    }
}

/// The sink of a format for rows.
pub(crate) fn rows(format: Format, schema: SchemaRef) -> Box<dyn RowSink> {
    match format {
        Format::Table => Box::new(row_table::RowTable::new(schema)),
        Format::Jsonl => Box::new(json::JsonLines),
        Format::Json => Box::new(json::JsonArray::default()),
        Format::Html => Box::new(html::RowPage::new(schema)),
        Format::Csv => Box::new(csv::CsvRows::new(schema)),
        Format::Parquet => Box::new(parquet::ParquetRows::new(schema)),
    }
}

/// Where something lies, for people: a member of an archive after `!/`, as Java
/// writes it.
pub(crate) fn place(path: &str, member: Option<&str>) -> String {
    member.map_or_else(|| path.to_owned(), |member| format!("{path}!/{member}"))
}
