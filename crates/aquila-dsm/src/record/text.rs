//! Escapes undone: JSON strings and XML text.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memchr;
use memchr::memmem::Finder;

/// The characters of a JSON string. Half of a surrogate pair becomes U+FFFD, and
/// what is no escape stays as it is.
pub(super) fn unescape_json(raw: &str) -> Cow<'_, str> {
    let Some(first) = memchr(b'\\', raw.as_bytes()) else { return Cow::Borrowed(raw) };
    let mut out = String::with_capacity(raw.len());
    out.push_str(&raw[..first]);
    let mut rest = &raw[first..];
    while let Some(at) = memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = escape(&rest[at..], &mut out);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Writes the character of the escape that `text` starts with; gives what follows.
fn escape<'a>(text: &'a str, out: &mut String) -> &'a str {
    let plain = match text.as_bytes().get(1) {
        Some(b'n') => '\n',
        Some(b't') => '\t',
        Some(b'r') => '\r',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b @ (b'"' | b'\\' | b'/')) => char::from(*b),
        Some(b'u') => return unicode(text, out),
        _ => {
            out.push('\\');
            return &text[1..];
        }
    };
    out.push(plain);
    &text[2..]
}

fn unicode<'a>(text: &'a str, out: &mut String) -> &'a str {
    let Some(unit) = hex4(text) else {
        out.push('\\');
        return &text[1..];
    };
    let rest = &text[6..];
    if (0xd800..0xdc00).contains(&unit)
        && rest.starts_with("\\u")
        && let Some(low) = hex4(rest)
        && (0xdc00..0xe000).contains(&low)
    {
        let code = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
        out.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
        return &rest[6..];
    }
    out.push(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
    rest
}

/// The four hexadecimal digits after `\u`.
fn hex4(text: &str) -> Option<u32> {
    let digits = text.get(2..6)?;
    let hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
    if hex { u32::from_str_radix(digits, 16).ok() } else { None }
}

/// XML text with its entities and CDATA sections undone; an unknown entity stays
/// as it is.
pub(super) fn unescape_xml(raw: &str) -> Cow<'_, str> {
    if memchr(b'&', raw.as_bytes()).is_none() && !raw.contains("<![CDATA[") {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(start) = rest.find("<![CDATA[") {
        entities(&rest[..start], &mut out);
        let body = &rest[start + 9..];
        let (data, after) = body.split_once("]]>").unwrap_or((body, ""));
        out.push_str(data);
        rest = after;
    }
    entities(rest, &mut out);
    Cow::Owned(out)
}

/// XML text without CDATA sections, its entities undone.
pub(super) fn unescape_entities(raw: &str) -> Cow<'_, str> {
    if memchr(b'&', raw.as_bytes()).is_none() {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    entities(raw, &mut out);
    Cow::Owned(out)
}

fn entities(mut rest: &str, out: &mut String) {
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        // The longest name of use is `&#x10ffff;`.
        let end = rest.bytes().take(12).position(|b| b == b';');
        match end.and_then(|end| Some((entity(&rest[1..end])?, end))) {
            Some((character, end)) => {
                out.push(character);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

/// Where JSON, or a Windows event as XML, starts in other text.
pub(super) fn find_structure(text: &str) -> Option<usize> {
    let json = super::json::find_start(text);
    static EVENT: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(b"<Event"));
    let xml = EVENT.find(text.as_bytes());
    match (json, xml) {
        (Some(json), Some(xml)) => Some(json.min(xml)),
        (json, xml) => json.or(xml),
    }
}

/// Text with its escapes undone: what a backslash and a character mean. Those that mean
/// nothing stay as they are.
pub(super) fn unescape(raw: &str, meaning: impl Fn(char) -> Option<char>) -> Cow<'_, str> {
    let Some(first) = memchr(b'\\', raw.as_bytes()) else { return Cow::Borrowed(raw) };
    let mut out = String::with_capacity(raw.len());
    out.push_str(&raw[..first]);
    let mut rest = raw[first..].chars();
    while let Some(character) = rest.next() {
        let escaped = rest.clone().next().filter(|_| character == '\\').and_then(&meaning);
        if let Some(meant) = escaped {
            rest.next();
            out.push(meant);
        } else {
            out.push(character);
        }
    }
    Cow::Owned(out)
}
