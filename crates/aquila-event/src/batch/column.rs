//! A column in the making. It takes no memory before it has a value: of all the
//! properties there are, an event has few.

use std::sync::Arc;

use arrow_array::builder::{BinaryBuilder, BooleanBuilder, Float64Builder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, BooleanArray, Int64Array, new_null_array};
use arrow_schema::DataType;

use crate::property::PropertyType;
use crate::schema::arrow_type;

/// A column, without its builder as long as it is empty.
#[derive(Debug)]
pub(super) enum Column {
    Int(Option<Int64Builder>),
    Double(Option<Float64Builder>),
    Boolean(Option<BooleanBuilder>),
    Text(Option<StringBuilder>),
    Bytes(Option<BinaryBuilder>),
}

/// The builder of a column with room for the rows and bytes that are expected.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    pub(super) rows: usize,
    pub(super) bytes: usize,
}

impl Column {
    pub(super) fn new(property_type: PropertyType) -> Self {
        match arrow_type(property_type) {
            DataType::Int64 => Column::Int(None),
            DataType::Float64 => Column::Double(None),
            DataType::Boolean => Column::Boolean(None),
            DataType::Binary => Column::Bytes(None),
            _ => Column::Text(None),
        }
    }

    /// Whether it has its builder.
    #[inline]
    pub(super) const fn is_begun(&self) -> bool {
        match self {
            Column::Int(builder) => builder.is_some(),
            Column::Double(builder) => builder.is_some(),
            Column::Boolean(builder) => builder.is_some(),
            Column::Text(builder) => builder.is_some(),
            Column::Bytes(builder) => builder.is_some(),
        }
    }

    /// Gives it its builder.
    #[cold]
    pub(super) fn begin(&mut self, Room { rows, bytes }: Room) {
        match self {
            Column::Int(builder) => *builder = Some(Int64Builder::with_capacity(rows)),
            Column::Double(builder) => *builder = Some(Float64Builder::with_capacity(rows)),
            Column::Boolean(builder) => *builder = Some(BooleanBuilder::with_capacity(rows)),
            Column::Text(builder) => *builder = Some(StringBuilder::with_capacity(rows, bytes)),
            Column::Bytes(builder) => *builder = Some(BinaryBuilder::with_capacity(rows, bytes)),
        }
    }

    /// How many bytes of text it holds.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Column::Text(Some(builder)) => builder.values_slice().len(),
            Column::Bytes(Some(builder)) => builder.values_slice().len(),
            _ => 0,
        }
    }

    /// Appends a number or a truth value some times; other columns have none.
    pub(super) fn append_repeated(&mut self, value: i64, count: usize) {
        match self {
            Column::Int(Some(builder)) => builder.append_value_n(value, count),
            Column::Boolean(Some(builder)) => builder.append_n(count, value != 0),
            _ => {}
        }
    }

    pub(super) fn append_nulls(&mut self, count: usize) {
        match self {
            Column::Int(Some(builder)) => builder.append_nulls(count),
            Column::Double(Some(builder)) => builder.append_nulls(count),
            Column::Boolean(Some(builder)) => builder.append_nulls(count),
            Column::Text(Some(builder)) => builder.append_nulls(count),
            Column::Bytes(Some(builder)) => builder.append_nulls(count),
            _ => {}
        }
    }

    /// The rows of a column that was begun; it is empty afterwards.
    pub(super) fn finish(&mut self) -> Option<ArrayRef> {
        Some(match self {
            Column::Int(builder) => Arc::new(builder.take()?.finish()),
            Column::Double(builder) => Arc::new(builder.take()?.finish()),
            Column::Boolean(builder) => Arc::new(builder.take()?.finish()),
            Column::Text(builder) => Arc::new(builder.take()?.finish()),
            Column::Bytes(builder) => Arc::new(builder.take()?.finish()),
        })
    }

    fn data_type(&self) -> DataType {
        match self {
            Column::Int(_) => DataType::Int64,
            Column::Double(_) => DataType::Float64,
            Column::Boolean(_) => DataType::Boolean,
            Column::Text(_) => DataType::Utf8,
            Column::Bytes(_) => DataType::Binary,
        }
    }
}

/// Columns of one batch that have the same value, or none, in every row. Those that are
/// alike share their memory: there are many, and few values.
#[derive(Debug)]
pub(super) struct Uniform {
    rows: usize,
    known: Vec<(DataType, Option<i64>, ArrayRef)>,
}

impl Uniform {
    /// For batches of so many rows.
    pub(super) const fn new(rows: usize) -> Self {
        Uniform { rows, known: Vec::new() }
    }

    /// A column of the type of this one with one value everywhere.
    pub(super) fn column(&mut self, like: &Column, value: Option<i64>) -> ArrayRef {
        let data_type = like.data_type();
        let mut known = self.known.iter();
        if let Some((.., array)) = known.find(|(known, of, _)| *known == data_type && *of == value) {
            return Arc::clone(array);
        }
        let array: ArrayRef = match (like, value) {
            (Column::Int(_), Some(value)) => Arc::new(Int64Array::from_value(value, self.rows)),
            (Column::Boolean(_), Some(value)) => Arc::new(BooleanArray::from(vec![value != 0; self.rows])),
            _ => new_null_array(&data_type, self.rows),
        };
        self.known.push((data_type, value, Arc::clone(&array)));
        array
    }
}
