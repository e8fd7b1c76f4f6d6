//! `aquila.source/1` and `aquila.property/1`: the log source types and the properties
//! that are known.

use std::collections::BTreeMap;

use aquila_event::PropertyKind;
use serde::Serialize;

use crate::engine::Engine;

/// A log source type. Field order is output order.
#[derive(Debug, Clone, Serialize)]
pub struct SourceEntry {
    /// `aquila.source/1`
    pub schema: &'static str,
    /// As LOGSOURCETYPENAME gives it.
    pub name: String,
    /// As `devicetype` has it.
    pub id: i64,
    /// The ways in which its records arrive.
    pub formats: Vec<String>,
    /// `real` or `documented`: what it was written from.
    pub samples: &'static str,
    /// The properties that it reads from records, by name.
    pub properties: Vec<String>,
}

/// A property. Field order is output order.
#[derive(Debug, Clone, Serialize)]
pub struct PropertyEntry {
    /// `aquila.property/1`
    pub schema: &'static str,
    /// Canonical name.
    pub name: String,
    /// Type of its values, in the words of the Ariel field page.
    #[serde(rename = "type")]
    pub property_type: String,
    /// What it says.
    pub meaning: String,
    /// Other names for it.
    pub spellings: Vec<String>,
    /// `builtin`, `catalogue`, `custom` or `derived`.
    pub kind: &'static str,
    /// The log source types that have it.
    pub sources: Vec<PropertySource>,
}

/// Where a log source type has a property.
#[derive(Debug, Clone, Serialize)]
pub struct PropertySource {
    /// Its name.
    pub log_source_type: String,
    /// The fields that it is read from, best first.
    pub from: Vec<String>,
}

impl Engine {
    /// The log source types, in the order they are tried.
    pub fn sources(&self) -> Vec<SourceEntry> {
        let types = self.types();
        let entries = types.iter().map(|known| SourceEntry {
            schema: "aquila.source/1",
            name: known.name.clone(),
            id: known.id,
            formats: known.shapes().map(str::to_owned).collect(),
            samples: known.samples(),
            properties: known.properties().into_keys().collect(),
        });
        entries.collect()
    }

    /// The properties that AQL can name, in catalogue order: all, or those that a log source
    /// type reads from its records.
    pub fn properties(&self, log_source_type: Option<&str>) -> Vec<PropertyEntry> {
        let types = self.types();
        let maps: Vec<(&str, BTreeMap<String, Vec<String>>)> = types
            .iter()
            .filter(|known| log_source_type.is_none_or(|wanted| known.name.eq_ignore_ascii_case(wanted)))
            .map(|known| (known.name.as_str(), known.properties()))
            .collect();
        let catalogue = self.catalogue();
        let visible = catalogue.iter().filter(|property| property.kind != PropertyKind::Position);
        let entries = visible.map(|property| {
            let sources = maps.iter().filter_map(|(name, map)| {
                let from = match property.kind {
                    PropertyKind::Derived => {
                        let given = property.from.iter().filter(|name| map.contains_key(*name));
                        Some(given.cloned().collect()).filter(|names: &Vec<String>| !names.is_empty())
                    }
                    _ => map.get(&property.name).cloned(),
                }?;
                Some(PropertySource { log_source_type: (*name).to_owned(), from })
            });
            PropertyEntry {
                schema: "aquila.property/1",
                name: property.name.clone(),
                property_type: format!("{:?}", property.property_type),
                meaning: property.meaning.clone(),
                spellings: property.spellings.clone(),
                kind: match property.kind {
                    PropertyKind::Builtin | PropertyKind::Position => "builtin",
                    PropertyKind::Catalogue => "catalogue",
                    PropertyKind::Custom => "custom",
                    PropertyKind::Derived => "derived",
                },
                sources: sources.collect(),
            }
        });
        entries.filter(|entry| log_source_type.is_none() || !entry.sources.is_empty()).collect()
    }
}
