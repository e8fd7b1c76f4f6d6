//! Paths to fields, as log source types write them.
//!
//! `a.b` descends by key, `a."b.c"` by a key with a dot, `[0]` by position,
//! `[Name=Scope]` into the list element whose `Name` is `Scope` (in XML: the
//! sibling element), `[*]` and `*` try every element and member, and a path may start
//! at `$item`, the part of the record that an event is of.

use std::fmt;

use super::{bit, places, tag};

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// The member with this key.
    Key {
        /// The key.
        key: Box<str>,
        /// Its tag, compared first.
        tag: u32,
    },
    /// The element at this position, from 0.
    Index(usize),
    /// The elements in which the member `key` has the text `value`.
    Select {
        /// Key of the member to compare.
        key: Box<str>,
        /// Its tag.
        tag: u32,
        /// The text it must have.
        value: Box<str>,
        /// The tag of that.
        value_tag: u32,
    },
    /// Every element of a list.
    Elements,
    /// Every member of an object.
    Members,
    /// The part of the record that this event is of, wherever the path starts.
    Item,
}

impl Step {
    fn key(key: &str) -> Step {
        Step::Key { key: key.into(), tag: tag(key) }
    }
}

/// How paths name [`Step::Item`].
pub(crate) const ITEM: &str = "$item";

/// A path to a field. The empty path is the record itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Path {
    /// The number of the keys that it starts with.
    head: Option<u32>,
    last: Last,
    /// The numbers of one of these keys, two, and so on up to that.
    places: Box<[u32]>,
    steps: Box<[Step]>,
}

/// What must be in the set of a node for the steps after the numbered keys to lead
/// anywhere from it. Most fields that are asked for are not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Last {
    /// That is not known beforehand.
    #[default]
    Any,
    /// The bit of a key.
    Key(u128),
    /// That of a label, if the node is an XML element.
    Label(u128),
}

impl Last {
    fn of(steps: &[Step]) -> Last {
        match steps {
            [Step::Key { tag, .. }] => Last::Key(bit(*tag)),
            [Step::Key { .. }, Step::Select { key, value_tag, .. }] if &**key == "Name" => {
                Last::Label(bit(*value_tag))
            }
            _ => Last::Any,
        }
    }
}

impl Path {
    /// Reads a path.
    pub(crate) fn parse(text: &str) -> Result<Path, String> {
        let mut steps = Vec::new();
        let mut rest = text.trim();
        if let Some(after) = rest.strip_prefix(ITEM) {
            steps.push(Step::Item);
            rest = after;
        }
        while !rest.is_empty() {
            rest = match rest.as_bytes()[0] {
                b'.' => &rest[1..],
                b'"' => {
                    let (key, after) = rest[1..]
                        .split_once('"')
                        .ok_or_else(|| format!("path {text:?}: a quote is not closed"))?;
                    steps.push(Step::key(key));
                    after
                }
                b'[' => {
                    let (inside, after) = rest[1..]
                        .split_once(']')
                        .ok_or_else(|| format!("path {text:?}: a bracket is not closed"))?;
                    steps.push(bracket(inside).ok_or_else(|| {
                        format!("path {text:?}: [{inside}] is neither a position, nor *, nor Name=Value")
                    })?);
                    after
                }
                _ => {
                    let end = rest.find(['.', '[']).unwrap_or(rest.len());
                    let key = &rest[..end];
                    steps.push(if key == "*" { Step::Members } else { Step::key(key) });
                    &rest[end..]
                }
            };
        }
        Ok(Path::of(steps))
    }

    /// The path to one member, whatever is in its key.
    pub(crate) fn key(key: &str) -> Path {
        Path::of(vec![Step::key(key)])
    }

    fn of(steps: Vec<Step>) -> Path {
        let places = places::number(&steps);
        let last = Last::of(&steps[places.len()..]);
        Path { head: places.last().copied(), last, places, steps: steps.into() }
    }

    /// The steps, in order.
    pub(crate) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The steps after the keys that have numbers.
    #[inline]
    pub(super) fn rest(&self) -> &[Step] {
        self.steps.get(self.places.len()..).unwrap_or_default()
    }

    /// What those need.
    #[inline]
    pub(super) const fn last(&self) -> Last {
        self.last
    }

    /// The number of the keys that it starts with. It is here and not only at the end of
    /// the others because that is the first thing to be asked, and of every path.
    #[inline]
    pub(super) const fn head(&self) -> Option<u32> {
        self.head
    }

    /// The numbers of the keys that it starts with, of one key and more.
    pub(super) fn places(&self) -> &[u32] {
        &self.places
    }
}

impl fmt::Display for Path {
    /// The path as it may be written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.steps.iter().enumerate() {
            let dot = if position > 0 { "." } else { "" };
            match step {
                Step::Item => f.write_str(ITEM)?,
                Step::Key { key, .. } if key.contains(['.', '[']) => write!(f, "{dot}\"{key}\"")?,
                Step::Key { key, .. } => write!(f, "{dot}{key}")?,
                Step::Members => write!(f, "{dot}*")?,
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Elements => f.write_str("[*]")?,
                Step::Select { key, value, .. } => write!(f, "[{key}={value}]")?,
            }
        }
        Ok(())
    }
}

fn bracket(inside: &str) -> Option<Step> {
    let inside = inside.trim();
    if inside == "*" {
        return Some(Step::Elements);
    }
    match inside.split_once('=') {
        Some((key, value)) => {
            let (key, value) = (key.trim(), value.trim().trim_matches('"'));
            let (tag, value_tag) = (super::tag(key), super::tag(value));
            Some(Step::Select { key: key.into(), tag, value: value.into(), value_tag })
        }
        None => inside.parse().ok().map(Step::Index),
    }
}
