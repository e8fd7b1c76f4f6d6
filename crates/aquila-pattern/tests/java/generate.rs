//! Generated patterns and texts.

#![allow(dead_code, reason = "each test that runs the generators uses some of them")]

use crate::java::Random;
use crate::patterns::{ATOMS, FLAGS, GROUPS, PIECES, QUANTIFIERS};

/// A pattern that is mostly valid.
pub(crate) fn well_formed(random: &mut Random, depth: usize) -> String {
    let mut out = String::new();
    for _ in 0..1 + random.below(4) {
        match random.below(12) {
            0 => out.push('|'),
            1 => out.push_str(random.pick(FLAGS)),
            2..=4 if depth > 0 => {
                out.push_str(random.pick(GROUPS));
                out.push_str(&well_formed(random, depth - 1));
                out.push(')');
            }
            _ => out.push_str(random.pick(ATOMS)),
        }
        if random.below(4) == 0 && !out.is_empty() && !out.ends_with(['|', ')']) {
            out.push_str(random.pick(QUANTIFIERS));
        }
    }
    out
}

/// Any sequence of what patterns are made of.
pub(crate) fn soup(random: &mut Random) -> String {
    (0..1 + random.below(8)).map(|_| random.pick(PIECES)).collect()
}

/// The inside of a class.
pub(crate) fn class(random: &mut Random, depth: usize) -> String {
    const ITEMS: &[&str] = &[
        "a", "b", "c", "k", "a-c", "b-k", "&&", "&", "-", "^", r"\d", r"\w", r"\W", r"\]", r"\v", "é", "A-C",
        " ", "]",
    ];
    let mut out = String::from(random.pick(&["[", "[", "[^"]));
    for _ in 0..1 + random.below(5) {
        if depth > 0 && random.below(4) == 0 {
            out.push_str(&class(random, depth - 1));
        } else {
            out.push_str(random.pick(ITEMS));
        }
    }
    out.push(']');
    out
}

/// A text over what the patterns are made of.
pub(crate) fn text(random: &mut Random) -> String {
    const CHARS: &[&str] = &[
        "a", "a", "b", "b", "c", "A", "k", "K", "\u{212a}", "\n", "\r", "\r\n", "\u{85}", "\u{2028}", " ",
        "\t", "1", "é", "É", "ß", ".", "-", "]", "😀",
    ];
    (0..random.below(9)).map(|_| random.pick(CHARS)).collect()
}
