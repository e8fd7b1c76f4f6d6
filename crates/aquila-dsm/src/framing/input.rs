//! The bytes of an input: counted as they are read, with a head to look at
//! first, or through a buffer that can look ahead anywhere.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A source of bytes.
pub(super) type Bytes = Box<dyn Read + Send>;

/// The input, whose bytes are counted as they are read.
pub(super) fn counted(input: Bytes, read: &Arc<AtomicU64>) -> Bytes {
    Box::new(Counted { input, read: Arc::clone(read) })
}

struct Counted {
    input: Bytes,
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
    rest: Bytes,
    error: Option<io::Error>,
    whole: bool,
}

impl Peeked {
    /// Reads up to `size` bytes ahead.
    pub(super) fn new(mut input: Bytes, size: usize) -> Self {
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

const BUFFER: usize = 64 << 10;

/// A buffered input that can look ahead.
pub(super) struct Buffered {
    input: Bytes,
    buffer: Box<[u8]>,
    start: usize,
    end: usize,
    /// How many bytes were taken out, to be watched from elsewhere.
    used: Arc<AtomicU64>,
}

impl Buffered {
    pub(super) fn new(input: Bytes) -> Self {
        Self::with_capacity(input, BUFFER)
    }

    /// With a buffer of a size, where most of what is read ahead is for nothing.
    pub(super) fn with_capacity(input: Bytes, size: usize) -> Self {
        let buffer = vec![0; size].into_boxed_slice();
        Self { input, buffer, start: 0, end: 0, used: Arc::new(AtomicU64::new(0)) }
    }

    /// The counter of bytes taken out.
    pub(super) fn used(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.used)
    }

    /// The next bytes: as many as wanted, at most the size of the buffer, fewer
    /// at the end.
    pub(super) fn peek(&mut self, wanted: usize) -> io::Result<&[u8]> {
        while self.end - self.start < wanted {
            if self.start > 0 {
                self.buffer.copy_within(self.start..self.end, 0);
                (self.start, self.end) = (0, self.end - self.start);
            }
            let room = self.buffer.get_mut(self.end..).unwrap_or_default();
            match self.input.read(room) {
                Ok(0) => break,
                Ok(n) => self.end += n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        let end = self.end.min(self.start + wanted);
        Ok(self.buffer.get(self.start..end).unwrap_or_default())
    }

    /// Takes out the zeros that come next.
    pub(super) fn skip_zeros(&mut self) -> io::Result<()> {
        loop {
            let next = self.fill_buf()?;
            let zeros = next.iter().take_while(|byte| **byte == 0).count();
            let done = zeros < next.len() || next.is_empty();
            self.consume(zeros);
            if done {
                return Ok(());
            }
        }
    }
}

impl BufRead for Buffered {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
            self.end = self.input.read(&mut self.buffer)?;
        }
        Ok(self.buffer.get(self.start..self.end).unwrap_or_default())
    }

    fn consume(&mut self, bytes: usize) {
        let bytes = bytes.min(self.end - self.start);
        self.start += bytes;
        self.used.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

impl Read for Buffered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let n = ready.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..n), ready.get(..n)) {
            to.copy_from_slice(from);
        }
        self.consume(n);
        Ok(n)
    }
}
