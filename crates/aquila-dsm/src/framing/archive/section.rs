//! A file that is read in several places: its handle is shared, and each reader
//! knows where it is.

use std::fmt;
use std::io::{self, Read, SeekFrom};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::framing::ReadSeek;
use crate::framing::budget::Budget;

/// Below this many bytes nothing is said of how often a file is read.
const REREAD_FLOOR: u64 = 4 << 20;

/// A file, to be read anywhere.
#[derive(Clone)]
pub(in crate::framing) struct Shared {
    file: Arc<Mutex<Box<dyn ReadSeek + Send>>>,
    size: u64,
    budget: Arc<Budget>,
    /// It is the file on disk, whose progress is shown.
    outermost: bool,
    read: Arc<AtomicU64>,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("size", &self.size).finish_non_exhaustive()
    }
}

impl Shared {
    /// A file of a size.
    pub(in crate::framing) fn new(file: Box<dyn ReadSeek + Send>, size: u64, budget: &Arc<Budget>) -> Self {
        let (file, read) = (Arc::new(Mutex::new(file)), Arc::new(AtomicU64::new(0)));
        Self { file, size, budget: Arc::clone(budget), outermost: false, read }
    }

    /// The file as the one on disk, whose bytes are counted as they are read.
    pub(in crate::framing) fn counted(mut self) -> Self {
        self.outermost = true;
        self
    }

    pub(in crate::framing) fn size(&self) -> u64 {
        self.size
    }

    /// The bytes from `start` up to `end`, as far as the file has them.
    pub(in crate::framing) fn section(&self, start: u64, end: u64) -> Section {
        Section { file: self.clone(), at: start, end: end.min(self.size) }
    }

    /// Up to `size` bytes at an offset; fewer at the end of the file. For small
    /// pieces: the size is one of ours, never one that the file claims.
    pub(super) fn bytes(&self, at: u64, size: usize) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.section(at, at.saturating_add(size as u64)).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn read_at(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        // Whoever panicked left no state behind: each read seeks first.
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(at))?;
        let n = file.read(buffer)?;
        drop(file);
        if self.outermost {
            self.budget.count_read(n as u64);
        }
        // The list of members and each member take a few times the size. Members
        // that share data which gives nothing cost time all the same.
        let read = self.read.fetch_add(n as u64, Ordering::Relaxed);
        if read > self.size.saturating_mul(4).saturating_add(REREAD_FLOOR) {
            self.budget.charge("archive", n as u64)?;
        }
        Ok(n)
    }
}

/// A part of a file.
pub(in crate::framing) struct Section {
    file: Shared,
    at: u64,
    end: u64,
}

impl Read for Section {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.end.saturating_sub(self.at);
        let size = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        if size == 0 {
            return Ok(0);
        }
        let n = self.file.read_at(self.at, buffer.get_mut(..size).unwrap_or_default())?;
        self.at += n as u64;
        Ok(n)
    }
}
