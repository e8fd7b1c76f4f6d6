//! Where in the payload the text stands that a condition looked at.

use std::collections::BTreeSet;

use aquila_event::{Catalogue, EventSchema, Property, PropertyId, PropertyKind, PropertyType};
use aquila_rules::RuleProgram;
use aquila_rules::alert::Match;
use datafusion::arrow::array::RecordBatch;

use crate::value::text;

/// Whether a property's value is text that a payload can hold.
pub(super) fn is_searchable(property: &Property) -> bool {
    let has_text = property.property_type == PropertyType::String || property.property_type.is_address();
    has_text
        && matches!(property.kind, PropertyKind::Builtin | PropertyKind::Catalogue | PropertyKind::Custom)
}

/// Properties that stand for the name of the operation.
const DERIVED: &[&str] = &["category", "highlevelcategory", "qid"];

/// The spans of the values that the branch looked at, in payload order.
pub(super) fn find(
    program: &RuleProgram,
    branch: Option<&str>,
    catalogue: &Catalogue,
    schema: &EventSchema,
    event: &RecordBatch,
    payload: &str,
) -> Vec<Match> {
    let mut looked_at: BTreeSet<PropertyId> = BTreeSet::new();
    for candidate in program.branches() {
        if branch.is_none_or(|branch| branch == candidate.path) {
            candidate.own.properties(&mut |id| {
                looked_at.insert(id);
            });
        }
    }
    let mut matches = Vec::new();
    for id in looked_at {
        // A category comes from what the source calls the operation.
        let shown_by = if DERIVED.contains(&catalogue.get(id).name.as_str()) {
            catalogue.id("Event Name")
        } else {
            Some(id)
        };
        let value =
            shown_by.and_then(|id| schema.column(id)).and_then(|column| text(event.column(column), 0));
        if let Some((start, end)) = value.as_deref().and_then(|value| locate(payload, value)) {
            matches.push(Match { field: catalogue.get(id).name.clone(), start, end });
        }
    }
    matches.sort_by_key(|found| found.start);
    matches
}

/// The first place of `value`, as it is or as JSON writes it (once or twice over).
fn locate(payload: &str, value: &str) -> Option<(usize, usize)> {
    if value.is_empty() {
        return None;
    }
    let mut written = value.to_owned();
    for _ in 0..3 {
        if let Some(start) = payload.find(&written) {
            return Some((start, start + written.len()));
        }
        written = written.replace('\\', "\\\\").replace('"', "\\\"");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_as_json_writes_them() {
        let payload = r#"{"Image":"C:\\Windows\\x.exe","n":"{\"p\":\"C:\\\\a\"}"}"#;
        assert_eq!(locate(payload, r"C:\Windows\x.exe"), Some((10, 28)));
        assert_eq!(locate(payload, r"C:\a").map(|(start, end)| &payload[start..end]), Some(r"C:\\\\a"));
        assert_eq!(locate(payload, "absent"), None);
        assert_eq!(locate(payload, ""), None);
    }
}
