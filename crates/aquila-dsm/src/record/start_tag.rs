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

/// A start tag. Places are offsets from its start.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct StartTag {
    /// The end of its name, which its end tag repeats.
    pub(super) name_end: u32,
    /// Where the name without its prefix starts.
    pub(super) key: u32,
    /// The value of its `Name` attribute, ending at 0 for none.
    pub(super) label: (u32, u32),
    /// One past the `>` that ends it.
    pub(super) len: u32,
    pub(super) closed: bool,
    pub(super) key_tag: u32,
    pub(super) label_tag: u32,
    /// Whether its attributes, if any, are the same wherever it is: values are not.
    fixed: bool,
}

impl StartTag {
    /// Reads the start tag that a text starts with, if it is written plainly.
    fn read(text: &str) -> Option<StartTag> {
        let bytes = text.as_bytes();
        let first = *bytes.get(1)?;
        if !(first.is_ascii_alphabetic() || first == b'_') {
            return None;
        }
        let (mut at, mut key) = (2, 1);
        while !ends_name(*bytes.get(at)?) {
            if bytes[at] == b':' && key == 1 {
                key = at + 1;
            }
            at += 1;
        }
        let key_tag = tag(text.get(key..at)?);
        let mut read =
            StartTag { name_end: at as u32, key: key as u32, key_tag, fixed: true, ..StartTag::default() };
        loop {
            match *bytes.get(at)? {
                b'>' => return Some(StartTag { len: at as u32 + 1, ..read }),
                b'/' if bytes.get(at + 1)? == &b'>' => {
                    return Some(StartTag { len: at as u32 + 2, closed: true, ..read });
                }
                b' ' => at += 1,
                _ => {
                    let (name, from, to) = attribute(bytes, at)?;
                    read.attribute(&bytes[at..name], from, text.get(from..to)?);
                    at = to + 1;
                }
            }
        }
    }

    fn attribute(&mut self, name: &[u8], from: usize, value: &str) {
        match name {
            b"Name" if self.label == (0, 0) => {
                self.label = (from as u32, (from + value.len()) as u32);
                self.label_tag = tag(value);
            }
            // These say what the element is of, and are mostly the same.
            b"Name" | b"Guid" | b"xmlns" => {}
            _ => self.fixed = false,
        }
    }
}

fn ends_name(b: u8) -> bool {
    matches!(b, b' ' | b'>' | b'/' | b'\t' | b'\r' | b'\n' | 0x0c | b'<')
}

/// The end of the name of the attribute at `at`, and where its value lies.
fn attribute(bytes: &[u8], at: usize) -> Option<(usize, usize, usize)> {
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
    plain.then_some((name, from, to))
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
    tag: StartTag,
    /// Those that followed it the last times.
    next: [u32; 2],
}

impl KnownTags {
    /// Reads the start tag that a text starts with, if it is written plainly.
    #[inline]
    pub(super) fn read(&mut self, text: &str) -> Option<StartTag> {
        if let Some(last) = self.tags.get(self.last as usize) {
            for next in last.next {
                if let Some(known) = self.tags.get(next as usize)
                    && text.as_bytes().starts_with(&known.text)
                {
                    self.last = next;
                    return Some(known.tag);
                }
            }
        }
        self.learn(text)
    }

    #[inline(never)]
    fn learn(&mut self, text: &str) -> Option<StartTag> {
        let tag = StartTag::read(text)?;
        if !tag.fixed || tag.len as usize > MAX_LENGTH {
            return Some(tag);
        }
        let written = text.as_bytes().get(..tag.len as usize)?;
        let number = match self.by_text.get(written) {
            Some(number) => *number,
            None => {
                if self.tags.len() >= MAX_KNOWN {
                    (self.tags, self.by_text, self.last) = Default::default();
                }
                let number = self.tags.len() as u32;
                self.tags.push(Known { text: written.into(), tag, next: [u32::MAX; 2] });
                self.by_text.insert(written.into(), number);
                number
            }
        };
        if let Some(last) = self.tags.get_mut(self.last as usize) {
            last.next = [number, last.next[0]];
        }
        self.last = number;
        Some(tag)
    }
}
