//! Definitions of custom properties become extractors, by property; what AQL computes
//! becomes parts of the property in the catalogue.

use std::collections::HashMap;
use std::sync::Arc;

use aquila_event::{Catalogue, Part, Property, PropertyId, PropertyKind, PropertyType, Taxonomy};

use super::definition::{Calculation, Operand, Operator, PropertyDefinition, Source, ValueKind};
use super::place::Place;
use super::scope::Scope;
use super::value::ValueReading;

/// The custom properties of one run: what is read from records for each.
#[derive(Debug, Default)]
pub struct CustomProperties {
    by_property: HashMap<PropertyId, Vec<Arc<Extractor>>>,
}

/// One place where the value of a property may be, ready to be looked at.
#[derive(Debug)]
pub(crate) struct Extractor {
    pub(crate) scope: Scope,
    pub(crate) place: Place,
    pub(crate) value: ValueReading,
}

impl CustomProperties {
    /// Adds the properties of definitions to the catalogue, so that log source types can
    /// name them. What is already a property keeps its type.
    ///
    /// # Errors
    /// In words, when a name or a type cannot be had.
    pub fn declare(definitions: &[PropertyDefinition], catalogue: &mut Catalogue) -> Result<(), String> {
        definitions.iter().filter(|definition| definition.enabled).try_for_each(|definition| {
            property(definition, catalogue)
                .map(drop)
                .map_err(|reason| format!("property {:?}: {reason}", definition.name))
        })
    }

    /// Adds definitions, and their properties to the catalogue. Where no expression gives a
    /// value, that counts which the log source type gives.
    ///
    /// # Errors
    /// In words, by property, when one is not valid.
    pub fn add(
        &mut self,
        definitions: &[PropertyDefinition],
        catalogue: &mut Catalogue,
        taxonomy: &Taxonomy,
    ) -> Result<(), String> {
        definitions.iter().filter(|definition| definition.enabled).try_for_each(|definition| {
            self.add_one(definition, catalogue, taxonomy)
                .map_err(|reason| format!("property {:?}: {reason}", definition.name))
        })
    }

    /// What is read for a property.
    pub(crate) fn extractors(&self, id: PropertyId) -> &[Arc<Extractor>] {
        self.by_property.get(&id).map_or(&[], Vec::as_slice)
    }

    fn add_one(
        &mut self,
        definition: &PropertyDefinition,
        catalogue: &mut Catalogue,
        taxonomy: &Taxonomy,
    ) -> Result<(), String> {
        let value = ValueReading::compile(definition)?;
        let id = property(definition, catalogue)?;
        let (name, kind) = (catalogue.get(id).name.clone(), catalogue.get(id).property_type);
        let mut parts = catalogue.get(id).parts.clone();
        // What was defined before comes first; a part that is the property itself is last.
        parts.retain(|part| *part != Part::Decoded(name.clone()));
        let mut run = self.by_property.remove(&id).unwrap_or_default();
        for (index, expression) in definition.from.iter().enumerate().filter(|(_, from)| from.enabled) {
            let place = |reason: String| format!("expression {}: {reason}", index + 1);
            let scope = Scope::compile(expression, taxonomy).map_err(place)?;
            let source = expression.source().map_err(place)?;
            if let Some(found) = Place::compile(source).map_err(place)? {
                run.push(Arc::new(Extractor { scope, place: found, value: value.clone() }));
                continue;
            }
            if !run.is_empty() {
                let part = self.add_part(&name, kind, parts.len(), std::mem::take(&mut run), catalogue)?;
                parts.push(Part::Decoded(part));
            }
            parts.push(Part::Computed { scope: scope.fields(), aql: aql(source) });
        }
        self.by_property.insert(id, run);
        if !parts.is_empty() {
            parts.push(Part::Decoded(name));
        }
        catalogue.set_parts(id, parts);
        Ok(())
    }

    /// A property of its own for what is read before something that is computed.
    fn add_part(
        &mut self,
        name: &str,
        kind: PropertyType,
        number: usize,
        extractors: Vec<Arc<Extractor>>,
        catalogue: &mut Catalogue,
    ) -> Result<String, String> {
        let part = format!("${name}#{number}");
        let mut property = Property::custom(&part, kind);
        property.kind = PropertyKind::Position;
        let id = catalogue.add(property).map_err(|error| error.to_string())?;
        self.by_property.insert(id, extractors);
        Ok(part)
    }
}

/// The property of a definition: a known one, or a new one.
fn property(definition: &PropertyDefinition, catalogue: &mut Catalogue) -> Result<PropertyId, String> {
    if definition.name.trim().is_empty() || definition.name.starts_with('$') {
        return Err("a property needs a name that does not start with $".to_owned());
    }
    if let Some(known) = catalogue.lookup(&definition.name) {
        return if fits(definition.kind, known.property_type) {
            Ok(known.id())
        } else {
            let (name, kind) = (&known.name, known.property_type);
            Err(format!("it names {name:?}, whose type is {kind:?}: give that type, or another name"))
        };
    }
    let kind = match definition.kind {
        ValueKind::String => PropertyType::String,
        ValueKind::Number => PropertyType::Double,
        ValueKind::Ip => PropertyType::HostV4V6,
        ValueKind::Port => PropertyType::Port,
        ValueKind::Time => PropertyType::Long,
    };
    let mut property = Property::custom(&definition.name, kind);
    if let Some(meaning) = &definition.meaning {
        property.meaning.clone_from(meaning);
    }
    catalogue.add(property).map_err(|error| error.to_string())
}

/// Whether values of a kind go in a column of a type.
fn fits(kind: ValueKind, property_type: PropertyType) -> bool {
    match kind {
        ValueKind::String => property_type == PropertyType::String,
        ValueKind::Number => property_type.is_integer() || property_type == PropertyType::Double,
        ValueKind::Ip => property_type.is_address() || property_type == PropertyType::String,
        ValueKind::Port => property_type.is_integer(),
        ValueKind::Time => property_type == PropertyType::Long,
    }
}

/// What AQL computes, as AQL.
fn aql(source: Source<'_>) -> String {
    match source {
        Source::Aql(expression) => expression.to_owned(),
        Source::Calculated(Calculation { first, operator, second }) => {
            let operator = match operator {
                Operator::Add => "+",
                Operator::Subtract => "-",
                Operator::Multiply => "*",
                Operator::Divide => "/",
                Operator::Remainder => "%",
            };
            format!("{} {operator} {}", operand(first), operand(second))
        }
        _ => String::new(),
    }
}

fn operand(operand: &Operand) -> String {
    match operand {
        Operand::Integer(number) => format!("({number})"),
        Operand::Number(number) => format!("({number})"),
        Operand::Property(name) => format!("\"{}\"", name.replace('"', "")),
    }
}
