//! Texts made from other texts, with the way back: where in the input each part stood.

use std::ops::Range;

/// A text made from another by removing or decoding characters.
#[derive(Debug, Clone)]
pub(crate) struct Derived {
    pub(crate) text: String,
    /// For each byte of the text, and for its end, where that is in the input.
    origins: Vec<usize>,
}

impl Derived {
    /// The range of the input that a range of the text was made from.
    pub(crate) fn origin(&self, range: Range<usize>) -> Range<usize> {
        let at = |place: usize| self.origins.get(place).copied().unwrap_or_default();
        at(range.start)..at(range.end)
    }

    /// One more step: a text made from this one, in places of the first input.
    fn after(mut self, earlier: &Self) -> Self {
        for place in &mut self.origins {
            *place = earlier.origins.get(*place).copied().unwrap_or_default();
        }
        self
    }

    /// The text with one more layer of percent-encoding removed, if there is one.
    pub(crate) fn percent_decoded(&self) -> Option<Self> {
        Some(percent_decoded(&self.text)?.after(self))
    }
}

/// The text without what a browser removes from a URL before it reads it: control
/// characters and spaces at both ends, tabs and line ends everywhere (WHATWG URL,
/// basic URL parser). Nothing where the text has none of these.
pub(crate) fn without_controls(input: &str) -> Option<Derived> {
    let is_outer = |c: char| c <= ' ';
    let is_inner = |c: char| matches!(c, '\t' | '\n' | '\r');
    let trimmed = input.trim_matches(is_outer);
    if trimmed.len() == input.len() && !input.contains(is_inner) {
        return None;
    }
    let start = input.len() - input.trim_start_matches(is_outer).len();
    let (mut text, mut origins) =
        (String::with_capacity(trimmed.len()), Vec::with_capacity(trimmed.len() + 1));
    for (at, c) in trimmed.char_indices().filter(|(_, c)| !is_inner(*c)) {
        text.push(c);
        origins.extend((at..at + c.len_utf8()).map(|at| at + start));
    }
    origins.push(start + trimmed.len());
    Some(Derived { text, origins })
}

/// The text with percent-encoding removed once, if it has any. Bytes that are no
/// UTF-8 become `?`.
pub(crate) fn percent_decoded(input: &str) -> Option<Derived> {
    let bytes = input.as_bytes();
    let first = (0..bytes.len()).find(|at| encoded(bytes, *at).is_some())?;
    let mut decoded = bytes.get(..first)?.to_vec();
    let mut origins: Vec<usize> = (0..first).collect();
    let mut at = first;
    while let Some(byte) = bytes.get(at) {
        let value = encoded(bytes, at);
        decoded.push(value.unwrap_or(*byte));
        origins.push(at);
        at += if value.is_some() { 3 } else { 1 };
    }
    origins.push(bytes.len());
    Some(Derived { text: text(decoded), origins })
}

/// The byte that a percent sign and two digits stand for.
fn encoded(bytes: &[u8], at: usize) -> Option<u8> {
    let [b'%', high, low] = *bytes.get(at..at + 3)? else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// Bytes as text of the same length.
fn text(mut bytes: Vec<u8>) -> String {
    loop {
        match String::from_utf8(bytes) {
            Ok(text) => return text,
            Err(error) => {
                bytes = masked(error.into_bytes());
            }
        }
    }
}

/// Bytes with all that is no UTF-8 replaced.
fn masked(mut bytes: Vec<u8>) -> Vec<u8> {
    let mut at = 0;
    while let Some(rest) = bytes.get_mut(at..) {
        let Err(error) = std::str::from_utf8(rest) else { break };
        let valid = error.valid_up_to();
        let length = error.error_len().unwrap_or(rest.len() - valid);
        rest.iter_mut().skip(valid).take(length).for_each(|byte| *byte = b'?');
        at += valid + length;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoding_keeps_places() {
        let input = "a%2Fb%252Fc";
        let once = percent_decoded(input).unwrap();
        assert_eq!(once.text, "a/b%2Fc");
        assert_eq!(&input[once.origin(1..2)], "%2F");
        let twice = once.percent_decoded().unwrap();
        assert_eq!(twice.text, "a/b/c");
        assert_eq!(&input[twice.origin(3..5)], "%252Fc");
        assert!(twice.percent_decoded().is_none());
    }

    #[test]
    fn what_is_no_encoding_or_no_text() {
        for text in ["", "a", "%", "%2", "%zz", "100%"] {
            assert!(percent_decoded(text).is_none(), "{text}");
        }
        assert_eq!(percent_decoded("%41%ff%e2%82%ac%e2%82x").unwrap().text, "A?€??x");
    }

    #[test]
    fn a_browser_removes_these() {
        let input = " \u{1}ht\ttp://a\n/ ";
        let clean = without_controls(input).unwrap();
        assert_eq!(clean.text, "http://a/");
        assert_eq!(&input[clean.origin(0..4)], "ht\ttp");
        assert!(without_controls("http://a b/").is_none());
    }
}
