//! Finds a line among very many: comparing each with each would take quadratic
//! time.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

/// The first line of each hash.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    state: RandomState,
    first: HashMap<u64, usize>,
    /// How many lines are in `first`.
    known: usize,
}

impl Repeats {
    /// Whether `line` is one of `lines`, which only grow from call to call.
    pub(super) fn has<'a>(
        &mut self,
        line: &[u8],
        lines: impl ExactSizeIterator<Item = &'a [u8]> + Clone,
    ) -> bool {
        let count = lines.len();
        for (at, other) in lines.clone().enumerate().skip(self.known) {
            self.first.entry(self.state.hash_one(other)).or_insert(at);
        }
        self.known = count;
        match self.first.get(&self.state.hash_one(line)) {
            // Two lines may have one hash, if hardly ever.
            Some(at) => lines.clone().nth(*at) == Some(line) || lines.clone().any(|other| other == line),
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found() {
        let lines: Vec<Vec<u8>> = (0..100).map(|number| format!("line {number}").into_bytes()).collect();
        let mut repeats = Repeats::default();
        for count in 0..lines.len() {
            let lines = || lines.iter().map(Vec::as_slice);
            let line = lines().nth(count).expect("a line");
            assert!(!repeats.has(line, lines().take(count)));
            assert!(repeats.has(line, lines().take(count + 1)));
            assert!(repeats.has(b"line 0", lines().take(count + 1)));
        }
    }
}
