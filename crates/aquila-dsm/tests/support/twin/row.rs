//! The whole row of an event that is the only one of its input.

use aquila_event::{LogSources, Taxonomy};
use serde_json::Value;

use super::event::{Decoded, Kind, decode};
use super::{Properties, facts};

/// Number of the log source type.
pub(crate) const TETRAGON: i64 = 6001;

/// What no record of Tetragon says: nothing is known of it.
const FALSE: [&str; 9] = [
    "isunparsed",
    "hasidentity",
    "hasoffense",
    "iscreevent",
    "isduplicate",
    "islogonly",
    "istruncated",
    "storedforperformance",
    "hastlv",
];

/// The columns of the row that have a value; none if the record is no event of Tetragon.
pub(crate) fn row(record: &Value, text: &str, file_time_ms: i64, taxonomy: &Taxonomy) -> Option<Properties> {
    let Decoded { kind, time, sender, mut properties } = decode(record)?;
    facts::add(&mut properties);
    let Kind(qid, _, category) = kind;
    let category = taxonomy.category_id(category).expect("category");
    let at = time.unwrap_or(file_time_ms);
    let source = sender.as_deref().unwrap_or("Cilium Tetragon");
    for (name, number) in [
        ("starttime", at),
        ("endtime", at),
        ("devicetime", at),
        ("qid", qid),
        ("category", category),
        ("highlevelcategory", taxonomy.high_level_category(category).expect("category")),
        ("devicetype", TETRAGON),
        ("logsourceid", LogSources::default().id(taxonomy, TETRAGON, source)),
        // Tetragon rates nothing: the ratings are those of all log sources.
        ("severity", 3),
        ("credibility", 5),
        ("relevance", 5),
        ("magnitude", 4),
        ("eventcount", 1),
        ("domainid", 0),
        ("$source", 1),
        ("$line", 1),
        ("$record", 1),
        ("$offset", 0),
        ("$length", text.len() as i64),
    ] {
        properties.insert(name, number.to_string());
    }
    properties.extend(FALSE.map(|name| (name, "false".to_owned())));
    properties.insert("payload", text.to_owned());
    properties.insert("$time_source", if time.is_some() { "record" } else { "file" }.to_owned());
    properties.extend(sender.map(|sender| ("logsourceidentifier", sender)));
    Some(properties)
}
