//! Which endpoint a list is of: by the name it has in an object, else by the keys of
//! its items.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Item;

/// What the items of a list are, by their endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Property,
    CalculatedProperty,
    Regex,
    Json,
    Leef,
    Cef,
    Pairs,
    List,
    Xml,
    Aql,
    Calculated,
    LogSourceType,
    LogSource,
    Qid,
    Category,
}

/// The last parts of the endpoints' paths.
const ENDPOINTS: &[(&str, Kind)] = &[
    ("regex_properties", Kind::Property),
    ("calculated_properties", Kind::CalculatedProperty),
    ("property_expressions", Kind::Regex),
    ("property_json_expressions", Kind::Json),
    ("property_leef_expressions", Kind::Leef),
    ("property_cef_expressions", Kind::Cef),
    ("property_nvp_expressions", Kind::Pairs),
    ("property_genericlist_expressions", Kind::List),
    ("property_xml_expressions", Kind::Xml),
    ("property_aql_expressions", Kind::Aql),
    ("property_calculated_expressions", Kind::Calculated),
    ("log_source_types", Kind::LogSourceType),
    ("log_sources", Kind::LogSource),
    ("qid_records", Kind::Qid),
    ("low_level_categories", Kind::Category),
];

/// The items of all lists.
#[derive(Debug, Default)]
pub(super) struct Lists {
    items: BTreeMap<Kind, Vec<Item>>,
}

impl Lists {
    pub(super) fn of(&self, kind: Kind) -> &[Item] {
        self.items.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// Takes a text's lists in.
    pub(super) fn add(&mut self, text: &str, value: Value, problems: &mut Vec<String>) {
        match value {
            Value::Array(items) => self.add_items(text, None, items, problems),
            Value::Object(members) => {
                for (name, value) in members {
                    let place = format!("{text}, {name}");
                    match (kind_of_endpoint(&name), value) {
                        (Some(kind), Value::Array(items)) => {
                            self.add_items(&place, Some(kind), items, problems);
                        }
                        (Some(_), _) => problems.push(format!("{place}: this is no list")),
                        (None, _) => problems
                            .push(format!("{place}: no endpoint with custom properties has this name")),
                    }
                }
            }
            _ => problems.push(format!("{text}: neither a list nor an object of lists")),
        }
    }

    fn add_items(&mut self, place: &str, kind: Option<Kind>, items: Vec<Value>, problems: &mut Vec<String>) {
        for (at, value) in items.into_iter().enumerate() {
            let place = format!("{place}, item {}", at + 1);
            let Value::Object(fields) = value else {
                problems.push(format!("{place}: this is no object"));
                continue;
            };
            let item = Item::new(fields);
            match kind.map_or_else(|| kind_of_item(&item), Ok) {
                Ok(kind) => self.items.entry(kind).or_default().push(item),
                Err(reason) => problems.push(format!("{place}, {}: {reason}", item.label())),
            }
        }
    }
}

/// By the last part of a path, however much of it is given.
fn kind_of_endpoint(name: &str) -> Option<Kind> {
    let last = name.trim_end_matches('/').rsplit('/').next()?;
    ENDPOINTS.iter().find(|(endpoint, _)| *endpoint == last).map(|(_, kind)| *kind)
}

fn kind_of_item(item: &Item) -> Result<Kind, &'static str> {
    let has = |key| item.has(key);
    Ok(match () {
        () if has("regex_property_identifier") => match () {
            () if has("regex") => Kind::Regex,
            () if has("delimiter_pair") || has("delimiter_name_value") => Kind::Pairs,
            () if has("delimiter") => Kind::List,
            () if has("first_operand") => Kind::Calculated,
            () if has("expression") => return kind_of_expression(item),
            () => return Err("no kind of expression has these keys"),
        },
        () if has("property_type") => Kind::Property,
        () if has("first_operand") => Kind::CalculatedProperty,
        () if has("high_level_category_id") => Kind::Category,
        () if has("qid") => Kind::Qid,
        () if has("type_id") => Kind::LogSource,
        () if has("internal") || has("default_protocol_id") || has("protocol_types") => Kind::LogSourceType,
        () => return Err("no list of custom properties has items with these keys"),
    })
}

/// Five endpoints have items of the same keys. Paths tell themselves apart, CEF and
/// LEEF by the test payload.
fn kind_of_expression(item: &Item) -> Result<Kind, &'static str> {
    let expression = item.text("expression").unwrap_or_default().trim_start();
    let payload = item.text("payload").unwrap_or_default();
    Ok(match () {
        () if expression.starts_with("/\"") => Kind::Json,
        () if expression.starts_with('/') => Kind::Xml,
        () if payload.contains("LEEF:") => Kind::Leef,
        () if payload.contains("CEF:") => Kind::Cef,
        () => {
            return Err("CEF, LEEF and AQL expressions look alike; give their lists in an object \
                        by the names of their endpoints, such as property_cef_expressions");
        }
    })
}
