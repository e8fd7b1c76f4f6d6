//! The properties themselves, whatever their expressions.

use std::collections::HashSet;

use aquila_pattern::date::SimpleDateFormat;

use super::lists::{Kind, Lists};
use super::{Item, expression};
use crate::custom::definition::{ExpressionDefinition, PropertyDefinition, TimeFormat, ValueKind};

/// A property, and what its expressions call it.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) identifier: Option<String>,
    pub(super) definition: PropertyDefinition,
}

/// All properties of the lists, each once, however often it was given.
pub(super) fn all(lists: &Lists, problems: &mut Vec<String>) -> Vec<Known> {
    let mut seen = HashSet::new();
    let mut properties = Vec::new();
    for (kind, item) in [Kind::Property, Kind::CalculatedProperty]
        .into_iter()
        .flat_map(|kind| lists.of(kind).iter().map(move |item| (kind, item)))
    {
        if item.key().is_some_and(|key| !seen.insert((kind, key))) {
            continue;
        }
        let Some(name) = item.text("name") else {
            problems.push(format!("property {}: it has no name", item.label()));
            continue;
        };
        let meaning = item.text("description").map(str::to_owned);
        let definition = PropertyDefinition {
            name: name.to_owned(),
            kind: ValueKind::Number,
            meaning,
            time: None,
            enabled: item.enabled(),
            from: Vec::new(),
        };
        let definition = match kind {
            Kind::CalculatedProperty => calculated(definition, item, problems),
            _ => extracted(definition, item, problems),
        };
        properties.push(Known { identifier: item.text("identifier").map(str::to_owned), definition });
    }
    properties
}

fn extracted(
    mut property: PropertyDefinition,
    item: &Item,
    problems: &mut Vec<String>,
) -> PropertyDefinition {
    property.kind = kind(item, problems);
    if property.kind == ValueKind::Time {
        property.time =
            item.text("datetime_format").map(|format| TimeFormat { format: format.to_owned(), zone: None });
        if let Err(reason) = check_time(item, problems) {
            problems.push(format!("property {}: {reason}; it is switched off", item.label()));
            property.enabled = false;
        }
    }
    property
}

fn calculated(
    mut property: PropertyDefinition,
    item: &Item,
    problems: &mut Vec<String>,
) -> PropertyDefinition {
    match expression::calculation(item) {
        Ok(calculation) => property.from.push(ExpressionDefinition {
            calculated: Some(calculation),
            enabled: true,
            ..ExpressionDefinition::default()
        }),
        Err(reason) => problems.push(format!("property {}: {reason}", item.label())),
    }
    property
}

fn kind(item: &Item, problems: &mut Vec<String>) -> ValueKind {
    let name = item.text("property_type").unwrap_or_default();
    match name.to_ascii_uppercase().as_str() {
        "STRING" | "ALPHANUMERIC" => ValueKind::String,
        "NUMERIC" => ValueKind::Number,
        "IP" => ValueKind::Ip,
        "PORT" => ValueKind::Port,
        "TIME" => ValueKind::Time,
        _ => {
            problems.push(format!(
                "property {}: type '{name}' is not known, it is read as a string",
                item.label()
            ));
            ValueKind::String
        }
    }
}

/// Whether times of the property can be read.
fn check_time(item: &Item, problems: &mut Vec<String>) -> Result<(), String> {
    let locale = item.text("locale").unwrap_or("en");
    if !locale.to_ascii_lowercase().starts_with("en") {
        problems.push(format!(
            "property {}: names of months and days are read in English, not in the locale '{locale}'",
            item.label()
        ));
    }
    let format = item.text("datetime_format").ok_or("it is a time without a format")?;
    match SimpleDateFormat::parse(format) {
        Ok(_) => Ok(()),
        Err(reason) => Err(format!("the format '{format}' is not valid: {reason}")),
    }
}
