//! Log sources: one per log source type and sender, named as QRadar names those
//! that it discovers by itself (`ShortName @ sender`).

use std::collections::HashMap;
use std::sync::RwLock;

use crate::Taxonomy;

/// The log sources of one run, filled while events are decoded.
#[derive(Debug, Default)]
pub struct LogSources {
    names: RwLock<HashMap<i64, String>>,
}

impl LogSources {
    /// The id of a log source. It depends on the type and the sender alone, so
    /// that two runs, or two threads, agree.
    pub fn id(&self, taxonomy: &Taxonomy, devicetype: i64, identifier: &str) -> i64 {
        let id = stable_id(devicetype, identifier);
        let known = self.names.read().is_ok_and(|names| names.contains_key(&id));
        if !known && let Ok(mut names) = self.names.write() {
            let kind = taxonomy.device_short_name(devicetype).unwrap_or("Unknown");
            names.insert(id, format!("{kind} @ {identifier}"));
        }
        id
    }

    /// The ids that a log source of this name can have: one for each type with its short name.
    pub fn ids_of_name(taxonomy: &Taxonomy, name: &str) -> Vec<i64> {
        let Some((kind, identifier)) = name.split_once(" @ ") else { return Vec::new() };
        let types = taxonomy.device_types().filter(|(id, _)| taxonomy.device_short_name(*id) == Some(kind));
        types.map(|(id, _)| stable_id(id, identifier)).collect()
    }

    /// The name behind an id.
    pub fn name(&self, id: i64) -> Option<String> {
        self.names.read().ok()?.get(&id).cloned()
    }
}

/// FNV-1a, folded to 48 bits: exact as a JSON number, and clashes stay out of
/// reach for any real number of senders.
fn stable_id(devicetype: i64, identifier: &str) -> i64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in devicetype.to_le_bytes().iter().chain(identifier.as_bytes()) {
        hash ^= u64::from(*byte);
        hash = hash.wrapping_mul(0x0100_0000_01b3);
    }
    ((hash ^ (hash >> 48)) & 0xffff_ffff_ffff) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_id_per_type_and_sender() {
        let taxonomy = Taxonomy::builtin();
        let sources = LogSources::default();
        let id = sources.id(&taxonomy, 12, "dc01");
        assert_eq!(id, sources.id(&taxonomy, 12, "dc01"));
        assert_ne!(id, sources.id(&taxonomy, 11, "dc01"));
        assert_eq!(sources.name(id).as_deref(), Some("WindowsAuthServer @ dc01"));
        assert_eq!(sources.name(1), None);
        assert_eq!(LogSources::ids_of_name(&taxonomy, "WindowsAuthServer @ dc01"), [id]);
        assert!(LogSources::ids_of_name(&taxonomy, "dc01").is_empty());
    }
}
