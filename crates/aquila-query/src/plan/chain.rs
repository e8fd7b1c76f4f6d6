//! Long chains of AND and OR as one call.
//!
//! DataFusion takes conjunctions apart and builds them up again as deep as they
//! are long, which thousands of generated terms turn into a stack overflow. Beyond
//! [`DIRECT`] terms a chain is therefore one function of many arguments.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, AsArray, BooleanArray};
use datafusion::arrow::compute::{and_kleene, or_kleene};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::Result;
use datafusion::logical_expr::{
    ColumnarValue, Operator, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

/// Terms that DataFusion sees one by one.
pub(super) const DIRECT: usize = 64;

/// The function that joins any number of conditions.
pub(super) fn udf(op: Operator) -> ScalarUDF {
    ScalarUDF::from(Chain {
        is_and: op == Operator::And,
        signature: Signature::variadic_any(Volatility::Immutable),
    })
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Chain {
    is_and: bool,
    signature: Signature,
}

impl ScalarUDFImpl for Chain {
    fn name(&self) -> &str {
        if self.is_and { "aql_and" } else { "aql_or" }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Boolean)
    }

    fn invoke_with_args(&self, call: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let mut joined: Option<BooleanArray> = None;
        for argument in call.args {
            let array = argument.cast_to(&DataType::Boolean, None)?.into_array(call.number_rows)?;
            let condition = array.as_boolean();
            joined = Some(match joined {
                None => condition.clone(),
                Some(so_far) if self.is_and => and_kleene(&so_far, condition)?,
                Some(so_far) => or_kleene(&so_far, condition)?,
            });
        }
        let joined = joined.unwrap_or_else(|| BooleanArray::from(vec![self.is_and; call.number_rows]));
        Ok(ColumnarValue::Array(Arc::new(joined) as ArrayRef))
    }
}
