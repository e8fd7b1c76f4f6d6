//! Objects of ours in the formats for lists: one row or one object each, and under a
//! row what belongs to it.

use std::io::{self, Write};

use serde::Serialize;

use super::row_table::{plain, shown};
use super::{csv, json};
use crate::args::Format;

/// An object that a list can show.
pub(crate) trait Listed: Serialize {
    /// The names of its columns.
    const HEADER: &'static [&'static str];

    /// Its cells.
    fn cells(&self) -> Vec<String>;

    /// What stands under its row.
    fn details(&self) -> Vec<Details> {
        Vec::new()
    }
}

/// A table under a row.
pub(crate) struct Details {
    pub(crate) title: String,
    pub(crate) header: &'static [&'static str],
    pub(crate) rows: Vec<Vec<String>>,
}

/// Takes the objects of a list in order.
pub(crate) struct List {
    form: Form,
    header: &'static [&'static str],
    page: Vec<Vec<String>>,
    items: u64,
}

enum Form {
    Table,
    Lines,
    Array,
    Csv,
}

/// Rows of a table that are laid out together.
const PAGE: usize = 1000;

impl List {
    /// A list in this format.
    ///
    /// # Errors
    /// When lists have no such format.
    pub(crate) fn new(format: Format) -> Result<List, String> {
        let form = match format {
            Format::Table => Form::Table,
            Format::Jsonl => Form::Lines,
            Format::Json => Form::Array,
            Format::Csv => Form::Csv,
            Format::Parquet | Format::Html => {
                return Err("this command has the formats table, jsonl, json and csv".to_owned());
            }
        };
        Ok(List { form, header: &[], page: Vec::new(), items: 0 })
    }

    /// One object.
    pub(crate) fn item<T: Listed>(&mut self, item: &T, out: &mut dyn Write) -> io::Result<()> {
        self.items += 1;
        self.header = T::HEADER;
        match self.form {
            Form::Table => self.row(item, out),
            Form::Lines => {
                json::write(item, out)?;
                out.write_all(b"\n")
            }
            Form::Array => {
                out.write_all(if self.items > 1 { b",\n" } else { b"[\n" })?;
                json::write(item, out)
            }
            Form::Csv => {
                if self.items == 1 {
                    writeln!(out, "{}", T::HEADER.join(","))?;
                }
                let cells: Vec<String> = item.cells().iter().map(|cell| csv::text(cell)).collect();
                writeln!(out, "{}", cells.join(","))
            }
        }
    }

    /// What comes after the last; also when there was none.
    pub(crate) fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        match self.form {
            Form::Table => self.flush(out),
            Form::Array => out.write_all(if self.items > 0 { b"\n]\n" } else { b"[]\n" }),
            Form::Lines | Form::Csv => Ok(()),
        }
    }

    fn row<T: Listed>(&mut self, item: &T, out: &mut dyn Write) -> io::Result<()> {
        self.page.push(item.cells().iter().map(|cell| shown(cell)).collect());
        let details = item.details();
        if self.page.len() == PAGE || !details.is_empty() {
            self.flush(out)?;
        }
        for Details { title, header, rows } in details {
            let rows = rows.iter().map(|row| row.iter().map(|cell| shown(cell)).collect()).collect();
            writeln!(out, "{}\n{}", shown(&title), plain(names(header), rows))?;
        }
        Ok(())
    }

    fn flush(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.page.is_empty() {
            return Ok(());
        }
        writeln!(out, "{}", plain(names(self.header), std::mem::take(&mut self.page)))
    }
}

fn names(header: &[&str]) -> Vec<String> {
    header.iter().map(|name| (*name).to_owned()).collect()
}
