//! Arrow values as JSON, as the output contract has them.

use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Float64Type, Int64Type};
use serde_json::{Map, Value, json};

/// The largest whole number that every JSON reader keeps exactly.
const EXACT: i64 = 1 << 53;

/// One row as a JSON object, names as the query wrote them.
pub fn row(batch: &RecordBatch, row: usize) -> Map<String, Value> {
    let schema = batch.schema();
    let names = schema.fields().iter().map(|field| field.name().clone());
    names.zip(batch.columns()).map(|(name, column)| (name, value(column, row))).collect()
}

/// One value: numbers stay numbers, whole numbers beyond 2^53 become text,
/// bytes become an object that says so.
pub fn value(column: &ArrayRef, row: usize) -> Value {
    if column.is_null(row) {
        return Value::Null;
    }
    match column.data_type() {
        DataType::Int64 => {
            let number = column.as_primitive::<Int64Type>().value(row);
            if number.unsigned_abs() > EXACT.unsigned_abs() {
                json!(number.to_string())
            } else {
                json!(number)
            }
        }
        DataType::Float64 => json!(column.as_primitive::<Float64Type>().value(row)),
        DataType::Boolean => json!(column.as_boolean().value(row)),
        DataType::Utf8 => json!(column.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => json!(column.as_string::<i64>().value(row)),
        DataType::Utf8View => json!(column.as_string_view().value(row)),
        DataType::Binary => json!({ "base64": base64(column.as_binary::<i32>().value(row)) }),
        _ => Value::Null,
    }
}

/// Text of a column of text; `None` where it is absent.
pub(crate) fn text(column: &ArrayRef, row: usize) -> Option<String> {
    // Bytes, such as a payload, are text with whatever is none replaced.
    if let Some(bytes) = column.as_binary_opt::<i32>().filter(|bytes| bytes.is_valid(row)) {
        return Some(String::from_utf8_lossy(bytes.value(row)).into_owned());
    }
    match value(column, row) {
        Value::String(text) => Some(text),
        Value::Null => None,
        other => Some(other.to_string()),
    }
}

/// A whole number; `None` where it is absent.
pub(crate) fn integer(column: &ArrayRef, row: usize) -> Option<i64> {
    let column = column.as_primitive_opt::<Int64Type>()?;
    column.is_valid(row).then(|| column.value(row))
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// An instant as RFC 3339 in UTC with milliseconds.
pub fn timestamp(millis: i64) -> String {
    chrono::DateTime::from_timestamp_millis(millis)
        .map_or_else(|| millis.to_string(), |time| time.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string())
}

/// Epoch milliseconds of an RFC 3339 time.
pub fn parse_timestamp(text: &str) -> Option<i64> {
    chrono::DateTime::parse_from_rfc3339(text).ok().map(|time| time.timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::arrow::array::{BinaryArray, Float64Array, Int64Array};
    use std::sync::Arc;

    #[test]
    fn numbers_keep_their_value() {
        let long: ArrayRef = Arc::new(Int64Array::from(vec![5, EXACT + 1]));
        assert_eq!(value(&long, 0), json!(5));
        assert_eq!(value(&long, 1), json!("9007199254740993"));
        let double: ArrayRef = Arc::new(Float64Array::from(vec![15270.0, f64::NAN]));
        assert_eq!(value(&double, 0).to_string(), "15270.0");
        assert_eq!(value(&double, 1), Value::Null);
        let bytes: ArrayRef = Arc::new(BinaryArray::from_vec(vec![b"hi"]));
        assert_eq!(value(&bytes, 0), json!({ "base64": "aGk=" }));
    }

    #[test]
    fn times_are_utc_with_milliseconds() {
        assert_eq!(timestamp(1_620_000_000_123), "2021-05-03T00:00:00.123Z");
    }
}
