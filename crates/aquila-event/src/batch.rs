//! Decoded values become Arrow columns here, one row per event.

mod column;

use std::net::IpAddr;

use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions};

use self::column::{Column, Room, Uniform};
use crate::EventError;
use crate::address;
use crate::property::{Catalogue, PropertyType};
use crate::schema::EventSchema;

/// Collects events row by row.
///
/// A row is built by calling the setters for its columns in any order, then
/// [`finish_row`](Self::finish_row); a column that was not set is absent. Setting
/// a column twice in a row keeps the first value.
#[derive(Debug)]
pub struct EventBuilder {
    schema: EventSchema,
    types: Vec<PropertyType>,
    columns: Vec<Column>,
    /// How many rows of each column are there. Absent values are added before the next
    /// that is not: most columns are absent from most events.
    filled: Vec<usize>,
    /// The value that the last rows of a column have in common and that is not in it
    /// yet, and how many rows: many values are the same in every event of a kind.
    repeated: Vec<(i64, usize)>,
    /// How many rows there will be; 0 if that is not known.
    room: usize,
    /// How many bytes of text the columns will have if that is known: about as many as in
    /// the last batch.
    expected: Vec<usize>,
    rows: usize,
    bytes: usize,
}

impl EventBuilder {
    /// An empty builder for these columns.
    pub fn new(catalogue: &Catalogue, schema: EventSchema) -> Self {
        let types: Vec<PropertyType> =
            schema.properties().iter().map(|id| catalogue.get(*id).property_type).collect();
        let columns = types.iter().map(|property_type| Column::new(*property_type)).collect();
        let (filled, repeated) = (vec![0; types.len()], vec![(0, 0); types.len()]);
        let expected = vec![0; types.len()];
        Self { schema, types, columns, filled, repeated, room: 0, expected, rows: 0, bytes: 0 }
    }

    /// The columns.
    pub fn schema(&self) -> &EventSchema {
        &self.schema
    }

    /// Finished rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// About how many bytes the finished rows hold.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Makes room in an empty builder for this many rows with so many bytes in each
    /// byte column: to grow by and by copies the payloads several times.
    pub fn reserve(&mut self, rows: usize, bytes: usize) {
        if self.rows > 0 {
            return;
        }
        self.room = rows;
        for (column, expected) in self.columns.iter().zip(&mut self.expected) {
            if matches!(column, Column::Bytes(_)) {
                *expected = bytes;
            }
        }
    }

    /// Whether the current row has a value in this column.
    pub fn is_set(&self, column: usize) -> bool {
        self.filled[column] > self.rows
    }

    /// The column, with all rows before this one.
    fn ready(&mut self, column: usize) -> &mut Column {
        let absent = self.rows.saturating_sub(self.filled[column]);
        let builder = &mut self.columns[column];
        if !builder.is_begun() {
            let bytes = if self.room > 0 { self.expected[column] } else { 0 };
            builder.begin(Room { rows: self.room.max(self.rows + 1), bytes });
        }
        let (value, count) = std::mem::take(&mut self.repeated[column]);
        if count > 0 {
            builder.append_repeated(value, count);
        }
        if absent > 0 {
            builder.append_nulls(absent);
            self.filled[column] = self.rows;
        }
        builder
    }

    /// Sets a column from text as a log writes it, read according to the
    /// column's type. Returns whether the text was such a value.
    pub fn set_text(&mut self, column: usize, text: &str) -> bool {
        if self.is_set(column) {
            return true;
        }
        let property_type = self.types[column];
        match property_type {
            PropertyType::Host | PropertyType::HostV4V6 | PropertyType::HostV6 => {
                address::parse(text).is_some_and(|(ip, _)| self.set_address(column, ip))
            }
            PropertyType::Port => text
                .trim()
                .parse::<u16>()
                .ok()
                .or_else(|| address::parse(text).and_then(|(_, port)| port))
                .is_some_and(|port| self.set_integer(column, i64::from(port))),
            PropertyType::Long | PropertyType::Integer => {
                integer(text).is_some_and(|value| self.set_integer(column, value))
            }
            PropertyType::Double => match (text.trim().parse(), self.ready(column)) {
                (Ok(value), Column::Double(Some(builder))) => {
                    builder.append_value(value);
                    self.filled[column] += 1;
                    true
                }
                _ => false,
            },
            PropertyType::Boolean => match text.trim().to_ascii_lowercase().as_str() {
                "true" | "1" | "yes" => self.set_boolean(column, true),
                "false" | "0" | "no" => self.set_boolean(column, false),
                _ => false,
            },
            PropertyType::ByteArray => self.set_bytes(column, text.as_bytes()),
            PropertyType::Mac | PropertyType::String | PropertyType::List => {
                if let Column::Text(Some(builder)) = self.ready(column) {
                    builder.append_value(text);
                    self.filled[column] += 1;
                    self.bytes += text.len();
                }
                true
            }
        }
    }

    /// Sets a column from a whole number. Returns whether the column can hold it.
    pub fn set_integer(&mut self, column: usize, value: i64) -> bool {
        if self.is_set(column) {
            return true;
        }
        let is_address = self.types[column].is_address();
        match self.ready(column) {
            Column::Int(Some(builder)) => builder.append_value(value),
            Column::Double(Some(builder)) => builder.append_value(value as f64),
            Column::Boolean(Some(builder)) => builder.append_value(value != 0),
            Column::Text(Some(builder)) if !is_address => builder.append_value(value.to_string()),
            _ => return false,
        }
        self.filled[column] += 1;
        true
    }

    /// The same for a value that the rows before mostly have too.
    pub fn repeat_integer(&mut self, column: usize, value: i64) -> bool {
        let is_number = matches!(self.columns[column], Column::Int(_));
        if is_number { self.repeat(column, value) } else { self.set_integer(column, value) }
    }

    /// [`Self::set_boolean`] for a value that the rows before mostly have too.
    pub fn repeat_boolean(&mut self, column: usize, value: bool) -> bool {
        let is_boolean = matches!(self.columns[column], Column::Boolean(_));
        if is_boolean { self.repeat(column, i64::from(value)) } else { self.set_boolean(column, value) }
    }

    fn repeat(&mut self, column: usize, value: i64) -> bool {
        if self.is_set(column) {
            return true;
        }
        let (known, count) = self.repeated[column];
        if count == 0 || known != value || self.filled[column] < self.rows {
            if self.rows > 0 {
                self.ready(column);
            }
            self.repeated[column] = (value, 0);
        }
        self.repeated[column].1 += 1;
        self.filled[column] += 1;
        true
    }

    /// Sets a column to true or false. Returns whether the column can hold it.
    pub fn set_boolean(&mut self, column: usize, value: bool) -> bool {
        if self.is_set(column) {
            return true;
        }
        match self.ready(column) {
            Column::Boolean(Some(builder)) => builder.append_value(value),
            Column::Int(Some(builder)) => builder.append_value(i64::from(value)),
            Column::Text(Some(builder)) => builder.append_value(if value { "true" } else { "false" }),
            _ => return false,
        }
        self.filled[column] += 1;
        true
    }

    /// Sets an address column. An IPv4 column takes IPv4 only, an IPv6 column
    /// IPv6 only; returns whether the column can hold it.
    pub fn set_address(&mut self, column: usize, value: IpAddr) -> bool {
        if self.is_set(column) {
            return true;
        }
        let value = address::canonical(value);
        let fits = match self.types[column] {
            PropertyType::Host => value.is_ipv4(),
            PropertyType::HostV6 => value.is_ipv6(),
            _ => true,
        };
        match self.ready(column) {
            Column::Text(Some(builder)) if fits => {
                builder.append_value(address::text(value));
                self.filled[column] += 1;
                true
            }
            _ => false,
        }
    }

    /// Sets a byte column. Returns whether the column can hold it.
    pub fn set_bytes(&mut self, column: usize, value: &[u8]) -> bool {
        if self.is_set(column) {
            return true;
        }
        match self.ready(column) {
            Column::Bytes(Some(builder)) => {
                builder.append_value(value);
                self.filled[column] += 1;
                self.bytes += value.len();
                true
            }
            _ => false,
        }
    }

    /// Ends the row: columns that were not set are absent.
    pub fn finish_row(&mut self) {
        self.rows += 1;
        self.bytes += self.columns.len() * 8;
    }

    /// The finished rows as a batch; the builder is empty afterwards.
    ///
    /// # Errors
    /// Only by a defect of ours: the columns always have the schema's types.
    pub fn finish(&mut self) -> Result<RecordBatch, EventError> {
        let mut uniform = Uniform::new(self.rows);
        let columns = (0..self.columns.len()).map(|column| self.finish_column(column, &mut uniform));
        let columns: Vec<ArrayRef> = columns.collect();
        self.filled.fill(0);
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        (self.rows, self.bytes, self.room) = (0, 0, 0);
        RecordBatch::try_new_with_options(self.schema.arrow(), columns, &options)
            .map_err(|error| EventError::Internal(error.to_string()))
    }

    fn finish_column(&mut self, column: usize, uniform: &mut Uniform) -> ArrayRef {
        let (value, count) = self.repeated[column];
        if !self.columns[column].is_begun() && (count == 0 || count == self.rows) {
            self.repeated[column] = (0, 0);
            return uniform.column(&self.columns[column], (count > 0).then_some(value));
        }
        let builder = self.ready(column);
        let bytes = builder.bytes();
        let array = builder.finish();
        if self.room > 0 {
            // A little more, or a batch that is hardly larger is copied when it has grown.
            self.expected[column] = bytes + bytes / 8;
        }
        array.unwrap_or_else(|| uniform.column(&self.columns[column], None))
    }
}

/// Decimal, or hexadecimal with `0x` as Windows writes process ids.
fn integer(text: &str) -> Option<i64> {
    let text = text.trim();
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(hex) => i64::from_str_radix(hex, 16).ok(),
        None => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_cast::pretty::pretty_format_batches;

    #[test]
    fn text_is_read_by_the_type_of_the_column() {
        let catalogue = Catalogue::builtin();
        let ids = ["sourceip", "sourcev6", "sourceport", "qid", "username", "payload"]
            .map(|name| catalogue.id(name).expect("catalogue name"));
        let mut builder = EventBuilder::new(&catalogue, EventSchema::new(&catalogue, &ids));
        for (ip, port, qid, user) in [
            ("10.0.0.1:80", "10.0.0.1:80", "0x10", "alice"),
            ("::ffff:10.0.0.2", "443", "16", "bob"),
            ("2001:DB8::1", "70000", "many", ""),
        ] {
            builder.set_text(0, ip);
            builder.set_text(1, ip);
            builder.set_text(2, port);
            builder.set_text(3, qid);
            builder.set_text(4, user);
            builder.set_text(4, "a second value is ignored");
            builder.finish_row();
        }
        let batch = builder.finish().expect("batch");
        let table = pretty_format_batches(&[batch]).expect("table").to_string();
        insta::assert_snapshot!(table, @r"
        +----------+-------------+------------+-----+----------+---------+
        | sourceip | sourcev6    | sourceport | qid | username | payload |
        +----------+-------------+------------+-----+----------+---------+
        | 10.0.0.1 |             | 80         | 16  | alice    |         |
        | 10.0.0.2 |             | 443        | 16  | bob      |         |
        |          | 2001:db8::1 |            |     |          |         |
        +----------+-------------+------------+-----+----------+---------+
        ");
    }

    #[test]
    fn repeated_and_absent_values_keep_their_rows() {
        let catalogue = Catalogue::builtin();
        let ids = ["qid", "isunparsed", "username"].map(|name| catalogue.id(name).expect("catalogue name"));
        let mut builder = EventBuilder::new(&catalogue, EventSchema::new(&catalogue, &ids));
        for (qid, unparsed, user) in [
            (Some(1), Some(false), None),
            (Some(1), Some(false), Some("a")),
            (None, Some(true), None),
            (Some(1), None, None),
            (Some(2), Some(true), Some("b")),
        ] {
            if let Some(qid) = qid {
                assert!(builder.repeat_integer(0, qid));
                assert!(builder.repeat_integer(0, 9), "a second value is ignored");
            }
            if let Some(unparsed) = unparsed {
                assert!(builder.repeat_boolean(1, unparsed));
            }
            if let Some(user) = user {
                builder.set_text(2, user);
            }
            builder.finish_row();
        }
        builder.set_integer(0, 3);
        builder.finish_row();
        let batch = builder.finish().expect("batch");
        let table = pretty_format_batches(&[batch]).expect("table").to_string();
        insta::assert_snapshot!(table, @r"
        +-----+------------+----------+
        | qid | isunparsed | username |
        +-----+------------+----------+
        | 1   | false      |          |
        | 1   | false      | a        |
        |     | true       |          |
        | 1   |            |          |
        | 2   | true       | b        |
        | 3   |            |          |
        +-----+------------+----------+
        ");
    }
}
