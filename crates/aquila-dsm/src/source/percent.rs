//! Texts in which `%XX` stands for a byte: those that are no UTF-8 and those that
//! cannot be printed, as LAUREL writes them, and the percent sign itself.

use std::borrow::Cow;

use memchr::memchr;

/// The text meant. What is no two digits after a percent sign stays as it is.
pub(super) fn decode(text: Cow<'_, str>) -> Cow<'_, str> {
    let Some(first) = memchr(b'%', text.as_bytes()) else { return text };
    let bytes = text.as_bytes();
    let mut out = bytes[..first].to_vec();
    let mut at = first;
    while let Some(byte) = bytes.get(at) {
        let decoded = if *byte == b'%' { code(bytes, at + 1) } else { None };
        out.push(decoded.unwrap_or(*byte));
        at += if decoded.is_some() { 3 } else { 1 };
    }
    Cow::Owned(
        String::from_utf8(out).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
    )
}

/// The byte that two hexadecimal digits mean.
fn code(bytes: &[u8], at: usize) -> Option<u8> {
    let digit = |at: usize| char::from(*bytes.get(at)?).to_digit(16);
    u8::try_from(digit(at)? * 16 + digit(at + 1)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_were_encoded() {
        for (text, expected) in [
            ("plain +", "plain +"),
            ("/usr/bin/g%2b%2b", "/usr/bin/g++"),
            ("100%25", "100%"),
            ("%2525", "%25"),
            ("a%0Ab", "a\nb"),
            ("\u{e9}%c3%a9", "\u{e9}\u{e9}"),
            ("x%ff", "x\u{fffd}"),
            ("%", "%"),
            ("%2", "%2"),
            ("%zz%\u{e9}", "%zz%\u{e9}"),
        ] {
            assert_eq!(decode(text.into()), expected, "{text}");
        }
    }
}
