//! Where the parts of a URL are, read as leniently as its most lenient reader.
//!
//! Browsers take backslashes for slashes, any number of them after a known scheme,
//! and the last `@` as the end of the user information (WHATWG URL).

use std::ops::Range;

use crate::address::is_certain_host;

/// The places of the parts in the text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Split {
    pub(crate) scheme: Option<Range<usize>>,
    /// With its brackets, without user information and port.
    pub(crate) host: Option<Range<usize>>,
    pub(crate) port: Option<Range<usize>>,
    pub(crate) path: Option<Range<usize>>,
    pub(crate) query: Option<Range<usize>>,
    /// Where the host and its port end, or 0 without a host.
    pub(crate) rest: usize,
}

/// Schemes after which a browser needs no slashes (WHATWG URL, special schemes).
const SPECIAL: &[&str] = &["http", "https", "ws", "wss", "ftp"];

/// Splits a text that a browser has cleaned.
pub(crate) fn split(text: &str) -> Split {
    let mut parts = Split::default();
    let start = match scheme(text) {
        Some(end) => {
            parts.scheme = Some(0..end);
            authority_after_scheme(text, end)
        }
        None => authority_without_scheme(text),
    };
    let mut rest = parts.scheme.as_ref().map_or(0, |scheme| scheme.end + 1);
    if let Some(start) = start {
        rest = start + end_of(text.get(start..).unwrap_or_default(), &['/', '\\', '?', '#']);
        let (host, port) = host_and_port(text, start..rest);
        parts.host = (!host.is_empty()).then_some(host);
        parts.port = port.filter(|port| !port.is_empty());
        parts.rest = rest;
    }
    path_and_query(text, rest, &mut parts);
    parts
}

/// Where the scheme ends, which is where its colon is.
fn scheme(text: &str) -> Option<usize> {
    let colon = text.find(':')?;
    let name = text.get(..colon)?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    // One letter is a drive of Windows; digits after the colon are a port.
    let rest = text.get(colon + 1..)?;
    let is_port = rest.starts_with(|c: char| c.is_ascii_digit()) && !is_special(name);
    (is_name && name.len() > 1 && !is_port).then_some(colon)
}

fn is_special(scheme: &str) -> bool {
    SPECIAL.iter().any(|special| special.eq_ignore_ascii_case(scheme))
}

fn authority_after_scheme(text: &str, colon: usize) -> Option<usize> {
    let rest = text.get(colon + 1..)?;
    let slashes = slashes(rest);
    let is_authority = slashes >= 2 || is_special(text.get(..colon)?);
    is_authority.then_some(colon + 1 + slashes)
}

/// Two slashes begin a host, and so does what can only be one. `//latest/meta-data`
/// stays a path, as web servers read it.
fn authority_without_scheme(text: &str) -> Option<usize> {
    let slashes = slashes(text);
    if slashes == 1 {
        return None;
    }
    let rest = text.get(slashes..)?;
    let end = end_of(rest, &['/', '\\', '?', '#']);
    let range = slashes..slashes + end;
    let (host, port) = host_and_port(text, range);
    let host = text.get(host)?;
    let is_domain = host.contains('.')
        && host.starts_with(|c: char| c.is_ascii_alphanumeric())
        && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
    let is_followed = rest.get(end..)?.starts_with(['/', '\\']);
    let has_port = port.is_some_and(|port| !port.is_empty()) && !host.is_empty();
    let is_host = has_port || is_certain_host(host) || is_domain && (slashes > 1 || is_followed);
    is_host.then_some(slashes)
}

fn slashes(text: &str) -> usize {
    end_of_not(text, &['/', '\\'])
}

fn end_of(text: &str, ends: &[char]) -> usize {
    text.find(ends).unwrap_or(text.len())
}

fn end_of_not(text: &str, of: &[char]) -> usize {
    text.find(|c| !of.contains(&c)).unwrap_or(text.len())
}

/// The host and the port of an authority. A port is digits only, perhaps none.
pub(crate) fn host_and_port(text: &str, authority: Range<usize>) -> (Range<usize>, Option<Range<usize>>) {
    let Range { mut start, end } = authority;
    let of = |start: usize| text.get(start..end).unwrap_or_default();
    if let Some(at) = of(start).rfind('@') {
        start += at + 1;
    }
    let after_bracket =
        of(start).starts_with('[').then(|| of(start).find(']')).flatten().map_or(start, |at| start + at + 1);
    let Some(colon) = of(after_bracket).rfind(':').map(|at| after_bracket + at) else {
        return (start..end, None);
    };
    // Several colons without brackets are an IPv6 address.
    let is_single = after_bracket > start || !text.get(start..colon).unwrap_or_default().contains(':');
    let is_port = of(colon + 1).bytes().all(|b| b.is_ascii_digit());
    if is_single && is_port { (start..colon, Some(colon + 1..end)) } else { (start..end, None) }
}

fn path_and_query(text: &str, rest: usize, parts: &mut Split) {
    let after = text.get(rest..).unwrap_or_default();
    let fragment = rest + end_of(after, &['#']);
    let path = rest + end_of(text.get(rest..fragment).unwrap_or_default(), &['?']);
    parts.path = (path > rest).then_some(rest..path);
    parts.query = (path < fragment).then_some(path + 1..fragment);
}
