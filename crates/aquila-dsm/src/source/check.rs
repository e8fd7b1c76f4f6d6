//! The checks of a type that cost more than loading it: each property for each shape,
//! and, given a catalogue, whether there is such a property.

use aquila_event::Catalogue;

use super::compiled::{SourceType, property_values};
use super::condition::compile_all;
use super::definition::Properties;
use super::fault::{Fault, did_you_mean};
use super::rule::Rule;

/// Properties that are not read from fields, and where a file says what they are.
const ELSEWHERE: &[(&[&str], &str)] = &[
    (&["starttime", "endtime", "devicetime"], "time"),
    (&["logsourceidentifier"], "identifier"),
    (&["qid", "category", "severity"], "events"),
    (&["devicetype"], "id"),
];

impl SourceType {
    /// Compiles every property for every shape, as decoding does when it needs them.
    pub(super) fn check(&self, catalogue: Option<&Catalogue>) -> Result<(), Fault> {
        if let Some(catalogue) = catalogue {
            self.check_names(catalogue)?;
        }
        for shape in &self.shapes {
            let scope = shape.scope();
            for (map, owner) in self.property_maps() {
                for (name, value) in map {
                    property_values(map, name, &scope).map_err(|reason| {
                        Fault::at(value.referenced, reason).of(&format!("property {name:?} of {owner}"))
                    })?;
                }
            }
            for rule in self.rules() {
                compile_all(rule.definition.swap_when.as_slice(), &scope)
                    .map_err(|reason| Fault::at(rule.location, reason).of(&event(rule)))?;
            }
        }
        Ok(())
    }

    /// The maps of properties, each with whose it is.
    fn property_maps(&self) -> impl Iterator<Item = (&Properties, String)> {
        let shapes = self
            .shapes
            .iter()
            .map(|shape| (&shape.definition.properties, format!("shape {:?}", shape.definition.name)));
        let rules = self.rules().map(|rule| (&rule.definition.properties, event(rule)));
        std::iter::once((&self.properties, "the type".to_owned())).chain(shapes).chain(rules)
    }

    fn check_names(&self, catalogue: &Catalogue) -> Result<(), Fault> {
        for (map, owner) in self.property_maps() {
            for (name, value) in map {
                if let Some(reason) = mistake(name, catalogue) {
                    return Err(Fault::at(value.referenced, reason).of(&owner));
                }
            }
        }
        Ok(())
    }
}

fn event(rule: &Rule) -> String {
    format!("event {:?}", rule.name)
}

/// What is wrong with the name of a property.
fn mistake(name: &str, catalogue: &Catalogue) -> Option<String> {
    let elsewhere = ELSEWHERE.iter().find(|(names, _)| names.contains(&name));
    if let Some((_, key)) = elsewhere {
        return Some(format!("{name:?} is no field: say under {key:?} what it is"));
    }
    if catalogue.id(name).is_some() {
        return None;
    }
    if let Some(property) = catalogue.lookup(name) {
        return Some(format!("{name:?} is another name of a property: write {:?}", property.name));
    }
    let near = catalogue.nearest(name);
    let mut near: Vec<&str> =
        near.iter().filter_map(|name| Some(catalogue.lookup(name)?.name.as_str())).collect();
    near.dedup();
    Some(format!("there is no property {name:?}{}", did_you_mean(&near)))
}
