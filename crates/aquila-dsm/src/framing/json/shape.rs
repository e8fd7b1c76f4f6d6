//! Whether an input is JSON, and of which shape, by its head.

use memchr::memchr;

use super::scan::{Scan, Scanner, skip_space};
use super::wrapper::{self, Found};
use super::{after, is_separator};
use crate::framing::Limits;

/// What the start of an input shows.
pub(in crate::framing) struct Shape {
    /// One value a line.
    pub(in crate::framing) lines: bool,
    /// The key of the wrapper, or an empty one for a bare array.
    pub(in crate::framing) inside: Option<&'static str>,
}

/// What the head of an input looks like, if it is JSON.
pub(in crate::framing) fn shape(head: &[u8], whole: bool, limits: &Limits) -> Option<Shape> {
    let mut scanner = Scanner::new(limits.max_json_depth);
    let start = head.iter().position(|byte| !is_separator(*byte))?;
    let text = &head[start..];
    let wrapped = |scanner: &mut Scanner, object: &[u8]| match wrapper::find(scanner, object, true) {
        Found::At { key, .. } => Some(key),
        _ => None,
    };
    let inside = match text.first()? {
        b'{' => wrapped(&mut scanner, text),
        b'[' => Some(""),
        _ => None,
    };
    let by_lines = || json_lines(head, whole, limits).then_some(Shape { lines: true, inside: None });
    if !matches!(text.first(), Some(b'{' | b'[')) {
        return by_lines();
    }
    match scanner.scan(text, whole) {
        Scan::Complete { len, .. } => {
            let (value, rest) = text.split_at(len);
            let next = after(rest, 0);
            let alone = matches!(next, None | Some(b'\n' | b'\r'));
            if !alone && !matches!(next, Some(b'{' | b'[' | b',' | 0x1e)) {
                return by_lines();
            }
            let lines = alone && memchr(b'\n', value).is_none();
            let only = rest.iter().all(|byte| is_separator(*byte)) && whole;
            Some(Shape { lines, inside: inside.filter(|_| only) })
        }
        Scan::Open if text.first() == Some(&b'{') || is_array_of_values(text) => {
            Some(Shape { lines: false, inside })
        }
        Scan::Open => by_lines(),
        // Broken further on, but it began as JSON does.
        Scan::Bad { .. } => by_lines().or_else(|| {
            let object = &text[skip_space(text, usize::from(text.first() == Some(&b'[')))..];
            let begins = object.first() == Some(&b'{') && matches!(wrapper::member(object, 1), Ok(Some(_)));
            begins.then_some(Shape { lines: false, inside })
        }),
    }
}

/// Whether an array begins with a container, a string or its end.
fn is_array_of_values(text: &[u8]) -> bool {
    matches!(text.get(skip_space(text, 1)), Some(b'{' | b'[' | b'"' | b']'))
}

/// Whether most of the first lines are JSON objects, although the first is not:
/// logs that were cut or that begin with a banner.
fn json_lines(head: &[u8], whole: bool, limits: &Limits) -> bool {
    let mut scanner = Scanner::new(limits.max_json_depth);
    let mut lines: Vec<&[u8]> = head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).collect();
    if !whole {
        lines.pop();
    }
    let (mut objects, mut others) = (0, 0);
    for line in lines.into_iter().filter(|line| !line.is_empty()).take(64) {
        let is_object = line.first() == Some(&b'{')
            && matches!(scanner.scan(line, true), Scan::Complete { len, .. } if len == line.len());
        if is_object { objects += 1 } else { others += 1 }
    }
    objects > others
}
