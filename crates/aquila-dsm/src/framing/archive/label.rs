//! Names of members. They are shown, and never used as a path, so `..` and
//! leading slashes stay as they are.

/// The longest name that is kept.
const MAX: usize = 4096;

/// A name as text: bytes that are not UTF-8 are escaped as `\xff`.
pub(super) fn label(name: &[u8]) -> String {
    let kept = name.get(..MAX).unwrap_or(name);
    let mut text = String::with_capacity(kept.len());
    for chunk in kept.utf8_chunks() {
        text.push_str(chunk.valid());
        // A character that the limit cuts in two is left out.
        if chunk.invalid().is_empty() || (kept.len() < name.len() && is_tail(kept, chunk.invalid())) {
            continue;
        }
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    if kept.len() < name.len() {
        text.push_str("...");
    }
    text
}

fn is_tail(whole: &[u8], part: &[u8]) -> bool {
    whole.as_ptr_range().end == part.as_ptr_range().end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels() {
        for (name, want) in [
            (&b"logs/auth.log"[..], "logs/auth.log"),
            (b"../../etc/passwd", "../../etc/passwd"),
            (b"/abs\\olute", "/abs\\olute"),
            (b"caf\xe9.log", "caf\\xe9.log"),
            ("caf\u{e9}.log".as_bytes(), "caf\u{e9}.log"),
            (b"a\0b\x1b[31m", "a\0b\x1b[31m"),
            (b"", ""),
        ] {
            assert_eq!(label(name), want);
        }
        let long = "\u{e9}".repeat(5000);
        assert_eq!(label(long.as_bytes()), format!("{}...", "\u{e9}".repeat(2048)));
        let odd = format!("x{long}");
        assert_eq!(label(odd.as_bytes()), format!("x{}...", "\u{e9}".repeat(2047)));
        assert_eq!(label(&[0xff; 9000]).len(), 4 * (MAX - 1) + 3);
    }
}
