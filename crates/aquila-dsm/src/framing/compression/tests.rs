//! Several streams, padding, what follows that is none of it, and the caps.

use super::*;
use crate::framing::Limits;
use crate::framing::budget::RATIO_FLOOR;
use crate::framing::tests::{bzip2, gzip, xz, zstd};

/// What a stream gives, and why it ends.
fn read(bytes: &[u8], limits: &Limits) -> (Vec<u8>, Option<String>) {
    let budget = Arc::new(Budget::new(limits));
    let raw = crate::framing::input::counted(Box::new(io::Cursor::new(bytes.to_vec())), budget.progress());
    let head = Peeked::new(raw, 64);
    let layer = layer(head.head()).expect("a layer");
    let mut decoder = decoder(&layer, head, &budget).expect("a decoder in memory opens");
    let mut out = Vec::new();
    let error = decoder.read_to_end(&mut out).err();
    (out, error.map(|error| error.to_string()))
}

type Encode = fn(&[u8]) -> Vec<u8>;

const ENCODERS: [(&str, Encode); 4] = [("gzip", gzip), ("zstd", zstd), ("xz", xz), ("bzip2", bzip2)];

#[test]
fn streams_follow_one_another() {
    for (name, encode) in ENCODERS {
        let zeros = |count| vec![0; count];
        let streams = [encode(b"one"), encode(b""), zeros(4), encode(b"two"), zeros(1 << 17)].concat();
        assert_eq!(read(&streams, &Limits::default()), (b"onetwo".to_vec(), None), "{name}");
    }
    let skippable = [&b"\x53\x2a\x4d\x18\x03\0\0\0abc"[..], &zstd(b"x")].concat();
    assert_eq!(read(&skippable, &Limits::default()), (b"x".to_vec(), None));
}

#[test]
fn what_follows_is_told() {
    for (name, encode) in ENCODERS {
        for junk in [&b"junk"[..], b"\0\0\x01", b"\x1f", &ENCODERS[usize::from(name == "gzip")].1(b"other")] {
            let (out, error) = read(&[&encode(b"data"), junk].concat(), &Limits::default());
            let want = format!("bytes after the {name} data are none of it");
            assert_eq!((out.as_slice(), error), (&b"data"[..], Some(want)), "{junk:?}");
        }
    }
}

#[test]
fn a_missing_end_is_told() {
    let text: Vec<u8> = (0_u32..3000).flat_map(|i| i.wrapping_mul(0x9e37_79b9).to_le_bytes()).collect();
    for (name, encode) in ENCODERS {
        let whole = encode(&text);
        for end in (10..whole.len()).step_by(97).chain(whole.len().saturating_sub(20)..whole.len()) {
            let (out, error) = read(&whole[..end], &Limits::default());
            assert!(text.starts_with(&out));
            assert_eq!(error, Some(format!("{name} data ends early")), "{end} of {}", whole.len());
        }
    }
}

#[test]
fn caps() {
    let limits = |max_output, max_ratio| Limits { max_output, max_ratio, ..Limits::default() };
    let bomb = vec![b'a'; 20 << 20];
    for (name, encode) in ENCODERS {
        let packed = encode(&bomb);
        let (out, error) = read(&packed, &limits(u64::MAX, 200));
        assert_eq!(error, Some(format!("{name} data gives more than 200 bytes for each byte read")));
        assert!(out.len() as u64 <= RATIO_FLOOR.max(200 * packed.len() as u64));
        assert_eq!(read(&packed, &limits(u64::MAX, u64::MAX)), (bomb.clone(), None));
        let (out, error) = read(&encode(b"0123456789"), &limits(4, 200));
        assert_eq!((out, error), (b"0123".to_vec(), Some(format!("{name} data gives more than 4 bytes"))));
        assert_eq!(read(&encode(b"0123"), &limits(4, 200)), (b"0123".to_vec(), None));
    }
}

#[test]
fn memory_of_decoders() {
    let mut options = liblzma::stream::LzmaOptions::new_preset(0).expect("a preset");
    options.dict_size(200 << 20);
    let mut filters = liblzma::stream::Filters::new();
    filters.lzma2(&options);
    let stream = liblzma::stream::Stream::new_stream_encoder(&filters, liblzma::stream::Check::Crc32);
    let mut packed = Vec::new();
    let mut encoder = liblzma::bufread::XzEncoder::new_stream(&b"text"[..], stream.expect("an encoder"));
    encoder.read_to_end(&mut packed).expect("memory reads");
    let (out, error) = read(&packed, &Limits::default());
    let want = "decoding takes more than 96 MiB of memory, which is not allowed";
    assert_eq!((out.as_slice(), error.as_deref()), (&b""[..], Some(want)));

    let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 1).expect("an encoder");
    encoder.window_log(27).expect("a window");
    io::Write::write_all(&mut encoder, &vec![b'a'; 300 << 10]).expect("memory takes all");
    let error = read(&encoder.finish().expect("memory takes all"), &Limits::default()).1;
    assert!(error.expect("too large").starts_with("zstd data is damaged: Frame requires too much memory"));
}
