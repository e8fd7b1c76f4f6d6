//! The events that were handed on last: a record of one of them comes late.

use super::event::Key;

/// How many are known.
const COUNT: usize = 256;

/// The keys of the last [`COUNT`] events.
#[derive(Debug, Default)]
pub(super) struct Recent {
    /// The low bits of the serials, which tell nearly all keys apart: quick to search.
    serials: Vec<u32>,
    keys: Vec<Key>,
    next: usize,
}

impl Recent {
    pub(super) fn add(&mut self, key: Key) {
        let serial = key.stamp.serial as u32;
        match (self.serials.get_mut(self.next), self.keys.get_mut(self.next)) {
            (Some(old_serial), Some(old_key)) => (*old_serial, *old_key) = (serial, key),
            _ => {
                self.serials.push(serial);
                self.keys.push(key);
            }
        }
        self.next = (self.next + 1) % COUNT;
    }

    pub(super) fn has(&self, key: &Key) -> bool {
        let serial = key.stamp.serial as u32;
        // All are looked at: without a way out the loop compares several at once.
        let found = self.serials.iter().fold(false, |found, other| found | (*other == serial));
        found && self.keys.contains(key)
    }
}

#[cfg(test)]
mod tests {
    use super::super::header::Stamp;
    use super::*;

    #[test]
    fn the_last_keys_are_known() {
        let key = |serial| Key { node: (*b"n").into(), stamp: Stamp { seconds: 1, fraction: 2, serial } };
        let mut recent = Recent::default();
        for serial in 0..1000 {
            assert!(!recent.has(&key(serial)));
            recent.add(key(serial));
            assert!(recent.has(&key(serial)));
        }
        assert!(recent.has(&key(744)) && !recent.has(&key(743)));
        let other = Key { node: (*b"o").into(), ..key(999) };
        assert!(!recent.has(&other));
    }
}
