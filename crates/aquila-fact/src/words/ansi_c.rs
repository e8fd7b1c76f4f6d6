//! `$'..'`: quotes with the escapes of C (POSIX.1-2024, 2.2.4; Bash manual, 3.1.2.4).

/// What stands before the closing quote, unescaped, and how many bytes of the text
/// that took, the quote included.
pub(super) fn unquote(text: &str) -> (String, usize) {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'\'' => return (String::from_utf8_lossy(&out).into_owned(), at),
            b'\\' => at += escape(&bytes[at..], &mut out),
            byte => out.push(byte),
        }
    }
    (String::from_utf8_lossy(&out).into_owned(), at)
}

/// Writes what the escape after a backslash stands for; says how long it is.
fn escape(rest: &[u8], out: &mut Vec<u8>) -> usize {
    let Some(&letter) = rest.first() else {
        out.push(b'\\');
        return 0;
    };
    let simple = match letter {
        b'a' => 7,
        b'b' => 8,
        b'e' | b'E' => 27,
        b'f' => 12,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 11,
        b'\\' | b'\'' | b'"' | b'?' => letter,
        b'c' => {
            out.extend(rest.get(1).map(|byte| byte & 0x1f));
            return rest.len().min(2);
        }
        b'0'..=b'7' => return byte_of(rest, 8, 3, 0, out),
        b'x' => return byte_of(rest, 16, 2, 1, out),
        b'u' => return scalar(rest, 4, out),
        b'U' => return scalar(rest, 8, out),
        _ => {
            out.extend([b'\\', letter]);
            return 1;
        }
    };
    out.push(simple);
    1
}

/// Digits after `skip` bytes, at most so many: their number and how many there are.
fn digits(rest: &[u8], radix: u32, most: usize, skip: usize) -> (u32, usize) {
    let digits = rest[skip..].iter().take(most).map_while(|byte| char::from(*byte).to_digit(radix));
    digits
        .fold((0u32, 0), |(number, count), digit| (number.wrapping_mul(radix).wrapping_add(digit), count + 1))
}

fn byte_of(rest: &[u8], radix: u32, most: usize, skip: usize, out: &mut Vec<u8>) -> usize {
    let (number, count) = digits(rest, radix, most, skip);
    match u8::try_from(number & 0xff) {
        Ok(byte) if count > 0 => out.push(byte),
        _ => out.extend([b'\\', rest[0]]),
    }
    skip + count
}

fn scalar(rest: &[u8], most: usize, out: &mut Vec<u8>) -> usize {
    let (number, count) = digits(rest, 16, most, 1);
    match char::from_u32(number) {
        Some(char) if count > 0 => out.extend(char.encode_utf8(&mut [0; 4]).as_bytes()),
        _ => out.extend([b'\\', rest[0]]),
    }
    1 + count
}
