//! The decoders of one stream each, behind one type. Each takes bytes up to the
//! end of its stream and no further, so that what follows can be looked at.

use std::io::{self, Read};

use bzip2::bufread::BzDecoder;
use deflate64::Deflate64Decoder;
use flate2::bufread::{DeflateDecoder, GzDecoder};
use liblzma::bufread::XzDecoder;
use liblzma::stream::{Filters, Stream};

use super::input::Buffered;
use super::told::told;
use crate::fence;

/// The largest zstd window: 8 MiB, what levels up to 19 write.
const MAX_WINDOW_LOG: u32 = 23;

/// What decoding xz and LZMA may take. Level 9 of xz takes 65 MiB.
const MAX_XZ_MEMORY: u64 = 96 << 20;

/// A way to compress.
pub(super) enum Codec {
    /// Not compressed.
    Stored,
    Gzip,
    Zstd,
    Xz,
    Bzip2,
    /// Raw, as in zip.
    Deflate,
    /// Raw, with a window of 64 KiB, as Windows writes large zip files.
    Deflate64,
    /// The header of an `.lzma` file is in front.
    Lzma,
    /// LZMA or LZMA2 with filters, described elsewhere.
    LzmaRaw(Filters),
}

enum Decoder {
    Stored(Buffered),
    Gzip(GzDecoder<Buffered>),
    Zstd(zstd::stream::read::Decoder<'static, Buffered>),
    Xz(XzDecoder<Buffered>),
    Bzip2(BzDecoder<Buffered>),
    Deflate(DeflateDecoder<Buffered>),
    Deflate64(Box<Deflate64Decoder<Buffered>>),
}

/// The output of one stream.
pub(super) struct Decoded(Option<Decoder>);

impl Decoded {
    /// Begins a stream.
    pub(super) fn new(codec: Codec, input: Buffered) -> io::Result<Self> {
        Ok(Self(Some(match codec {
            Codec::Stored => Decoder::Stored(input),
            Codec::Gzip => Decoder::Gzip(GzDecoder::new(input)),
            Codec::Zstd => {
                let mut decoder = zstd::stream::read::Decoder::with_buffer(input)?.single_frame();
                decoder.window_log_max(MAX_WINDOW_LOG)?;
                Decoder::Zstd(decoder)
            }
            Codec::Xz => lzma(input, Stream::new_stream_decoder(MAX_XZ_MEMORY, 0)?),
            Codec::Lzma => lzma(input, Stream::new_lzma_decoder(MAX_XZ_MEMORY)?),
            Codec::LzmaRaw(filters) => lzma(input, Stream::new_raw_decoder(&filters)?),
            Codec::Bzip2 => Decoder::Bzip2(BzDecoder::new(input)),
            Codec::Deflate => Decoder::Deflate(DeflateDecoder::new(input)),
            Codec::Deflate64 => Decoder::Deflate64(Box::new(Deflate64Decoder::with_buffer(input))),
        })))
    }

    /// What follows the stream, after its end was read.
    pub(super) fn into_input(self) -> Option<Buffered> {
        Some(match self.0? {
            Decoder::Stored(input) => input,
            Decoder::Gzip(decoder) => decoder.into_inner(),
            Decoder::Zstd(decoder) => decoder.finish(),
            Decoder::Xz(decoder) => decoder.into_inner(),
            Decoder::Bzip2(decoder) => decoder.into_inner(),
            Decoder::Deflate(decoder) => decoder.into_inner(),
            Decoder::Deflate64(decoder) => decoder.into_inner(),
        })
    }
}

fn lzma(input: Buffered, stream: Stream) -> Decoder {
    Decoder::Xz(XzDecoder::new_stream(input, stream))
}

impl Read for Decoded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let Some(decoder) = &mut self.0 else { return Err(told("the decoder gave up on these bytes")) };
        // A panic of a decoder is about these bytes alone. It is not used again.
        match fence::run(|| decoder.read(buffer)) {
            Some(result) => result.map_err(explained),
            None => {
                self.0 = None;
                Err(told("the decoder gave up on these bytes"))
            }
        }
    }
}

impl Read for Decoder {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Stored(input) => input.read(buffer),
            Self::Gzip(decoder) => decoder.read(buffer),
            Self::Zstd(decoder) => decoder.read(buffer),
            Self::Xz(decoder) => decoder.read(buffer),
            Self::Bzip2(decoder) => decoder.read(buffer),
            Self::Deflate(decoder) => decoder.read(buffer),
            Self::Deflate64(decoder) => decoder.read(buffer),
        }
    }
}

/// A limit of ours that a decoder reports in its own words.
fn explained(error: io::Error) -> io::Error {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<liblzma::stream::Error>());
    match inner {
        Some(liblzma::stream::Error::MemLimit) => told(format!(
            "decoding takes more than {} MiB of memory, which is not allowed",
            MAX_XZ_MEMORY >> 20
        )),
        _ => error,
    }
}
