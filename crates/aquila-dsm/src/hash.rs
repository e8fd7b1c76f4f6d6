//! A quick hash for tables that only log source types fill: looking up what a record
//! says adds nothing to them, so nobody can crowd them.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A map from what log source types name.
pub(crate) type NameMap<K, V> = HashMap<K, V, BuildHasherDefault<QuickHasher>>;

/// Multiplies in eight bytes at a time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct QuickHasher(u64);

impl Default for QuickHasher {
    fn default() -> Self {
        QuickHasher(0xcbf2_9ce4_8422_2325)
    }
}

impl QuickHasher {
    const fn add(&mut self, word: u64) {
        let mixed = (self.0 ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 29);
    }
}

impl Hasher for QuickHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.add(u64::from_le_bytes(*word));
        }
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        self.add(u64::from_le_bytes(last) ^ (bytes.len() as u64) << 56);
    }

    fn write_u8(&mut self, byte: u8) {
        self.add(u64::from(byte));
    }

    fn write_u16(&mut self, number: u16) {
        self.add(u64::from(number));
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
