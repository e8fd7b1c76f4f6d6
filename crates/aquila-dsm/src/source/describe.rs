//! Log source types in words, for people: how a type recognizes its records, and
//! which fields each property is read from.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::compiled::property_values;
use super::definition::{ConditionDefinition, Samples};
use super::value::{Source, Value};
use super::{EventKind, SourceType, SourceTypes};
use crate::decode::DERIVED_FROM;
use crate::record::Path;

impl SourceTypes {
    /// Why an event is of its log source type: shape, and what holds for its records.
    pub fn why(&self, kind: EventKind) -> String {
        let (_, shape, _) = self.parts(kind);
        let name = &shape.definition.name;
        let patterns = shape.definition.pattern.as_slice().iter();
        let patterns = patterns.map(|pattern| format!("the text matches {pattern}"));
        let reasons: Vec<String> = shape.definition.when.iter().flatten().map(ToString::to_string).collect();
        let pattern = patterns.collect::<Vec<_>>().join(" or ");
        let reasons: Vec<String> =
            reasons.into_iter().chain((!pattern.is_empty()).then_some(pattern)).collect();
        match reasons.as_slice() {
            [] => format!("{name}: no log source type recognizes it"),
            reasons => format!("{name}: {}", reasons.join(", and ")),
        }
    }
}

impl SourceType {
    /// Whether real records of it were seen, or only its documentation.
    pub fn samples(&self) -> &'static str {
        match self.samples {
            Samples::Real => "real",
            Samples::Documented => "documented",
        }
    }

    /// The properties that it reads from records, each with the fields, best first.
    pub fn properties(&self) -> BTreeMap<String, Vec<String>> {
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for shape in &self.shapes {
            let scope = shape.scope();
            let maps = [&shape.definition.properties, &self.properties];
            for map in self.rules().map(|rule| &rule.definition.properties).chain(maps) {
                for name in map.keys() {
                    // Every value of a type was compiled once when it was loaded.
                    let values = property_values(map, name, &scope).unwrap_or_default();
                    let fields = found.entry(name.clone()).or_default();
                    for value in values {
                        let text = value.to_string();
                        if !fields.contains(&text) {
                            fields.push(text);
                        }
                    }
                }
            }
        }
        for (name, from) in DERIVED_FROM {
            let Some(fields) = found.get(*from).cloned() else { continue };
            let own: BTreeSet<String> = found.get(*name).into_iter().flatten().cloned().collect();
            let more = fields.into_iter().filter(|field| !own.contains(field));
            found.entry((*name).to_owned()).or_default().extend(more);
        }
        found.retain(|_, fields| !fields.is_empty());
        found
    }
}

impl fmt::Display for ConditionDefinition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.has {
            return write!(f, "has {path}");
        }
        if let Some(path) = &self.exists {
            return write!(f, "has the field {path}");
        }
        for (word, conditions) in [("any of", &self.any), ("none of", &self.none)] {
            if let Some(conditions) = conditions {
                let words: Vec<String> = conditions.iter().map(ToString::to_string).collect();
                return write!(f, "{word} ({})", words.join("; "));
            }
        }
        let path = match self.path.as_deref() {
            Some("") | None => "the text",
            Some(path) => path,
        };
        if let Some(text) = &self.is {
            write!(f, "{path} is {text:?}")
        } else if let Some(texts) = &self.one_of {
            write!(f, "{path} is one of {}", texts.join(", "))
        } else if let Some(text) = &self.starts_with {
            write!(f, "{path} starts with {text:?}")
        } else if let Some(text) = &self.contains {
            write!(f, "{path} contains {text:?}")
        } else {
            write!(f, "{path} matches {}", self.matches.as_deref().unwrap_or_default())
        }
    }
}

/// The first of several paths that is there.
fn paths(paths: &[Path]) -> String {
    let texts: Vec<String> = paths
        .iter()
        .map(|path| match path.to_string() {
            text if text.is_empty() => "the record".to_owned(),
            text => text,
        })
        .collect();
    texts.join(" or ")
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Source::Field(field) => f.write_str(&paths(field)),
            Source::Join(parts, with) => {
                let parts: Vec<String> =
                    parts.iter().filter(|part| !part.is_empty()).map(|part| paths(part)).collect();
                f.write_str(&parts.join(&format!(" + {with:?} + ")))
            }
            Source::File(directory, name) | Source::Resolve(directory, name) => {
                let parts = [directory, name].into_iter().filter(|part| !part.is_empty());
                f.write_str(&parts.map(|part| paths(part)).collect::<Vec<_>>().join(" / "))
            }
            Source::Arguments(list) => write!(f, "arguments in {}", paths(list)),
            Source::Syscall(_, call) => write!(f, "system call {}", paths(call)),
            Source::Member(object, _) => write!(f, "first key of {}", paths(object)),
            Source::Constant(text) => write!(f, "{text:?}"),
        }
    }
}
