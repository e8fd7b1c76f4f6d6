//! IPv4 addresses as numbers: every form that `inet_aton` of the C library reads
//! (one to four parts; decimal, octal or hexadecimal), and two readings that
//! other parsers give to texts beyond it.

use std::net::Ipv4Addr;

/// One way to read a text as an IPv4 address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) address: Ipv4Addr,
    pub(super) form: Form,
}

/// Which way it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Four decimal parts without leading zeros.
    Quad,
    /// Three or four parts in any base.
    Dotted,
    /// One number, or two parts, which also is how a fraction is written.
    Number,
    /// Four parts, read as decimal in spite of leading zeros.
    LeadingZeros,
    /// Parts too large, cut to their place.
    Overflow,
}

/// A part with its value in the base that its prefix says, and in base ten.
struct Part {
    value: Option<u64>,
    decimal: Option<u64>,
    is_plain: bool,
}

/// Digits beyond this are no address in any parser, only padding or noise.
const MOST_DIGITS: usize = 64;

/// The readings of a text, the usual one first.
pub(super) fn readings(text: &str) -> Vec<Reading> {
    let Some(parts) = parts(text) else { return Vec::new() };
    let mut readings = Vec::new();
    let values: Option<Vec<u64>> = parts.iter().map(|part| part.value).collect();
    let strict = values.as_deref().and_then(|values| joined(values, false));
    if let Some(address) = strict {
        let form = match parts.len() {
            4 if parts.iter().all(|part| part.is_plain) => Form::Quad,
            3 | 4 => Form::Dotted,
            _ => Form::Number,
        };
        readings.push(Reading { address, form });
    }
    if parts.len() == 4 && parts.iter().any(|part| !part.is_plain) {
        let decimals: Option<Vec<u64>> = parts.iter().map(|part| part.decimal).collect();
        let address = decimals.as_deref().and_then(|values| joined(values, false));
        readings.extend(address.map(|address| Reading { address, form: Form::LeadingZeros }));
    }
    if strict.is_none() {
        let address = values.as_deref().and_then(|values| joined(values, true));
        readings.extend(address.map(|address| Reading { address, form: Form::Overflow }));
    }
    readings
}

fn parts(text: &str) -> Option<Vec<Part>> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut parts = Vec::with_capacity(4);
    for piece in text.split('.') {
        if parts.len() == 4 {
            return None;
        }
        parts.push(part(piece)?);
    }
    Some(parts)
}

fn part(text: &str) -> Option<Part> {
    if text.is_empty() || text.len() > MOST_DIGITS {
        return None;
    }
    if let Some(digits) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        return Some(Part { value: Some(number(digits, 16)?), decimal: None, is_plain: false });
    }
    let decimal = number(text, 10)?;
    let is_octal = text.len() > 1 && text.starts_with('0');
    let value = if is_octal { number(text, 8) } else { Some(decimal) };
    Some(Part { value, decimal: Some(decimal), is_plain: !is_octal })
}

/// A number without sign.
fn number(digits: &str, base: u32) -> Option<u64> {
    let is_number = !digits.is_empty() && digits.chars().all(|c| c.is_digit(base));
    is_number.then(|| u64::from_str_radix(digits, base).ok()).flatten()
}

/// The address of parts: each is a byte, the last fills what is left.
fn joined(values: &[u64], cut: bool) -> Option<Ipv4Addr> {
    let (last, first) = values.split_last()?;
    let mut address = 0_u64;
    for value in first {
        if !cut && *value > 0xff {
            return None;
        }
        address = (address << 8) | (value & 0xff);
    }
    let room = 8 * (4_usize.checked_sub(first.len())?);
    let most = (1_u64 << room) - 1;
    if !cut && *last > most {
        return None;
    }
    u32::try_from((address << room) | (last & most)).ok().map(Ipv4Addr::from_bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Vec<(String, Form)> {
        readings(text).into_iter().map(|reading| (reading.address.to_string(), reading.form)).collect()
    }

    #[test]
    fn forms_of_one_address() {
        for (text, form) in [
            ("169.254.169.254", Form::Quad),
            ("2852039166", Form::Number),
            ("0xa9fea9fe", Form::Number),
            ("0XA9FEA9FE", Form::Number),
            ("025177524776", Form::Number),
            ("169.16689662", Form::Number),
            ("169.254.43518", Form::Dotted),
            ("0xa9.254.0251.254", Form::Dotted),
            ("425.510.425.510", Form::Overflow),
            ("7147006462", Form::Overflow),
            ("0169.0254.0169.0254", Form::LeadingZeros),
        ] {
            assert_eq!(check(text), [("169.254.169.254".to_owned(), form)], "{text}");
        }
    }

    #[test]
    fn octal_and_decimal_may_both_hold() {
        assert_eq!(
            check("010.0.0.1"),
            [("8.0.0.1".to_owned(), Form::Dotted), ("10.0.0.1".to_owned(), Form::LeadingZeros)]
        );
    }

    #[test]
    fn no_numbers() {
        for text in ["", ".", "1.", ".1", "1..2", "1.2.3.4.5", "0x", "0xg", "1a", "+1", "-1", "089", "1 "] {
            assert_eq!(check(text), [], "{text}");
        }
    }
}
