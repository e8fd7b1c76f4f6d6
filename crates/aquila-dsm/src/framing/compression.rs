//! gzip and zstd, with caps on what they may give.

use std::io::{self, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::input::{Input, Peeked};
use super::{Envelope, Limits};

/// How many times an input may be compressed.
pub(super) const MAX_LAYERS: usize = 3;

/// The largest zstd window: 8 MiB, what levels up to 19 write.
const MAX_WINDOW_LOG: u32 = 23;

/// Below this many bytes the ratio does not matter: small files of repeated
/// lines compress extremely well.
const RATIO_FLOOR: u64 = 16 << 20;

/// The compression that these first bytes show.
pub(super) fn layer(head: &[u8]) -> Option<Envelope> {
    match head {
        [0x1f, 0x8b, 0x08, ..] => Some(Envelope::Gzip),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Envelope::Zstd),
        // A skippable frame, as parallel compressors put first.
        [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Envelope::Zstd),
        _ => None,
    }
}

/// Takes one layer off. `read` counts the bytes of the raw input.
pub(super) fn decoder(
    layer: &Envelope,
    input: Peeked,
    limits: &Limits,
    read: &Arc<AtomicU64>,
) -> io::Result<Input> {
    let input = BufReader::with_capacity(64 << 10, input);
    let inner: Input = match layer {
        Envelope::Zstd => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(input)?;
            decoder.window_log_max(MAX_WINDOW_LOG)?;
            Box::new(decoder)
        }
        _ => Box::new(flate2::bufread::MultiGzDecoder::new(input)),
    };
    let read = Arc::clone(read);
    let (max_output, max_ratio) = (limits.max_output, limits.max_ratio);
    Ok(Box::new(Capped { inner, name: layer.to_string(), given: 0, read, max_output, max_ratio }))
}

struct Capped {
    inner: Input,
    name: String,
    given: u64,
    read: Arc<AtomicU64>,
    max_output: u64,
    max_ratio: u64,
}

impl Read for Capped {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.max_output.saturating_sub(self.given);
        let size = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX).max(1));
        let n = self.inner.read(&mut buffer[..size]).map_err(|error| named(&self.name, &error))?;
        self.given += n as u64;
        if self.given > self.max_output {
            return Err(io::Error::other(format!(
                "{} data gives more than {} bytes",
                self.name, self.max_output
            )));
        }
        let allowed = self.read.load(Ordering::Relaxed).saturating_mul(self.max_ratio).max(RATIO_FLOOR);
        if self.given > allowed {
            return Err(io::Error::other(format!(
                "{} data gives more than {} bytes for each byte read",
                self.name, self.max_ratio
            )));
        }
        Ok(n)
    }
}

fn named(name: &str, error: &io::Error) -> io::Error {
    if error.kind() == io::ErrorKind::Interrupted {
        return io::ErrorKind::Interrupted.into();
    }
    let cause = match error.kind() {
        io::ErrorKind::UnexpectedEof => format!("{name} data ends early"),
        _ => format!("{name} data is damaged: {error}"),
    };
    io::Error::new(error.kind(), cause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framing::input;

    fn limits(max_output: u64, max_ratio: u64) -> Limits {
        Limits { max_output, max_ratio, ..Limits::default() }
    }

    fn read_gzip(text: &[u8], limits: &Limits) -> (Vec<u8>, Option<String>) {
        let (raw, read) = input::counted(Box::new(io::Cursor::new(crate::framing::tests::gzip(text))));
        let mut decoder =
            decoder(&Envelope::Gzip, Peeked::new(raw, 64), limits, &read).expect("a decoder in memory opens");
        let mut out = Vec::new();
        let error = decoder.read_to_end(&mut out).err();
        (out, error.map(|error| error.to_string()))
    }

    #[test]
    fn caps() {
        let bomb = vec![b'a'; 20 << 20];
        let (out, error) = read_gzip(&bomb, &limits(u64::MAX, 200));
        assert_eq!(error.as_deref(), Some("gzip data gives more than 200 bytes for each byte read"));
        assert!(out.len() as u64 <= RATIO_FLOOR);
        assert_eq!(read_gzip(&bomb, &limits(u64::MAX, 2000)), (bomb.clone(), None));
        let (out, error) = read_gzip(b"0123456789", &limits(4, 200));
        assert_eq!(
            (out.as_slice(), error.as_deref()),
            (&b"0123"[..], Some("gzip data gives more than 4 bytes"))
        );
        assert_eq!(read_gzip(b"0123", &limits(4, 200)), (b"0123".to_vec(), None));
    }
}
