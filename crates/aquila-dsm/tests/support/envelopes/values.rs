//! Random values: what people, programs and attackers put in names and arguments.

use proptest::prelude::*;
use proptest::sample::select;

/// Pieces that mean something to one format or another.
const PIECES: &[&str] = &[
    "\"",
    "'",
    "\\",
    "\\\\",
    "<",
    ">",
    "&",
    "&amp;",
    "]]>",
    "<![CDATA[",
    "</Data>",
    "</Event>",
    "<Event>",
    "<!--",
    "\t",
    "\n",
    "\r\n",
    " ",
    "  ",
    ",",
    ";",
    "|",
    "=",
    "a=b",
    "{",
    "}",
    "[",
    "{\"a\":1}",
    "\\u0041",
    "\\n",
    "%41",
    "%",
    "+",
    "#015#012",
    "#011",
    "audit(1718000000.1:2):",
    "type=PATH ",
    "é",
    "ß",
    "日本",
    "🙂",
    "\u{202e}",
    "\u{a0}",
    "\u{feff}",
    "\u{2028}",
    "$(x)",
    "`",
    "../",
    "C:\\",
    "/",
    "null",
    "-",
];

/// A piece of text that XML can hold.
fn piece() -> BoxedStrategy<String> {
    prop_oneof![
        3 => "[a-zA-Z0-9._ -]{1,10}",
        3 => select(PIECES).prop_map(str::to_owned),
        1 => any::<char>().prop_filter_map("XML cannot hold it", |c| {
            (!c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).then(|| c.to_string())
        }),
    ]
    .boxed()
}

/// Any text at all, the placeholders for none included.
pub(crate) fn text() -> BoxedStrategy<String> {
    prop_oneof![
        8 => proptest::collection::vec(piece(), 1..7).prop_map(|pieces| pieces.concat()),
        1 => select(&["", "-", " ", "N/A", "null", "(null)", "--", "0"][..]).prop_map(str::to_owned),
        1 => (piece(), 500..4000_usize).prop_map(|(piece, times)| piece.chars().take(3).collect::<String>().repeat(times)),
    ].boxed()
}

/// A path of Windows.
pub(crate) fn windows_path() -> BoxedStrategy<String> {
    prop_oneof![
        4 => proptest::collection::vec("[a-zA-Z0-9 ()&'ß日-]{1,9}", 1..4)
            .prop_map(|parts| format!("C:\\{}.exe", parts.join("\\"))),
        1 => text(),
    ]
    .boxed()
}

/// A name without blanks that a host or a program may have.
pub(crate) fn host() -> BoxedStrategy<String> {
    "[a-z][a-z0-9-]{1,8}(\\.corp\\.example)?"
        .prop_filter("names end in no dash", |name| !name.ends_with('-'))
        .boxed()
}

/// An address that is not unspecified, nor of the other family in disguise.
pub(crate) fn address() -> BoxedStrategy<std::net::IpAddr> {
    prop_oneof![
        any::<[u8; 4]>().prop_map(|bytes| std::net::IpAddr::from([
            bytes[0].max(1),
            bytes[1],
            bytes[2],
            bytes[3]
        ])),
        any::<[u8; 14]>().prop_map(|bytes| {
            let mut address = [0x20; 16];
            address[2..].copy_from_slice(&bytes);
            std::net::IpAddr::from(address)
        }),
    ]
    .boxed()
}

/// Bytes that Linux may have in a name, or in one word of a command.
pub(crate) fn word() -> BoxedStrategy<Vec<u8>> {
    let special = &[
        " ", "\"", "'", "\\", "\t", "\n", "\r", "\x01", "\x1b[0m", "\x7f", "é", "日本", "🙂", "%", "%2b",
        "+", "=", "a0=", "name=", ",", "(", ")", "{", "}", "null", "-", "41", "DEADBEEF", "\u{202e}", "#035",
        "' ", "\x1d",
    ][..];
    let piece = prop_oneof![
        3 => "[a-zA-Z0-9._-]{1,8}".prop_map(String::into_bytes),
        2 => select(special).prop_map(|text| text.as_bytes().to_vec()),
        1 => proptest::collection::vec(1..=255_u8, 1..4),
    ];
    proptest::collection::vec(piece, 1..5)
        .prop_map(|pieces| {
            let mut word = pieces.concat();
            word.iter_mut().filter(|byte| **byte == b'/').for_each(|byte| *byte = b'_');
            word
        })
        .boxed()
}

/// A name in a directory: neither of the two that mean a directory.
pub(crate) fn file_name() -> BoxedStrategy<Vec<u8>> {
    word()
        .prop_map(|word| if word.iter().all(|byte| *byte == b'.') { b"dots".to_vec() } else { word })
        .boxed()
}
