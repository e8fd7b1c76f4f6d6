//! Text that the kernel wrote in hexadecimal.

/// The bytes of hexadecimal text; none if it is something else.
pub(crate) fn bytes(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    let mut bytes = Vec::with_capacity(pairs.len());
    // What is no digit sets a bit that no digit has: looked at once, at the end.
    let mut seen = 0;
    bytes.extend(pairs.iter().map(|[high, low]| {
        let (high, low) = (DIGITS[usize::from(*high)], DIGITS[usize::from(*low)]);
        seen |= high | low;
        high << 4 | low
    }));
    (seen & NO_DIGIT == 0).then_some(bytes)
}

const NO_DIGIT: u8 = 0x80;

/// What each byte is worth as a digit.
const DIGITS: [u8; 256] = {
    let mut digits = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        digits[b"0123456789abcdef"[value as usize] as usize] = value;
        digits[b"0123456789ABCDEF"[value as usize] as usize] = value;
        value += 1;
    }
    digits
};

/// The text in hexadecimal text: NULs between arguments are blanks, and what
/// separates the `keys` of several rules is a comma.
pub(super) fn text(encoded: &str, keys: bool) -> Option<String> {
    let mut bytes = bytes(encoded)?;
    while bytes.last() == Some(&0) {
        bytes.pop();
    }
    for byte in &mut bytes {
        match byte {
            0 => *byte = b' ',
            1 if keys => *byte = b',',
            _ => {}
        }
    }
    Some(
        String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
    )
}
