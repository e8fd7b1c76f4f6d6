//! What records and command lines put around a path.

use std::borrow::Cow;

use super::NoPath;

/// Quotes within quotes are followed so deep.
const MOST_LAYERS: usize = 4;

/// The path inside of quotes and `file:` URLs, without ` (deleted)` behind it.
pub(super) fn unwrapped(text: &str) -> Result<Cow<'_, str>, NoPath> {
    let text = trimmed(text);
    if text.is_empty() || text.contains('\0') {
        return Err(NoPath);
    }
    match scheme(text) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("file") => of_url(rest).map(Cow::Owned),
        Some((_, rest)) if rest.starts_with("//") => Err(NoPath),
        _ => Ok(Cow::Borrowed(text)),
    }
}

fn trimmed(text: &str) -> &str {
    let mut text = text.trim_start().trim_end_matches(['\r', '\n', '\t']);
    for _ in 0..MOST_LAYERS {
        let inner = ['"', '\''].iter().find_map(|quote| {
            text.trim_end().strip_prefix(*quote).and_then(|text| text.strip_suffix(*quote))
        });
        let Some(inner) = inner else { break };
        text = inner.trim_start();
    }
    while text.starts_with('/')
        && let Some(rest) = text.strip_suffix(" (deleted)")
    {
        // d_path of the kernel appends it to the name of a file that was removed.
        text = rest;
    }
    text
}

/// `file` and what follows its colon. One letter is a drive.
fn scheme(text: &str) -> Option<(&str, &str)> {
    let length =
        text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte)).count();
    let (scheme, rest) = text.split_at(length);
    (length > 1).then_some(())?;
    Some((scheme, rest.strip_prefix(':')?)).filter(|(_, rest)| rest.starts_with('/'))
}

/// RFC 8089: `//host/path`, `///path` or `/path`; a host is the server of a share.
fn of_url(rest: &str) -> Result<String, NoPath> {
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let path = match rest.strip_prefix("//") {
        None => rest.to_owned(),
        Some(rest) => {
            let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            match host {
                "" => path.to_owned(),
                host if host.eq_ignore_ascii_case("localhost") => path.to_owned(),
                host => format!("\\\\{host}{path}"),
            }
        }
    };
    let path = decoded(&path);
    if path.contains('\0') {
        return Err(NoPath);
    }
    // `/C:/x` and the old `/C|/x`.
    let bytes = path.as_bytes();
    match bytes {
        [b'/', letter, b':' | b'|', ..] if letter.is_ascii_alphabetic() => {
            Ok(format!("{}:{}", char::from(*letter), path.get(3..).unwrap_or_default()))
        }
        _ => Ok(path),
    }
}

fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match (byte, digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.extend(u8::try_from(high * 16 + low));
                at += 3;
            }
            _ => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
