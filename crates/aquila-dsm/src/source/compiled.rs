//! A log source type, ready for use: what every record needs is compiled when the
//! file is loaded; property maps only for the columns that are wanted (`decode`).

use aquila_event::Taxonomy;
use regex::Regex;

use super::builtin::Defaults;
use super::condition::{Condition, all_hold, compile_all};
use super::definition::{
    Definition, Properties, Samples, ShapeDefinition, TimeDefinition, TimeForm, ValueDefinition,
};
use super::each::Each;
use super::fault::Fault;
use super::rule::{Rule, Rules};
use super::scope::Scope;
use super::value::{Placeholders, Value};
use crate::hash::NameMap;
use crate::pattern;
use crate::record::{Keys, NodeId, Pairs, Reading, Record};
use crate::time::Zone;

/// One log source type.
#[derive(Debug)]
pub struct SourceType {
    /// Id, as `devicetype` has it.
    pub id: i64,
    /// Name, as LOGSOURCETYPENAME gives it.
    pub name: String,
    /// Short name, as log source names begin.
    pub short_name: String,
    pub(super) samples: Samples,
    pub(crate) shapes: Vec<Shape>,
    pub(crate) properties: Properties,
    pub(crate) placeholders: Placeholders,
    rules: Vec<Rule>,
    other: Rule,
    by_key: NameMap<String, Vec<usize>>,
    patterns: Vec<(Regex, usize)>,
}

/// One way in which records of a type arrive.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) definition: ShapeDefinition,
    pub(crate) when: Vec<Condition>,
    /// What must hold for the text, before it is read.
    before: Vec<Condition>,
    /// How fields are found in its records, if they are texts without a format.
    reading: Reading,
    /// The keys that its records have, tested first.
    pub(crate) keys_needed: Keys,
    /// Whether its records are plain text.
    pub(crate) is_text: bool,
    pub(crate) times: Vec<Time>,
    pub(crate) each: Option<Each>,
    pub(crate) keys: Vec<Value>,
    pub(crate) identifier: Vec<Value>,
    /// Per rule: what must hold beside its key.
    pub(crate) rule_conditions: Vec<Vec<Condition>>,
}

/// Where a time stands and how it is written.
#[derive(Debug)]
pub(crate) struct Time {
    pub(crate) value: Value,
    pub(crate) format: Option<String>,
    pub(crate) zone: Zone,
}

impl SourceType {
    pub(super) fn load(text: &str, defaults: &Defaults, taxonomy: &Taxonomy) -> Result<Self, Fault> {
        let definition: Definition = serde_saphyr::from_str(text)?;
        let Definition {
            name,
            id,
            samples,
            short_name,
            placeholders,
            shapes,
            time,
            keys,
            properties,
            events,
            other,
        } = definition;
        if shapes.is_empty() {
            return Err("a log source type needs at least one shape".to_owned().into());
        }
        let made = Rules { source_type: id, defaults, taxonomy };
        let (rules, other) = (made.listed(events)?, made.other(other)?);
        let shapes = shapes
            .into_iter()
            .map(|shape| {
                let (name, location) = (shape.value.name.clone(), shape.referenced);
                Shape::compile(shape.value, &time, &keys, &rules)
                    .map_err(|reason| Fault::at(location, reason).of(&format!("shape {name:?}")))
            })
            .collect::<Result<_, Fault>>()?;
        let (by_key, patterns) = index(&rules)?;
        let texts = defaults.placeholders.iter().chain(&placeholders).cloned();
        let placeholders = Placeholders::new(texts);
        Ok(SourceType {
            id,
            name,
            short_name,
            samples,
            shapes,
            properties,
            placeholders,
            rules,
            other,
            by_key,
            patterns,
        })
    }

    /// All event kinds, the one for unlisted events last.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().chain(std::iter::once(&self.other))
    }

    pub(crate) fn rule(&self, index: Option<usize>) -> &Rule {
        index.and_then(|index| self.rules.get(index)).unwrap_or(&self.other)
    }

    /// The names of the shapes.
    pub fn shapes(&self) -> impl Iterator<Item = &str> {
        self.shapes.iter().map(|shape| shape.definition.name.as_str())
    }

    /// The event kinds that have this key, in order.
    pub(crate) fn rules_with_key(&self, key: &str) -> &[usize] {
        let found = match self.by_key.get(key) {
            Some(rules) => Some(rules),
            None => self.by_key.get(&normal_key(key)),
        };
        found.map_or(&[], Vec::as_slice)
    }

    /// The event kinds whose pattern matches this key, in order.
    pub(crate) fn rules_matching<'a>(&'a self, key: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.patterns.iter().filter(|(pattern, _)| pattern.is_match(key)).map(|(_, rule)| *rule)
    }

    /// Whether some event kinds are found by pattern.
    pub(crate) fn has_patterns(&self) -> bool {
        !self.patterns.is_empty()
    }
}

/// A key as it is compared: operations of one name are written with and without a
/// final dot, outer blanks and capitals.
fn normal_key(key: &str) -> String {
    key.trim().trim_end_matches('.').trim_end().to_lowercase()
}

type Index = (NameMap<String, Vec<usize>>, Vec<(Regex, usize)>);

fn index(rules: &[Rule]) -> Result<Index, Fault> {
    let mut by_key: NameMap<String, Vec<usize>> = NameMap::default();
    let mut patterns = Vec::new();
    for (index, rule) in rules.iter().enumerate() {
        let keys = rule.definition.on.as_slice();
        if keys.is_empty() && rule.definition.matching.is_none() {
            return Err(Fault::at(rule.location, format!("event {:?} needs on or matching", rule.name)));
        }
        for key in keys {
            by_key.entry(normal_key(key)).or_default().push(index);
        }
        if let Some(pattern) = &rule.definition.matching {
            let pattern = pattern::compile(pattern)
                .map_err(|reason| Fault::at(rule.location, reason).of(&format!("event {:?}", rule.name)))?;
            patterns.push((pattern, index));
        }
    }
    // Most records write a key as the file does.
    for key in rules.iter().flat_map(|rule| rule.definition.on.as_slice()) {
        if let Some(found) = by_key.get(&normal_key(key)).cloned() {
            by_key.insert(key.clone(), found);
        }
    }
    Ok((by_key, patterns))
}

impl Shape {
    fn compile(
        definition: ShapeDefinition,
        time: &[TimeDefinition],
        keys: &[ValueDefinition],
        rules: &[Rule],
    ) -> Result<Shape, String> {
        let scope = Scope::new(&definition);
        let keys = if definition.keys.is_empty() { keys } else { &definition.keys };
        let times = time.iter().chain(&definition.time);
        let times = times.map(|time| Time::compile(time, &scope)).collect::<Result<Vec<_>, String>>()?;
        let rule_conditions = rules
            .iter()
            .map(|rule| compile_all(rule.definition.when.as_slice(), &scope))
            .collect::<Result<_, _>>()?;
        let reading = reading(&definition)?;
        let when = compile_all(definition.when.as_deref().unwrap_or_default(), &scope)?;
        let is_text = !reading.is_none() || when.iter().any(Condition::is_of_text);
        // What is told without reading a text is told first.
        let (before, when) = when
            .into_iter()
            .partition::<Vec<_>, _>(|condition| !reading.is_none() && condition.is_of_text_alone());
        Ok(Shape {
            is_text,
            keys_needed: when.iter().map(Condition::keys_needed).fold(Keys::default(), Keys::and),
            when,
            before,
            reading,
            times: times.into_iter().flatten().collect(),
            each: definition.each.as_ref().map(|each| Each::compile(each, &scope)).transpose()?,
            keys: values(keys, &scope)?,
            identifier: values(definition.identifier.as_slice(), &scope)?,
            rule_conditions,
            definition,
        })
    }

    /// Where the fields of a record are, if it has this shape.
    pub(crate) fn enter(&self, record: &mut Record<'_>, node: NodeId) -> Option<NodeId> {
        if self.reading.is_none() {
            return (!self.when.is_empty() && all_hold(&self.when, record, node)).then_some(node);
        }
        let is_tested = self.reading.has_patterns() || !self.when.is_empty() || !self.before.is_empty();
        if !is_tested || !all_hold(&self.before, record, node) {
            return None;
        }
        let read = record.read_text(node, &self.reading)?;
        all_hold(&self.when, record, read).then_some(read)
    }

    /// The names that paths can use in this shape.
    pub(crate) fn scope(&self) -> Scope<'_> {
        Scope::new(&self.definition)
    }
}

/// How a shape says that fields are found in a text.
fn reading(definition: &ShapeDefinition) -> Result<Reading, String> {
    let patterns = definition.pattern.as_slice();
    if definition.when.is_none() && patterns.is_empty() {
        return Err("a shape needs when or pattern, which tell its records from others".into());
    }
    let pairs = definition.pairs.as_ref().map(|pairs| {
        let empty = |text: &str| {
            if text.is_empty() { Err("pairs need a text for between and assign") } else { Ok(()) }
        };
        empty(&pairs.assign)?;
        pairs.between.as_deref().map_or(Ok(()), empty)?;
        let between = pairs.between.as_deref().filter(|between| *between != " ");
        Ok::<_, String>(Pairs { between: between.map(Into::into), assign: pairs.assign.as_str().into() })
    });
    Reading::new(patterns, pairs.transpose()?)
}

impl Time {
    /// One for each place where it may stand.
    fn compile(definition: &TimeDefinition, scope: &Scope<'_>) -> Result<Vec<Time>, String> {
        let form = match definition {
            TimeDefinition::Path(path) => &TimeForm { path: Some(path.clone()), ..TimeForm::default() },
            TimeDefinition::Full(form) => form,
        };
        let values = match (&form.path, &form.value) {
            (Some(path), None) => scope.paths(path)?.into_iter().map(Value::field).collect(),
            (None, Some(value)) => vec![Value::compile(value, scope)?],
            _ => return Err("a time needs either path or value".into()),
        };
        let values = values.into_iter().filter(|value| !value.is_empty());
        Ok(values.map(|value| Time { value, format: form.format.clone(), zone: form.zone }).collect())
    }
}

/// Compiles values; those that the shape has nothing for are left out.
pub(crate) fn values(definitions: &[ValueDefinition], scope: &Scope<'_>) -> Result<Vec<Value>, String> {
    let values = definitions.iter().map(|definition| Value::compile(definition, scope));
    let values = values.collect::<Result<Vec<Value>, String>>()?;
    Ok(values.into_iter().filter(|value| !value.is_empty()).collect())
}

/// The values of a property in a map.
pub(crate) fn property_values(
    properties: &Properties,
    name: &str,
    scope: &Scope<'_>,
) -> Result<Vec<Value>, String> {
    values(properties.get(name).map_or(&[], |values| values.value.as_slice()), scope)
}
