//! Conditions on the fields of a record.

use regex::Regex;

use super::definition::ConditionDefinition;
use super::scope::Scope;
use crate::pattern;
use crate::record::{Keys, NodeId, Path, Record};

/// A condition, ready to be tested.
#[derive(Debug)]
pub(crate) enum Condition {
    Has(Vec<Path>),
    Exists(Vec<Path>),
    Test(Vec<Path>, Test),
    Any(Vec<Condition>),
    None(Vec<Condition>),
}

/// A test of a field's text.
#[derive(Debug)]
pub(crate) enum Test {
    OneOf(Vec<String>),
    StartsWith(String),
    Contains(String),
    Matches(Regex),
}

impl Condition {
    pub(crate) fn compile(definition: &ConditionDefinition, scope: &Scope<'_>) -> Result<Condition, String> {
        if let Some(path) = &definition.has {
            return Ok(Condition::Has(scope.paths(path)?));
        }
        if let Some(path) = &definition.exists {
            return Ok(Condition::Exists(scope.paths(path)?));
        }
        if let Some(any) = &definition.any {
            return Ok(Condition::Any(compile_all(any, scope)?));
        }
        if let Some(none) = &definition.none {
            return Ok(Condition::None(compile_all(none, scope)?));
        }
        let path = definition.path.as_ref().ok_or("a condition needs has, exists, path, any or none")?;
        let test = if let Some(text) = &definition.is {
            Test::OneOf(vec![text.clone()])
        } else if let Some(texts) = &definition.one_of {
            Test::OneOf(texts.clone())
        } else if let Some(text) = &definition.starts_with {
            Test::StartsWith(text.clone())
        } else if let Some(text) = &definition.contains {
            Test::Contains(text.clone())
        } else if let Some(pattern) = &definition.matches {
            Test::Matches(pattern::compile(pattern)?)
        } else {
            return Err(format!("the condition on {path:?} has no test"));
        };
        Ok(Condition::Test(scope.paths(path)?, test))
    }

    /// The keys that a record for which it holds has.
    pub(crate) fn keys_needed(&self) -> Keys {
        match self {
            // One of several paths is enough.
            Condition::Has(paths) | Condition::Exists(paths) | Condition::Test(paths, _) => {
                match &paths[..] {
                    [path] => Keys::first(path),
                    _ => Keys::default(),
                }
            }
            Condition::Any(_) | Condition::None(_) => Keys::default(),
        }
    }

    /// Whether it looks at the record as a text.
    pub(crate) fn is_of_text(&self) -> bool {
        match self {
            Condition::Test(paths, _) => paths.iter().any(|path| path.steps().is_empty()),
            Condition::Any(conditions) | Condition::None(conditions) => {
                conditions.iter().any(Self::is_of_text)
            }
            Condition::Has(_) | Condition::Exists(_) => false,
        }
    }

    /// Whether it looks at nothing else.
    pub(crate) fn is_of_text_alone(&self) -> bool {
        match self {
            Condition::Has(paths) | Condition::Exists(paths) | Condition::Test(paths, _) => {
                paths.iter().all(|path| path.steps().is_empty())
            }
            Condition::Any(conditions) | Condition::None(conditions) => {
                conditions.iter().all(Self::is_of_text_alone)
            }
        }
    }

    /// Whether it holds for a record.
    pub(crate) fn holds(&self, record: &mut Record<'_>, root: NodeId) -> bool {
        match self {
            Condition::Has(paths) => paths.iter().any(|path| record.get(root, path).is_some()),
            Condition::Exists(paths) => paths.iter().any(|path| record.exists(root, path)),
            Condition::Test(paths, test) => paths.iter().any(|path| {
                record
                    .get(root, path)
                    .and_then(|found| record.text(found))
                    .is_some_and(|text| test.passes(&text))
            }),
            Condition::Any(any) => any.iter().any(|condition| condition.holds(record, root)),
            Condition::None(none) => !none.iter().any(|condition| condition.holds(record, root)),
        }
    }
}

impl Test {
    fn passes(&self, text: &str) -> bool {
        match self {
            Test::OneOf(texts) => texts.iter().any(|other| other == text),
            Test::StartsWith(start) => text.starts_with(start),
            Test::Contains(part) => memchr::memmem::find(text.as_bytes(), part.as_bytes()).is_some(),
            Test::Matches(pattern) => pattern.is_match(text),
        }
    }
}

/// Compiles conditions that must all hold.
pub(crate) fn compile_all(
    definitions: &[ConditionDefinition],
    scope: &Scope<'_>,
) -> Result<Vec<Condition>, String> {
    definitions.iter().map(|definition| Condition::compile(definition, scope)).collect()
}

/// Whether all of them hold.
pub(crate) fn all_hold(conditions: &[Condition], record: &mut Record<'_>, root: NodeId) -> bool {
    conditions.iter().all(|condition| condition.holds(record, root))
}
