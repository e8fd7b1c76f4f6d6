//! Layers of compression, told by their first bytes: several streams one after
//! the other, zeros after the last.

use std::io::{self, Read};
use std::sync::Arc;

use super::Envelope;
use super::budget::{Budget, Capped};
use super::codec::{Codec, Decoded};
use super::input::{Buffered, Bytes, Peeked};
use super::told::told;

/// The longest magic number below.
const MAGIC: usize = 10;

/// The compression that these first bytes show.
pub(super) fn layer(head: &[u8]) -> Option<Envelope> {
    match head {
        [0x1f, 0x8b, 0x08, ..] => Some(Envelope::Gzip),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Envelope::Zstd),
        // A skippable frame, as parallel compressors put first.
        [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Envelope::Zstd),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Envelope::Xz),
        [b'B', b'Z', b'h', b'1'..=b'9', block @ ..]
            if block.starts_with(b"1AY&SY") || block.starts_with(b"\x17\x72\x45\x38\x50\x90") =>
        {
            Some(Envelope::Bzip2)
        }
        _ => None,
    }
}

fn codec(layer: &Envelope) -> Codec {
    match layer {
        Envelope::Zstd => Codec::Zstd,
        Envelope::Xz => Codec::Xz,
        Envelope::Bzip2 => Codec::Bzip2,
        _ => Codec::Gzip,
    }
}

/// Takes one layer off.
pub(super) fn decoder(layer: &Envelope, input: Peeked, budget: &Arc<Budget>) -> io::Result<Bytes> {
    let stream = Decoded::new(codec(layer), Buffered::new(Box::new(input)))?;
    let streams = Streams { layer: layer.clone(), stream: Some(stream) };
    Ok(Box::new(Capped::new(Box::new(streams), layer, budget)))
}

/// Streams of one kind, one after the other.
struct Streams {
    layer: Envelope,
    stream: Option<Decoded>,
}

impl Read for Streams {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        while let Some(stream) = &mut self.stream {
            let n = stream.read(buffer)?;
            if n > 0 {
                return Ok(n);
            }
            let Some(mut rest) = self.stream.take().and_then(Decoded::into_input) else { break };
            // Tapes and block devices are filled up with zeros.
            rest.skip_zeros()?;
            let head = rest.peek(MAGIC)?;
            if head.is_empty() {
                break;
            }
            if layer(head).as_ref() != Some(&self.layer) {
                return Err(told(format!("bytes after the {} data are none of it", self.layer)));
            }
            self.stream = Some(Decoded::new(codec(&self.layer), rest)?);
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests;
