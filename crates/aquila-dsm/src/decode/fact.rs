//! What each derived property is, over `aquila_fact`. The catalogue says which properties
//! it is made from, in the order expected here; those that are taken from one finding are
//! made from the same.

use aquila_fact::actor::{self, Actor};
use aquila_fact::address::{self, Found};
use aquila_fact::path;
use aquila_fact::scope::{self, Grant, ScopeDelta};
use aquila_fact::store::{self, TokenStore};

/// How a derived property is made.
#[derive(Debug)]
pub(super) struct Fact {
    name: &'static str,
    make: fn(Inputs<'_>, &mut Known) -> Option<Made>,
}

/// The texts that a fact is made from, by place in the catalogue's list.
#[derive(Clone, Copy)]
pub(super) struct Inputs<'t>(pub(super) &'t [Option<String>]);

impl<'t> Inputs<'t> {
    fn get(self, place: usize) -> Option<&'t str> {
        self.0.get(place)?.as_deref()
    }
}

/// A fact.
pub(super) enum Made {
    Text(String),
    Number(i64),
    Flag(bool),
}

impl Fact {
    /// The fact of this property.
    pub(super) fn named(name: &str) -> Option<&'static Fact> {
        FACTS.iter().find(|fact| fact.name == name)
    }

    /// The fact, given what others of the same event have found.
    pub(super) fn make(&self, of: Inputs<'_>, known: &mut Known) -> Option<Made> {
        (self.make)(of, known)
    }
}

/// What several facts of one event are taken from: found once, whichever is asked for first.
#[derive(Debug, Default)]
pub(super) struct Known {
    destination: Option<Option<Found>>,
    command: Option<Option<Found>>,
    store: Option<Option<&'static TokenStore>>,
    actor: Option<Option<Actor>>,
    scopes: Option<Option<ScopeDelta>>,
}

impl Known {
    fn destination(&mut self, of: Inputs<'_>) -> Option<&Found> {
        self.destination.get_or_insert_with(|| destination(of)).as_ref()
    }

    fn command(&mut self, of: Inputs<'_>) -> Option<&Found> {
        self.command.get_or_insert_with(|| commanded(of)).as_ref()
    }

    fn store(&mut self, of: Inputs<'_>) -> Option<&'static TokenStore> {
        *self.store.get_or_insert_with(|| file_store(of))
    }

    fn actor(&mut self, of: Inputs<'_>) -> Option<&Actor> {
        self.actor.get_or_insert_with(|| actor_of(of)).as_ref()
    }

    fn scopes(&mut self, of: Inputs<'_>) -> Option<&ScopeDelta> {
        self.scopes.get_or_insert_with(|| scope_delta(of)).as_ref()
    }
}

/// All of them.
static FACTS: &[Fact] = &[
    Fact { name: "Address Class", make: |of, known| text(&known.destination(of)?.class.name) },
    Fact { name: "Canonical Address", make: |of, known| text(&known.destination(of)?.address) },
    Fact { name: "Address Spelling", make: |of, known| text(known.destination(of)?.spelling.as_str()) },
    Fact { name: "Command Address Class", make: |of, known| text(&known.command(of)?.class.name) },
    Fact { name: "Command Canonical Address", make: |of, known| text(&known.command(of)?.address) },
    Fact { name: "Same Machine", make: |of, _| address::same_machine(of.get(0), of.get(1)).map(Made::Flag) },
    Fact { name: "Canonical Path", make: canonical_path },
    Fact { name: "Canonical Original Path", make: canonical_path },
    Fact { name: "Canonical Target Path", make: canonical_path },
    Fact { name: "Token Store", make: |of, known| text(&known.store(of)?.id) },
    Fact { name: "Token Store Kind", make: |of, known| text(known.store(of)?.kind.name()) },
    Fact {
        name: "Command Token Store",
        make: |of, _| text(&store::in_command(command(of.get(0)?), of.get(1))?.0.id),
    },
    Fact { name: "Actor", make: |of, known| Some(Made::Text(known.actor(of)?.to_string())) },
    Fact { name: "Actor Image", make: canonical_path },
    Fact { name: "Actor Script", make: |of, known| text(known.actor(of)?.script.as_ref()?) },
    Fact { name: "Actor Chain", make: actor_chain },
    Fact { name: "Scope Delta", make: |of, known| list(&known.scopes(of)?.added) },
    Fact { name: "Removed Scopes", make: |of, known| list(&known.scopes(of)?.removed) },
    Fact { name: "Scope Weight", make: |of, known| Some(Made::Number(known.scopes(of)?.weight.into())) },
    Fact { name: "Heaviest Scope", make: |of, known| text(known.scopes(of)?.heaviest.as_ref()?) },
];

fn text(text: &str) -> Option<Made> {
    Some(Made::Text(text.to_owned()))
}

fn list(texts: &[String]) -> Option<Made> {
    (!texts.is_empty()).then(|| Made::Text(texts.join(" ")))
}

/// The address that the activity went to: of the destination, its host name, or the URL; the
/// first that is of a known service, else the first at all.
fn destination(of: Inputs<'_>) -> Option<Found> {
    let port = of.get(1).and_then(|port| port.parse().ok()).filter(|port| *port > 0);
    let host = |place: usize| address::endpoint(of.get(place)?, port);
    let url = of.get(3).and_then(address::class_in_url);
    let found = [host(0), host(2), url].into_iter().flatten();
    // A proxy in front of a service must not hide it: of equals, the first is kept.
    found.reduce(|first, other| if other.class.service && !first.class.service { other } else { first })
}

/// The first address in the command line, else in the script.
fn commanded(of: Inputs<'_>) -> Option<Found> {
    [0, 1].into_iter().find_map(|place| address::class_in_command(command(of.get(place)?)))
}

/// The longest command that is taken apart: that of one argument on Linux
/// (`MAX_ARG_STRLEN`); Windows has 32 KiB. The work on a longer text would be felt.
const MAX_COMMAND: usize = 128 << 10;

fn command(text: &str) -> &str {
    &text[..text.floor_char_boundary(MAX_COMMAND)]
}

/// A path, joined with the directory.
fn canonical_path(of: Inputs<'_>, _: &mut Known) -> Option<Made> {
    path::canonical(of.get(0)?, of.get(1)).map(Made::Text)
}

/// The store of the file, else of the path that it had before, else of the one it got; one
/// with credentials before a file that lies beside such.
fn file_store(of: Inputs<'_>) -> Option<&'static TokenStore> {
    let stores = [0, 1, 2].into_iter().filter_map(|place| {
        let canonical = path::canonical(of.get(place)?, of.get(3))?;
        store::of_path(&canonical)
    });
    stores.reduce(|first, other| if other.is_credential() && !first.is_credential() { other } else { first })
}

fn actor_of(of: Inputs<'_>) -> Option<Actor> {
    actor::actor(of.get(0)?, command(of.get(1).unwrap_or_default()), of.get(2))
}

/// The programs that are recorded, the process itself last.
fn actor_chain(of: Inputs<'_>, _: &mut Known) -> Option<Made> {
    of.get(2)?;
    let images: Vec<&str> = [0, 1, 2].into_iter().filter_map(|place| of.get(place)).collect();
    Some(Made::Text(actor::chain(&images)))
}

/// What a grant added. One that was taken back adds nothing.
fn scope_delta(of: Inputs<'_>) -> Option<ScopeDelta> {
    match of.get(2) {
        Some("removed") => None,
        Some("application") => Some(scope::delta(of.get(0)?, of.get(1), Grant::Application)),
        _ => Some(scope::delta(of.get(0)?, of.get(1), Grant::Delegated)),
    }
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
