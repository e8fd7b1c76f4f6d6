//! Compares the bytes of a member with the size and the checksum that its
//! archive promises.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::framing::input::Bytes;
use crate::framing::told::told;

/// What an archive says of a member.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Promise {
    pub(super) size: Option<u64>,
    /// The size is stated modulo 4 GiB, as writers do that know no larger files.
    pub(super) wraps: bool,
    pub(super) crc: Option<u32>,
}

/// A member's bytes. Differences are told after the last of them.
pub(super) struct Checked {
    inner: Bytes,
    promise: Promise,
    given: u64,
    crc: crc32fast::Hasher,
    ended: Arc<AtomicBool>,
}

impl Checked {
    pub(super) fn new(inner: Bytes, promise: Promise) -> Self {
        let ended = Arc::new(AtomicBool::new(false));
        Self { inner, promise, given: 0, crc: crc32fast::Hasher::new(), ended }
    }

    /// Tells whether the end was reached, to be watched from elsewhere.
    pub(super) fn ended(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.ended)
    }

    fn verify(&self) -> io::Result<()> {
        let Promise { size, wraps, crc } = self.promise;
        let kept = |size| size == self.given || (wraps && size == self.given & 0xffff_ffff);
        if let Some(size) = size.filter(|size| !kept(*size)) {
            return Err(told(format!("damaged: {} bytes instead of the {size} that are listed", self.given)));
        }
        if crc.is_some_and(|crc| crc != self.crc.clone().finalize()) {
            return Err(told("damaged: the checksum does not fit"));
        }
        Ok(())
    }
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let n = self.inner.read(buffer)?;
        if n > 0 {
            self.given += n as u64;
            self.crc.update(buffer.get(..n).unwrap_or_default());
        } else if !self.ended.swap(true, Ordering::Relaxed) {
            self.verify()?;
        }
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn promises() {
        let crc = Some(crc32fast::hash(b"abc"));
        for (size, wraps, crc, want) in [
            (Some(3), false, crc, None),
            (None, false, None, None),
            (Some(4), false, crc, Some("damaged: 3 bytes instead of the 4 that are listed")),
            (Some(0), true, None, Some("damaged: 3 bytes instead of the 0 that are listed")),
            (Some(3), false, Some(7), Some("damaged: the checksum does not fit")),
        ] {
            let mut checked = Checked::new(Box::new(&b"abc"[..]), Promise { size, wraps, crc });
            let mut out = Vec::new();
            let error = checked.read_to_end(&mut out).err().map(|error| error.to_string());
            assert_eq!((out.as_slice(), error.as_deref()), (&b"abc"[..], want));
            assert!(checked.ended().load(Ordering::Relaxed));
        }
    }
}
