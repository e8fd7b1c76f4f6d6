//! Names for the ids that expressions have.

use std::collections::HashMap;

use super::Item;
use super::lists::{Kind, Lists};
use crate::custom::definition::NameOrId;

/// The names of one kind of thing by their ids; `None` where several have a name.
type ById = HashMap<i64, Option<String>>;

/// The names that the given lists tell.
#[derive(Debug)]
pub(super) struct Names {
    log_source_types: ById,
    log_sources: ById,
    qids: ById,
    categories: ById,
}

/// What of an event an expression is limited to.
#[derive(Debug, Default)]
pub(super) struct Scope {
    pub(super) log_source_type: Option<NameOrId>,
    pub(super) log_source: Option<NameOrId>,
    pub(super) qid: Option<NameOrId>,
    pub(super) category: Option<NameOrId>,
}

impl Names {
    pub(super) fn new(lists: &Lists, problems: &mut Vec<String>) -> Self {
        let mut read = |kind, key, what| by_id(lists.of(kind), key, what, problems);
        Names {
            log_source_types: read(Kind::LogSourceType, "id", "log source type"),
            log_sources: read(Kind::LogSource, "id", "log source"),
            // Expressions hold the QID, which is not the record's id.
            qids: read(Kind::Qid, "qid", "QID record"),
            categories: read(Kind::Category, "id", "low-level category"),
        }
    }

    /// The scope of an expression. -1 and null mean any; so does 0 for QIDs and
    /// categories, of which none has that number.
    pub(super) fn scope(&self, item: &Item) -> Scope {
        let named = |key, names: &ById, first: i64| {
            let id = item.number(key).filter(|id| *id >= first)?;
            Some(names.get(&id).cloned().flatten().map_or(NameOrId::Id(id), NameOrId::Name))
        };
        Scope {
            log_source_type: named("log_source_type_id", &self.log_source_types, 0),
            log_source: named("log_source_id", &self.log_sources, 0),
            qid: named("qid", &self.qids, 1),
            category: named("low_level_category_id", &self.categories, 1),
        }
    }
}

/// A name that several ids have would be read back as another one of them.
fn by_id(items: &[Item], key: &str, what: &str, problems: &mut Vec<String>) -> ById {
    let mut names = ById::new();
    let mut count: HashMap<&str, HashMap<i64, ()>> = HashMap::new();
    for item in items {
        match (item.number(key), item.text("name")) {
            (Some(id), Some(name)) => {
                names.insert(id, Some(name.to_owned()));
                count.entry(name).or_default().insert(id, ());
            }
            _ => problems.push(format!("{what} {}: it has no {key} or no name", item.label())),
        }
    }
    for name in names.values_mut() {
        let ids = name.as_deref().and_then(|name| count.get(name)).map_or(0, HashMap::len);
        if ids > 1 {
            *name = None;
        }
    }
    names
}
