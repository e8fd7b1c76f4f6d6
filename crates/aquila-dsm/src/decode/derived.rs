//! Properties that are made from others: what each is by name, over `aquila_fact`.
//! The catalogue says which properties each is made from, in the order expected here.

use aquila_event::EventBuilder;
use aquila_fact::actor::{self, Actor};
use aquila_fact::address::{self, Found};
use aquila_fact::path;
use aquila_fact::scope::{self, Grant, ScopeDelta};
use aquila_fact::store::{self, TokenStore};

use super::Decoder;
use super::origin::Origin;
use super::plan::{Column, Otherwise};
use super::record::identifier;
use super::row::{Around, Row, drop_result};
use crate::source::{SourceTypes, Value};

/// A property that is made from others.
#[derive(Debug)]
pub(super) struct Derived {
    pub(super) fact: &'static Fact,
    /// What the properties that it is made from are for the event kind.
    pub(super) inputs: Vec<Column>,
    /// Their names.
    pub(super) from: Vec<String>,
}

/// How a derived property is made.
#[derive(Debug)]
pub(super) struct Fact {
    name: &'static str,
    make: fn(&Inputs<'_>) -> Option<Made>,
}

/// The texts that a fact is made from, by place in the catalogue's list.
struct Inputs<'t>(&'t [Option<String>]);

impl Inputs<'_> {
    fn get(&self, place: usize) -> Option<&str> {
        self.0.get(place)?.as_deref()
    }
}

/// A fact.
enum Made {
    Text(String),
    Number(i64),
    Flag(bool),
}

impl Fact {
    /// The fact of this property.
    pub(super) fn named(name: &str) -> Option<&'static Fact> {
        FACTS.iter().find(|fact| fact.name == name)
    }
}

/// All of them.
static FACTS: &[Fact] = &[
    Fact { name: "Address Class", make: |of| text(&destination(of)?.class.name) },
    Fact { name: "Canonical Address", make: |of| text(&destination(of)?.address) },
    Fact { name: "Address Spelling", make: |of| text(destination(of)?.spelling.as_str()) },
    Fact { name: "Command Address Class", make: |of| text(&commanded(of)?.class.name) },
    Fact { name: "Command Canonical Address", make: |of| text(&commanded(of)?.address) },
    Fact { name: "Same Machine", make: |of| address::same_machine(of.get(0), of.get(1)).map(Made::Flag) },
    Fact { name: "Canonical Path", make: canonical_path },
    Fact { name: "Canonical Original Path", make: canonical_path },
    Fact { name: "Canonical Target Path", make: canonical_path },
    Fact { name: "Token Store", make: |of| text(&file_store(of)?.id) },
    Fact { name: "Token Store Kind", make: |of| text(file_store(of)?.kind.name()) },
    Fact {
        name: "Command Token Store",
        make: |of| text(&store::in_command(command(of.get(0)?), of.get(1))?.0.id),
    },
    Fact { name: "Actor", make: |of| Some(Made::Text(actor_of(of)?.to_string())) },
    Fact { name: "Actor Image", make: canonical_path },
    Fact { name: "Actor Script", make: |of| actor_of(of)?.script.map(Made::Text) },
    Fact { name: "Actor Chain", make: actor_chain },
    Fact { name: "Scope Delta", make: |of| list(&scope_delta(of)?.added) },
    Fact { name: "Removed Scopes", make: |of| list(&scope_delta(of)?.removed) },
    Fact { name: "Scope Weight", make: |of| Some(Made::Number(scope_delta(of)?.weight.into())) },
    Fact { name: "Heaviest Scope", make: |of| scope_delta(of)?.heaviest.map(Made::Text) },
];

fn text(text: &str) -> Option<Made> {
    Some(Made::Text(text.to_owned()))
}

fn list(texts: &[String]) -> Option<Made> {
    (!texts.is_empty()).then(|| Made::Text(texts.join(" ")))
}

/// The address that the activity went to: of the destination, its host name, or the URL; the
/// first that is of a known service, else the first at all.
fn destination(of: &Inputs<'_>) -> Option<Found> {
    let port = of.get(1).and_then(|port| port.parse().ok()).filter(|port| *port > 0);
    let host = |place: usize| address::endpoint(of.get(place)?, port);
    let url = of.get(3).and_then(address::class_in_url);
    let found = [host(0), host(2), url].into_iter().flatten();
    // A proxy in front of a service must not hide it: of equals, the first is kept.
    found.reduce(|first, other| if other.class.service && !first.class.service { other } else { first })
}

/// The first address in the command line, else in the script.
fn commanded(of: &Inputs<'_>) -> Option<Found> {
    [0, 1].into_iter().find_map(|place| address::class_in_command(command(of.get(place)?)))
}

/// The longest command that is taken apart: that of one argument on Linux
/// (`MAX_ARG_STRLEN`); Windows has 32 KiB. The work on a longer text would be felt.
const MAX_COMMAND: usize = 128 << 10;

fn command(text: &str) -> &str {
    &text[..text.floor_char_boundary(MAX_COMMAND)]
}

/// A path, joined with the directory.
fn canonical_path(of: &Inputs<'_>) -> Option<Made> {
    path::canonical(of.get(0)?, of.get(1)).map(Made::Text)
}

/// The store of the file, else of the path that it had before, else of the one it got; one
/// with credentials before a file that lies beside such.
fn file_store(of: &Inputs<'_>) -> Option<&'static TokenStore> {
    let stores = [0, 1, 2].into_iter().filter_map(|place| {
        let canonical = path::canonical(of.get(place)?, of.get(3))?;
        store::of_path(&canonical)
    });
    stores.reduce(|first, other| if other.is_credential() && !first.is_credential() { other } else { first })
}

fn actor_of(of: &Inputs<'_>) -> Option<Actor> {
    actor::actor(of.get(0)?, command(of.get(1).unwrap_or_default()), of.get(2))
}

/// The programs that are recorded, the process itself last.
fn actor_chain(of: &Inputs<'_>) -> Option<Made> {
    of.get(2)?;
    let images: Vec<&str> = [0, 1, 2].into_iter().filter_map(|place| of.get(place)).collect();
    Some(Made::Text(actor::chain(&images)))
}

/// What a grant added. One that was taken back adds nothing.
fn scope_delta(of: &Inputs<'_>) -> Option<ScopeDelta> {
    match of.get(2) {
        Some("removed") => None,
        Some("application") => Some(scope::delta(of.get(0)?, of.get(1), Grant::Application)),
        _ => Some(scope::delta(of.get(0)?, of.get(1), Grant::Delegated)),
    }
}

impl Decoder {
    /// Makes a derived property of an event.
    pub(super) fn derive(
        &mut self,
        around: Around<'_>,
        derived: &Derived,
        row: &mut Row<'_, '_>,
        index: usize,
        out: &mut EventBuilder,
    ) {
        let mut texts: Vec<Option<String>> = Vec::with_capacity(derived.inputs.len());
        for input in &derived.inputs {
            texts.push(self.text(around, input, row));
        }
        let made = (derived.fact.make)(&Inputs(&texts));
        match &made {
            Some(Made::Text(text)) => drop_result(out.set_text(index, text)),
            Some(Made::Number(number)) => drop_result(out.set_integer(index, *number)),
            Some(Made::Flag(flag)) => drop_result(out.set_boolean(index, *flag)),
            None => return,
        }
        if let Some(origin) = self.trace.as_mut().and_then(|trace| trace.get_mut(index)) {
            let given = derived.from.iter().zip(&texts).filter(|(_, text)| text.is_some());
            *origin = Origin { from: given.map(|(name, _)| name.clone()).collect(), range: None };
        }
    }

    /// The text that a column has of an event.
    fn text(&mut self, around: Around<'_>, column: &Column, row: &mut Row<'_, '_>) -> Option<String> {
        match column {
            Column::Integer(value) => Some(value.to_string()),
            Column::Text(text) => Some(text.clone()),
            Column::Key => row.key.clone(),
            Column::Identifier => identifier(around.types, row.record, &row.found),
            Column::Custom(extractors, otherwise) => {
                let found = self
                    .extracted(around, extractors, row, |value, text| value.is_valid(text, around.reading));
                found.map(|(text, _)| text).or_else(|| self.text(around, otherwise, row))
            }
            Column::Fields { values, swapped, otherwise, is_address } => {
                let values = if row.swap { swapped.as_ref().unwrap_or(values) } else { values };
                field_text(around.types, values, *is_address, row).or_else(|| match otherwise {
                    Otherwise::Absent => None,
                    Otherwise::Text(text) => Some(text.clone()),
                    Otherwise::Key => row.key.clone(),
                })
            }
            _ => None,
        }
    }
}

/// The first of these values that is there; of addresses, the first that is one.
fn field_text(
    types: &SourceTypes,
    values: &[Value],
    is_address: bool,
    row: &mut Row<'_, '_>,
) -> Option<String> {
    let placeholders = &types.get(row.found.source_type)?.placeholders;
    values.iter().find_map(|value| {
        let text = value.read(row.record, row.found.root, placeholders)?;
        if !is_address {
            return Some(text.into_owned());
        }
        aquila_event::address::parse(&text).map(|(ip, _)| aquila_event::address::text(ip))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use aquila_event::{Catalogue, PropertyKind};

    #[test]
    fn each_derived_property_is_made_of_properties_that_exist() {
        let catalogue = Catalogue::builtin();
        let derived: Vec<_> =
            catalogue.iter().filter(|property| property.kind == PropertyKind::Derived).collect();
        assert_eq!(derived.len(), FACTS.len());
        for property in derived {
            assert!(Fact::named(&property.name).is_some(), "{}", property.name);
            assert!(!property.from.is_empty(), "{}", property.name);
            for from in &property.from {
                assert!(catalogue.id(from).is_some(), "{}: {from}", property.name);
            }
        }
    }
}
