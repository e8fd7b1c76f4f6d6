//! UTF8, STR and STRLEN. For the first two the conversion of the argument is
//! all the work, so they pass it on.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Int64Array};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::Result;
use datafusion::logical_expr::ScalarUDF;

use super::kernel::{Arguments, Kernel};
use super::{Function, FunctionContext, Parameter};
use crate::types::AqlType;

/// `UTF8(payload)`: bytes as text.
pub(super) static UTF8: Function = Function {
    name: "UTF8",
    usage: "UTF8(bytes)",
    parameters: &[Parameter::Text],
    required: 1,
    variadic: false,
    tolerates_null: false,
    returns: AqlType::Text,
    check: None,
    build: |_| identity("utf8"),
};

/// `STR(sourceip)`: any value as text.
pub(super) static STR: Function = Function {
    name: "STR",
    usage: "STR(value)",
    parameters: &[Parameter::Text],
    required: 1,
    variadic: false,
    tolerates_null: false,
    returns: AqlType::Text,
    check: None,
    build: |_| identity("str"),
};

/// `STRLEN(username)`: length in characters.
pub(super) static STRLEN: Function = Function {
    name: "STRLEN",
    usage: "STRLEN(text)",
    parameters: &[Parameter::Text],
    required: 1,
    variadic: false,
    tolerates_null: false,
    returns: AqlType::Long,
    check: None,
    build: strlen,
};

fn identity(name: &'static str) -> ScalarUDF {
    Kernel::udf(name, &[DataType::Utf8], 1, DataType::Utf8, (), |(), arguments: &Arguments| {
        arguments.array(0).map(Arc::clone)
    })
}

fn strlen(_context: &FunctionContext) -> ScalarUDF {
    Kernel::udf("strlen", &[DataType::Utf8], 1, DataType::Int64, (), lengths)
}

fn lengths((): &(), arguments: &Arguments) -> Result<ArrayRef> {
    let text = arguments.text(0)?;
    let length = |row| Some(text.get(row)?.chars().count() as i64);
    Ok(Arc::new((0..arguments.rows).map(length).collect::<Int64Array>()))
}

#[cfg(test)]
mod tests {
    use super::super::kernel::testing::*;
    use super::*;
    use datafusion::arrow::array::AsArray;
    use datafusion::arrow::datatypes::Int64Type;

    #[test]
    fn text_passes_unchanged() {
        for function in [&UTF8, &STR] {
            let udf = (function.build)(&context());
            let rows = [Some("a"), None, Some("")];
            assert_eq!(texts(&call(&udf, vec![text(&rows)], 3)), rows);
            assert_eq!(texts(&call(&udf, vec![constant("x")], 2)), [Some("x"), Some("x")]);
        }
    }

    #[test]
    fn characters_not_bytes_are_counted() {
        let udf = (STRLEN.build)(&context());
        let found = call(&udf, vec![text(&[Some(""), Some("äö€"), Some("😀"), None])], 4);
        let lengths: Vec<_> = found.as_primitive::<Int64Type>().iter().collect();
        assert_eq!(lengths, [Some(0), Some(3), Some(1), None]);
    }
}
