//! JSON Lines and one JSON array.
//!
//! JSON keeps the exact text. Characters that act on a terminal are written as
//! `\uXXXX`, which reads back the same.

use std::io::{self, Write};

use aquila::arrow::array::RecordBatch;
use aquila::rules::Alert;
use aquila::value;
use serde::Serialize;
use serde_json::ser::Formatter;

use super::{AlertSink, RowSink};
use crate::sanitize::is_unsafe;

/// One object per line.
pub(super) struct JsonLines;

/// One array.
#[derive(Default)]
pub(super) struct JsonArray {
    started: bool,
}

/// Writes one value compactly.
pub(crate) fn write(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(out, TerminalSafe);
    value.serialize(&mut serializer).map_err(io::Error::from)
}

struct TerminalSafe;

impl Formatter for TerminalSafe {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(is_unsafe) {
            writer.write_all(&rest.as_bytes()[..at])?;
            let mut tail = rest[at..].chars();
            if let Some(c) = tail.next() {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
            rest = tail.as_str();
        }
        writer.write_all(rest.as_bytes())
    }
}

impl AlertSink for JsonLines {
    fn alert(&mut self, alert: Alert, out: &mut dyn Write) -> io::Result<()> {
        write(&alert, out)?;
        out.write_all(b"\n")
    }

    fn finish(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

impl RowSink for JsonLines {
    fn rows(&mut self, batch: &RecordBatch, out: &mut dyn Write) -> io::Result<()> {
        for row in 0..batch.num_rows() {
            write(&value::row(batch, row), out)?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn finish(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

impl JsonArray {
    fn element(&mut self, element: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if self.started { b",\n" } else { b"[\n" })?;
        self.started = true;
        write(element, out)
    }

    fn end(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if self.started { b"\n]\n" } else { b"[]\n" })
    }
}

impl AlertSink for JsonArray {
    fn alert(&mut self, alert: Alert, out: &mut dyn Write) -> io::Result<()> {
        self.element(&alert, out)
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.end(out)
    }
}

impl RowSink for JsonArray {
    fn rows(&mut self, batch: &RecordBatch, out: &mut dyn Write) -> io::Result<()> {
        (0..batch.num_rows()).try_for_each(|row| self.element(&value::row(batch, row), out))
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.end(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_exact_and_harmless() {
        let text = "\u{9b}31m \u{202e}x \u{e0001} \u{1b}";
        let mut out = Vec::new();
        write(&text, &mut out).expect("write");
        let written = String::from_utf8(out).expect("text");
        assert_eq!(written, r#""\u009b31m \u202ex \udb40\udc01 \u001b""#);
        assert_eq!(serde_json::from_str::<String>(&written).expect("json"), text);
    }
}
