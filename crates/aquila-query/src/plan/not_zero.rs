//! A divisor, or NULL where it is zero: a division by zero must not stop a query.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, AsArray, Float64Array, Int64Array};
use datafusion::arrow::datatypes::{DataType, Float64Type, Int64Type};
use datafusion::common::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarUDF, Volatility, create_udf};

/// For divisors of this type, Int64 or Float64.
pub(super) fn udf(divisor: DataType) -> ScalarUDF {
    let name = if divisor == DataType::Int64 { "aql_not_zero_long" } else { "aql_not_zero_double" };
    create_udf(name, vec![divisor.clone()], divisor, Volatility::Immutable, Arc::new(not_zero))
}

fn not_zero(arguments: &[ColumnarValue]) -> Result<ColumnarValue> {
    let arrays = ColumnarValue::values_to_arrays(arguments)?;
    let result: ArrayRef = if let Some(longs) = arrays[0].as_primitive_opt::<Int64Type>() {
        Arc::new(longs.iter().map(|value| value.filter(|value| *value != 0)).collect::<Int64Array>())
    } else {
        let doubles = arrays[0].as_primitive::<Float64Type>();
        Arc::new(doubles.iter().map(|value| value.filter(|value| *value != 0.0)).collect::<Float64Array>())
    };
    Ok(ColumnarValue::Array(result))
}
