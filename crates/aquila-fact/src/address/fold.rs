//! Characters that a resolver or browser turns into those of a host name.
//!
//! As UTS #46 (Unicode IDNA Compatibility Processing) does: some characters are
//! dropped, the rest is normalized to NFKC, all full stops become `.`.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_compatible;

/// The ASCII form of a text where it has one, in lower case.
pub(super) fn folded(text: &str) -> String {
    text.chars().filter(|c| !is_dropped(*c)).nfkc().map(dotted).flat_map(char::to_lowercase).collect()
}

/// Whether a character can be part of a host name or address as anyone writes it,
/// percent-encoding included, brackets and colons not.
pub(super) fn is_host_char(c: char) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '%');
    if c.is_ascii() {
        return is_plain(c);
    }
    let mut all = true;
    decompose_compatible(c, |part| all &= is_plain(dotted(part)));
    all || is_dropped(c)
}

/// The ideographic full stop separates labels too.
fn dotted(c: char) -> char {
    if c == '\u{3002}' { '.' } else { c }
}

/// Characters that UTS #46 maps to nothing.
fn is_dropped(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{180b}'..='\u{180d}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{2064}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_dots_of_all_kinds() {
        for text in [
            "169.254.169.254",
            "１６９．２５４．１６９．２５４",
            "①⑥⑨。②⑤④。①⑥⑨。②⑤④",
            "⑯⑨｡254｡169｡254",
            "169.2\u{ad}54.169.254\u{200b}",
            "𝟏𝟔𝟗.𝟚𝟝𝟜.𝟣𝟨𝟫.𝟮𝟱𝟰",
        ] {
            assert_eq!(folded(text), "169.254.169.254", "{text}");
            assert!(text.chars().all(is_host_char), "{text}");
        }
    }

    #[test]
    fn other_characters_end_a_host() {
        for c in ['、', '「', 'é', ' ', '/', ':', '½', '⑴'] {
            assert!(!is_host_char(c), "{c}");
        }
    }
}
