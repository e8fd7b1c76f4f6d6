//! Rules that hold for every format, and what the tests of the formats share.

use std::io::{Cursor, Read, Write};

use proptest::prelude::*;

use super::{Envelope, Format, Input, Limits, Opened, Options, Reader, open};
use crate::chunk::{FrameKind, Problem};

/// A frame as tests compare it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Got {
    pub(super) kind: FrameKind,
    pub(super) payload: String,
    pub(super) line: u64,
}

impl Got {
    pub(super) fn new(kind: FrameKind, payload: &str, line: u64) -> Self {
        Self { kind, payload: payload.to_owned(), line }
    }
}

/// Gives at most `step` bytes at a time.
pub(super) struct Trickle {
    bytes: Cursor<Vec<u8>>,
    step: usize,
}

impl Trickle {
    pub(super) fn new(bytes: Vec<u8>, step: usize) -> Self {
        Self { bytes: Cursor::new(bytes), step }
    }
}

impl Read for Trickle {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = buffer.len().min(self.step);
        self.bytes.read(&mut buffer[..n])
    }
}

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

pub(super) fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).expect("memory takes all")
}

pub(super) fn xz(bytes: &[u8]) -> Vec<u8> {
    liblzma::encode_all(bytes, 1).expect("memory takes all")
}

pub(super) fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

/// The input as a stream that gives at most `step` bytes at a time.
pub(super) fn stream(bytes: &[u8], step: usize) -> Input {
    Input::Stream(Box::new(Trickle::new(bytes.to_vec(), step)))
}

pub(super) fn reader(bytes: &[u8], step: usize, options: &Options) -> Option<Reader> {
    match open(stream(bytes, step), options) {
        Ok(Opened::Text(reader)) => Some(reader),
        _ => None,
    }
}

/// A whole frame: kind, payload, offset, line, record.
pub(super) type Full = (FrameKind, Vec<u8>, u64, u64, u64);

/// All frames and problems. Checks what must hold of every chunk.
pub(super) fn read_all(mut reader: Reader) -> (Vec<Full>, Vec<Problem>) {
    let (mut frames, mut problems) = (Vec::new(), Vec::new());
    let (mut end, mut line, mut record) = (0, 1, 0);
    // Audit events come when they are whole, and have the places of several records.
    let mut with_audit = false;
    while let Some(chunk) = reader.next_chunk() {
        assert!(!chunk.frames.is_empty() || !chunk.problems.is_empty());
        let mut start = 0;
        for frame in &chunk.frames {
            assert!(frame.start < frame.end && frame.end <= chunk.text.len(), "{frame:?}");
            frames.push((frame.kind, chunk.payload(frame).to_vec(), frame.offset, frame.line, frame.record));
            if frame.kind == FrameKind::Audit {
                with_audit = true;
                continue;
            }
            assert!(start <= frame.start, "{frame:?}");
            assert!(frame.offset >= end && frame.line >= line, "{frame:?} after {end} {line}");
            assert!(frame.record > record, "{frame:?} after {record}");
            (start, end, line) = (frame.end, frame.offset + (frame.end - frame.start) as u64, frame.line);
            record = frame.record;
        }
        problems.extend(chunk.problems);
    }
    assert!(reader.next_chunk().is_none());
    assert!(with_audit || frames.iter().map(|frame| frame.4).eq(1..=frames.len() as u64));
    (frames, problems)
}

/// The frames of a text, which must not depend on how it is read.
pub(super) fn frame_as(text: &[u8], format: Option<Format>, max_record: usize) -> (Vec<Got>, Vec<Problem>) {
    let options = |chunk| Options {
        format,
        limits: Limits { max_record, chunk, ..Limits::default() },
        ..Options::default()
    };
    let read = |step, chunk| reader(text, step, &options(chunk)).map(read_all).unwrap_or_default();
    let (frames, problems) = read(usize::MAX, 1 << 20);
    for (step, chunk) in [(1, 1), (3, 10), (usize::MAX, 1), (5, 40), (usize::MAX, 100)] {
        let (again, same) = read(step, chunk);
        assert_eq!(again, frames, "step {step}, chunk {chunk}");
        assert_eq!(same, problems, "step {step}, chunk {chunk}");
    }
    for (kind, payload, offset, line, _) in &frames {
        let offset = *offset as usize;
        if *kind == FrameKind::Audit {
            continue;
        }
        if text.get(..3) != Some(&b"\xef\xbb\xbf"[..]) && text.get(offset..offset + payload.len()).is_some() {
            assert_eq!(&text[offset..offset + payload.len()], payload);
            assert_eq!(text[..offset].iter().filter(|b| **b == b'\n').count() as u64 + 1, *line);
        }
    }
    let got = frames
        .into_iter()
        .map(|(kind, payload, _, line, _)| Got::new(kind, &String::from_utf8_lossy(&payload), line));
    (got.collect(), problems)
}

#[test]
fn lines() {
    let line = |text: &str, line| Got::new(FrameKind::Line, text, line);
    for (text, want) in [
        ("one\r\n\n  \n two \nthree", vec![line("one", 1), line(" two ", 4), line("three", 5)]),
        ("one\n", vec![line("one", 1)]),
        ("\n\r\n", vec![]),
        ("a\rb\r\r\n", vec![line("a\rb\r", 1)]),
        ("#fields\ta\tb\n1\t2\n", vec![line("#fields\ta\tb", 1), line("1\t2", 2)]),
    ] {
        assert_eq!(frame_as(text.as_bytes(), None, 100), (want, vec![]), "{text:?}");
    }
}

#[test]
fn long_lines_are_cut() {
    let text = format!("{}\n{}\r\n{}\nend", "a".repeat(100), "b".repeat(100), "\u{e9}".repeat(60));
    let (frames, problems) = frame_as(text.as_bytes(), Some(Format::Lines), 99);
    let payloads: Vec<_> = frames.iter().map(|frame| (frame.payload.as_str(), frame.line)).collect();
    let (a, b, e) = ("a".repeat(99), "b".repeat(99), "\u{e9}".repeat(49));
    assert_eq!(payloads, [(a.as_str(), 1), (b.as_str(), 2), (e.as_str(), 3), ("end", 4)]);
    assert_eq!(problems.len(), 3);
    assert!(problems.iter().all(|problem| problem.lost && problem.cause.contains("cut at 99 bytes")));
    assert_eq!(frame_as(text.as_bytes(), Some(Format::Lines), 120).1, []);
}

#[test]
fn envelopes() {
    let lines = b"{\"a\":1}\n{\"a\":2}\n";
    let utf16: Vec<u8> =
        "\u{feff}{\"a\":1}\n{\"a\":2}\n".encode_utf16().flat_map(|unit| unit.to_le_bytes()).collect();
    let two_members = [gzip(&lines[..5]), gzip(&lines[5..])].concat();
    let two_frames = [zstd(&lines[..5]), b"\x50\x2a\x4d\x18\x01\0\0\0x".to_vec(), zstd(&lines[5..])].concat();
    let bom = [b"\xef\xbb\xbf", &lines[..]].concat();
    for (bytes, want) in [
        (lines.to_vec(), vec![]),
        (gzip(lines), vec![Envelope::Gzip]),
        (two_members, vec![Envelope::Gzip]),
        (two_frames, vec![Envelope::Zstd]),
        (gzip(&zstd(&gzip(lines))), vec![Envelope::Gzip, Envelope::Zstd, Envelope::Gzip]),
        (bom, vec![Envelope::Utf8Bom]),
        (gzip(&utf16), vec![Envelope::Gzip, Envelope::Utf16Le]),
        (b"[{\"a\":1},{\"a\":2}]".to_vec(), vec![Envelope::JsonArray]),
        (
            zstd(b"{\"Records\":[{\"a\":1},{\"a\":2}]}"),
            vec![Envelope::Zstd, Envelope::JsonRecords("Records".into())],
        ),
    ] {
        for step in [1, 1000] {
            let reader = reader(&bytes, step, &Options::default()).expect("text");
            assert_eq!(reader.envelopes(), want);
            assert_eq!(reader.format(), Format::Json);
            let progress = reader.progress();
            let (frames, problems) = read_all(reader);
            let payloads: Vec<_> = frames.iter().map(|frame| frame.1.as_slice()).collect();
            assert_eq!(payloads, [b"{\"a\":1}", b"{\"a\":2}"]);
            assert_eq!(problems, []);
            assert_eq!(progress.load(std::sync::atomic::Ordering::Relaxed), bytes.len() as u64);
        }
    }
}

#[test]
fn what_is_no_text() {
    let open = |bytes: Vec<u8>| match open(stream(&bytes, 9), &Options::default()) {
        Ok(Opened::Binary { reason }) => reason,
        Ok(Opened::Empty) => "empty".to_owned(),
        Ok(Opened::Text(_)) => "text".to_owned(),
        Ok(Opened::Archive(archive)) => archive.kind().to_string(),
        Err(error) => error.to_string(),
    };
    for (bytes, want) in [
        (b"0\0\0\0LfLe".to_vec(), "Windows event log (EVT)"),
        (b"ElfFile\0".to_vec(), "text"),
        (gzip(b"SQLite format 3\0"), "SQLite database in gzip"),
        (vec![0; 100], "binary data of unknown kind"),
        (gzip(&gzip(&gzip(&gzip(b"x")))), "inside of more than 3 layers of compression and archives"),
        (vec![], "empty"),
        (b"\xef\xbb\xbf".to_vec(), "empty"),
        (gzip(b""), "empty"),
        (b"\n".to_vec(), "text"),
        (b"x".to_vec(), "text"),
    ] {
        assert_eq!(open(bytes), want);
    }
}

#[test]
fn damage_keeps_what_was_read() {
    let text: String =
        (0_u64..50_000).map(|i| format!("{{\"n\":{}}}\n", i.wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect();
    let bytes = text.as_bytes();
    for (name, whole) in
        [("gzip", gzip(bytes)), ("zstd", zstd(bytes)), ("xz", xz(bytes)), ("bzip2", bzip2(bytes))]
    {
        let (frames, problems) =
            read_all(reader(&whole[..whole.len() / 2], 999, &Options::default()).expect("text"));
        assert!(frames.len() > 1000, "{name}: {}", frames.len());
        assert!(frames.iter().rev().skip(1).all(|frame| frame.0 == FrameKind::Json));
        let last = problems.last().expect("a problem");
        assert!(last.lost && last.cause == format!("{name} data ends early"), "{last:?}");
    }
    let (frames, problems) = read_all(reader(&gzip(b"x")[..5], 999, &Options::default()).expect("text"));
    assert!(frames.is_empty() && problems.len() == 1 && problems[0].lost);
}

#[test]
fn forced_formats() {
    let kinds = |text: &str, format| {
        frame_as(text.as_bytes(), Some(format), 100).0.iter().map(|got| got.kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds("{\"a\":1}\n", Format::Lines), [FrameKind::Line]);
    assert_eq!(kinds("a,b\n1,2\n", Format::Csv), [FrameKind::CsvRow]);
    assert_eq!(kinds("text\n{\"a\":1}\n", Format::Json), [FrameKind::Line, FrameKind::Json]);
    assert_eq!(kinds("text\n<Event/>\n", Format::Xml), [FrameKind::Line, FrameKind::Xml]);
    assert_eq!("XML".parse(), Ok(Format::Xml));
    let error = "yaml".parse::<Format>().expect_err("not a format");
    assert_eq!(error.to_string(), "unknown input format `yaml`: expected json, csv, xml, lines or evtx");
}

#[test]
fn chunks_have_a_size() {
    let text = "0123456789\n".repeat(30_000);
    let options = Options { limits: Limits { chunk: 1 << 20, ..Limits::default() }, ..Options::default() };
    let mut by_count = reader(text.as_bytes(), usize::MAX, &options).expect("text");
    assert_eq!(by_count.next_chunk().expect("a chunk").frames.len(), 8192);
    let options = Options { limits: Limits { chunk: 1000, ..Limits::default() }, ..Options::default() };
    let mut by_size = reader(text.as_bytes(), usize::MAX, &options).expect("text");
    let chunk = by_size.next_chunk().expect("a chunk");
    assert!(chunk.text.len() <= 1000 && chunk.frames.len() > 80);
}

#[test]
fn invalid_utf8_is_kept() {
    let (frames, _) = read_all(reader(b"caf\xe9\n\xff\xfa\n", 1, &Options::default()).expect("text"));
    assert_eq!((frames[0].1.as_slice(), frames[1].1.as_slice()), (&b"caf\xe9"[..], &b"\xff\xfa"[..]));
}

/// Pieces that framers stumble over.
fn text() -> impl Strategy<Value = Vec<u8>> {
    let pieces = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\n",
        "\r\n",
        " ",
        "\u{1e}",
        "1",
        "-2.5",
        "true",
        "\"a\"",
        "\"a\":",
        "{\"a\":1}",
        "{\"a\":{\"b\":[1,{\"c\":\"}{\"}]}}",
        "{\"Records\":[",
        "{\"records\":[{\"x\":1}",
        "[{",
        "}]",
        "{\n \"a\": 1\n}\n",
        "{\"a\":1},{\"b\":2}",
        "\n{\"a\":\"x\"}\n",
        "\n{\"a\":\"x\n",
        "a,b,c\n",
        "1,2,3\n",
        "1,\"2\n",
        "\"x\ny\"",
        "<Event>",
        "</Event>",
        "<Event a='b'/>",
        "<Events>",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<?xml ?>",
        "text",
        "\u{e9}",
        "sep=;\n",
        "\0",
        "[[[[[[[[[[",
        "]]]]]]]]]]",
    ]);
    prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat().into_bytes())
}

fn formats() -> impl Strategy<Value = Option<Format>> {
    prop::sample::select(vec![
        None,
        Some(Format::Json),
        Some(Format::Csv),
        Some(Format::Xml),
        Some(Format::Lines),
    ])
}

/// Nothing but separators, brackets around records and their keys is left out.
fn letters(text: &[u8]) -> usize {
    text.iter().filter(|byte| matches!(byte, b'x' | b'y' | b't' | b'2' | b'3' | 0xc3)).count()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn frames_do_not_depend_on_reading(
        text in text(), format in formats(), step in 1_usize..50, chunk in 1_usize..200,
        max_record in prop::sample::select(vec![1_usize, 2, 7, 30, 100, 1 << 20]),
    ) {
        let limits = |chunk| Limits { max_record, max_json_depth: 8, chunk, ..Limits::default() };
        let options = |chunk| Options { format, limits: limits(chunk), ..Options::default() };
        let a = reader(&text, usize::MAX, &options(1 << 20)).map(read_all);
        let b = reader(&text, step, &options(chunk)).map(read_all);
        prop_assert_eq!(&a, &b);
        let Some((frames, problems)) = a else { return Ok(()) };
        prop_assert!(frames.iter().all(|frame| frame.1.len() <= max_record));
        let utf8 = !text.contains(&0);
        let json = format == Some(Format::Json) && memchr::memmem::find(&text, b"ecords").is_none();
        if utf8 && problems.iter().all(|problem| !problem.lost) && (json || format == Some(Format::Lines)) {
            prop_assert_eq!(frames.iter().map(|frame| letters(&frame.1)).sum::<usize>(), letters(&text));
        }
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300), format in formats(), layer in 0..5) {
        let bytes = match layer {
            0 => bytes,
            1 => gzip(&bytes),
            2 => xz(&bytes),
            3 => bzip2(&bytes),
            _ => zstd(&bytes),
        };
        if let Some(reader) = reader(&bytes, 7, &Options { format, ..Options::default() }) {
            read_all(reader);
        }
    }

    #[test]
    fn round_trips(lines in prop::collection::vec("[a-z{}\" ]{1,20}[a-z]", 0..50)) {
        let text = lines.join("\n");
        let bytes = text.as_bytes();
        for bytes in [gzip(bytes), zstd(bytes), xz(bytes), bzip2(bytes)] {
            let options = Options { format: Some(Format::Lines), ..Options::default() };
            let frames = reader(&bytes, 11, &options).map(|reader| read_all(reader).0).unwrap_or_default();
            let got: Vec<_> = frames.iter().map(|frame| String::from_utf8_lossy(&frame.1)).collect();
            prop_assert_eq!(got, lines.clone());
        }
    }
}
