//! SUBSTRING: the start counts from 0 as in Java, the third argument is a
//! length, and both count Unicode characters. A start before the text begins at
//! 0 without eating into the length; what lies outside the text is cut off.

use datafusion::arrow::array::{ArrayRef, StringBuilder};
use datafusion::arrow::datatypes::{DataType, Int64Type};
use datafusion::common::Result;
use std::sync::Arc;

use super::kernel::{Arguments, Kernel};
use super::{Function, Parameter};
use crate::types::AqlType;

/// `SUBSTRING(username, 0, 3)`.
pub(super) static SUBSTRING: Function = Function {
    name: "SUBSTRING",
    usage: "SUBSTRING(text, start [, length])",
    parameters: &[Parameter::Text, Parameter::Long, Parameter::Long],
    required: 2,
    variadic: false,
    tolerates_null: false,
    returns: AqlType::Text,
    check: None,
    build: |_| {
        let types = [DataType::Utf8, DataType::Int64, DataType::Int64];
        Kernel::udf("substring", &types, 2, DataType::Utf8, (), cut_rows)
    },
};

fn cut_rows((): &(), arguments: &Arguments) -> Result<ArrayRef> {
    let text = arguments.text(0)?;
    let start = arguments.numbers::<Int64Type>(1)?;
    let length = (arguments.len() > 2).then(|| arguments.numbers::<Int64Type>(2)).transpose()?;
    let mut out = StringBuilder::new();
    for row in 0..arguments.rows {
        let length = match &length {
            Some(length) => length.get(row),
            None => Some(i64::MAX),
        };
        out.append_option((|| Some(cut(text.get(row)?, start.get(row)?, length?)))());
    }
    Ok(Arc::new(out.finish()))
}

fn cut(text: &str, start: i64, length: i64) -> &str {
    let start = usize::try_from(start.max(0)).unwrap_or(usize::MAX);
    let length = usize::try_from(length.max(0)).unwrap_or(usize::MAX);
    let rest = &text[offset(text, start)..];
    &rest[..offset(rest, length)]
}

/// The byte at which the character of this number begins, or the end.
fn offset(text: &str, character: usize) -> usize {
    text.char_indices().nth(character).map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::super::kernel::testing::*;
    use super::*;

    #[test]
    fn characters_from_zero_clamped() {
        for (text, start, length, expected) in [
            ("grünes", 0, 3, "grü"),
            ("grünes", 2, 2, "ün"),
            ("grünes", 4, 99, "es"),
            ("grünes", 9, 1, ""),
            ("grünes", -2, 2, "gr"),
            ("grünes", 1, -1, ""),
            ("", 0, i64::MAX, ""),
            ("a😀b", 1, 1, "😀"),
            ("ab", i64::MIN, i64::MAX, "ab"),
        ] {
            assert_eq!(cut(text, start, length), expected, "{text} {start} {length}");
        }
    }

    #[test]
    fn length_may_be_left_out_and_null_gives_null() {
        let udf = (SUBSTRING.build)(&context());
        let found = call(&udf, vec![text(&[Some("abc"), None]), long(1)], 2);
        assert_eq!(texts(&found), [Some("bc"), None]);
        let found = call(&udf, vec![constant("abc"), longs(&[Some(0), None]), long(2)], 2);
        assert_eq!(texts(&found), [Some("ab"), None]);
    }
}
