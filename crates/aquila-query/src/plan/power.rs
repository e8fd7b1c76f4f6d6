//! AQL's `^`: a power, in doubles.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, AsArray, Float64Array};
use datafusion::arrow::compute::binary;
use datafusion::arrow::datatypes::{DataType, Float64Type};
use datafusion::common::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarUDF, Volatility, create_udf};

pub(super) fn udf() -> ScalarUDF {
    let doubles = vec![DataType::Float64, DataType::Float64];
    create_udf("aql_power", doubles, DataType::Float64, Volatility::Immutable, Arc::new(power))
}

fn power(arguments: &[ColumnarValue]) -> Result<ColumnarValue> {
    let arrays = ColumnarValue::values_to_arrays(arguments)?;
    let base = arrays[0].as_primitive::<Float64Type>();
    let exponent = arrays[1].as_primitive::<Float64Type>();
    let result: Float64Array = binary(base, exponent, f64::powf)?;
    Ok(ColumnarValue::Array(Arc::new(result) as ArrayRef))
}
