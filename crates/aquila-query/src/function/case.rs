//! LOWER and UPPER: Java's full mapping in `Locale.ROOT`, which is Unicode's
//! without its language rules. A final sigma becomes `ς`, `ß` becomes `SS`.

use datafusion::arrow::datatypes::DataType;
use datafusion::logical_expr::ScalarUDF;

use super::kernel::{Arguments, Kernel};
use super::{Function, Parameter};
use crate::types::AqlType;

/// `LOWER(username)`.
pub(super) static LOWER: Function = Function {
    name: "LOWER",
    usage: "LOWER(text)",
    parameters: &[Parameter::Text],
    required: 1,
    variadic: false,
    tolerates_null: false,
    returns: AqlType::Text,
    check: None,
    build: |_| mapped("lower", |arguments| arguments.map_text(0, |text| Some(text.to_lowercase()))),
};

/// `UPPER(username)`.
pub(super) static UPPER: Function = Function {
    name: "UPPER",
    usage: "UPPER(text)",
    parameters: &[Parameter::Text],
    required: 1,
    variadic: false,
    tolerates_null: false,
    returns: AqlType::Text,
    check: None,
    build: |_| mapped("upper", |arguments| arguments.map_text(0, |text| Some(text.to_uppercase()))),
};

type Map = fn(&Arguments) -> datafusion::common::Result<datafusion::arrow::array::ArrayRef>;

/// Which of the two it is; the name says the same, so `map` is not compared.
#[derive(Debug, Clone, Copy)]
struct Mapping(Map);

impl PartialEq for Mapping {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

impl Eq for Mapping {}

impl std::hash::Hash for Mapping {
    fn hash<H: std::hash::Hasher>(&self, _hasher: &mut H) {}
}

fn mapped(name: &'static str, map: Map) -> ScalarUDF {
    Kernel::udf(name, &[DataType::Utf8], 1, DataType::Utf8, Mapping(map), |mapping, arguments| {
        (mapping.0)(arguments)
    })
}

#[cfg(test)]
mod tests {
    use super::super::kernel::testing::*;
    use super::*;

    #[test]
    fn full_mapping_without_language_rules() {
        let context = context();
        for (input, lower, upper) in [
            ("Straße", "straße", "STRASSE"),
            ("ΟΔΟΣ ΟΔΟΣ", "οδος οδος", "ΟΔΟΣ ΟΔΟΣ"),
            ("İI", "i\u{307}i", "İI"),
            ("ﬁ K", "ﬁ k", "FI K"),
        ] {
            let rows = [Some(input), None];
            let lowered = call(&(LOWER.build)(&context), vec![text(&rows)], 2);
            assert_eq!(texts(&lowered), [Some(lower), None]);
            let raised = call(&(UPPER.build)(&context), vec![constant(input)], 1);
            assert_eq!(texts(&raised), [Some(upper)]);
        }
    }
}
