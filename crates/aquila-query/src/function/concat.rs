//! CONCAT. A NULL argument is skipped: IBM does not say what becomes of it, and
//! an event that lacks one of several properties should keep the others.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, StringBuilder};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::Result;

use super::kernel::{Arguments, Kernel, Text};
use super::{Function, Parameter};
use crate::types::AqlType;

/// `CONCAT(sourceip, ':', sourceport)`.
pub(super) static CONCAT: Function = Function {
    name: "CONCAT",
    usage: "CONCAT(value, ...)",
    parameters: &[Parameter::Text],
    required: 1,
    variadic: true,
    tolerates_null: true,
    returns: AqlType::Text,
    check: None,
    build: |_| Kernel::variadic("concat", DataType::Utf8, DataType::Utf8, (), joined),
};

fn joined((): &(), arguments: &Arguments) -> Result<ArrayRef> {
    let columns: Vec<Text<'_>> = (0..arguments.len()).map(|at| arguments.text(at)).collect::<Result<_>>()?;
    let mut out = StringBuilder::new();
    let mut joined = String::new();
    for row in 0..arguments.rows {
        joined.clear();
        joined.extend(columns.iter().filter_map(|column| column.get(row)));
        out.append_value(&joined);
    }
    Ok(Arc::new(out.finish()))
}

#[cfg(test)]
mod tests {
    use super::super::kernel::testing::*;
    use super::*;

    #[test]
    fn null_is_skipped() {
        let udf = (CONCAT.build)(&context());
        let column = text(&[Some("a"), None]);
        let found = call(&udf, vec![column.clone(), constant("-"), column], 2);
        assert_eq!(texts(&found), [Some("a-a"), Some("-")]);
        let none =
            datafusion::logical_expr::ColumnarValue::Scalar(datafusion::common::ScalarValue::Utf8(None));
        assert_eq!(texts(&call(&udf, vec![none], 1)), [Some("")]);
    }
}
