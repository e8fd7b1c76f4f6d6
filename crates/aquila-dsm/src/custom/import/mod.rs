//! Custom properties from a QRadar system: reads what its REST API returns for
//! `/config/event_sources/custom_properties/...` and gives definitions.
//!
//! ```text
//! JSON text -> lists (which endpoint's) -> property, expression (names for ids) -> YAML
//! ```
//!
//! What the fields mean is from IBM's API documentation (ibmsecuritydocs.github.io,
//! versions 13 to 19). Whatever cannot be taken over is a problem in words; nothing is
//! left out silently but keys that say nothing of the value, such as dates and owners.

mod expression;
mod item;
mod lists;
mod names;
mod property;

use super::definition::PropertyDefinition;
use item::Item;
use lists::Lists;

/// What was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Imported {
    /// The properties, by name.
    pub properties: Vec<PropertyDefinition>,
    /// What could not be taken over, or not as it was.
    pub problems: Vec<String>,
}

/// Reads JSON texts, each with a name that problems call it by. A text is one list of an
/// endpoint, recognized by the keys of its items, or an object of such lists by the
/// names of their endpoints: `regex_properties`, `property_expressions`, ... The lists
/// `log_source_types`, `log_sources`, `qid_records` and `low_level_categories` give
/// names for the ids in expressions.
pub fn import<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Imported {
    let mut problems = Vec::new();
    let mut lists = Lists::default();
    for (name, text) in texts {
        match serde_json::from_str(text) {
            Ok(value) => lists.add(name, value, &mut problems),
            Err(error) => problems.push(format!("{name}: this is no JSON: {error}")),
        }
    }
    let names = names::Names::new(&lists, &mut problems);
    let mut properties = property::all(&lists, &mut problems);
    expression::add(&lists, &names, &mut properties, &mut problems);
    let mut properties: Vec<_> = properties.into_iter().map(|known| known.definition).collect();
    properties.sort_by_cached_key(|property| property.name.to_lowercase());
    for pair in properties.windows(2) {
        if let [one, other] = pair
            && one.name.to_lowercase() == other.name.to_lowercase()
        {
            problems.push(format!("two properties are named '{}', rename one", other.name));
        }
    }
    for property in properties.iter().filter(|property| property.from.is_empty()) {
        problems.push(format!("property '{}' has no expression, so it has no value", property.name));
    }
    Imported { properties, problems }
}

/// The definitions as YAML of the schema that users write, the problems as comments
/// before them.
pub fn to_yaml(imported: &Imported) -> String {
    let mut yaml = String::new();
    for problem in &imported.problems {
        yaml.push_str("# ");
        yaml.extend(problem.chars().map(|c| if c.is_control() || is_break(c) { ' ' } else { c }));
        yaml.push('\n');
    }
    let options = serde_saphyr::ser_options! { prefer_block_scalars: false };
    match serde_saphyr::to_string_with_options(&imported.properties, options) {
        Ok(properties) => yaml.push_str(&properties),
        // Plain data always has a YAML form; if not, the file says so and defines nothing.
        Err(error) => yaml.push_str(&format!("# {error}\n[]\n")),
    }
    yaml
}

/// The line breaks of older YAML that are no control characters.
fn is_break(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}
