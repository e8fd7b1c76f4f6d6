//! Byte order marks, and UTF-16 to UTF-8. Text that is not UTF-16 passes as it
//! is, invalid bytes included.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::{Decoder, DecoderResult, UTF_16BE, UTF_16LE};

use super::input::Peeked;
use super::{Envelope, detect};

/// Code units that had no partner and became U+FFFD.
#[derive(Debug)]
pub(super) struct Replaced {
    count: AtomicU64,
    first: AtomicU64,
}

impl Replaced {
    /// How many there were, and the offset of the first in the text.
    pub(super) fn get(&self) -> Option<(u64, u64)> {
        let count = self.count.load(Ordering::Relaxed);
        (count > 0).then(|| (count, self.first.load(Ordering::Relaxed)))
    }
}

/// The input as UTF-8, without a byte order mark.
pub(super) fn to_utf8(mut input: Peeked) -> (Peeked, Option<Envelope>, Option<Arc<Replaced>>) {
    let Some((envelope, mark)) = encoding(input.head()) else { return (input, None, None) };
    input.skip(mark);
    let encoding = match envelope {
        Envelope::Utf16Le => UTF_16LE,
        Envelope::Utf16Be => UTF_16BE,
        _ => return (input, Some(envelope), None),
    };
    let replaced = Arc::new(Replaced { count: AtomicU64::new(0), first: AtomicU64::new(0) });
    let utf16 = Utf16 {
        input,
        decoder: encoding.new_decoder_without_bom_handling(),
        units: vec![0; BUFFER].into_boxed_slice(),
        unread: 0..0,
        ended: false,
        finished: false,
        text: vec![0; 2 * BUFFER].into_boxed_slice(),
        ready: 0..0,
        given: 0,
        replaced: Arc::clone(&replaced),
    };
    (Peeked::new(Box::new(utf16), detect::HEAD), Some(envelope), Some(replaced))
}

/// The encoding that these first bytes show, if it is not plain UTF-8, and how
/// many bytes its mark has.
fn encoding(head: &[u8]) -> Option<(Envelope, usize)> {
    match head {
        [0xef, 0xbb, 0xbf, ..] => Some((Envelope::Utf8Bom, 3)),
        [0xff, 0xfe, ..] => Some((Envelope::Utf16Le, 2)),
        [0xfe, 0xff, ..] => Some((Envelope::Utf16Be, 2)),
        _ => utf16_without_mark(head).map(|envelope| (envelope, 0)),
    }
}

/// ASCII in UTF-16 has a zero in every second byte, and hardly any in between.
fn utf16_without_mark(head: &[u8]) -> Option<Envelope> {
    let pairs = head.len() / 2;
    let zeros = |skip: usize| head.iter().skip(skip).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if even.max(odd) < 4 {
        None
    } else if odd * 10 > pairs * 4 && even * 20 < odd {
        Some(Envelope::Utf16Le)
    } else if even * 10 > pairs * 4 && odd * 20 < even {
        Some(Envelope::Utf16Be)
    } else {
        None
    }
}

const BUFFER: usize = 64 << 10;

struct Utf16 {
    input: Peeked,
    decoder: Decoder,
    units: Box<[u8]>,
    unread: std::ops::Range<usize>,
    ended: bool,
    finished: bool,
    text: Box<[u8]>,
    ready: std::ops::Range<usize>,
    /// Bytes of text before `ready`.
    given: u64,
    replaced: Arc<Replaced>,
}

impl Utf16 {
    /// Decodes the next piece into `text`. False at the end.
    fn advance(&mut self) -> io::Result<bool> {
        while !self.finished {
            if self.unread.is_empty() && !self.ended {
                let n = self.input.read(&mut self.units)?;
                self.unread = 0..n;
                self.ended = n == 0;
            }
            let units = &self.units[self.unread.clone()];
            let (result, read, written) =
                self.decoder.decode_to_utf8_without_replacement(units, &mut self.text, self.ended);
            self.unread.start += read;
            let mut end = written;
            match result {
                // A decoder that was told the end must not be used again.
                DecoderResult::InputEmpty => self.finished = self.ended,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    if self.replaced.count.fetch_add(1, Ordering::Relaxed) == 0 {
                        self.replaced.first.store(self.given + written as u64, Ordering::Relaxed);
                    }
                    // There is room: otherwise the decoder would have said that the output is full.
                    if let Some(room) = self.text.get_mut(written..written + 3) {
                        room.copy_from_slice("\u{fffd}".as_bytes());
                        end += 3;
                    }
                }
            }
            self.ready = 0..end;
            if end > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Read for Utf16 {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ready.is_empty() && !self.advance()? {
            return Ok(0);
        }
        let n = self.ready.len().min(buffer.len());
        buffer[..n].copy_from_slice(&self.text[self.ready.start..self.ready.start + n]);
        self.ready.start += n;
        self.given += n as u64;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framing::tests::Trickle;

    fn decode(bytes: &[u8], step: usize) -> (String, Option<Envelope>, Option<(u64, u64)>) {
        let input = Peeked::new(Box::new(Trickle::new(bytes.to_vec(), step)), 64);
        let (mut input, envelope, replaced) = to_utf8(input);
        let mut out = Vec::new();
        input.read_to_end(&mut out).expect("memory reads");
        (String::from_utf8_lossy(&out).into_owned(), envelope, replaced.and_then(|replaced| replaced.get()))
    }

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        let bytes = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn marks_and_utf16() {
        let text = "{\"user\":\"j\u{f6}rg \u{1f600}\"}\r\nplain ascii text here\r\n";
        for (envelope, little) in [(Envelope::Utf16Le, true), (Envelope::Utf16Be, false)] {
            for mark in ["", "\u{feff}"] {
                for step in [1, 3, 1000] {
                    let bytes = utf16(&format!("{mark}{text}"), little);
                    assert_eq!(decode(&bytes, step), (text.to_owned(), Some(envelope.clone()), None));
                }
            }
        }
        assert_eq!(decode(b"\xef\xbb\xbfabc", 1), ("abc".to_owned(), Some(Envelope::Utf8Bom), None));
        assert_eq!(decode(b"caf\xe9 abc", 1).1, None);
        assert_eq!(decode(b"", 1), (String::new(), None, None));
    }

    #[test]
    fn lone_surrogates_are_counted() {
        let mut bytes = utf16("\u{feff}ab", true);
        bytes.extend(0xd800_u16.to_le_bytes());
        bytes.extend(utf16("c", true));
        bytes.extend(0xdc00_u16.to_le_bytes());
        bytes.push(b'x');
        for step in [1, 2, 5, 100] {
            let (text, _, replaced) = decode(&bytes, step);
            assert_eq!(text, "ab\u{fffd}c\u{fffd}\u{fffd}");
            assert_eq!(replaced, Some((3, 2)));
        }
    }

    #[test]
    fn long_text() {
        let text = "caf\u{e9} \u{4e2d}\u{6587} \u{1f600} line\n".repeat(20_000);
        assert_eq!(decode(&utf16(&format!("\u{feff}{text}"), true), 70_001).0, text);
    }
}
