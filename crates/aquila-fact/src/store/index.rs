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
    /// Of the patterns of each store, with the names that say little.
    pub(super) fn new<'a>(stores: impl Iterator<Item = &'a [String]>, common: &[String]) -> Self {
        let mut index = Self::default();
        let entries = |(store, patterns): (usize, &'a [String])| {
            patterns.iter().map(move |pattern| Entry { store, pattern: PlacePattern::new(pattern) })
        };
        let entries: Vec<Entry> = stores.enumerate().flat_map(entries).collect();
        let mut counts = HashMap::<String, usize>::new();
        for component in entries.iter().flat_map(|entry| entry.pattern.components()) {
            *counts.entry(component.to_ascii_lowercase()).or_default() += 1;
        }
        counts.extend(common.iter().map(|name| (name.clone(), usize::MAX)));
        for entry in entries {
            index.add(entry, &counts);
        }
        index
    }

    /// `counts` says how many patterns have a component: the fewer, the better it tells.
    fn add(&mut self, entry: Entry, counts: &HashMap<String, usize>) {
        let components = entry.pattern.components();
        let is_literal = |component: &&String| !component.contains('*');
        let count = |component: &&String| counts.get(&component.to_ascii_lowercase()).copied();
        if let Some(name) = components.last().filter(is_literal) {
            self.by_name.add(&name.clone(), entry);
        } else if let Some(rarest) = components.iter().filter(is_literal).min_by_key(count) {
            self.by_directory.add(&rarest.clone(), entry);
        } else {
            self.others.push(entry);
        }
    }

    /// The first store that a path belongs to.
    pub(super) fn find(&self, canonical: &str, homes: &Homes) -> Option<usize> {
        let mut components = components(canonical);
        let name = components.next().unwrap_or_default();
        let of_directories = components.flat_map(|component| self.by_directory.of(component));
        let mut candidates =
            self.by_name.of(name).iter().chain(of_directories).chain(self.others(name)).peekable();
        candidates.peek()?;
        let place = Place::new(canonical, homes);
        candidates.filter(|entry| entry.pattern.matches(&place)).map(|entry| entry.store).min()
    }

    /// Whether a path could lead to a store by its own text, or by a directory of one.
    pub(super) fn could_find(&self, path: &str) -> bool {
        let mut components = components(path);
        let name = components.next().unwrap_or_default();
        !self.by_name.of(name).is_empty()
            || self.others(name).next().is_some()
            || components.any(|component| self.knows_directory(component))
    }

    /// Whether what lies in a directory could be of a store whatever its name.
    pub(super) fn could_find_in(&self, directory: &str) -> bool {
        components(directory).any(|component| self.knows_directory(component))
    }

    fn knows_directory(&self, component: &[u8]) -> bool {
        // Dots and blanks at the end of a name mean nothing to Windows.
        let end = component.iter().rposition(|byte| !matches!(byte, b'.' | b' ')).map_or(0, |last| last + 1);
        !self.by_directory.of(&component[..end]).is_empty()
    }

    fn others<'a>(&'a self, name: &'a [u8]) -> impl Iterator<Item = &'a Entry> {
        self.others
            .iter()
            .filter(move |entry| entry.pattern.components().last().is_some_and(|last| could_end(last, name)))
    }
}

/// The components, the last first. Both separators count, so that texts which are not
/// canonical yet can be looked at.
fn components(path: &str) -> impl Iterator<Item = &[u8]> {
    path.as_bytes().rsplit(|byte| matches!(byte, b'/' | b'\\'))
}

/// Whether a name ends as a pattern such as `*.tfstate` wants, whatever its case.
fn could_end(pattern: &str, name: &[u8]) -> bool {
    let end = pattern.rsplit('*').next().unwrap_or_default().as_bytes();
    name.len() >= end.len() && name[name.len() - end.len()..].eq_ignore_ascii_case(end)
}

/// Entries by a component in lower case.
#[derive(Debug)]
struct Keys {
    entries: HashMap<Vec<u8>, Vec<Entry>>,
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
    fn add(&mut self, key: &str, entry: Entry) {
        let key = key.as_bytes();
        let (last, length) = looks(key);
        self.lengths[last] |= length;
        self.entries.entry(key.to_ascii_lowercase()).or_default().push(entry);
    }

    fn of(&self, component: &[u8]) -> &[Entry] {
        let (last, length) = looks(component);
        if self.lengths[last] & length == 0 {
            return &[];
        }
        self.entries.get(&component.to_ascii_lowercase()).map_or(&[], Vec::as_slice)
    }
}

fn looks(key: &[u8]) -> (usize, u64) {
    let last = key.last().copied().unwrap_or_default().to_ascii_lowercase();
    (usize::from(last), 1 << key.len().min(63))
}
