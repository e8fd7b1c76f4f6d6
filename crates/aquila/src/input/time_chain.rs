//! The time of the nearest earlier record, across chunks that several threads
//! decode.
//!
//! Chunks are handed out in order, and a thread decodes its chunk at once, so
//! whoever waits for the chunk before waits for a thread that is at work and
//! never for itself.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, PoisonError};

/// What each chunk of one input ended with.
#[derive(Debug, Default)]
pub(crate) struct TimeChain {
    ends: Mutex<BTreeMap<u64, Option<i64>>>,
    changed: Condvar,
}

/// A chunk's place in the chain. Dropping it without a time passes on what came before.
#[derive(Debug)]
pub(crate) struct Turn<'a> {
    chain: &'a TimeChain,
    number: u64,
    last: Option<i64>,
}

impl TimeChain {
    /// The turn of chunk `number`, counted from 0.
    pub(crate) fn turn(&self, number: u64) -> Turn<'_> {
        Turn { chain: self, number, last: None }
    }
}

impl Turn<'_> {
    /// The time of the last timed record before this chunk.
    pub(crate) fn before(&self) -> Option<i64> {
        let previous = self.number.checked_sub(1)?;
        let mut ends = self.chain.ends.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(end) = ends.get(&previous) {
                return *end;
            }
            ends = self.chain.changed.wait(ends).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Says what the last timed record of this chunk was.
    pub(crate) fn ends_with(&mut self, time: i64) {
        self.last = Some(time);
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let end = self.last.or_else(|| self.before());
        let mut ends = self.chain.ends.lock().unwrap_or_else(PoisonError::into_inner);
        ends.insert(self.number, end);
        // Only the next chunk asks for an end; older ones are done with.
        if let Some(old) = self.number.checked_sub(1)
            && ends.contains_key(&self.number)
        {
            ends.remove(&old);
        }
        self.chain.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_pass_over_chunks_without_any() {
        let chain = TimeChain::default();
        let mut first = chain.turn(0);
        assert_eq!(first.before(), None);
        first.ends_with(5);
        drop(first);
        drop(chain.turn(1));
        assert_eq!(chain.turn(2).before(), Some(5));
    }

    #[test]
    fn a_later_chunk_waits_for_an_earlier_one() {
        let chain = TimeChain::default();
        std::thread::scope(|scope| {
            let mut first = chain.turn(0);
            let waiting = scope.spawn(|| chain.turn(1).before());
            std::thread::sleep(std::time::Duration::from_millis(20));
            first.ends_with(7);
            drop(first);
            assert_eq!(waiting.join().expect("thread"), Some(7));
        });
    }
}
