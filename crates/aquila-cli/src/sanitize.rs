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
/// apostrophe, also behind blanks and in full-width forms, which some take for the
/// plain ones. Numbers stay numbers.
pub(crate) fn spreadsheet(text: &str) -> Cow<'_, str> {
    let first = text.trim_start_matches(|c: char| c.is_whitespace() || is_unsafe(c));
    let starts_formula = text.starts_with(['\t', '\r', '\n'])
        || first.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if starts_formula && text.parse::<f64>().is_err() {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// For a CSV cell that may also be shown on a terminal: line ends and tabs stay, what
/// else acts on a terminal is a visible escape, and nothing is a formula.
pub(crate) fn cell(text: &str) -> String {
    let spread = spreadsheet(text);
    let parts: Vec<_> = spread.split_inclusive(['\n', '\r', '\t']).map(shown_part).collect();
    parts.concat()
}

/// A text with at most one line end or tab, its last character.
fn shown_part(part: &str) -> String {
    let end = part.len() - part.ends_with(['\n', '\r', '\t']) as usize;
    let (text, end) = part.split_at(end);
    format!("{}{end}", terminal(text))
}

/// For an HTML page, as text or within quotes: nothing is markup, and what a terminal
/// must not get is a visible escape here, too.
pub(crate) fn html(text: &str) -> String {
    markup(&terminal(text))
}

/// The same for a text whose lines stay lines.
pub(crate) fn html_lines(text: &str) -> String {
    let lines: Vec<String> =
        text.split('\n').map(|line| html(line.strip_suffix('\r').unwrap_or(line))).collect();
    lines.join("\n")
}

fn markup(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '`' => safe.push_str("&#96;"),
            c => safe.push(c),
        }
    }
    safe
}

/// Characters that act on a terminal or on the order of text.
pub(crate) fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{3164}' | '\u{ffa0}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e01ef}')
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
    fn cells_act_on_nothing() {
        for (hostile, shown) in [
            ("a\u{1b}]0;x\u{7}\nb\t\u{9b}c\r\n", "a\\x1b]0;x\\x07\nb\t\\x9bc\r\n"),
            ("=1\u{202e}", "'=1\\u{202e}"),
            ("plain\n", "plain\n"),
            ("", ""),
        ] {
            assert_eq!(cell(hostile), shown);
        }
    }

    #[test]
    fn no_text_is_markup() {
        for (hostile, shown) in [
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("\"><img src=x onerror='x'>", "&quot;&gt;&lt;img src=x onerror=&#39;x&#39;&gt;"),
            ("&lt;b&gt;", "&amp;lt;b&amp;gt;"),
            ("\u{1b}[2J\u{202e}x", r"\x1b[2J\u{202e}x"),
            ("a\0b", r"a\x00b"),
            ("a\nb", r"a\nb"),
        ] {
            assert_eq!(html(hostile), shown);
        }
        assert_eq!(html_lines("<a>\r\n\u{9b}b"), "&lt;a&gt;\n\\x9bb");
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
            (" =1+1", "' =1+1"),
            ("\n=1+1", "'\n=1+1"),
            ("\u{feff}=1+1", "'\u{feff}=1+1"),
            ("＝1+1", "'＝1+1"),
            ("1e5", "1e5"),
            ("", ""),
            ("plain", "plain"),
        ] {
            assert_eq!(spreadsheet(cell), written);
        }
    }
}
