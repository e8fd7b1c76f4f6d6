//! Values made from the fields of a record.

use std::borrow::Cow;

use super::arguments;
use super::condition::{Condition, all_hold, compile_all};
use super::definition::{ValueDefinition, ValueForm};
use super::percent;
use super::resolve;
use super::scope::Scope;
use super::syscall::{self, Architecture};
use super::transform::{Transform, UrlPart, basename};
use crate::record::{NodeId, Path, Record};

/// A value, ready to be read from records.
#[derive(Debug)]
pub(crate) struct Value {
    pub(super) source: Source,
    when: Vec<Condition>,
    unless: Vec<Condition>,
    transforms: Vec<Transform>,
    absent: Placeholders,
    raw: bool,
    percent: bool,
}

/// What a value is made of.
#[derive(Debug)]
pub(super) enum Source {
    Field(Vec<Path>),
    Join(Vec<Vec<Path>>, String),
    File(Vec<Path>, Vec<Path>),
    Resolve(Vec<Path>, Vec<Path>),
    Arguments(Vec<Path>),
    Syscall(Vec<Path>, Vec<Path>),
    Member(Vec<Path>, Vec<String>),
    Constant(String),
}

/// The texts that mean "absent" for one value: everywhere in its type, and only there.
#[derive(Clone, Copy)]
struct Absent<'v> {
    shared: &'v Placeholders,
    own: &'v Placeholders,
}

impl Absent<'_> {
    fn contain(self, text: &str) -> bool {
        self.shared.contain(text) || self.own.contain(text)
    }

    fn longest(self) -> usize {
        self.shared.longest.max(self.own.longest)
    }
}

/// The texts that mean "absent".
#[derive(Debug, Default)]
pub(crate) struct Placeholders {
    texts: Vec<String>,
    longest: usize,
    /// One bit for each byte, 64 to a number, that one of them starts with.
    starts: [u64; 4],
}

impl Placeholders {
    pub(crate) fn new(texts: impl Iterator<Item = String>) -> Self {
        let texts: Vec<String> = texts.collect();
        let longest = texts.iter().map(String::len).max().unwrap_or(0);
        let mut starts = [0; 4];
        for first in texts.iter().filter_map(|text| text.bytes().next()) {
            starts[usize::from(first >> 6)] |= 1 << (first & 63);
        }
        Placeholders { texts, longest, starts }
    }

    /// Whether this text means that there is no value.
    pub(crate) fn contain(&self, text: &str) -> bool {
        let text = match (text.as_bytes().first(), text.as_bytes().last()) {
            (Some(first), Some(last)) if first.is_ascii_graphic() && last.is_ascii_graphic() => {
                // Most texts start like none of these.
                if self.starts[usize::from(first >> 6)] & (1 << (first & 63)) == 0 {
                    return false;
                }
                text
            }
            _ => text.trim(),
        };
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
            transforms: Transform::all(form)?,
            absent: Placeholders::new(form.absent.as_slice().iter().cloned()),
            raw: form.raw,
            // A socket address is bytes, which are read as they are written.
            percent: scope.percent() && form.sockaddr.is_none(),
        })
    }

    /// The field at a path.
    pub(crate) fn field(path: Path) -> Value {
        Value {
            source: Source::Field(vec![path]),
            when: Vec::new(),
            unless: Vec::new(),
            transforms: Vec::new(),
            absent: Placeholders::default(),
            raw: false,
            percent: false,
        }
    }

    /// The same value, reduced to the last component of its path.
    pub(crate) fn basename(mut self) -> Value {
        self.transforms.push(Transform::Basename);
        self
    }

    /// The same value, reduced to a part of the URL that it is.
    pub(crate) fn url_part(mut self, part: UrlPart) -> Value {
        self.transforms.push(Transform::UrlPart(part));
        self
    }

    /// Whether a shape has nothing that this value could come from.
    pub(crate) fn is_empty(&self) -> bool {
        match &self.source {
            Source::Field(paths) | Source::Arguments(paths) | Source::Member(paths, _) => paths.is_empty(),
            Source::Resolve(_, name) | Source::Syscall(_, name) => name.is_empty(),
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
        let absent = Absent { shared: absent, own: &self.absent };
        let text = self.text(record, root, absent)?;
        let text = if self.percent { percent::decode(text) } else { text };
        if self.transforms.is_empty() && matches!(self.source, Source::Field(_)) {
            return Some(text);
        }
        let text = self.transforms.iter().try_fold(text, |text, transform| transform.apply(text))?;
        // A file may be called what stands for "absent" elsewhere: `-`, `null`.
        let is_file = matches!(self.source, Source::Resolve(..))
            || matches!(self.transforms.last(), Some(Transform::Basename));
        let there = if is_file { !text.is_empty() } else { !absent.contain(&text) };
        there.then_some(text)
    }

    /// Which part of the text that it is read from it is, if that is known.
    pub(crate) fn part_of(&self, text: &str) -> Option<(usize, usize)> {
        if self.percent && !matches!(percent::decode(Cow::Borrowed(text)), Cow::Borrowed(_)) {
            return None;
        }
        let mut part = (0, text.len());
        for transform in &self.transforms {
            match transform.apply(Cow::Borrowed(text.get(part.0..part.1)?))? {
                Cow::Borrowed(kept) => {
                    part.0 = kept.as_ptr() as usize - text.as_ptr() as usize;
                    part.1 = part.0 + kept.len();
                }
                // Other words for the same.
                Cow::Owned(_) => break,
            }
        }
        Some(part)
    }

    /// The text before anything is done with it.
    fn text<'r>(&self, record: &'r mut Record<'_>, root: NodeId, absent: Absent<'_>) -> Option<Cow<'r, str>> {
        Some(match &self.source {
            Source::Field(paths) => match find(record, root, paths, absent, self.raw)? {
                Found::Text(text) => Cow::Owned(text),
                Found::At(node) => match record.text(node) {
                    Some(text) => text,
                    None if self.raw => Cow::Owned(record.raw(node).to_owned()),
                    None => return None,
                },
            },
            Source::Join(parts, with) => join(record, root, parts, with, absent)?,
            Source::File(directory, name) => file(record, root, directory, name, absent)?,
            Source::Resolve(directory, name) => {
                let name = file_name(record, root, name)?;
                let directory = field(record, root, directory, absent);
                Cow::Owned(resolve::resolve(directory.as_deref(), &name))
            }
            Source::Arguments(paths) => Cow::Owned(arguments::command_line(record, root, paths)?),
            Source::Syscall(architecture, call) => {
                let architecture =
                    field(record, root, architecture, absent).as_deref().and_then(Architecture::parse);
                syscall::name(architecture, field(record, root, call, absent)?)?
            }
            Source::Member(paths, except) => Cow::Owned(
                paths.iter().find_map(|path| Some(record.first_key(root, path, except)?.to_owned()))?,
            ),
            Source::Constant(text) => Cow::Owned(text.clone()),
        })
    }
}

/// The first of these names of files that is there, whatever it is.
fn file_name(record: &mut Record<'_>, root: NodeId, paths: &[Path]) -> Option<String> {
    paths.iter().find_map(|path| {
        let found = record.get(root, path)?;
        let name = record.text(found).filter(|name| !matches!(&**name, "" | "(null)"))?.into_owned();
        record.touch(found, path);
        Some(name)
    })
}

/// A field that has a value.
enum Found {
    At(NodeId),
    /// Its text, where that was decoded.
    Text(String),
}

/// The first of these fields that has a value.
fn find(
    record: &mut Record<'_>,
    root: NodeId,
    paths: &[Path],
    absent: Absent<'_>,
    raw: bool,
) -> Option<Found> {
    paths.iter().find_map(|path| {
        let node = record.get(root, path)?;
        let found = valued(record, node, absent, raw)?;
        record.touch(node, path);
        Some(found)
    })
}

/// A field, if it has a value.
#[inline]
fn valued(record: &Record<'_>, found: NodeId, absent: Absent<'_>, raw: bool) -> Option<Found> {
    // Escapes take at most six bytes per character, and may be of blanks.
    let begins = |first: char| first.is_ascii_graphic() && first != '\\' && first != '&';
    let is_long = |text: &str| text.len() > 6 * absent.longest() && text.starts_with(begins);
    if record.written(found).is_some_and(is_long) {
        return Some(Found::At(found));
    }
    match record.text(found) {
        Some(text) if absent.contain(&text) => None,
        Some(Cow::Owned(text)) => Some(Found::Text(text)),
        Some(Cow::Borrowed(_)) => Some(Found::At(found)),
        None => raw.then_some(Found::At(found)),
    }
}

fn field<'r>(
    record: &'r mut Record<'_>,
    root: NodeId,
    paths: &[Path],
    absent: Absent<'_>,
) -> Option<Cow<'r, str>> {
    match find(record, root, paths, absent, false)? {
        Found::At(node) => record.text(node),
        Found::Text(text) => Some(Cow::Owned(text)),
    }
}

fn join<'r>(
    record: &'r mut Record<'_>,
    root: NodeId,
    parts: &[Vec<Path>],
    with: &str,
    absent: Absent<'_>,
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
    absent: Absent<'_>,
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

fn source(form: &ValueForm, scope: &Scope<'_>) -> Result<Source, String> {
    let pair = |[first, second]: &[String; 2]| Ok::<_, String>((scope.paths(first)?, scope.paths(second)?));
    let mut sources = Vec::new();
    if let Some(path) = &form.path {
        sources.push(Source::Field(scope.paths(path)?));
    }
    if let Some(parts) = &form.join {
        let parts = parts.iter().map(|part| scope.paths(part)).collect::<Result<_, _>>()?;
        sources.push(Source::Join(parts, form.with.clone()));
    }
    if let Some(paths) = &form.file {
        let (directory, name) = pair(paths)?;
        sources.push(Source::File(directory, name));
    }
    if let Some(paths) = &form.resolve {
        let (directory, name) = pair(paths)?;
        sources.push(Source::Resolve(directory, name));
    }
    if let Some(path) = &form.arguments {
        sources.push(Source::Arguments(scope.paths(path)?));
    }
    if let Some(paths) = &form.syscall {
        let (architecture, call) = pair(paths)?;
        sources.push(Source::Syscall(architecture, call));
    }
    if let Some(path) = &form.member {
        sources.push(Source::Member(scope.paths(path)?, form.except.clone()));
    }
    sources.extend(form.value.clone().map(Source::Constant));
    match sources.pop() {
        Some(source) if sources.is_empty() => Ok(source),
        _ => Err(
            "a value needs exactly one of path, join, file, resolve, arguments, syscall, member and value"
                .into(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Form, Store};
    use crate::source::definition::ShapeDefinition;

    const RECORD: &str = r#"{"dom":"CORP","user":"alice","none":"-","dir":"C:\\Log\\","full":"/x/Y.txt","name":"y.TXT",
        "hashes":"MD5=AB,SHA256=CD","op":"Add user. ","proto":"tcp","w":{"n":{"x":"%y"}},"o":{"a":[1]},
        "cwd":"/home/alice","rel":"../bob//x","argv":["ls","-l"],"exec":"argc=3 a1=2D6C a0=\"ls\" a2[1]=\"c\" a2[0]=\"b\"",
        "blank":"                                    ","tabs":"\t\t\t\t\t\t\t\t\t\t\t",
        "late":"                                   x","nul":"null","gone":"(null)","odd":"/a/b\\c","dash":"C:\\Log\\-","arch":"c000003e","call":59,"sock":"020001BBCB0071070000000000000000","id":"unset"}"#;

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
            ("blank", None),
            ("tabs", None),
            ("late", Some("                                   x")),
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
            ("{resolve: [cwd, rel]}", Some("/home/bob/x")),
            ("{resolve: [cwd, full]}", Some("/x/Y.txt")),
            ("{resolve: [none, rel]}", Some("../bob/x")),
            ("{resolve: [cwd, none]}", Some("/home/alice/-")),
            ("{resolve: [cwd, nul]}", Some("/home/alice/null")),
            ("{resolve: [cwd, gone]}", None),
            ("{path: dash, basename: true}", Some("-")),
            ("{path: odd, basename: true}", Some("b\\c")),
            ("{arguments: argv}", Some("ls -l")),
            ("{arguments: exec}", Some("ls -l bc")),
            ("{arguments: none}", None),
            ("{syscall: [arch, call]}", Some("execve")),
            ("{syscall: [none, call]}", None),
            ("{member: w}", Some("n")),
            ("{member: '', except: [dom, user]}", Some("none")),
            ("{member: w, except: ['n']}", None),
            ("{path: sock, sockaddr: address}", Some("203.0.113.7")),
            ("{path: sock, sockaddr: port}", Some("443")),
            ("{path: user, sockaddr: port}", None),
            ("{path: user, prefix: 'CORP/'}", Some("CORP/alice")),
            ("{path: id, absent: unset}", None),
            ("{path: id, absent: [other]}", Some("unset")),
            ("{path: $item.x}", None),
            ("o", None),
            ("{path: o, raw: true}", Some(r#"{"a":[1]}"#)),
        ] {
            assert_eq!(read(value).as_deref(), expected, "{value}");
        }
    }
}
