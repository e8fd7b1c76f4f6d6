//! The schema of a log source type file: what users write, read by serde. What it
//! means at run time is compiled elsewhere.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_saphyr::Spanned;

use super::sockaddr::SocketPart;
use crate::time::Zone;

/// One log source type file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Definition {
    /// What LOGSOURCETYPENAME gives.
    pub(crate) name: String,
    /// What `devicetype` holds.
    pub(crate) id: i64,
    /// Whether real records of it were seen, or it was written from documentation.
    #[serde(default)]
    pub(crate) samples: Samples,
    /// How log source names begin.
    pub(crate) short_name: String,
    /// Values that mean "absent", beside those of `defaults.yml`.
    #[serde(default)]
    pub(crate) placeholders: Vec<String>,
    /// How its records arrive; the first that fits is taken.
    pub(crate) shapes: Vec<Spanned<ShapeDefinition>>,
    /// Times of every shape, tried before the shape's own.
    #[serde(default)]
    pub(crate) time: Vec<TimeDefinition>,
    /// The event kind keys of shapes that name none.
    #[serde(default)]
    pub(crate) keys: Vec<ValueDefinition>,
    /// Properties of every event, tried after the shape's; not for event kinds that
    /// map the property themselves.
    #[serde(default)]
    pub(crate) properties: Properties,
    /// The event kinds.
    #[serde(default)]
    pub(crate) events: Vec<Spanned<EventDefinition>>,
    /// What an event is whose kind is not listed.
    pub(crate) other: Spanned<EventDefinition>,
}

/// What a log source type was written from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Samples {
    /// Records of real systems.
    Real,
    /// The documentation of its maker.
    #[default]
    Documented,
}

/// Where each property comes from; of several values the first that is there is taken.
pub(crate) type Properties = BTreeMap<String, Spanned<Many<ValueDefinition>>>;

/// One way in which records of a log source type arrive.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShapeDefinition {
    /// What `identify` calls it.
    pub(crate) name: String,
    /// What holds for every record of this shape and for no other record. Empty for what
    /// no other type takes; may be left out where there is a `pattern`.
    pub(crate) when: Option<Vec<ConditionDefinition>>,
    /// Patterns for a text, of which one must match somewhere in it: the named groups of
    /// the first that does are fields.
    #[serde(default)]
    pub(crate) pattern: Many<String>,
    /// How the pairs of keys and values in a text are written, which are fields.
    pub(crate) pairs: Option<PairsDefinition>,
    /// Names for parts of the record: `$name.rest` in paths.
    #[serde(default)]
    pub(crate) bind: BTreeMap<String, Many<String>>,
    /// Where the event's own fields lie: `%Name` in paths stands for these with
    /// `{}` replaced by the name.
    #[serde(default)]
    pub(crate) field: Many<String>,
    /// Whether `%XX` in its texts stands for a byte.
    #[serde(default)]
    pub(crate) percent: bool,
    /// Which elements of the record are events of their own: `$item` in paths.
    pub(crate) each: Option<EachDefinition>,
    /// The times of the record, best first.
    #[serde(default)]
    pub(crate) time: Vec<TimeDefinition>,
    /// What names the sender.
    #[serde(default)]
    pub(crate) identifier: Many<ValueDefinition>,
    /// The event kind keys, tried in order.
    #[serde(default)]
    pub(crate) keys: Vec<ValueDefinition>,
    /// Properties that only this shape has, or has elsewhere.
    #[serde(default)]
    pub(crate) properties: Properties,
}

/// How pairs of keys and values are written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PairsDefinition {
    /// What stands between two of them; blanks where nothing is given.
    pub(crate) between: Option<String>,
    /// What stands between a key and its value.
    #[serde(default = "equals")]
    pub(crate) assign: String,
}

fn equals() -> String {
    "=".to_owned()
}

/// Elements of a record that are events of their own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EachDefinition {
    /// The elements.
    pub(crate) path: String,
    /// What must hold for an element; its paths start there.
    #[serde(default)]
    pub(crate) when: Many<ConditionDefinition>,
    /// What must not hold for an element.
    #[serde(default)]
    pub(crate) unless: Many<ConditionDefinition>,
    /// What must hold for the record; else it is one event without an element.
    #[serde(default)]
    pub(crate) only: Many<ConditionDefinition>,
    /// Elements in which this is the same are one, and those without it none.
    pub(crate) distinct: Option<String>,
}

/// One event kind.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventDefinition {
    /// The keys of this kind, compared without case, outer blanks and final dots.
    #[serde(default)]
    pub(crate) on: Many<String>,
    /// A pattern for keys, tried where no kind has the key itself.
    #[serde(default)]
    pub(crate) matching: Option<String>,
    /// What must hold beside the key.
    #[serde(default)]
    pub(crate) when: Many<ConditionDefinition>,
    /// Event identity; left out, it is the id of the type and three digits, the number of
    /// the event in its list, from 001, or 999.
    pub(crate) qid: Option<i64>,
    /// What QIDNAME gives.
    pub(crate) name: String,
    /// Low-level category, by name.
    pub(crate) category: Spanned<String>,
    /// Threat of the event, 0 to 10.
    #[serde(default)]
    pub(crate) severity: Option<i64>,
    /// When source and destination change places.
    #[serde(default)]
    pub(crate) swap_when: Many<ConditionDefinition>,
    /// Properties that only this kind has, or has from elsewhere.
    #[serde(default)]
    pub(crate) properties: Properties,
}

/// A time: where it stands and how it is written.
#[derive(Debug, Clone)]
pub(crate) enum TimeDefinition {
    /// A path; the format is seen.
    Path(String),
    /// A path with what cannot be seen.
    Full(TimeForm),
}

/// A time with its format or zone.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TimeForm {
    /// Where it stands.
    pub(crate) path: Option<String>,
    /// A way to make it, where it stands in no field alone.
    pub(crate) value: Option<ValueDefinition>,
    /// Its format in the letters of `strftime`.
    #[serde(default)]
    pub(crate) format: Option<String>,
    /// Its zone if it says none.
    #[serde(default)]
    pub(crate) zone: Zone,
}

/// A value: a path, or a way to make one.
#[derive(Debug, Clone)]
pub(crate) enum ValueDefinition {
    /// A path.
    Path(String),
    /// Anything else.
    Form(Box<ValueForm>),
}

/// Exactly one of `path`, `join`, `file`, `resolve`, `arguments`, `syscall`, `member`
/// and `value`, then what is done with it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ValueForm {
    /// The field there.
    pub(crate) path: Option<String>,
    /// Several fields, one after another; absent ones but the last are left out.
    pub(crate) join: Option<Vec<String>>,
    /// What stands between joined fields.
    #[serde(default)]
    pub(crate) with: String,
    /// A directory and a file name: joined unless the former already ends with the latter.
    pub(crate) file: Option<[String; 2]>,
    /// A directory and the name of a file in it, or an absolute one: `.`, `..` and
    /// doubled slashes are folded.
    pub(crate) resolve: Option<[String; 2]>,
    /// A command line: a list of arguments, or a structure with the members `a0`, `a1`, ...
    pub(crate) arguments: Option<String>,
    /// The name of a Linux system call: its architecture, and its number or name.
    pub(crate) syscall: Option<[String; 2]>,
    /// The key of the first member of this structure.
    pub(crate) member: Option<String>,
    /// Keys that `member` passes over.
    #[serde(default)]
    pub(crate) except: Vec<String>,
    /// This very text.
    pub(crate) value: Option<String>,
    /// Texts that mean "absent" here, beside those that do everywhere.
    #[serde(default)]
    pub(crate) absent: Many<String>,
    /// What must hold.
    #[serde(default)]
    pub(crate) when: Many<ConditionDefinition>,
    /// What must not hold.
    #[serde(default)]
    pub(crate) unless: Many<ConditionDefinition>,
    /// The first group of this pattern; nothing if it does not match.
    pub(crate) capture: Option<String>,
    /// A part of a socket address in hexadecimal.
    pub(crate) sockaddr: Option<SocketPart>,
    /// The last component of a path.
    #[serde(default)]
    pub(crate) basename: bool,
    /// Lower case.
    #[serde(default)]
    pub(crate) lower: bool,
    /// Upper case.
    #[serde(default)]
    pub(crate) upper: bool,
    /// Without this at its end.
    pub(crate) trim_end: Option<String>,
    /// Another text for each of these; nothing for the rest.
    pub(crate) map: Option<BTreeMap<String, String>>,
    /// This text before it.
    pub(crate) prefix: Option<String>,
    /// Structures as the record writes them.
    #[serde(default)]
    pub(crate) raw: bool,
}

/// A condition: a test of one field, or a combination.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConditionDefinition {
    /// The field is there (and not null).
    pub(crate) has: Option<String>,
    /// The field is there, be it null: a column of an export.
    pub(crate) exists: Option<String>,
    /// The field that the tests below look at; "" is the whole record.
    pub(crate) path: Option<String>,
    /// Its text is this.
    pub(crate) is: Option<String>,
    /// Its text is one of these.
    #[serde(rename = "in")]
    pub(crate) one_of: Option<Vec<String>>,
    /// Its text starts with this.
    pub(crate) starts_with: Option<String>,
    /// Its text contains this.
    pub(crate) contains: Option<String>,
    /// Its text matches this pattern.
    pub(crate) matches: Option<String>,
    /// One of these holds.
    pub(crate) any: Option<Vec<ConditionDefinition>>,
    /// None of these holds.
    pub(crate) none: Option<Vec<ConditionDefinition>>,
}

/// One or several.
#[derive(Debug, Clone)]
pub(crate) enum Many<T> {
    /// Several.
    Several(Vec<T>),
    /// One, written without a list.
    One(T),
}

impl<T> Default for Many<T> {
    fn default() -> Self {
        Many::Several(Vec::new())
    }
}

impl<T> Many<T> {
    /// All of them.
    pub(crate) fn as_slice(&self) -> &[T] {
        match self {
            Many::Several(several) => several,
            Many::One(one) => std::slice::from_ref(one),
        }
    }
}
