//! Text from logs, made harmless for where it goes. The one place that does this.

use std::borrow::Cow;

/// For a terminal: control, bidirectional and other invisible characters become
/// visible escapes, so that a log can neither move the cursor nor hide text.
pub(crate) fn terminal(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' => safe.push_str("\\n"),
            '\r' => safe.push_str("\\r"),
            '\t' => safe.push_str("\\t"),
            c if is_unsafe(c) && (c as u32) < 0x100 => safe.push_str(&format!("\\x{:02x}", c as u32)),
            c if is_unsafe(c) => safe.push_str(&format!("\\u{{{:x}}}", c as u32)),
            c => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// For source text that spans point into: the same length in bytes, line ends and
/// tabs kept, everything unsafe as question marks.
pub(crate) fn in_place(text: &str) -> String {
    let safe = |c: char| is_unsafe(c) && !matches!(c, '\n' | '\r' | '\t');
    text.chars().map(|c| if safe(c) { "?".repeat(c.len_utf8()) } else { c.to_string() }).collect()
}

/// For a CSV cell: what a spreadsheet would run as a formula gets a leading
/// apostrophe. Numbers stay numbers.
pub(crate) fn spreadsheet(text: &str) -> Cow<'_, str> {
    let starts_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if starts_formula && text.parse::<f64>().is_err() {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Characters that act on a terminal or on the order of text.
pub(crate) fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_cannot_reach_a_terminal() {
        for (hostile, shown) in [
            ("\u{1b}[2Jx", r"\x1b[2Jx"),
            ("\u{1b}]8;;http://x\u{7}link", r"\x1b]8;;http://x\x07link"),
            ("\u{1b}]52;c;AAAA\u{7}", r"\x1b]52;c;AAAA\x07"),
            ("\u{9b}31m", r"\x9b31m"),
            ("user\u{202e}exe.txt", r"user\u{202e}exe.txt"),
            ("a\r\nb\tc", r"a\r\nb\tc"),
            ("zero\u{200b}width", r"zero\u{200b}width"),
        ] {
            assert_eq!(terminal(hostile), shown);
        }
        assert!(matches!(terminal("plain é 漢"), Cow::Borrowed(_)));
    }

    #[test]
    fn source_text_keeps_its_places() {
        let text = "a\u{1b}[2J\n\u{202e}b";
        assert_eq!(in_place(text), "a?[2J\n???b");
        assert_eq!(in_place(text).len(), text.len());
    }

    #[test]
    fn formulas_are_inert_and_numbers_stay() {
        for (cell, written) in [
            ("=cmd|'/c calc'!A1", "'=cmd|'/c calc'!A1"),
            ("+1+1", "'+1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-5", "-5"),
            ("-x", "'-x"),
            ("plain", "plain"),
        ] {
            assert_eq!(spreadsheet(cell), written);
        }
    }
}
