//! LONG and DOUBLE. The conversion of the argument is all the work (`convert`),
//! so they pass it on.

use std::sync::Arc;

use datafusion::arrow::datatypes::DataType;
use datafusion::logical_expr::ScalarUDF;

use super::kernel::{Arguments, Kernel};
use super::{Function, Parameter};
use crate::types::AqlType;

/// `LONG(sourceip)`: a whole number; NULL for text that is none.
pub(super) static LONG: Function = Function {
    name: "LONG",
    usage: "LONG(value)",
    parameters: &[Parameter::Long],
    required: 1,
    variadic: false,
    tolerates_null: false,
    returns: AqlType::Long,
    check: None,
    build: |_| identity("long", &DataType::Int64),
};

/// `DOUBLE("Bytes Sent")`: a number with a fraction; NULL for text that is none.
pub(super) static DOUBLE: Function = Function {
    name: "DOUBLE",
    usage: "DOUBLE(value)",
    parameters: &[Parameter::Double],
    required: 1,
    variadic: false,
    tolerates_null: false,
    returns: AqlType::Double,
    check: None,
    build: |_| identity("double", &DataType::Float64),
};

fn identity(name: &'static str, of: &DataType) -> ScalarUDF {
    Kernel::udf(name, std::slice::from_ref(of), 1, of.clone(), (), |(), arguments: &Arguments| {
        arguments.array(0).map(Arc::clone)
    })
}

#[cfg(test)]
mod tests {
    use super::super::kernel::testing::*;
    use super::*;
    use datafusion::arrow::array::AsArray;
    use datafusion::arrow::datatypes::Int64Type;

    #[test]
    fn numbers_pass_unchanged() {
        let udf = (LONG.build)(&context());
        let found = call(&udf, vec![longs(&[Some(-1), None])], 2);
        assert_eq!(found.as_primitive::<Int64Type>().iter().collect::<Vec<_>>(), [Some(-1), None]);
    }
}
