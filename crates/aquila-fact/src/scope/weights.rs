//! What each scope gives away: the table in `data/scope_weights.yml`.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use super::name::key;

/// A scope of the table.
#[derive(Debug)]
pub(super) struct Known {
    /// Its name.
    pub(super) name: String,
    /// What it gives away, granted for users.
    pub(super) delegated: u8,
    /// The same, granted to an application itself.
    pub(super) application: u8,
}

/// Scopes that weigh the same.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    #[expect(dead_code, reason = "says to readers of the table whose names these are")]
    provider: String,
    delegated: u8,
    application: u8,
    scopes: BTreeMap<String, Vec<String>>,
}

/// The table, by what scopes are compared by.
#[derive(Debug, Default)]
struct Table {
    known: Vec<Known>,
    by_key: HashMap<String, usize>,
    /// What comes before and after the `*` of a pattern.
    patterns: Vec<(String, String, usize)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let table = Table::from_yaml(include_str!("../../data/scope_weights.yml"));
    table.expect("the shipped table is valid; a test loads it")
});

/// What the table says of the scope with this key: a name or an identifier.
pub(super) fn find(key: &str) -> Option<&'static Known> {
    let table: &'static Table = &TABLE;
    let fits = |(before, after, _): &&(String, String, usize)| {
        key.strip_prefix(before.as_str())
            .is_some_and(|rest| rest.len() > after.len() && rest.ends_with(after.as_str()))
    };
    let index =
        table.by_key.get(key).copied().or_else(|| table.patterns.iter().find(fits).map(|found| found.2))?;
    table.known.get(index)
}

impl Table {
    fn from_yaml(text: &str) -> Result<Table, String> {
        let groups: Vec<Group> = serde_saphyr::from_str(text).map_err(|error| error.to_string())?;
        let mut table = Table::default();
        for group in groups {
            for (name, identifiers) in group.scopes {
                let index = table.known.len();
                match key(&name).split_once('*') {
                    Some((before, after)) => {
                        table.patterns.push((before.to_owned(), after.to_owned(), index))
                    }
                    None => table.name(key(&name), index)?,
                }
                for identifier in identifiers {
                    table.name(key(&identifier), index)?;
                }
                table.known.push(Known { name, delegated: group.delegated, application: group.application });
            }
        }
        Ok(table)
    }

    fn name(&mut self, key: String, index: usize) -> Result<(), String> {
        match self.by_key.insert(key.clone(), index) {
            Some(_) => Err(format!("{key:?} stands twice")),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_is_one_of_weights() {
        let table = &*TABLE;
        assert!(table.known.len() > 150, "{}", table.known.len());
        for known in &table.known {
            let weights = 1..=4;
            assert!(
                weights.contains(&known.delegated) && weights.contains(&known.application),
                "{}",
                known.name
            );
            assert!(known.application >= known.delegated, "{}", known.name);
        }
        for key in table.by_key.keys().filter(|key| key.len() == 36 && key.matches('-').count() == 4) {
            assert!(key.chars().all(|c| c == '-' || c.is_ascii_hexdigit()), "{key}");
        }
    }

    #[test]
    fn a_table_says_a_name_once() {
        let group = "- {provider: x, delegated: 1, application: 1, scopes: {A: [], a/: []}}";
        assert_eq!(Table::from_yaml(group).map(|_| ()), Err(r#""a" stands twice"#.to_owned()));
        assert!(Table::from_yaml("- {provider: x}").is_err());
    }
}
