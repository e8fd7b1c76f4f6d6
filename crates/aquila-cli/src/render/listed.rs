//! What the lists of the product show of each object in a row.

use aquila::identify::{Identified, InspectedEvent};
use aquila::inventory::{PropertyEntry, SourceEntry};
use serde_json::Value;

use super::list::{Details, Listed};
use super::place;

impl Listed for SourceEntry {
    const HEADER: &'static [&'static str] = &["name", "id", "formats", "samples", "properties"];

    fn cells(&self) -> Vec<String> {
        let (id, samples) = (self.id.to_string(), self.samples.to_owned());
        vec![self.name.clone(), id, self.formats.join(", "), samples, self.properties.len().to_string()]
    }
}

impl Listed for PropertyEntry {
    const HEADER: &'static [&'static str] = &["name", "type", "kind", "meaning", "spellings", "sources"];

    fn cells(&self) -> Vec<String> {
        let sources: Vec<String> = self.sources.iter().map(|source| source.log_source_type.clone()).collect();
        vec![
            self.name.clone(),
            self.property_type.clone(),
            self.kind.to_owned(),
            self.meaning.clone(),
            self.spellings.join(", "),
            sources.join(", "),
        ]
    }
}

impl Listed for Identified {
    const HEADER: &'static [&'static str] =
        &["path", "format", "log source type", "events", "decoded", "stored", "reason"];

    fn cells(&self) -> Vec<String> {
        let around = self.envelopes.iter().chain(&self.format);
        vec![
            place(&self.path, self.member.as_deref()),
            around.cloned().collect::<Vec<_>>().join(" > "),
            self.log_source_type.clone().unwrap_or_default(),
            self.records.to_string(),
            self.decoded.to_string(),
            self.stored.to_string(),
            self.reason.clone(),
        ]
    }

    fn details(&self) -> Vec<Details> {
        self.events.iter().flatten().map(details).collect()
    }
}

fn details(event: &InspectedEvent) -> Details {
    let title = match event.line {
        Some(line) => format!("line {line}, byte {}", event.offset),
        None => format!("byte {}", event.offset),
    };
    let rows = event.properties.iter().map(|(name, found)| {
        let value = match &found.value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let bytes = match (found.start, found.end) {
            (Some(start), Some(end)) => format!("{start}..{end}"),
            _ => String::new(),
        };
        vec![name.clone(), value, found.from.clone().unwrap_or_default(), bytes]
    });
    Details { title, header: &["property", "value", "from", "bytes"], rows: rows.collect() }
}
