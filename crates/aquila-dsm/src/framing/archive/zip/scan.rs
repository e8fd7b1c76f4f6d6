//! Finds members by the headers in front of their data, where the directory at
//! the end is missing or damaged.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::entry::{Entry, LOCAL, LOCAL_MAGIC, local, local_parts};
use crate::framing::archive::section::Shared;

/// How many bytes are searched at a time.
const WINDOW: usize = 64 << 10;

/// The longest name that a header is believed to have.
const MAX_NAME: usize = 4096;

/// A position among local headers.
pub(super) struct Scan {
    /// Where to look for the next header.
    pub(super) at: u64,
    /// Bytes of the file that were read to search them, and where they begin.
    window: (u64, Vec<u8>),
    /// A member without a size was handed out: its end is found by decoding it.
    pub(super) open_ended: Option<OpenEnded>,
}

/// How far a member without a size was read.
pub(super) struct OpenEnded {
    pub(super) entry: Entry,
    pub(super) start: u64,
    pub(super) used: Arc<AtomicU64>,
    pub(super) ended: Arc<AtomicBool>,
}

impl OpenEnded {
    /// Where its data ends, if it was read so far.
    pub(super) fn end(&self) -> Option<u64> {
        let ended = self.ended.load(Ordering::Relaxed);
        ended.then(|| self.start.saturating_add(self.used.load(Ordering::Relaxed)))
    }
}

impl Scan {
    pub(super) fn new() -> Self {
        Self { at: 0, window: (0, Vec::new()), open_ended: None }
    }

    /// The next header that looks like one, and where its data begins.
    pub(super) fn next(&mut self, file: &Shared) -> io::Result<Option<(Entry, u64)>> {
        while let Some(at) = self.search(file)? {
            if let Some((entry, start)) = read_local(file, at)? {
                self.at = start;
                return Ok(Some((entry, start)));
            }
            self.at = at + LOCAL_MAGIC.len() as u64;
        }
        Ok(None)
    }

    /// Where the next header is that looks like one.
    fn search(&mut self, file: &Shared) -> io::Result<Option<u64>> {
        loop {
            let window = self.window(file)?;
            let (length, found) = (window.len(), memchr::memmem::find(window, LOCAL_MAGIC));
            let plausible = found.and_then(|at| window.get(at..at + LOCAL)).map(is_plausible);
            if length < LOCAL {
                return Ok(None);
            }
            match (found, plausible) {
                (Some(at), Some(true)) => return Ok(Some(self.at + at as u64)),
                (Some(at), Some(false)) => self.at += (at + LOCAL_MAGIC.len()) as u64,
                // A header, or a part of its magic number, at the end of the window.
                (Some(at), None) => self.at += at as u64,
                (None, _) => self.at += (length - (LOCAL_MAGIC.len() - 1)) as u64,
            }
        }
    }

    /// The bytes from here on: what is left of the window, or a new one if that
    /// has no room for a header.
    fn window(&mut self, file: &Shared) -> io::Result<&[u8]> {
        let (start, bytes) = &self.window;
        let used = self.at.checked_sub(*start).and_then(|used| usize::try_from(used).ok());
        let used = used.filter(|used| bytes.len().saturating_sub(*used) >= LOCAL);
        if used.is_none() {
            self.window = (self.at, file.bytes(self.at, WINDOW)?);
        }
        Ok(self.window.1.get(used.unwrap_or(0)..).unwrap_or_default())
    }
}

/// The local header at an offset, and where its data begins.
pub(super) fn read_local(file: &Shared, at: u64) -> io::Result<Option<(Entry, u64)>> {
    let fixed = file.bytes(at, LOCAL)?;
    let Some([name, extra]) = local_parts(&fixed) else { return Ok(None) };
    let start = at.saturating_add((LOCAL + name + extra) as u64);
    if start > file.size() {
        return Ok(None);
    }
    let rest = file.bytes(at.saturating_add(LOCAL as u64), name + extra)?;
    let (Some(name_bytes), Some(extra_bytes)) = (rest.get(..name), rest.get(name..name + extra)) else {
        return Ok(None);
    };
    Ok(local(&fixed, name_bytes, extra_bytes).map(|entry| (entry, start)))
}

fn is_plausible(fixed: &[u8]) -> bool {
    let method = fixed.get(8..10).map_or(u16::MAX, |method| u16::from_le_bytes([method[0], method[1]]));
    method < 100 && local_parts(fixed).is_some_and(|[name, _]| name <= MAX_NAME)
}
