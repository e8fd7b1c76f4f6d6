//! DATEFORMAT: epoch milliseconds as text, by a pattern of Java's SimpleDateFormat.

use std::sync::Arc;

use aquila_pattern::date::SimpleDateFormat;
use chrono_tz::Tz;
use datafusion::arrow::array::{ArrayRef, StringBuilder};
use datafusion::arrow::datatypes::{DataType, Int64Type};
use datafusion::common::Result;

use super::kernel::{Arguments, Kernel};

use super::{Function, Parameter};
use crate::types::AqlType;

/// `DATEFORMAT(starttime, 'yyyy-MM-dd HH:mm:ss')`.
pub(super) static DATEFORMAT: Function = Function {
    name: "DATEFORMAT",
    usage: "DATEFORMAT(time, 'pattern')",
    parameters: &[Parameter::Long, Parameter::TextConstant],
    required: 2,
    variadic: false,
    tolerates_null: false,
    returns: AqlType::Text,
    check: Some(|_, pattern| SimpleDateFormat::parse(pattern).map(drop)),
    build: |context| {
        let types = [DataType::Int64, DataType::Utf8];
        Kernel::udf("dateformat", &types, 2, DataType::Utf8, context.settings.timezone, formatted)
    },
};

fn formatted(zone: &Tz, arguments: &Arguments) -> Result<ArrayRef> {
    let times = arguments.numbers::<Int64Type>(0)?;
    let patterns = arguments.text(1)?;
    let parse = |row| patterns.get(row).and_then(|pattern| SimpleDateFormat::parse(pattern).ok());
    let constant = arguments.is_constant(1).then(|| parse(0));
    let mut out = StringBuilder::new();
    for row in 0..arguments.rows {
        let own = if constant.is_none() { parse(row) } else { None };
        let format = constant.as_ref().unwrap_or(&own).as_ref();
        out.append_option((|| Some(format?.format(times.get(row)?, *zone)))());
    }
    Ok(Arc::new(out.finish()))
}

#[cfg(test)]
mod tests {
    use super::super::kernel::testing::*;
    use super::*;
    use datafusion::logical_expr::ColumnarValue;

    fn pattern(text: &str) -> ColumnarValue {
        constant(text)
    }

    #[test]
    fn times_in_the_zone_of_the_settings() {
        let mut context = context();
        let udf = (DATEFORMAT.build)(&context);
        let times = longs(&[Some(0), None, Some(1_700_000_000_123)]);
        let found = call(&udf, vec![times.clone(), pattern("yyyy-MM-dd HH:mm:ss.SSS")], 3);
        assert_eq!(texts(&found), [Some("1970-01-01 00:00:00.000"), None, Some("2023-11-14 22:13:20.123")]);
        context.settings.timezone = chrono_tz::Europe::Berlin;
        let found = call(&(DATEFORMAT.build)(&context), vec![times, pattern("HH:mm")], 3);
        assert_eq!(texts(&found), [Some("01:00"), None, Some("23:13")]);
        assert_ne!(udf, (DATEFORMAT.build)(&context));
    }

    #[test]
    fn unknown_letters_are_refused() {
        let check = DATEFORMAT.check.expect("checked");
        assert_eq!(check(1, "yyyy-MM-dd'T'HH:mm:ss.SSSXXX"), Ok(()));
        assert!(check(1, "yyyy-nn").expect_err("n").contains("'n'"));
    }
}
