//! The parts of a URL as logs write it: whole, without scheme, or only a path.
//!
//! Nothing is refused and nothing is resolved; what a text lacks is absent.
//!
//! ```
//! let parts = aquila_fact::url::parts("http://user@Example.com:8080/a?b=c");
//! assert_eq!(parts.host.as_deref(), Some("example.com"));
//! assert_eq!((parts.port, parts.query.as_deref()), (Some(8080), Some("b=c")));
//! ```

mod derived;
mod split;

pub(crate) use derived::{Derived, percent_decoded, without_controls};
pub(crate) use split::{host_and_port, split};

use std::borrow::Cow;
use std::ops::Range;

/// The parts of a URL. Nothing in them is percent-decoded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UrlParts<'a> {
    /// The scheme in lower case.
    pub scheme: Option<Cow<'a, str>>,
    /// The host in lower case, without brackets and user information.
    pub host: Option<Cow<'a, str>>,
    /// The port, if one is written.
    pub port: Option<u16>,
    /// The path as written, with its slash.
    pub path: Option<Cow<'a, str>>,
    /// What stands between `?` and `#`.
    pub query: Option<Cow<'a, str>>,
}

/// Splits a URL as a browser would: backslashes are slashes, tabs and line ends
/// count for nothing. A text that starts with one slash is a path; one that starts
/// with neither scheme nor slash is a path unless it can only be a host.
pub fn parts(url: &str) -> UrlParts<'_> {
    let clean = without_controls(url).map_or(Cow::Borrowed(url), |clean| Cow::Owned(clean.text));
    let places = split(&clean);
    let part = |range: Option<Range<usize>>| piece(&clean, range?);
    UrlParts {
        scheme: part(places.scheme).map(lower),
        host: part(places.host).map(without_brackets).map(lower).filter(|host| !host.is_empty()),
        port: part(places.port).and_then(|port| port.parse().ok()),
        path: part(places.path),
        query: part(places.query),
    }
}

/// A part of a borrowed text is borrowed.
fn piece<'a>(text: &Cow<'a, str>, range: Range<usize>) -> Option<Cow<'a, str>> {
    match text {
        Cow::Borrowed(text) => text.get(range).map(Cow::Borrowed),
        Cow::Owned(text) => text.get(range).map(|part| Cow::Owned(part.to_owned())),
    }
}

fn lower(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.bytes().any(|b| b.is_ascii_uppercase()) { Cow::Owned(text.to_ascii_lowercase()) } else { text }
}

fn without_brackets(text: Cow<'_, str>) -> Cow<'_, str> {
    let inner = |text: &str| text.strip_prefix('[').map(|text| text.trim_end_matches(']').len());
    match (inner(&text), text) {
        (Some(length), Cow::Borrowed(text)) => Cow::Borrowed(text.get(1..=length).unwrap_or_default()),
        (Some(length), Cow::Owned(text)) => Cow::Owned(text.get(1..=length).unwrap_or_default().to_owned()),
        (None, text) => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Expected<'a> = (Option<&'a str>, Option<&'a str>, Option<u16>, Option<&'a str>, Option<&'a str>);

    #[test]
    fn urls_as_logs_write_them() {
        let table: &[(&str, Expected<'_>)] = &[
            ("http://a.example/b?c=d#e", (Some("http"), Some("a.example"), None, Some("/b"), Some("c=d"))),
            ("HTTP://A.Example:080", (Some("http"), Some("a.example"), Some(80), None, None)),
            ("https://u:p@a.example:8443/", (Some("https"), Some("a.example"), Some(8443), Some("/"), None)),
            ("http://a@b@c.example/", (Some("http"), Some("c.example"), None, Some("/"), None)),
            (
                "http://[FD00:EC2::254]:80/x",
                (Some("http"), Some("fd00:ec2::254"), Some(80), Some("/x"), None),
            ),
            ("http:\\\\a.example\\x", (Some("http"), Some("a.example"), None, Some("\\x"), None)),
            ("http:a.example/x", (Some("http"), Some("a.example"), None, Some("/x"), None)),
            ("ht\ttp://a.ex\nample/", (Some("http"), Some("a.example"), None, Some("/"), None)),
            ("http://a.example:99999/", (Some("http"), Some("a.example"), None, Some("/"), None)),
            ("http://a.example:/", (Some("http"), Some("a.example"), None, Some("/"), None)),
            ("//a.example/x", (None, Some("a.example"), None, Some("/x"), None)),
            ("a.example:443", (None, Some("a.example"), Some(443), None, None)),
            ("web01:8080/x?y", (None, Some("web01"), Some(8080), Some("/x"), Some("y"))),
            ("a.example/x", (None, Some("a.example"), None, Some("/x"), None)),
            ("169.254.169.254", (None, Some("169.254.169.254"), None, None, None)),
            ("2852039166/latest", (None, Some("2852039166"), None, Some("/latest"), None)),
            ("/latest/meta-data?x=1", (None, None, None, Some("/latest/meta-data"), Some("x=1"))),
            ("//latest/meta-data", (None, None, None, Some("//latest/meta-data"), None)),
            ("//metadata/instance", (None, None, None, Some("//metadata/instance"), None)),
            ("http://metadata/x", (Some("http"), Some("metadata"), None, Some("/x"), None)),
            ("latest/meta-data", (None, None, None, Some("latest/meta-data"), None)),
            ("index.html?x", (None, None, None, Some("index.html"), Some("x"))),
            ("?x=http://a.example/", (None, None, None, None, Some("x=http://a.example/"))),
            ("mailto:a@b.example", (Some("mailto"), None, None, Some("a@b.example"), None)),
            ("c:\\windows", (None, None, None, Some("c:\\windows"), None)),
            ("http://", (Some("http"), None, None, None, None)),
            ("http://[", (Some("http"), None, None, None, None)),
            ("", (None, None, None, None, None)),
        ];
        for (url, (scheme, host, port, path, query)) in table {
            let found = parts(url);
            let texts = [&found.scheme, &found.host, &found.path, &found.query].map(|part| part.as_deref());
            assert_eq!(texts, [*scheme, *host, *path, *query], "{url}");
            assert_eq!(found.port, *port, "{url}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_parts(url in ".{0,60}", built in "(http)?:?[/\\\\]{0,3}[a-z@:.\\[\\]%/?#]{0,20}") {
            parts(&url);
            parts(&built);
        }
    }
}
