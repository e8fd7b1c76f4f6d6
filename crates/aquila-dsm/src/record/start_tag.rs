//! Start tags of XML elements, written plainly, and those that were read before.
//!
//! The records of a log repeat few start tags in few orders (`<Data Name="Image">`
//! follows `<Data Name="ProcessId">`), so that what comes next is mostly known: to
//! compare it takes a fraction of the time that reading it does.

use std::collections::HashMap;

use memchr::memchr2;

use super::tag;

/// The most start tags that are remembered, and how long each may be.
const MAX_KNOWN: usize = 1024;
const MAX_LENGTH: usize = 128;

pub(super) type Place = (usize, usize);

/// A start tag.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct StartTag {
    pub(super) start: usize,
    /// The end of its name, which its end tag repeats.
    pub(super) name_end: usize,
    /// Where the name without its prefix starts.
    pub(super) key: usize,
    /// The value of its `Name` attribute, ending at 0 for none.
    pub(super) label: Place,
    /// The `>` that ends it.
    pub(super) open: usize,
    pub(super) closed: bool,
    pub(super) key_tag: u32,
    pub(super) label_tag: u32,
    /// Whether its attributes, if any, are the same wherever it is: values are not.
    fixed: bool,
}

impl StartTag {
    /// Reads the start tag at `start`, if it is written plainly.
    fn read(text: &str, start: usize) -> Option<StartTag> {
        let bytes = text.as_bytes();
        let first = *bytes.get(start + 1)?;
        if !(first.is_ascii_alphabetic() || first == b'_') {
            return None;
        }
        let (mut at, mut key) = (start + 2, start + 1);
        while !ends_name(*bytes.get(at)?) {
            if bytes[at] == b':' && key == start + 1 {
                key = at + 1;
            }
            at += 1;
        }
        let key_tag = tag(text.get(key..at)?);
        let mut read = StartTag { start, name_end: at, key, key_tag, fixed: true, ..StartTag::default() };
        loop {
            match *bytes.get(at)? {
                b'>' => return Some(StartTag { open: at, ..read }),
                b'/' if bytes.get(at + 1)? == &b'>' => {
                    return Some(StartTag { open: at + 1, closed: true, ..read });
                }
                b' ' => at += 1,
                _ => {
                    let (name, value) = attribute(bytes, at)?;
                    if &bytes[at..name] == b"Name" && read.label == (0, 0) {
                        read.label = value;
                        read.label_tag = tag(text.get(value.0..value.1)?);
                    } else {
                        read.fixed = false;
                    }
                    at = value.1 + 1;
                }
            }
        }
    }

    /// The same tag in another place.
    const fn at(self, start: usize) -> StartTag {
        let label = if self.label.1 > 0 { (self.label.0 + start, self.label.1 + start) } else { (0, 0) };
        StartTag {
            start,
            name_end: self.name_end + start,
            key: self.key + start,
            label,
            open: self.open + start,
            ..self
        }
    }
}

fn ends_name(b: u8) -> bool {
    matches!(b, b' ' | b'>' | b'/' | b'\t' | b'\r' | b'\n' | 0x0c | b'<')
}

/// The end of the name of the attribute at `at`, and its value.
fn attribute(bytes: &[u8], at: usize) -> Option<(usize, Place)> {
    let mut name = at;
    while !matches!(*bytes.get(name)?, 0..=b' ' | b'=' | b'"' | b'\'' | b'>' | b'/' | b'<') {
        name += 1;
    }
    let quote = *bytes.get(name + 1)?;
    if bytes[name] != b'=' || !matches!(quote, b'"' | b'\'') {
        return None;
    }
    let from = name + 2;
    let to = from + memchr2(quote, b'<', bytes.get(from..)?)?;
    let plain = bytes[to] == quote && matches!(bytes.get(to + 1)?, b' ' | b'>' | b'/');
    plain.then_some((name, (from, to)))
}

/// The start tags that were read before.
#[derive(Debug, Default)]
pub(super) struct KnownTags {
    tags: Vec<Known>,
    by_text: HashMap<Box<[u8]>, u32>,
    /// The one that was read last.
    last: u32,
}

#[derive(Debug)]
struct Known {
    text: Box<[u8]>,
    /// As if it were at the start of the text.
    tag: StartTag,
    /// Those that followed it the last times.
    next: [u32; 2],
}

impl KnownTags {
    /// Reads the start tag at `start`, if it is written plainly.
    #[inline]
    pub(super) fn read(&mut self, text: &str, start: usize) -> Option<StartTag> {
        if let Some(last) = self.tags.get(self.last as usize) {
            let rest = text.as_bytes().get(start..)?;
            for next in last.next {
                if let Some(known) = self.tags.get(next as usize)
                    && rest.starts_with(&known.text)
                {
                    self.last = next;
                    return Some(known.tag.at(start));
                }
            }
        }
        self.learn(text, start)
    }

    #[inline(never)]
    fn learn(&mut self, text: &str, start: usize) -> Option<StartTag> {
        let read = StartTag::read(text, start)?;
        if !read.fixed || read.open - start >= MAX_LENGTH {
            return Some(read);
        }
        let written = text.as_bytes().get(start..=read.open)?;
        let number = match self.by_text.get(written) {
            Some(number) => *number,
            None => {
                if self.tags.len() >= MAX_KNOWN {
                    (self.tags, self.by_text, self.last) = Default::default();
                }
                let number = self.tags.len() as u32;
                let tag = StartTag::read(text.get(start..)?, 0)?;
                self.tags.push(Known { text: written.into(), tag, next: [u32::MAX; 2] });
                self.by_text.insert(written.into(), number);
                number
            }
        };
        if let Some(last) = self.tags.get_mut(self.last as usize) {
            last.next = [number, last.next[0]];
        }
        self.last = number;
        Some(read)
    }
}
