//! Values made from the fields of a record.

use std::borrow::Cow;
use std::collections::BTreeMap;

use regex::Regex;

use super::condition::{Condition, all_hold, compile_all};
use super::definition::{ValueDefinition, ValueForm};
use super::scope::Scope;
use crate::record::{NodeId, Path, Record};

/// A value, ready to be read from records.
#[derive(Debug)]
pub(crate) struct Value {
    source: Source,
    when: Vec<Condition>,
    unless: Vec<Condition>,
    transforms: Vec<Transform>,
    raw: bool,
}

#[derive(Debug)]
enum Source {
    Field(Vec<Path>),
    Join(Vec<Vec<Path>>, String),
    File(Vec<Path>, Vec<Path>),
    Constant(String),
}

#[derive(Debug)]
enum Transform {
    Capture(Regex),
    Basename,
    Lower,
    Upper,
    TrimEnd(String),
    Map(BTreeMap<String, String>),
}

/// The texts that mean "absent".
#[derive(Debug, Default)]
pub(crate) struct Placeholders {
    texts: Vec<String>,
    longest: usize,
}

impl Placeholders {
    pub(crate) fn new(texts: impl Iterator<Item = String>) -> Self {
        let texts: Vec<String> = texts.collect();
        let longest = texts.iter().map(String::len).max().unwrap_or(0);
        Placeholders { texts, longest }
    }

    /// Whether this text means that there is no value.
    pub(crate) fn contain(&self, text: &str) -> bool {
        let text = text.trim();
        text.is_empty() || (text.len() <= self.longest && self.texts.iter().any(|other| other == text))
    }
}

impl Value {
    pub(crate) fn compile(definition: &ValueDefinition, scope: &Scope<'_>) -> Result<Value, String> {
        let form = match definition {
            ValueDefinition::Path(path) => &ValueForm { path: Some(path.clone()), ..ValueForm::default() },
            ValueDefinition::Form(form) => form,
        };
        Ok(Value {
            source: source(form, scope)?,
            when: compile_all(form.when.as_slice(), scope)?,
            unless: compile_all(form.unless.as_slice(), scope)?,
            transforms: transforms(form)?,
            raw: form.raw,
        })
    }

    /// The same value, reduced to the last component of its path.
    pub(crate) fn basename(mut self) -> Value {
        self.transforms.push(Transform::Basename);
        self
    }

    /// Whether a shape has nothing that this value could come from.
    pub(crate) fn is_empty(&self) -> bool {
        match &self.source {
            Source::Field(paths) => paths.is_empty(),
            Source::Join(parts, _) => parts.last().is_none_or(Vec::is_empty),
            Source::File(directory, name) => directory.is_empty() && name.is_empty(),
            Source::Constant(_) => false,
        }
    }

    /// Reads the value.
    pub(crate) fn read<'r>(
        &self,
        record: &'r mut Record<'_>,
        root: NodeId,
        absent: &Placeholders,
    ) -> Option<Cow<'r, str>> {
        if !all_hold(&self.when, record, root)
            || (!self.unless.is_empty() && all_hold(&self.unless, record, root))
        {
            return None;
        }
        let text = match &self.source {
            Source::Field(paths) => {
                let found = find(record, root, paths, absent, self.raw)?;
                let text = record.text(found);
                if text.is_none() && self.raw { Cow::Owned(record.raw(found).to_owned()) } else { text? }
            }
            Source::Join(parts, with) => join(record, root, parts, with, absent)?,
            Source::File(directory, name) => file(record, root, directory, name, absent)?,
            Source::Constant(text) => Cow::Owned(text.clone()),
        };
        let text = self.transforms.iter().try_fold(text, |text, transform| transform.apply(text))?;
        (!absent.contain(&text)).then_some(text)
    }
}

/// The first of these fields that has a value.
fn find(
    record: &mut Record<'_>,
    root: NodeId,
    paths: &[Path],
    absent: &Placeholders,
    raw: bool,
) -> Option<NodeId> {
    paths.iter().find_map(|path| {
        let found = record.get(root, path)?;
        // Escapes take at most six bytes per character.
        if record.has_text(found) && record.raw(found).len() > 6 * absent.longest {
            return Some(found);
        }
        let there = match record.text(found) {
            Some(text) => !absent.contain(&text),
            None => raw,
        };
        there.then_some(found)
    })
}

fn field<'r>(
    record: &'r mut Record<'_>,
    root: NodeId,
    paths: &[Path],
    absent: &Placeholders,
) -> Option<Cow<'r, str>> {
    let found = find(record, root, paths, absent, false)?;
    record.text(found)
}

fn join<'r>(
    record: &'r mut Record<'_>,
    root: NodeId,
    parts: &[Vec<Path>],
    with: &str,
    absent: &Placeholders,
) -> Option<Cow<'r, str>> {
    let (last, others) = parts.split_last()?;
    let mut joined = String::new();
    for part in others {
        if let Some(text) = field(record, root, part, absent) {
            joined.push_str(&text);
            joined.push_str(with);
        }
    }
    let last = field(record, root, last, absent)?;
    if joined.is_empty() {
        return Some(last);
    }
    joined.push_str(&last);
    Some(Cow::Owned(joined))
}

fn file<'r>(
    record: &'r mut Record<'_>,
    root: NodeId,
    directory: &[Path],
    name: &[Path],
    absent: &Placeholders,
) -> Option<Cow<'r, str>> {
    let name = field(record, root, name, absent).map(Cow::into_owned);
    let directory = field(record, root, directory, absent);
    let (Some(directory), Some(name)) = (&directory, &name) else {
        return directory.or(name.map(Cow::Owned));
    };
    if basename(directory).eq_ignore_ascii_case(basename(name)) {
        return Some(Cow::Owned(directory.clone().into_owned()));
    }
    let separator = if directory.contains('\\') { '\\' } else { '/' };
    Some(Cow::Owned(format!("{}{separator}{name}", directory.trim_end_matches(['/', '\\']))))
}

/// The last component of a path, with either slash.
fn basename(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

impl Transform {
    fn apply<'r>(&self, text: Cow<'r, str>) -> Option<Cow<'r, str>> {
        Some(match self {
            Transform::Capture(pattern) => {
                let captures = pattern.captures(&text)?;
                let group = captures.get(1).or_else(|| captures.get(0))?;
                part(&text, group.start(), group.end())
            }
            Transform::Basename => {
                let start = text.len() - basename(&text).len();
                part(&text, start, text.len())
            }
            Transform::Lower => Cow::Owned(text.to_lowercase()),
            Transform::Upper => Cow::Owned(text.to_uppercase()),
            Transform::TrimEnd(end) => {
                let keep = text.trim_end().trim_end_matches(end.as_str()).len();
                part(&text, 0, keep)
            }
            Transform::Map(map) => Cow::Owned(map.get(text.trim())?.clone()),
        })
    }
}

fn part<'r>(text: &Cow<'r, str>, start: usize, end: usize) -> Cow<'r, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[start..end]),
        Cow::Owned(text) => Cow::Owned(text[start..end].to_owned()),
    }
}

fn source(form: &ValueForm, scope: &Scope<'_>) -> Result<Source, String> {
    match (&form.path, &form.join, &form.file, &form.value) {
        (Some(path), None, None, None) => Ok(Source::Field(scope.paths(path)?)),
        (None, Some(parts), None, None) => {
            let parts = parts.iter().map(|part| scope.paths(part)).collect::<Result<_, _>>()?;
            Ok(Source::Join(parts, form.with.clone()))
        }
        (None, None, Some([directory, name]), None) => {
            Ok(Source::File(scope.paths(directory)?, scope.paths(name)?))
        }
        (None, None, None, Some(text)) => Ok(Source::Constant(text.clone())),
        _ => Err("a value needs exactly one of path, join, file and value".into()),
    }
}

fn transforms(form: &ValueForm) -> Result<Vec<Transform>, String> {
    let mut transforms = Vec::new();
    if let Some(pattern) = &form.capture {
        transforms.push(Transform::Capture(Regex::new(pattern).map_err(|error| error.to_string())?));
    }
    if form.basename {
        transforms.push(Transform::Basename);
    }
    if let Some(end) = &form.trim_end {
        transforms.push(Transform::TrimEnd(end.clone()));
    }
    if form.lower {
        transforms.push(Transform::Lower);
    }
    if form.upper {
        transforms.push(Transform::Upper);
    }
    if let Some(map) = &form.map {
        transforms.push(Transform::Map(map.clone()));
    }
    Ok(transforms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Form, Store};
    use crate::source::definition::ShapeDefinition;

    const RECORD: &str = r#"{"dom":"CORP","user":"alice","none":"-","dir":"C:\\Log\\","full":"/x/Y.txt","name":"y.TXT",
        "hashes":"MD5=AB,SHA256=CD","op":"Add user. ","proto":"tcp","w":{"n":{"x":"%y"}},"o":{"a":[1]}}"#;

    fn read(value: &str) -> Option<String> {
        let shape: ShapeDefinition =
            serde_saphyr::from_str("{name: s, when: [], bind: {b: [none2, w]}, field: ['{}', 'w.n.{}']}")
                .expect("shape");
        let value: ValueDefinition = serde_saphyr::from_str(value).expect("value");
        let value = Value::compile(&value, &Scope::new(&shape)).expect("compiles");
        let mut store = Store::default();
        let mut record = Record::new(RECORD, Form::Json, &mut store);
        let root = record.root();
        let absent = Placeholders::new(["-".to_owned()].into_iter());
        value.read(&mut record, root, &absent).map(Cow::into_owned)
    }

    #[test]
    fn each_way_to_make_a_value() {
        for (value, expected) in [
            ("user", Some("alice")),
            ("none", None),
            ("$b.n.x", Some("%y")),
            ("'%x'", Some("%y")),
            ("$unbound.x", None),
            (r"{join: [dom, user], with: '\'}", Some(r"CORP\alice")),
            (r"{join: [none, user], with: '\'}", Some("alice")),
            (r"{join: [dom, none], with: '\'}", None),
            ("{file: [dir, name]}", Some(r"C:\Log\y.TXT")),
            ("{file: [full, name]}", Some("/x/Y.txt")),
            ("{file: [none, name]}", Some("y.TXT")),
            ("{file: [full, none]}", Some("/x/Y.txt")),
            ("{value: fixed}", Some("fixed")),
            ("{path: full, basename: true}", Some("Y.txt")),
            ("{path: dir, basename: true}", None),
            ("{path: user, upper: true}", Some("ALICE")),
            ("{path: name, lower: true}", Some("y.txt")),
            ("{path: op, trim_end: .}", Some("Add user")),
            ("{path: hashes, capture: 'SHA256=([0-9A-F]+)'}", Some("CD")),
            ("{path: hashes, capture: 'SHA1=([0-9A-F]+)'}", None),
            ("{path: proto, map: {tcp: '6'}}", Some("6")),
            ("{path: user, map: {tcp: '6'}}", None),
            ("{path: user, when: {path: proto, is: tcp}}", Some("alice")),
            ("{path: user, when: {path: proto, in: [udp]}}", None),
            ("{path: user, unless: {has: proto}}", None),
            ("{path: user, when: {any: [{has: nothing}, {path: dom, starts_with: CO}]}}", Some("alice")),
            ("{path: user, when: {none: [{path: dom, contains: OR}]}}", None),
            ("{path: user, when: {path: dom, matches: '(?i)^corp$'}}", Some("alice")),
            ("o", None),
            ("{path: o, raw: true}", Some(r#"{"a":[1]}"#)),
        ] {
            assert_eq!(read(value).as_deref(), expected, "{value}");
        }
    }
}
