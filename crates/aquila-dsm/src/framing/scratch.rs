//! Where an archive is kept that must be read out of order, but comes as a
//! stream.

use std::fmt;
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::sync::Arc;

use super::told::told;

/// A file to write once and read back.
pub trait ScratchFile: Read + Write + Seek + Send {}

impl<T: Read + Write + Seek + Send> ScratchFile for T {}

/// Makes scratch files. By default they are in memory, of 64 MiB at most:
/// this crate opens no file.
#[derive(Clone)]
pub struct Scratch(pub Arc<dyn Fn() -> io::Result<Box<dyn ScratchFile>> + Send + Sync>);

impl Scratch {
    /// Scratch files by this function.
    pub fn new(make: impl Fn() -> io::Result<Box<dyn ScratchFile>> + Send + Sync + 'static) -> Self {
        Self(Arc::new(make))
    }
}

impl Default for Scratch {
    fn default() -> Self {
        Self::new(|| Ok(Box::new(Memory { bytes: Cursor::new(Vec::new()), max: 64 << 20 })))
    }
}

impl fmt::Debug for Scratch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scratch")
    }
}

struct Memory {
    bytes: Cursor<Vec<u8>>,
    max: u64,
}

impl Read for Memory {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.bytes.read(buffer)
    }
}

impl Write for Memory {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        if self.bytes.position().saturating_add(buffer.len() as u64) > self.max {
            return Err(told(format!("only {} MiB are kept in memory", self.max >> 20)));
        }
        self.bytes.write(buffer)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Memory {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(to)
    }
}

/// What was copied to a scratch file.
pub(super) struct Copied {
    pub(super) file: Box<dyn ScratchFile>,
    pub(super) size: u64,
    /// Why the copy is not whole.
    pub(super) failure: Option<String>,
}

/// Copies an input to a scratch file, as far as that goes.
pub(super) fn copy(mut input: impl Read, scratch: &Scratch) -> io::Result<Copied> {
    let mut file = (scratch.0)()?;
    let mut buffer = vec![0; 64 << 10];
    let failure = loop {
        let n = match input.read(&mut buffer) {
            Ok(0) => break None,
            Ok(n) => n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => break Some(error.to_string()),
        };
        if let Err(error) = file.write_all(buffer.get(..n).unwrap_or_default()) {
            break Some(format!("the archive could not be copied to be read: {error}"));
        }
    };
    // A write that failed may have written a part.
    let size = file.flush().and_then(|()| file.seek(SeekFrom::End(0)));
    let size = size.map_err(|error| told(format!("the archive could not be copied to be read: {error}")))?;
    Ok(Copied { file, size, failure })
}
