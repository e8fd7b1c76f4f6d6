//! The tables that give ids their names: categories, log source types, QIDs, protocols.
//!
//! Categories and log source types are QRadar's published ones; a block of our
//! own (`data/categories_aquila.tsv`, from 60000) adds what QRadar has no name
//! for. QIDs come from the log source types' definitions.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

/// One event identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qid {
    /// The name that QIDNAME gives.
    pub name: String,
    /// Low-level category.
    pub category: i64,
}

#[derive(Debug, Clone)]
struct Category {
    name: String,
    high_level: i64,
}

#[derive(Debug, Clone)]
struct DeviceType {
    name: String,
    short_name: String,
}

/// Names by id.
#[derive(Debug, Clone, Default)]
pub struct Taxonomy {
    categories: HashMap<i64, Category>,
    categories_by_name: HashMap<String, i64>,
    device_types: HashMap<i64, DeviceType>,
    protocols: HashMap<i64, String>,
    qids: HashMap<i64, Qid>,
}

static BUILTIN: LazyLock<Arc<Taxonomy>> = LazyLock::new(|| Arc::new(Taxonomy::load()));

impl Taxonomy {
    /// The shipped tables, without QIDs.
    pub fn builtin() -> Arc<Taxonomy> {
        Arc::clone(&BUILTIN)
    }

    fn load() -> Self {
        let mut taxonomy = Taxonomy::default();
        let tables = [include_str!("../data/categories.tsv"), include_str!("../data/categories_aquila.tsv")];
        for row in tables.into_iter().flat_map(rows) {
            if let [id, name, level, high_level, ..] = row[..]
                && let (Ok(id), Ok(high_level)) = (id.parse(), high_level.parse())
            {
                // A low-level name wins over a high-level one of the same text.
                if level == "low" || !taxonomy.categories_by_name.contains_key(name) {
                    taxonomy.categories_by_name.insert(name.to_owned(), id);
                }
                taxonomy.categories.insert(id, Category { name: name.to_owned(), high_level });
            }
        }
        for row in rows(include_str!("../data/device_types.tsv")) {
            if let [id, name, short_name, ..] = row[..]
                && let Ok(id) = id.parse()
            {
                taxonomy.add_device_type(id, name, short_name);
            }
        }
        for row in rows(include_str!("../data/protocols.tsv")) {
            if let [id, name, ..] = row[..]
                && let Ok(id) = id.parse()
            {
                taxonomy.protocols.insert(id, name.to_owned());
            }
        }
        taxonomy
    }

    /// Adds or renames a log source type.
    pub fn add_device_type(&mut self, id: i64, name: &str, short_name: &str) {
        let device = DeviceType { name: name.to_owned(), short_name: short_name.to_owned() };
        self.device_types.insert(id, device);
    }

    /// Adds an event identity.
    pub fn add_qid(&mut self, id: i64, name: &str, category: i64) {
        self.qids.insert(id, Qid { name: name.to_owned(), category });
    }

    /// Name of a low- or high-level category.
    pub fn category_name(&self, id: i64) -> Option<&str> {
        self.categories.get(&id).map(|category| category.name.as_str())
    }

    /// Id of a category by its exact name, low-level first.
    pub fn category_id(&self, name: &str) -> Option<i64> {
        self.categories_by_name.get(name).copied()
    }

    /// The high-level category above a category.
    pub fn high_level_category(&self, id: i64) -> Option<i64> {
        self.categories.get(&id).map(|category| category.high_level)
    }

    /// Ids and names of all categories.
    pub fn categories(&self) -> impl Iterator<Item = (i64, &str)> {
        self.categories.iter().map(|(id, category)| (*id, category.name.as_str()))
    }

    /// Name of a log source type.
    pub fn device_type_name(&self, id: i64) -> Option<&str> {
        self.device_types.get(&id).map(|device| device.name.as_str())
    }

    /// Short name of a log source type, as in log source names.
    pub fn device_short_name(&self, id: i64) -> Option<&str> {
        self.device_types.get(&id).map(|device| device.short_name.as_str())
    }

    /// Ids and names of all log source types.
    pub fn device_types(&self) -> impl Iterator<Item = (i64, &str)> {
        self.device_types.iter().map(|(id, device)| (*id, device.name.as_str()))
    }

    /// Ids and names of all event identities.
    pub fn qids(&self) -> impl Iterator<Item = (i64, &str)> {
        self.qids.iter().map(|(id, qid)| (*id, qid.name.as_str()))
    }

    /// An event identity.
    pub fn qid(&self, id: i64) -> Option<&Qid> {
        self.qids.get(&id)
    }

    /// Name of an IANA protocol, as QRadar spells it.
    pub fn protocol_name(&self, id: i64) -> Option<&str> {
        self.protocols.get(&id).map(String::as_str)
    }
}

/// The cells of a tab-separated table, its header left out.
fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table.lines().skip(1).map(|line| line.split('\t').collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_tables_load() {
        let taxonomy = Taxonomy::builtin();
        assert_eq!(taxonomy.category_name(8028), Some("File Created"));
        assert_eq!(taxonomy.high_level_category(8028), Some(8000));
        assert_eq!(taxonomy.category_id("Application Consent"), Some(60001));
        assert_eq!(taxonomy.device_type_name(12), Some("Microsoft Windows Security Event Log"));
        assert_eq!(taxonomy.protocol_name(6), Some("tcp_ip"));
    }

    #[test]
    fn our_own_block_clashes_with_no_published_id() {
        let published: Vec<_> = rows(include_str!("../data/categories.tsv")).map(|row| row[0]).collect();
        for row in rows(include_str!("../data/categories_aquila.tsv")) {
            assert!(!published.contains(&row[0]), "{row:?}");
        }
    }
}
