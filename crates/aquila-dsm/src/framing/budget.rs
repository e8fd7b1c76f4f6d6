//! What one file on disk may cost, however deep and wide it is packed: every
//! layer and every member in it draws on the same budget.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::Limits;
use super::input::Bytes;
use super::told::{named, told};

/// Below this many bytes the ratio does not matter: small files of repeated
/// lines compress extremely well.
pub(super) const RATIO_FLOOR: u64 = 16 << 20;

/// The counters of one file on disk.
#[derive(Debug)]
pub(super) struct Budget {
    max_output: u64,
    max_ratio: u64,
    max_members: u64,
    /// Bytes read of the file.
    read: Arc<AtomicU64>,
    /// Its size, where it is read out of order: bytes that are read twice, as
    /// with overlapping members, must not allow more output. Zero otherwise.
    size: AtomicU64,
    given: AtomicU64,
    members: AtomicU64,
    spent: AtomicBool,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            max_output: limits.max_output,
            max_ratio: limits.max_ratio,
            max_members: limits.max_members,
            read: Arc::new(AtomicU64::new(0)),
            size: AtomicU64::new(0),
            given: AtomicU64::new(0),
            members: AtomicU64::new(0),
            spent: AtomicBool::new(false),
        }
    }

    /// The counter of bytes read.
    pub(super) fn progress(&self) -> &Arc<AtomicU64> {
        &self.read
    }

    /// States the size of the file, which is read out of order from now on.
    pub(super) fn set_size(&self, size: u64) {
        self.size.store(size, Ordering::Relaxed);
    }

    /// Counts bytes read of a file that is read out of order.
    pub(super) fn count_read(&self, bytes: u64) {
        let size = self.size.load(Ordering::Relaxed);
        let _ = self.read.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |read| {
            Some(read.saturating_add(bytes).min(size))
        });
    }

    /// Whether a cap on bytes was reached.
    pub(super) fn is_spent(&self) -> bool {
        self.spent.load(Ordering::Relaxed)
    }

    /// Counts one more member. An error says that there are too many.
    pub(super) fn count_member(&self) -> Result<(), String> {
        if self.members.fetch_add(1, Ordering::Relaxed) < self.max_members {
            return Ok(());
        }
        Err(format!("more than {} members in one file: the rest was not read", self.max_members))
    }

    /// How many members may still be looked at.
    pub(super) fn members_left(&self) -> u64 {
        self.max_members.saturating_sub(self.members.load(Ordering::Relaxed))
    }

    /// How many bytes to ask for: one more than allowed shows that there are more.
    fn room(&self, wanted: usize) -> usize {
        let left = self.max_output.saturating_sub(self.given.load(Ordering::Relaxed));
        wanted.min(usize::try_from(left).unwrap_or(usize::MAX).max(1))
    }

    /// Counts bytes that came out of data with this name.
    pub(super) fn charge(&self, name: &str, bytes: u64) -> io::Result<()> {
        let given = self.given.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
        let cause = if given > self.max_output {
            format!("{name} data gives more than {} bytes", self.max_output)
        } else if given > RATIO_FLOOR && given > self.raw().saturating_mul(self.max_ratio) {
            format!("{name} data gives more than {} bytes for each byte read", self.max_ratio)
        } else {
            return Ok(());
        };
        self.spent.store(true, Ordering::Relaxed);
        Err(told(cause))
    }

    fn raw(&self) -> u64 {
        match self.size.load(Ordering::Relaxed) {
            0 => self.read.load(Ordering::Relaxed),
            size => size,
        }
    }
}

/// The output of a decoder, on a budget.
pub(super) struct Capped {
    inner: Bytes,
    name: String,
    budget: Arc<Budget>,
}

impl Capped {
    /// `name` is the format that messages speak of.
    pub(super) fn new(inner: Bytes, name: impl ToString, budget: &Arc<Budget>) -> Self {
        Self { inner, name: name.to_string(), budget: Arc::clone(budget) }
    }
}

impl Read for Capped {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.budget.room(buffer.len());
        let room = buffer.get_mut(..size).unwrap_or_default();
        let n = self.inner.read(room).map_err(|error| named(&self.name, error))?;
        self.budget.charge(&self.name, n as u64)?;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(max_output: u64, max_ratio: u64) -> Arc<Budget> {
        Arc::new(Budget::new(&Limits { max_output, max_ratio, max_members: 2, ..Limits::default() }))
    }

    fn draw(budget: &Arc<Budget>, bytes: u64) -> (u64, Option<String>) {
        let mut capped = Capped::new(Box::new(io::repeat(b'a').take(bytes)), "gzip", budget);
        let mut out = Vec::new();
        let error = capped.read_to_end(&mut out).err();
        (out.len() as u64, error.map(|error| error.to_string()))
    }

    #[test]
    fn output_is_shared() {
        let budget = budget(10, 200);
        assert_eq!(draw(&budget, 6), (6, None));
        assert_eq!(draw(&budget, 4), (4, None));
        assert!(!budget.is_spent());
        assert_eq!(draw(&budget, 6), (0, Some("gzip data gives more than 10 bytes".to_owned())));
        assert!(budget.is_spent());
    }

    #[test]
    fn ratio_is_of_bytes_read_or_of_the_size() {
        let over = Some("gzip data gives more than 10 bytes for each byte read".to_owned());
        let (by_read, by_size) = (budget(u64::MAX, 10), budget(u64::MAX, 10));
        by_read.progress().store(2 << 20, Ordering::Relaxed);
        by_size.set_size(2 << 20);
        by_size.count_read(64 << 20);
        assert_eq!(by_size.progress().load(Ordering::Relaxed), 2 << 20);
        for budget in [by_read, by_size] {
            assert_eq!(draw(&budget, 20 << 20), (20 << 20, None));
            assert_eq!(draw(&budget, 1), (0, over.clone()));
        }
        let small = budget(u64::MAX, 1);
        assert_eq!(draw(&small, RATIO_FLOOR), (RATIO_FLOOR, None));
        assert!(draw(&small, 1).1.is_some());
    }

    #[test]
    fn members() {
        let budget = budget(1, 1);
        assert_eq!((budget.count_member(), budget.count_member()), (Ok(()), Ok(())));
        assert_eq!(budget.members_left(), 0);
        assert_eq!(
            budget.count_member(),
            Err("more than 2 members in one file: the rest was not read".to_owned())
        );
    }
}
