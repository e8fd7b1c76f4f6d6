//! Which events an expression of a custom property is for.

use aquila_event::{LogSources, Taxonomy, nearest};

use super::definition::{ExpressionDefinition, NameOrId};

/// The numbers that an event must have; a list that is absent leaves it open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    device_types: Option<Vec<i64>>,
    log_sources: Option<Vec<i64>>,
    qids: Option<Vec<i64>>,
    categories: Option<Vec<i64>>,
}

impl Scope {
    /// The scope of an expression.
    pub(super) fn compile(definition: &ExpressionDefinition, taxonomy: &Taxonomy) -> Result<Scope, String> {
        let numbers =
            |what: &str, given: &Option<NameOrId>, named: &dyn Fn(&str) -> Vec<i64>, names: Vec<&str>| {
                Ok::<_, String>(match given {
                    None => None,
                    Some(NameOrId::Id(id)) => Some(vec![*id]),
                    Some(NameOrId::Name(name)) => match named(name) {
                        ids if ids.is_empty() => return Err(unknown(what, name, names)),
                        ids => Some(ids),
                    },
                })
            };
        let types = || taxonomy.device_types().map(|(_, name)| name).collect::<Vec<_>>();
        let qids = || taxonomy.qids().map(|(_, name)| name).collect::<Vec<_>>();
        let categories = || taxonomy.categories().map(|(_, name)| name).collect::<Vec<_>>();
        let same = |name: &str, ids: &mut dyn Iterator<Item = (i64, &str)>| {
            ids.filter(|(_, other)| other.eq_ignore_ascii_case(name)).map(|(id, _)| id).collect::<Vec<_>>()
        };
        Ok(Scope {
            device_types: numbers(
                "log source type",
                &definition.log_source_type,
                &|name| same(name, &mut taxonomy.device_types()),
                types(),
            )?,
            log_sources: numbers(
                "log source, written as type @ sender,",
                &definition.log_source,
                &|name| LogSources::ids_of_name(taxonomy, name),
                Vec::new(),
            )?,
            qids: numbers("event", &definition.qid, &|name| same(name, &mut taxonomy.qids()), qids())?,
            categories: numbers(
                "category",
                &definition.category,
                &|name| same(name, &mut taxonomy.categories()),
                categories(),
            )?,
        })
    }

    /// Whether events of this kind may be in it.
    pub(crate) fn takes_kind(&self, device_type: i64, qid: i64, category: i64) -> bool {
        let takes = |list: &Option<Vec<i64>>, id: i64| list.as_ref().is_none_or(|list| list.contains(&id));
        takes(&self.device_types, device_type) && takes(&self.qids, qid) && takes(&self.categories, category)
    }

    /// Whether it asks for the log source, and of this one it is.
    pub(crate) fn takes_log_source(&self, id: impl FnOnce() -> i64) -> bool {
        self.log_sources.as_ref().is_none_or(|list| list.contains(&id()))
    }

    /// The same as fields that must have one of these numbers.
    pub(super) fn fields(&self) -> Vec<(&'static str, Vec<i64>)> {
        let all = [
            ("devicetype", &self.device_types),
            ("logsourceid", &self.log_sources),
            ("qid", &self.qids),
            ("category", &self.categories),
        ];
        all.into_iter().filter_map(|(field, list)| Some((field, list.clone()?))).collect()
    }
}

fn unknown(what: &str, name: &str, names: Vec<&str>) -> String {
    let near = nearest(name, names.into_iter());
    let hint = if near.is_empty() { String::new() } else { format!(": did you mean {}?", near.join(", ")) };
    format!("there is no {what} {name:?}{hint}")
}
