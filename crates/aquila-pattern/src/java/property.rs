//! The named sets: `\d` and its kin, `\p{...}` in all of Java's families.

use super::set::{self, Set};

/// The set of `\d`, `\w`, `\s`, `\h` or `\v`; the first three are ASCII unless `unicode`.
pub(super) fn predefined(letter: char, unicode: bool) -> Set {
    let by_unicode = match letter {
        'd' if unicode => set::unicode("gc=Nd"),
        'w' if unicode => word(),
        's' if unicode => set::unicode("White_Space"),
        _ => None,
    };
    by_unicode.unwrap_or_else(|| match letter {
        'd' => set::of(&[('0', '9')]),
        'w' => set::of(&[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]),
        's' => set::of(&[('\t', '\r'), (' ', ' ')]),
        'h' => set::of(&[
            ('\t', '\t'),
            (' ', ' '),
            ('\u{a0}', '\u{a0}'),
            ('\u{1680}', '\u{1680}'),
            ('\u{180e}', '\u{180e}'),
            ('\u{2000}', '\u{200a}'),
            ('\u{202f}', '\u{202f}'),
            ('\u{205f}', '\u{205f}'),
            ('\u{3000}', '\u{3000}'),
        ]),
        _ => set::of(&[('\n', '\r'), ('\u{85}', '\u{85}'), ('\u{2028}', '\u{2029}')]),
    })
}

/// The set of `\p{name}`. Where case is ignored Java makes the three cases one.
pub(super) fn by_name(name: &str, ignore_case: bool, unicode_classes: bool) -> Option<Set> {
    if let Some((key, value)) = name.split_once('=') {
        return match key.to_ascii_lowercase().as_str() {
            "sc" | "script" => script(value),
            "blk" | "block" => block(value),
            "gc" | "general_category" => category(value, ignore_case),
            _ => None,
        };
    }
    if let Some(value) = name.strip_prefix("In") {
        return block(value);
    }
    if let Some(value) = name.strip_prefix("Is") {
        return binary(value, ignore_case).or_else(|| category(value, ignore_case)).or_else(|| script(value));
    }
    let by_unicode = if unicode_classes { posix_unicode(name, ignore_case) } else { None };
    by_unicode.or_else(|| category(name, ignore_case))
}

fn word() -> Option<Set> {
    set::unicode_union(&["Alphabetic", "gc=M", "gc=Nd", "gc=Pc", "Join_Control"])
}

fn script(value: &str) -> Option<Set> {
    set::unicode(&format!("sc={value}"))
}

/// A general category, or one of the other names that Java treats alike.
fn category(name: &str, ignore_case: bool) -> Option<Set> {
    match name {
        "Lu" | "Ll" | "Lt" if ignore_case => set::unicode("gc=LC"),
        "Cn" | "Lu" | "Ll" | "Lt" | "Lm" | "Lo" | "Mn" | "Me" | "Mc" | "Nd" | "Nl" | "No" | "Zs" | "Zl"
        | "Zp" | "Cc" | "Cf" | "Co" | "Pd" | "Ps" | "Pe" | "Pc" | "Po" | "Sm" | "Sc" | "Sk" | "So" | "Pi"
        | "Pf" | "L" | "M" | "N" | "Z" | "P" | "S" | "C" | "LC" => set::unicode(&format!("gc={name}")),
        // Surrogates: no text of ours holds one.
        "Cs" => Some(Set::empty()),
        "LD" => set::unicode_union(&["gc=L", "gc=Nd"]),
        "L1" => Some(set::range(0, 0xFF)),
        "all" => Some(set::all()),
        _ => posix_ascii(name, ignore_case).or_else(|| java(name.strip_prefix("java")?, ignore_case)),
    }
}

fn posix_ascii(name: &str, ignore_case: bool) -> Option<Set> {
    Some(match name {
        "ASCII" => set::of(&[('\0', '\x7f')]),
        "Lower" | "Upper" if ignore_case => set::of(&[('A', 'Z'), ('a', 'z')]),
        "Lower" => set::of(&[('a', 'z')]),
        "Upper" => set::of(&[('A', 'Z')]),
        "Alpha" => set::of(&[('A', 'Z'), ('a', 'z')]),
        "Digit" => set::of(&[('0', '9')]),
        "Alnum" => set::of(&[('0', '9'), ('A', 'Z'), ('a', 'z')]),
        "XDigit" => set::of(&[('0', '9'), ('A', 'F'), ('a', 'f')]),
        "Punct" => set::of(&[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]),
        "Graph" => set::of(&[('!', '~')]),
        "Print" => set::of(&[(' ', '~')]),
        "Blank" => set::of(&[('\t', '\t'), (' ', ' ')]),
        "Cntrl" => set::of(&[('\0', '\x1f'), ('\x7f', '\x7f')]),
        "Space" => set::of(&[('\t', '\r'), (' ', ' ')]),
        _ => return None,
    })
}

/// The names of POSIX with Unicode's meaning, under `(?U)`; any case will do.
fn posix_unicode(name: &str, ignore_case: bool) -> Option<Set> {
    match name.to_ascii_uppercase().as_str() {
        "ALPHA" => binary("ALPHABETIC", ignore_case),
        "LOWER" => binary("LOWERCASE", ignore_case),
        "UPPER" => binary("UPPERCASE", ignore_case),
        "SPACE" => binary("WHITE_SPACE", ignore_case),
        "PUNCT" => binary("PUNCTUATION", ignore_case),
        "XDIGIT" => binary("HEX_DIGIT", ignore_case),
        "CNTRL" => binary("CONTROL", ignore_case),
        "ALNUM" | "DIGIT" | "BLANK" | "GRAPH" | "PRINT" => binary(name, ignore_case),
        _ => None,
    }
}

/// The binary properties, in any case.
fn binary(name: &str, ignore_case: bool) -> Option<Set> {
    let upper = name.to_ascii_uppercase();
    match upper.as_str() {
        "LOWERCASE" | "UPPERCASE" | "TITLECASE" if ignore_case => {
            set::unicode_union(&["Lowercase", "Uppercase", "gc=Lt"])
        }
        "ALPHABETIC" => set::unicode("Alphabetic"),
        "LOWERCASE" => set::unicode("Lowercase"),
        "UPPERCASE" => set::unicode("Uppercase"),
        "TITLECASE" => set::unicode("gc=Lt"),
        "LETTER" => set::unicode("gc=L"),
        "IDEOGRAPHIC" => set::unicode("Ideographic"),
        "PUNCTUATION" => set::unicode("gc=P"),
        "CONTROL" => set::unicode("gc=Cc"),
        "WHITE_SPACE" | "WHITESPACE" => set::unicode("White_Space"),
        "HEX_DIGIT" | "HEXDIGIT" => set::unicode_union(&["gc=Nd", "Hex_Digit"]),
        "ASSIGNED" => set::unicode("gc=Cn").map(set::negated),
        "NONCHARACTER_CODE_POINT" | "NONCHARACTERCODEPOINT" => set::unicode("Noncharacter_Code_Point"),
        "JOIN_CONTROL" | "JOINCONTROL" => set::unicode("Join_Control"),
        "DIGIT" => set::unicode("gc=Nd"),
        "ALNUM" => set::unicode_union(&["Alphabetic", "gc=Nd"]),
        "BLANK" => Some(set::union(set::unicode("gc=Zs")?, &set::of(&[('\t', '\t')]))),
        "GRAPH" => set::unicode_union(&["White_Space", "gc=Cc", "gc=Cn"]).map(set::negated),
        "PRINT" => {
            let printed = set::union(binary("GRAPH", false)?, &binary("BLANK", false)?);
            Some(set::difference(printed, &set::unicode("gc=Cc")?))
        }
        "WORD" => word(),
        _ => None,
    }
}

/// What `java.lang.Character` tests for.
fn java(name: &str, ignore_case: bool) -> Option<Set> {
    match name {
        "LowerCase" | "UpperCase" | "TitleCase" if ignore_case => {
            set::unicode_union(&["Lowercase", "Uppercase", "gc=Lt"])
        }
        "LowerCase" => set::unicode("Lowercase"),
        "UpperCase" => set::unicode("Uppercase"),
        "TitleCase" => set::unicode("gc=Lt"),
        "Alphabetic" => set::unicode("Alphabetic"),
        "Ideographic" => set::unicode("Ideographic"),
        "Digit" => set::unicode("gc=Nd"),
        "Defined" => set::unicode("gc=Cn").map(set::negated),
        "Letter" => set::unicode("gc=L"),
        "LetterOrDigit" => set::unicode_union(&["gc=L", "gc=Nd"]),
        "JavaIdentifierStart" => set::unicode_union(&["gc=L", "gc=Nl", "gc=Sc", "gc=Pc"]),
        "JavaIdentifierPart" => {
            let names = ["gc=L", "gc=Nl", "gc=Sc", "gc=Pc", "gc=Nd", "gc=Mc", "gc=Mn"];
            Some(set::union(set::unicode_union(&names)?, &ignorable()?))
        }
        "UnicodeIdentifierStart" => set::unicode("ID_Start"),
        "UnicodeIdentifierPart" => Some(set::union(set::unicode("ID_Continue")?, &ignorable()?)),
        "IdentifierIgnorable" => ignorable(),
        "SpaceChar" => set::unicode("gc=Z"),
        "Whitespace" => {
            let no_break =
                set::of(&[('\u{a0}', '\u{a0}'), ('\u{2007}', '\u{2007}'), ('\u{202f}', '\u{202f}')]);
            let separators = set::difference(set::unicode("gc=Z")?, &no_break);
            Some(set::union(separators, &set::of(&[('\t', '\r'), ('\x1c', '\x1f')])))
        }
        "ISOControl" => Some(set::of(&[('\0', '\x1f'), ('\x7f', '\u{9f}')])),
        _ => None,
    }
}

fn ignorable() -> Option<Set> {
    let controls = set::of(&[('\0', '\x08'), ('\x0e', '\x1b'), ('\x7f', '\u{9f}')]);
    Some(set::union(controls, &set::unicode("gc=Cf")?))
}

/// The blocks that patterns over logs name; the others are refused.
fn block(name: &str) -> Option<Set> {
    let plain: String = name.chars().filter(|c| !matches!(c, ' ' | '_' | '-')).collect();
    let (first, last) = match plain.to_ascii_uppercase().as_str() {
        "BASICLATIN" => (0x0000, 0x007F),
        "LATIN1SUPPLEMENT" => (0x0080, 0x00FF),
        "LATINEXTENDEDA" => (0x0100, 0x017F),
        "LATINEXTENDEDB" => (0x0180, 0x024F),
        "IPAEXTENSIONS" => (0x0250, 0x02AF),
        "SPACINGMODIFIERLETTERS" => (0x02B0, 0x02FF),
        "COMBININGDIACRITICALMARKS" => (0x0300, 0x036F),
        "GREEK" | "GREEKANDCOPTIC" => (0x0370, 0x03FF),
        "CYRILLIC" => (0x0400, 0x04FF),
        "ARMENIAN" => (0x0530, 0x058F),
        "HEBREW" => (0x0590, 0x05FF),
        "ARABIC" => (0x0600, 0x06FF),
        "DEVANAGARI" => (0x0900, 0x097F),
        "THAI" => (0x0E00, 0x0E7F),
        "LATINEXTENDEDADDITIONAL" => (0x1E00, 0x1EFF),
        "GENERALPUNCTUATION" => (0x2000, 0x206F),
        "CURRENCYSYMBOLS" => (0x20A0, 0x20CF),
        "LETTERLIKESYMBOLS" => (0x2100, 0x214F),
        "ARROWS" => (0x2190, 0x21FF),
        "MATHEMATICALOPERATORS" => (0x2200, 0x22FF),
        "BOXDRAWING" => (0x2500, 0x257F),
        "CJKSYMBOLSANDPUNCTUATION" => (0x3000, 0x303F),
        "HIRAGANA" => (0x3040, 0x309F),
        "KATAKANA" => (0x30A0, 0x30FF),
        "CJKUNIFIEDIDEOGRAPHS" => (0x4E00, 0x9FFF),
        "HANGULSYLLABLES" => (0xAC00, 0xD7AF),
        "PRIVATEUSEAREA" => (0xE000, 0xF8FF),
        "HALFWIDTHANDFULLWIDTHFORMS" => (0xFF00, 0xFFEF),
        "EMOTICONS" => (0x1F600, 0x1F64F),
        _ => return None,
    };
    Some(set::range(first, last))
}
