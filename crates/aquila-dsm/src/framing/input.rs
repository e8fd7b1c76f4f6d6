//! The raw input: counted as it is read, with a head to look at first.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A source of bytes.
pub(super) type Input = Box<dyn Read + Send>;

/// The input, and how many bytes of it were read so far.
pub(super) fn counted(input: Input) -> (Input, Arc<AtomicU64>) {
    let read = Arc::new(AtomicU64::new(0));
    (Box::new(Counted { input, read: Arc::clone(&read) }), read)
}

struct Counted {
    input: Input,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buffer)?;
        self.read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// An input whose head was read ahead. An error met on the way is kept until
/// the bytes before it are read.
pub(super) struct Peeked {
    head: Vec<u8>,
    at: usize,
    rest: Input,
    error: Option<io::Error>,
    whole: bool,
}

impl Peeked {
    /// Reads up to `size` bytes ahead.
    pub(super) fn new(mut input: Input, size: usize) -> Self {
        let mut head = Vec::new();
        let error = (&mut input).take(size as u64).read_to_end(&mut head).err();
        let whole = error.is_some() || head.len() < size;
        Self { head, at: 0, rest: input, error, whole }
    }

    /// The bytes read ahead and not yet skipped.
    pub(super) fn head(&self) -> &[u8] {
        self.head.get(self.at..).unwrap_or_default()
    }

    /// Whether nothing follows the head.
    pub(super) fn is_whole(&self) -> bool {
        self.whole
    }

    /// Whether the head has no bytes.
    pub(super) fn is_empty(&self) -> bool {
        self.head().is_empty()
    }

    /// Whether reading the head ended with an error.
    pub(super) fn has_failed(&self) -> bool {
        self.error.is_some()
    }

    /// The error that ended the head.
    pub(super) fn take_error(&mut self) -> Option<io::Error> {
        self.error.take()
    }

    /// Drops the first bytes of the head.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.at = self.head.len().min(self.at + bytes);
    }
}

impl Read for Peeked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let head = self.head.get(self.at..).unwrap_or_default();
        if !head.is_empty() {
            let n = head.len().min(buffer.len());
            buffer[..n].copy_from_slice(&head[..n]);
            self.at += n;
            return Ok(n);
        }
        self.head = Vec::new();
        self.at = 0;
        match self.error.take() {
            Some(error) => Err(error),
            None if self.whole => Ok(0),
            None => self.rest.read(buffer),
        }
    }
}
