//! What is done with the text of a value.

use std::borrow::Cow;
use std::collections::BTreeMap;

use aquila_fact::url;
use regex::Regex;

use super::definition::ValueForm;
use super::sockaddr::{self, SocketPart};
use crate::pattern;

/// One change to a text.
#[derive(Debug)]
pub(super) enum Transform {
    Capture(Regex),
    Basename,
    Lower,
    Upper,
    TrimEnd(String),
    Socket(SocketPart),
    Map(BTreeMap<String, String>),
    Prefix(String),
    UrlPart(UrlPart),
}

/// A part of a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UrlPart {
    Host,
    Path,
    Query,
}

impl Transform {
    /// The changes that a value asks for, in the order they are made.
    pub(super) fn all(form: &ValueForm) -> Result<Vec<Transform>, String> {
        let mut transforms = Vec::new();
        if let Some(pattern) = &form.capture {
            transforms.push(Transform::Capture(pattern::compile(pattern)?));
        }
        transforms.extend(form.sockaddr.map(Transform::Socket));
        if form.basename {
            transforms.push(Transform::Basename);
        }
        transforms.extend(form.trim_end.clone().map(Transform::TrimEnd));
        if form.lower {
            transforms.push(Transform::Lower);
        }
        if form.upper {
            transforms.push(Transform::Upper);
        }
        transforms.extend(form.map.clone().map(Transform::Map));
        transforms.extend(form.prefix.clone().map(Transform::Prefix));
        Ok(transforms)
    }

    /// The text after the change; nothing where it has none.
    pub(super) fn apply<'r>(&self, text: Cow<'r, str>) -> Option<Cow<'r, str>> {
        Some(match self {
            Transform::Capture(pattern) => {
                let captures = pattern.captures(&text)?;
                let group = captures.get(1).or_else(|| captures.get(0))?;
                part_of(&text, group.start(), group.end())
            }
            Transform::Basename => {
                let start = text.len() - basename(&text).len();
                part_of(&text, start, text.len())
            }
            Transform::Lower => Cow::Owned(text.to_lowercase()),
            Transform::Upper => Cow::Owned(text.to_uppercase()),
            Transform::TrimEnd(end) => {
                let keep = text.trim_end().trim_end_matches(end.as_str()).len();
                part_of(&text, 0, keep)
            }
            Transform::Socket(wanted) => Cow::Owned(sockaddr::part(text.trim(), *wanted)?),
            Transform::Map(map) => Cow::Owned(map.get(text.trim())?.clone()),
            Transform::Prefix(prefix) => Cow::Owned(format!("{prefix}{text}")),
            Transform::UrlPart(wanted) => {
                let parts = url::parts(&text);
                let part = match wanted {
                    UrlPart::Host => parts.host,
                    UrlPart::Path => parts.path,
                    UrlPart::Query => parts.query,
                };
                match part? {
                    Cow::Owned(part) => Cow::Owned(part),
                    Cow::Borrowed(found) => {
                        let start = found.as_ptr() as usize - text.as_ptr() as usize;
                        let end = start + found.len();
                        part_of(&text, start, end)
                    }
                }
            }
        })
    }
}

fn part_of<'r>(text: &Cow<'r, str>, start: usize, end: usize) -> Cow<'r, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[start..end]),
        Cow::Owned(text) => Cow::Owned(text[start..end].to_owned()),
    }
}

/// The last component of a path, with either slash; to Linux, whose paths begin with
/// a slash, a backslash is a letter.
pub(super) fn basename(path: &str) -> &str {
    let separators: &[char] = if path.starts_with('/') { &['/'] } else { &['/', '\\'] };
    path.rsplit(separators).next().unwrap_or(path)
}
