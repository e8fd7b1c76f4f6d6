//! The log source types: what their records look like and what they mean.
//!
//! A type is a YAML file (`sources/*.yml`) of the schema in `definition`; this
//! module loads the files, checks them, and names what an event is. Reading fields
//! out of records is in `record`; deciding which type a record has in `identify`.

mod arguments;
mod builtin;
mod check;
mod compiled;
mod condition;
mod definition;
mod describe;
mod each;
mod fault;
mod kind;
mod percent;
mod resolve;
mod rule;
mod scope;
mod sockaddr;
mod syscall;
mod transform;
mod value;
mod written;

use std::sync::{Arc, LazyLock};

use crate::custom::CustomProperties;
use aquila_event::{Catalogue, PropertyId, PropertyKind, Taxonomy};

pub use compiled::SourceType;
pub(crate) use compiled::{Shape, property_values};
pub(crate) use condition::{Condition, all_hold, compile_all};
pub(crate) use definition::Properties;
pub(crate) use each::Items;
use fault::Fault;
pub use kind::EventKind;
pub(crate) use rule::Rule;
pub(crate) use scope::Scope;
pub(crate) use transform::UrlPart;
pub(crate) use value::{Placeholders, Value};

/// The log source types of one run.
#[derive(Debug)]
pub struct SourceTypes {
    types: Vec<SourceType>,
    envelopes: Vec<crate::record::Path>,
    taxonomy: Arc<Taxonomy>,
    custom: CustomProperties,
}

/// A log source type file that does not say what it must.
#[derive(Debug, thiserror::Error)]
#[error("{file}{}: {reason}", place.map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default())]
pub struct SourceError {
    /// The file, or what stands for it.
    pub file: String,
    /// Line and column, from 1, where they are known.
    pub place: Option<(u64, u64)>,
    /// What is wrong with it.
    pub reason: String,
}

static BUILTIN: LazyLock<Arc<SourceTypes>> = LazyLock::new(|| {
    // Checking every property of every shape takes longer than all the rest.
    let types = SourceTypes::read(&builtin::FILES, 0, None);
    let types = types.expect("the shipped types are valid; a test checks them");
    Arc::new(types)
});

impl SourceTypes {
    /// The types that ship with Aquila.
    pub fn builtin() -> Arc<SourceTypes> {
        Arc::clone(&BUILTIN)
    }

    /// Loads log source types from (name, text) pairs of YAML files, tried in this
    /// order; the last one takes what no other does.
    ///
    /// # Errors
    /// When a file is not of the schema, or names a category that does not exist,
    /// or uses a QID or an id that another one has.
    pub fn load(files: &[(&str, &str)]) -> Result<SourceTypes, SourceError> {
        SourceTypes::read(files, files.len(), None)
    }

    /// The same, and each property that a file maps must be one of the catalogue, by its
    /// canonical name.
    ///
    /// # Errors
    /// As [`SourceTypes::load`], and when there is no such property.
    pub fn load_with(files: &[(&str, &str)], catalogue: &Catalogue) -> Result<SourceTypes, SourceError> {
        SourceTypes::read(files, files.len(), Some(catalogue))
    }

    /// The shipped types after these, which are tried first. One with the id of a shipped
    /// type stands in its place.
    ///
    /// # Errors
    /// As [`load_with`](Self::load_with).
    pub fn with(files: &[(&str, &str)], catalogue: &Catalogue) -> Result<SourceTypes, SourceError> {
        let all: Vec<(&str, &str)> = files.iter().copied().chain(builtin::FILES).collect();
        SourceTypes::read(&all, files.len(), Some(catalogue))
    }

    /// Reads files, of which the first so many are not known to be valid.
    fn read(
        files: &[(&str, &str)],
        unknown: usize,
        catalogue: Option<&Catalogue>,
    ) -> Result<SourceTypes, SourceError> {
        let invalid = |file: &str, fault: Fault| {
            let Fault { place, reason } = fault;
            SourceError { file: file.to_owned(), place, reason }
        };
        let defaults = builtin::defaults().map_err(|reason| invalid("defaults.yml", reason.into()))?;
        let envelopes = builtin::envelopes().map_err(|reason| invalid("envelopes.yml", reason.into()))?;
        let mut taxonomy = Taxonomy::builtin().as_ref().clone();
        let mut types: Vec<SourceType> = Vec::new();
        for (index, (file, text)) in files.iter().enumerate() {
            let loaded =
                SourceType::load(text, &defaults, &taxonomy).map_err(|fault| invalid(file, fault))?;
            if index < unknown {
                loaded.check(catalogue).map_err(|fault| invalid(file, fault))?;
            }
            if let Some(other) = types.iter().find(|other| other.id == loaded.id) {
                if index >= unknown && unknown > 0 {
                    continue;
                }
                let reason = format!("id {} is that of {:?} already: take another", loaded.id, other.name);
                return Err(invalid(file, reason.into()));
            }
            taxonomy.add_device_type(loaded.id, &loaded.name, &loaded.short_name);
            for rule in loaded.rules() {
                if let Some(other) = taxonomy.qid(rule.qid) {
                    let reason = format!(
                        "event {:?}: QID {} is {:?} already: give another",
                        rule.name, rule.qid, other.name
                    );
                    return Err(invalid(file, Fault::at(rule.location, reason)));
                }
                taxonomy.add_qid(rule.qid, &rule.name, rule.category);
            }
            types.push(loaded);
        }
        let custom = CustomProperties::default();
        Ok(SourceTypes { types, envelopes, taxonomy: Arc::new(taxonomy), custom })
    }

    /// These types, with custom properties that are read from their records.
    #[must_use]
    pub fn with_custom(self, custom: CustomProperties) -> SourceTypes {
        SourceTypes { custom, ..self }
    }

    pub(crate) fn custom(&self) -> &CustomProperties {
        &self.custom
    }

    /// The shipped tables with the QIDs and types defined here.
    pub fn taxonomy(&self) -> Arc<Taxonomy> {
        Arc::clone(&self.taxonomy)
    }

    /// The log source types, in the order they are tried.
    pub fn iter(&self) -> impl Iterator<Item = &SourceType> {
        self.types.iter()
    }

    /// The log source type id of a kind.
    pub fn device_type(&self, kind: EventKind) -> i64 {
        self.source_type(kind).id
    }

    /// The log source type name of a kind.
    pub fn device_type_name(&self, kind: EventKind) -> &str {
        &self.source_type(kind).name
    }

    /// A kind in words: type, shape, event.
    pub fn describe(&self, kind: EventKind) -> String {
        let (source_type, shape, rule) = self.parts(kind);
        format!("{} / {} / {}", source_type.name, shape.definition.name, rule.name)
    }

    /// The properties that an event of this kind can carry at all.
    pub fn provides(&self, catalogue: &Catalogue, kind: EventKind) -> Vec<PropertyId> {
        let plan = crate::decode::Plan::for_all(self, catalogue, kind);
        let visible = catalogue.iter().filter(|property| property.kind != PropertyKind::Position);
        visible.zip(plan).filter(|(_, provided)| *provided).map(|(property, _)| property.id()).collect()
    }

    pub(crate) fn taxonomy_ref(&self) -> &Taxonomy {
        &self.taxonomy
    }

    pub(crate) fn source_type(&self, kind: EventKind) -> &SourceType {
        &self.types[kind.source_type()]
    }

    pub(crate) fn parts(&self, kind: EventKind) -> (&SourceType, &Shape, &Rule) {
        let source_type = self.source_type(kind);
        (source_type, &source_type.shapes[kind.shape()], source_type.rule(kind.rule()))
    }

    pub(crate) fn get(&self, index: usize) -> Option<&SourceType> {
        self.types.get(index)
    }

    pub(crate) fn envelopes(&self) -> &[crate::record::Path] {
        &self.envelopes
    }
}

#[cfg(test)]
mod tests;
