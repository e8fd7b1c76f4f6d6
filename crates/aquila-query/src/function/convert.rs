//! Conversions between the types of AQL. The resolver wraps arguments and
//! operands in them; none has a name in AQL. What cannot be converted is NULL.

use std::net::IpAddr;
use std::sync::Arc;

use aquila_event::address;
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, FixedSizeBinaryBuilder, Float64Array, Int64Array, StringArray,
    StringBuilder,
};
use datafusion::arrow::datatypes::{DataType, Float64Type};
use datafusion::common::{Result, internal_datafusion_err};
use datafusion::logical_expr::ScalarUDF;

use super::double_text;
use super::kernel::{Arguments, Kernel};

/// Bytes to text, invalid UTF-8 replaced by U+FFFD.
pub fn utf8_lossy() -> ScalarUDF {
    Kernel::udf("utf8_lossy", &[DataType::Binary], 1, DataType::Utf8, (), |(), arguments| {
        let bytes = arguments.array(0)?.as_binary_opt::<i32>();
        Ok(Arc::new(lossy(bytes.ok_or_else(|| internal_datafusion_err!("not bytes"))?)))
    })
}

/// Valid batches keep their buffers.
fn lossy(bytes: &BinaryArray) -> StringArray {
    if let Ok(text) = StringArray::try_from_binary(bytes.clone()) {
        return text;
    }
    let mut out = StringBuilder::with_capacity(bytes.len(), bytes.value_data().len());
    for value in bytes {
        out.append_option(value.map(String::from_utf8_lossy));
    }
    out.finish()
}

/// Text to a whole number.
pub fn text_to_long() -> ScalarUDF {
    Kernel::udf("text_to_long", &[DataType::Utf8], 1, DataType::Int64, (), |(), arguments| {
        longs(arguments, parse_long)
    })
}

/// Text to a number with a fraction.
pub fn text_to_double() -> ScalarUDF {
    Kernel::udf("text_to_double", &[DataType::Utf8], 1, DataType::Float64, (), |(), arguments| {
        let text = arguments.text(0)?;
        let parse = |row| parse_double(text.get(row)?);
        Ok(Arc::new((0..arguments.rows).map(parse).collect::<Float64Array>()))
    })
}

/// An IPv4 address to its number; an IPv6 address has none.
pub fn address_to_long() -> ScalarUDF {
    Kernel::udf("address_to_long", &[DataType::Utf8], 1, DataType::Int64, (), |(), arguments| {
        longs(arguments, |text| match address::parse(text)?.0 {
            IpAddr::V4(v4) => Some(v4.to_bits().into()),
            IpAddr::V6(_) => None,
        })
    })
}

/// Text to the canonical text of the address that it holds.
pub fn text_to_address() -> ScalarUDF {
    Kernel::udf("text_to_address", &[DataType::Utf8], 1, DataType::Utf8, (), |(), arguments| {
        arguments.map_text(0, |text| match address::parse(text)? {
            (ip, None) => Some(address::text(ip)),
            (_, Some(_)) => None,
        })
    })
}

/// An address to its 16 bytes, IPv4 mapped into IPv6, which compare as numbers.
pub fn address_key() -> ScalarUDF {
    let key = DataType::FixedSizeBinary(16);
    Kernel::udf("address_key", &[DataType::Utf8], 1, key, (), |(), arguments| {
        let text = arguments.text(0)?;
        let mut out = FixedSizeBinaryBuilder::with_capacity(arguments.rows, 16);
        for row in 0..arguments.rows {
            match text.get(row).and_then(address::parse) {
                Some((address, _)) => out.append_value(key_of(address))?,
                None => out.append_null(),
            }
        }
        Ok(Arc::new(out.finish()))
    })
}

/// A number to text as Java writes it: `15270.0`, `1.5E10`.
pub fn double_to_text() -> ScalarUDF {
    Kernel::udf("double_to_text", &[DataType::Float64], 1, DataType::Utf8, (), |(), arguments| {
        let numbers = arguments.numbers::<Float64Type>(0)?;
        let mut out = StringBuilder::new();
        for row in 0..arguments.rows {
            out.append_option(numbers.get(row).map(double_text::java));
        }
        Ok(Arc::new(out.finish()))
    })
}

fn longs(arguments: &Arguments, convert: impl Fn(&str) -> Option<i64>) -> Result<ArrayRef> {
    let text = arguments.text(0)?;
    let convert = |row| text.get(row).and_then(&convert);
    Ok(Arc::new((0..arguments.rows).map(convert).collect::<Int64Array>()))
}

fn key_of(address: IpAddr) -> [u8; 16] {
    match address {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().octets(),
        IpAddr::V6(v6) => v6.octets(),
    }
}

/// As `Long.parseLong`, but blanks around are let through, and a fraction is cut off.
fn parse_long(text: &str) -> Option<i64> {
    let whole = |double: f64| (double.abs() < 9.2e18).then_some(double as i64);
    text.trim().parse().ok().or_else(|| parse_double(text).and_then(whole))
}

/// As `Double.parseDouble`: the `d` and `f` suffixes count, hexadecimal does not,
/// and of the words only Java's own spellings do.
pub(crate) fn parse_double(text: &str) -> Option<f64> {
    let text = text.trim();
    match text.trim_start_matches(['+', '-']) {
        "NaN" | "Infinity" => return text.parse().ok(),
        number if !number.starts_with(|first: char| first.is_ascii_digit() || first == '.') => return None,
        _ => {}
    }
    text.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(text).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::super::kernel::testing::*;
    use super::*;
    use datafusion::arrow::datatypes::Int64Type;
    use datafusion::logical_expr::ColumnarValue;

    #[test]
    fn bytes_keep_their_buffers_when_valid() {
        let valid = BinaryArray::from_opt_vec(vec![Some(b"ab"), None, Some("é".as_bytes())]);
        let found = lossy(&valid);
        assert_eq!(found.iter().collect::<Vec<_>>(), [Some("ab"), None, Some("é")]);
        assert_eq!(found.value_data().as_ptr(), valid.value_data().as_ptr());
    }

    #[test]
    fn invalid_bytes_are_replaced() {
        // Each half is invalid alone although the buffer as a whole is not.
        let torn = BinaryArray::from_opt_vec(vec![Some(b"\xc3"), Some(b"\xa9a"), None, Some(b"ok\xff")]);
        let udf = utf8_lossy();
        let found = call(&udf, vec![ColumnarValue::Array(Arc::new(torn))], 4);
        assert_eq!(texts(&found), [Some("\u{fffd}"), Some("\u{fffd}a"), None, Some("ok\u{fffd}")]);
    }

    #[test]
    fn whole_numbers() {
        let rows = [" 42 ", "-7", "+7", "0x10", "1.0", "", "9223372036854775808", "08", "1 2"];
        let rows: Vec<_> = rows.into_iter().map(Some).chain([None]).collect();
        let found = call(&text_to_long(), vec![text(&rows)], rows.len());
        let found: Vec<_> = found.as_primitive::<Int64Type>().iter().collect();
        assert_eq!(found, [Some(42), Some(-7), Some(7), None, Some(1), None, None, Some(8), None, None]);
    }

    #[test]
    fn doubles() {
        for (text, expected) in [
            (" 1.5 ", Some(1.5)),
            ("-.5e2", Some(-50.0)),
            ("5.", Some(5.0)),
            ("1f", Some(1.0)),
            ("2D", Some(2.0)),
            ("Infinity", Some(f64::INFINITY)),
            ("-Infinity", Some(f64::NEG_INFINITY)),
            ("inf", None),
            ("nan", None),
            ("0x10", None),
            ("", None),
            ("1ff", None),
            ("--1", None),
        ] {
            assert_eq!(parse_double(text), expected, "{text}");
        }
        assert!(parse_double("NaN").is_some_and(f64::is_nan));
    }

    #[test]
    fn addresses() {
        let rows = [Some("10.0.0.1"), Some("2001:DB8:0::1"), Some("::ffff:1.2.3.4"), Some("host"), None];
        let found = call(&text_to_address(), vec![text(&rows)], 5);
        assert_eq!(texts(&found), [Some("10.0.0.1"), Some("2001:db8::1"), Some("1.2.3.4"), None, None]);
        let found = call(&address_to_long(), vec![text(&rows)], 5);
        let found: Vec<_> = found.as_primitive::<Int64Type>().iter().collect();
        assert_eq!(found, [Some(167_772_161), None, Some(16_909_060), None, None]);
    }

    #[test]
    fn keys_order_as_numbers() {
        let rows = [Some("9.0.0.1"), Some("10.0.0.1"), Some("2001:db8::"), None];
        let found = call(&address_key(), vec![text(&rows)], 4);
        let found = found.as_fixed_size_binary();
        assert!(found.value(0) < found.value(1) && found.value(1) < found.value(2));
        assert!(found.is_null(3));
    }

    #[test]
    fn doubles_as_text() {
        let column = Float64Array::from(vec![Some(15270.0), None]);
        let found = call(&double_to_text(), vec![ColumnarValue::Array(Arc::new(column))], 2);
        assert_eq!(texts(&found), [Some("15270.0"), None]);
    }
}
