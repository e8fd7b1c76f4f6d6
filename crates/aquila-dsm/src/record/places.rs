//! Where the leading keys of paths led in the current record.
//!
//! Most paths of a log source type share their first keys (`Event.EventData`,
//! `SYSCALL`), and conditions, keys and properties ask for the same fields again. So
//! each row of leading keys that some path starts with has a number, and the record
//! remembers by it where that led.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

use super::{NodeId, Path, Record, Step};

/// The most rows of keys that have a number; paths beyond that are walked each time.
const MAX_PLACES: usize = 1 << 16;

/// The number of each row of keys: of its last key after the others'. They are those
/// of all log source types that were ever loaded, which are few.
type Numbers = HashMap<(Option<u32>, Box<str>), u32>;
static NUMBERS: LazyLock<Mutex<Numbers>> = LazyLock::new(Mutex::default);

/// The number of each row of keys that these steps start with, the shortest first.
///
/// The last key is none of them, nor is one before a position or a selection: in XML
/// and audit events the two are one step.
pub(super) fn number(steps: &[Step]) -> Box<[u32]> {
    let keys = steps.iter().map_while(|step| if let Step::Key { key, .. } = step { Some(key) } else { None });
    let keys: Vec<&Box<str>> = keys.collect();
    let is_choice = |step: &Step| matches!(step, Step::Index(_) | Step::Select { .. } | Step::Elements);
    let count = keys.len() - usize::from(!keys.is_empty() && steps.get(keys.len()).is_none_or(is_choice));
    let Ok(mut numbers) = NUMBERS.lock() else { return Box::default() };
    let mut last = None;
    let mut places = Vec::new();
    for key in keys.into_iter().take(count) {
        let next = numbers.len();
        if next >= MAX_PLACES {
            break;
        }
        let number = *numbers.entry((last, key.clone())).or_insert(next as u32);
        places.push(number);
        last = Some(number);
    }
    places.into()
}

/// Where each numbered row of keys led.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// The number of the current record.
    record: u32,
    known: Vec<Place>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Place {
    /// The record for which this was found, 0 for none.
    record: u32,
    root: u32,
    node: Option<NodeId>,
}

impl Places {
    /// Forgets what is known, for the next record.
    pub(super) fn clear(&mut self) {
        self.record = self.record.wrapping_add(1);
        if self.record == 0 {
            self.known.clear();
            self.record = 1;
        }
    }

    #[inline]
    fn get(&self, number: u32, root: NodeId) -> Option<Option<NodeId>> {
        let place = self.known.get(number as usize)?;
        (place.record == self.record && place.root == root.0).then_some(place.node)
    }

    #[inline]
    fn set(&mut self, number: u32, root: NodeId, node: Option<NodeId>) {
        let number = number as usize;
        if number >= self.known.len() {
            self.known.resize(number + 1, Place::default());
        }
        self.known[number] = Place { record: self.record, root: root.0, node };
    }
}

/// Follows the leading keys of a path that have numbers; [`Path::rest`] is left.
#[inline]
pub(super) fn enter(record: &mut Record<'_>, root: NodeId, path: &Path) -> Option<NodeId> {
    let Some(head) = path.head() else { return Some(root) };
    match record.store.places.get(head, root) {
        Some(known) => known,
        None => follow(record, root, path),
    }
}

#[inline(never)]
fn follow(record: &mut Record<'_>, root: NodeId, path: &Path) -> Option<NodeId> {
    let mut node = root;
    for (number, step) in path.places().iter().zip(path.steps()) {
        let found = match record.store.places.get(*number, root) {
            Some(known) => known,
            None => key(record, node, step),
        };
        record.store.places.set(*number, root, found);
        match found {
            Some(found) => node = found,
            None => {
                // Nor does anything that starts with these keys lead anywhere.
                record.store.places.set(path.head()?, root, None);
                return None;
            }
        }
    }
    Some(node)
}

fn key(record: &mut Record<'_>, from: NodeId, step: &Step) -> Option<NodeId> {
    let Step::Key { key, tag } = step else { return None };
    let container = record.container(from)?;
    record.member(container, key, *tag)
}
