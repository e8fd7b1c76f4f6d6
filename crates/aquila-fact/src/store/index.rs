//! Finds the patterns that could mean a path by one component that each of them has.

use std::collections::HashMap;

use super::place::{Homes, Place, PlacePattern};

/// A pattern and the number of its store.
#[derive(Debug)]
struct Entry {
    store: usize,
    pattern: PlacePattern,
}

#[derive(Debug, Default)]
pub(super) struct Index {
    /// By their last component.
    by_name: Keys,
    /// By another component, where the last has a star.
    by_directory: Keys,
    /// Without any component that has no star.
    others: Vec<Entry>,
}

impl Index {
    /// Of the patterns of each store.
    pub(super) fn new<'a>(stores: impl Iterator<Item = &'a [String]>) -> Self {
        let mut index = Self::default();
        for (store, patterns) in stores.enumerate() {
            for pattern in patterns {
                index.add(Entry { store, pattern: PlacePattern::new(pattern) });
            }
        }
        index
    }

    fn add(&mut self, entry: Entry) {
        let components = entry.pattern.components();
        let is_literal = |component: &&String| !component.contains('*');
        if let Some(name) = components.last().filter(is_literal) {
            self.by_name.add(name.clone(), entry);
        } else if let Some(longest) = components.iter().filter(is_literal).max_by_key(|part| part.len()) {
            self.by_directory.add(longest.clone(), entry);
        } else {
            self.others.push(entry);
        }
    }

    /// The first store that a path belongs to.
    pub(super) fn find(&self, canonical: &str, homes: &Homes) -> Option<usize> {
        let separators: &[char] = if canonical.starts_with('/') { &['/'] } else { &['/', '\\'] };
        let mut components = canonical.rsplit(separators);
        let name = components.next().unwrap_or_default();
        let of_name = self.by_name.of(name);
        let others = self
            .others
            .iter()
            .filter(|entry| entry.pattern.components().last().is_some_and(|last| could_end(last, name)));
        let of_directories = components.flat_map(|component| self.by_directory.of(component));
        let mut candidates = of_name.iter().chain(of_directories).chain(others).peekable();
        candidates.peek()?;
        let place = Place::new(canonical, homes);
        candidates.filter(|entry| entry.pattern.matches(&place)).map(|entry| entry.store).min()
    }
}

/// Whether a name ends as a pattern such as `*.tfstate` wants, whatever its case.
fn could_end(pattern: &str, name: &str) -> bool {
    let end = pattern.rsplit('*').next().unwrap_or_default().as_bytes();
    let name = name.as_bytes();
    name.len() >= end.len() && name[name.len() - end.len()..].eq_ignore_ascii_case(end)
}

/// Entries by a component in lower case.
#[derive(Debug)]
struct Keys {
    entries: HashMap<String, Vec<Entry>>,
    /// A bit for each length (to 63) and last letter of a key: most components of
    /// ordinary paths fail here, before anything is hashed.
    lengths: [u64; 256],
}

impl Default for Keys {
    fn default() -> Self {
        Self { entries: HashMap::new(), lengths: [0; 256] }
    }
}

impl Keys {
    fn add(&mut self, key: String, entry: Entry) {
        let (last, length) = looks(&key);
        self.lengths[last] |= length;
        self.entries.entry(key.to_ascii_lowercase()).or_default().push(entry);
    }

    fn of(&self, component: &str) -> &[Entry] {
        let (last, length) = looks(component);
        if self.lengths[last] & length == 0 {
            return &[];
        }
        self.entries.get(&component.to_ascii_lowercase()).map_or(&[], Vec::as_slice)
    }
}

fn looks(key: &str) -> (usize, u64) {
    let last = key.bytes().next_back().unwrap_or_default().to_ascii_lowercase();
    (usize::from(last), 1 << key.len().min(63))
}
