//! Text that the kernel wrote in hexadecimal.

/// The bytes of hexadecimal text; none if it is something else.
pub(crate) fn bytes(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}

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

fn digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}
