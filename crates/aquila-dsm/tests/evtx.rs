//! EVTX that our own writer makes: what is written is read, whatever is broken
//! costs no more than itself, and what is hostile costs two seconds at most.

mod decoded;
#[path = "support/evtx_events.rs"]
mod evtx_events;
#[path = "support/evtx_writer.rs"]
mod evtx_writer;

use std::io::Cursor;
use std::path::Path;
use std::time::Instant;

use aquila_dsm::chunk::{Chunk, Frame, Problem};
use aquila_dsm::decode::TimeSource;
use aquila_dsm::framing::{Format, Input, Limits, Opened, Options, open};
use evtx_events::{element, logon, process, sample, xml};
use evtx_writer::{CHUNK, CHUNK_HEADER, ChunkWriter, Element, FILE_HEADER, Style, TICKS, file, log, seal};
use proptest::prelude::*;

/// What a reader made of an input.
#[derive(Debug, Default)]
struct Got {
    frames: Vec<Frame>,
    payloads: Vec<String>,
    problems: Vec<Problem>,
    largest: usize,
}

impl Got {
    fn causes(&self) -> Vec<&str> {
        self.problems.iter().map(|problem| problem.cause.as_str()).collect()
    }

    fn lost(&self) -> usize {
        self.problems.iter().filter(|problem| problem.lost).count()
    }
}

fn read_with(bytes: Vec<u8>, options: &Options) -> Got {
    let mut got = Got::default();
    let Opened::Text(mut reader) = open(Input::File(Box::new(Cursor::new(bytes))), options).expect("input")
    else {
        return got;
    };
    assert_eq!(reader.format(), Format::Evtx);
    while let Some(chunk) = reader.next_chunk() {
        got.largest = got.largest.max(chunk.text.len());
        for frame in &chunk.frames {
            got.payloads.push(String::from_utf8(chunk.payload(frame).to_vec()).expect("UTF-8"));
        }
        got.frames.extend(&chunk.frames);
        got.problems.extend(chunk.problems);
    }
    got
}

/// Reads within the time that anything may take, whatever it is.
fn read(bytes: Vec<u8>) -> Got {
    let start = Instant::now();
    let got = read_with(bytes, &Options::default());
    let seconds = start.elapsed().as_secs_f64();
    // Without optimization the same steps take several times as long.
    let most = if cfg!(debug_assertions) { 20.0 } else { 2.0 };
    assert!(seconds < most, "{seconds} s");
    assert!(got.largest <= 64 << 20, "{} bytes of text", got.largest);
    got
}

/// A chunk with one sound event.
fn sound() -> Vec<u8> {
    let mut chunk = ChunkWriter::new();
    chunk.record(77, TICKS, |chunk| chunk.event(&logon(7), Style::Template));
    chunk.finish()
}

/// Reads a hostile chunk between two sound ones, which must come through.
fn between(hostile: Vec<u8>) -> Got {
    let mut got = read(file(&[sound(), hostile, sound()]));
    let expected = xml(&logon(7));
    let sound = |payload: &String| payload.contains("alice7");
    assert!(got.payloads.len() >= 2, "{:?}", got.problems);
    assert!(sound(&got.payloads[0]), "{} is not {expected}", got.payloads[0]);
    assert!(sound(&got.payloads[got.payloads.len() - 1]));
    got.payloads.remove(0);
    got.payloads.pop();
    got
}

#[test]
fn what_is_written_is_read() {
    let events: Vec<Element> =
        (0..700).map(|number| if number % 3 == 0 { process(number) } else { logon(number) }).collect();
    for style in [Style::Template, Style::Inline] {
        let bytes = log(&events, style);
        assert!(bytes.len() > FILE_HEADER + 3 * CHUNK);
        let chunks = decoded::chunks_of(bytes.clone(), None);
        assert!(chunks.iter().all(|chunk| chunk.problems.is_empty()), "{style:?} {:?}", chunks[0].problems);
        let text: String = events.iter().map(|event| xml(event) + "\n").collect();
        let as_text = decoded::chunks_of(text.into_bytes(), Some(Format::Xml));
        let ((evtx, infos), (twin, _)) = (decoded::decode(&chunks, true), decoded::decode(&as_text, true));
        assert_eq!((evtx.num_rows(), twin.num_rows()), (events.len(), events.len()));
        assert!(infos.iter().all(|info| !info.unparsed && info.time_source == TimeSource::Record));
        for field in evtx.schema().fields() {
            let name = field.name().as_str();
            if !matches!(name, "payload" | "$line" | "$offset" | "$length") {
                assert_eq!(decoded::text(&evtx, name), decoded::text(&twin, name), "{style:?} {name}");
            }
        }
        positions(&bytes, &chunks);
    }
}

/// Frames say where the binary records lie.
fn positions(bytes: &[u8], chunks: &[Chunk]) {
    let frames = chunks.iter().flat_map(|chunk| &chunk.frames);
    for (number, frame) in frames.enumerate() {
        let at = frame.offset as usize;
        assert_eq!(bytes[at..at + 4], *b"**\0\0");
        assert_eq!(bytes[at + 8..at + 16], (number as u64 + 1).to_le_bytes());
        assert_eq!((frame.line, frame.record), (0, number as u64 + 1));
    }
}

/// The sample of `tests/logs`, of which `tests/types.rs` has a snapshot. With
/// `AQUILA_BLESS` set it is written anew.
#[test]
fn the_sample_is_what_the_writer_makes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/logs/windows/events.evtx");
    let bytes = log(&sample(), Style::Template);
    if std::env::var_os("AQUILA_BLESS").is_some() {
        std::fs::write(&path, &bytes).expect("sample");
    }
    assert!(std::fs::read(&path).expect("sample") == bytes, "{} is of another writer", path.display());
}

#[test]
fn compressed_and_empty_logs() {
    let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut zip, &file(&[sound()])).expect("memory");
    assert_eq!(read(zip.finish().expect("memory")).payloads.len(), 1);
    let empty = read(file(&[]));
    assert!(empty.payloads.is_empty() && empty.problems.is_empty());
    let unused = read(file(&[sound(), vec![0; CHUNK], sound(), vec![0; 3 * CHUNK]]));
    assert_eq!((unused.payloads.len(), unused.causes()), (2, vec!["EVTX chunk of zeros between others"]));
    let noise = vec![0xa5; CHUNK];
    let told = "EVTX chunk that was overwritten, its records are lost";
    let overwritten = read(file(&[sound(), noise.clone(), sound()]));
    assert_eq!((overwritten.payloads.len(), overwritten.causes()), (2, vec![told]));
    assert_eq!(read(file(&[sound(), noise.clone()])).causes(), vec![told]);
    // Past what the header counts: what the disk held before.
    let after = read([file(&[sound()]), noise].concat());
    assert_eq!((after.payloads.len(), after.lost(), after.problems.len()), (1, 0, 1));
}

#[test]
fn damaged_file_headers_cost_a_note() {
    let mut bytes = file(&[sound()]);
    bytes[42] ^= 0xff;
    let got = read(bytes.clone());
    assert_eq!((got.payloads.len(), got.lost(), got.problems.len()), (1, 0, 1));
    bytes[0] = b'X';
    let forced = Options { format: Some(Format::Evtx), ..Options::default() };
    let got = read_with(bytes.clone(), &forced);
    assert_eq!((got.payloads.len(), got.lost(), got.problems.len()), (1, 0, 1));
    let other = Options { format: Some(Format::Lines), ..Options::default() };
    assert!(matches!(
        open(Input::File(Box::new(Cursor::new(file(&[])))), &other).expect("input"),
        Opened::Binary { .. }
    ));
    assert!(matches!(
        open(Input::File(Box::new(Cursor::new(bytes))), &Options::default()).expect("input"),
        Opened::Binary { .. }
    ));
}

#[test]
fn damaged_chunk_headers() {
    // Each field in turn says the worst; the records say otherwise.
    for (at, bytes) in [
        (0, &[0u8; 8][..]),
        (8, &[0xff; 32]),
        (24, &[0; 16]),
        (40, &[0xff; 12]),
        (44, &[0; 8]),
        (48, &512u32.to_le_bytes()),
        (52, &[0xff; 4]),
        (124, &[0xff; 4]),
    ] {
        let mut chunk = sound();
        chunk[at..at + bytes.len()].copy_from_slice(bytes);
        let got = between(chunk);
        assert_eq!((got.payloads.len(), got.lost()), (1, 0), "{at}: {:?}", got.problems);
        assert_eq!(got.problems.len(), 1, "{at}: {:?}", got.problems);
    }
}

/// Breaks the record at a place of a chunk.
type Break<'a> = &'a dyn Fn(&mut Vec<u8>, usize);

#[test]
fn a_broken_record_costs_itself() {
    let ten = |break_it: Break<'_>| {
        let mut chunk = ChunkWriter::new();
        let mut fifth = 0;
        for id in 1..=10 {
            if id == 5 {
                fifth = chunk.data.len();
            }
            chunk.record(id, TICKS, |chunk| chunk.event(&logon(id as usize), Style::Template));
        }
        let mut data = chunk.finish();
        break_it(&mut data, fifth);
        seal(&mut data);
        (read(file(&[data, sound()])), (FILE_HEADER + fifth) as u64)
    };
    let size =
        |data: &mut Vec<u8>, at: usize, size: u32| data[at + 4..at + 8].copy_from_slice(&size.to_le_bytes());
    let cases: [(&str, Break<'_>); 8] = [
        ("signature", &|data, at| data[at] = b'x'),
        ("size 0", &|data, at| size(data, at, 0)),
        ("tiny size", &|data, at| size(data, at, 27)),
        ("huge size", &|data, at| size(data, at, u32::MAX)),
        ("size past the chunk", &|data, at| size(data, at, 65536)),
        ("time", &|data, at| data[at + 16..at + 24].fill(0xff)),
        ("token", &|data, at| data[at + 24] = 0x77),
        ("template", &|data, at| data[at + 34..at + 38].fill(0xff)),
    ];
    for (name, break_it) in cases {
        let (got, place) = ten(break_it);
        assert_eq!(got.payloads.len(), 10, "{name}: {:?}", got.problems);
        assert_eq!((got.problems.len(), got.lost()), (1, 1), "{name}: {:?}", got.problems);
        assert_eq!(got.problems[0].offset, place, "{name}");
        assert!(!got.problems[0].cause.contains(|c: char| c.is_ascii_digit()), "{:?}", got.causes());
    }
}

#[test]
fn long_records_are_cut() {
    let mut chunk = ChunkWriter::new();
    let long = element("Event", &[]).child(element("System", &[("Computer", &"ä".repeat(9000))]));
    chunk.record(1, TICKS, |chunk| chunk.event(&long, Style::Inline));
    let options = Options { limits: Limits { max_record: 1001, ..Limits::default() }, ..Options::default() };
    let got = read_with(file(&[chunk.finish(), sound()]), &options);
    assert!((990..=1001).contains(&got.payloads[0].len()), "{}", got.payloads[0].len());
    assert_eq!((got.payloads.len(), got.lost()), (2, 1), "{:?}", got.problems);
}

#[test]
fn many_broken_records_are_bounded() {
    let mut chunk = ChunkWriter::new();
    for id in 1..1500 {
        chunk.record(id, TICKS, |chunk| chunk.data.extend([0x77; 8]));
    }
    let got = between(chunk.finish());
    assert!((100..200).contains(&got.problems.len()), "{}", got.problems.len());
}

/// A chunk whose records each are an instance of a template at a place of their
/// own in `body`, which lies in the first record.
fn templates(body: &[u8], places: impl Iterator<Item = usize>) -> Vec<u8> {
    let mut chunk = ChunkWriter::new();
    let mut start = 0;
    chunk.record(1, TICKS, |chunk| {
        chunk.data.extend([0x0f, 1, 1, 0, 0]);
        start = chunk.data.len();
        chunk.data.extend(body);
    });
    for (number, place) in places.enumerate() {
        if chunk.data.len() + 64 > CHUNK {
            break;
        }
        chunk.record(number as u64 + 2, TICKS, |chunk| {
            chunk.data.extend([0x0f, 1, 1, 0, 0x0c, 1, 9, 0, 0, 0]);
            let def = (start + place) as u32;
            chunk.u32(def);
            chunk.u32(0);
            chunk.data.push(0);
        });
    }
    chunk.finish()
}

/// A template definition with this size around a body.
fn definition(size: u32, body: &[u8]) -> Vec<u8> {
    [&[0; 20][..], &size.to_le_bytes(), body].concat()
}

#[test]
fn template_sizes_that_lie() {
    for size in [0, 1, 0xffff, u32::MAX, u32::MAX - 23] {
        let got = between(templates(&definition(size, &[0x0f, 1, 1, 0, 0]), 0..1));
        assert!(got.payloads.len() <= 2, "{:?}", got.payloads);
    }
}

#[test]
fn string_table_attacks() {
    // An entry that is its own next, and two that are each other's.
    for next in [600u32, 640] {
        let mut chunk = ChunkWriter::new();
        chunk.record(1, TICKS, |chunk| chunk.event(&logon(1), Style::Template));
        let mut data = chunk.finish();
        data[128..132].copy_from_slice(&600u32.to_le_bytes());
        data[600..604].copy_from_slice(&next.to_le_bytes());
        data[640..644].copy_from_slice(&600u32.to_le_bytes());
        seal(&mut data);
        between(data);
    }
    // Eight thousand entries of up to 64 KiB that overlap.
    let mut data = sound();
    data[128..132].copy_from_slice(&512u32.to_le_bytes());
    for at in (CHUNK_HEADER..CHUNK - 8).step_by(8) {
        data[at..at + 4].copy_from_slice(&(at as u32 + 8).to_le_bytes());
        let len = ((CHUNK - at - 12) / 2) as u16;
        data[at + 4..at + 8].copy_from_slice(&[1, 1, len as u8, (len >> 8) as u8]);
    }
    seal(&mut data);
    let got = between(data);
    assert!(got.causes().iter().any(|cause| cause.contains("table of names")), "{:?}", got.causes());
}

#[test]
fn names_that_are_copied_without_end() {
    // Thousands of attributes that share one name of 14,000 letters.
    let start = CHUNK_HEADER + 24 + 5 + 24;
    let name = (start + 19 + 5 * 5000) as u32;
    let mut body = vec![0x0f, 1, 1, 0, 0x41, 0xff, 0xff, 0, 0, 0, 0];
    body.extend(name.to_le_bytes());
    body.extend([0; 4]);
    for _ in 0..5000 {
        body.push(0x46);
        body.extend(name.to_le_bytes());
    }
    body.extend([0; 6]);
    body.extend(14_000u16.to_le_bytes());
    body.extend(0x4e00u16.to_le_bytes().repeat(14_000));
    let got = between(templates(&definition(body.len() as u32, &body), std::iter::repeat_n(0, 500)));
    assert!(got.causes().iter().any(|cause| cause.contains("breaks the reader")), "{:?}", got.causes());
}

#[test]
fn templates_that_fail_late_are_parsed_again() {
    // Thirteen thousand nodes and then an error, once for each record.
    let nodes = [0x08, 0x41, 0x00].repeat(13_000);
    let body =
        [&[0x0f, 1, 1, 0, 0x01, 0xff, 0xff, 0, 0, 0, 0, 8, 2, 0, 0, 0x02][..], &nodes, &[0x77]].concat();
    let got = between(templates(&definition(body.len() as u32, &body), std::iter::repeat_n(0, 900)));
    assert!(got.lost() > 0);
}

#[test]
fn templates_that_hold_themselves() {
    // Tokens that build nothing, then a value of binary XML with an instance of
    // the template that it stands in, which begins at `place`.
    for padding in [0, 10_000] {
        let mut body = vec![0x0f, 1, 1, 0];
        body.extend([0x0f, 1, 1, 0].repeat(padding));
        body.extend([0x01, 0xff, 0xff, 0, 0, 0, 0, 8, 2, 0, 0, 0x02]);
        let place = (CHUNK_HEADER + 24 + 5) as u32;
        let instance = [&[0x0c, 1, 9, 0, 0, 0][..], &place.to_le_bytes(), &[0; 4]].concat();
        body.extend([0x05, 0x21]);
        body.extend((2 * instance.len() as u16).to_le_bytes());
        body.extend(instance.repeat(2));
        body.extend([0x04, 0]);
        let got = between(templates(&definition(body.len() as u32, &body), std::iter::repeat_n(0, 900)));
        assert!(got.lost() > 0);
    }
}

#[test]
fn substitutions_that_multiply() {
    // A template that places one value many times, in values that do the same.
    let mut chunk = ChunkWriter::new();
    chunk.record(1, TICKS, |chunk| {
        chunk.data.extend([0x0f, 1, 1, 0, 0x0c, 1, 9, 0, 0, 0]);
        let place = chunk.data.len() as u32 + 4;
        chunk.u32(place);
        let size = chunk.data.len() + 20;
        chunk.data.extend([0; 24]);
        chunk.data.extend([0x0f, 1, 1, 0, 0x01, 0xff, 0xff, 0, 0, 0, 0]);
        chunk.name("Event");
        chunk.data.push(0x02);
        for _ in 0..500 {
            chunk.data.extend([0x01, 0xff, 0xff, 0, 0, 0, 0]);
            chunk.name("Data");
            chunk.data.extend([0x02, 0x0d, 0, 0, 0x21, 0x04]);
        }
        chunk.data.extend([0x04, 0]);
        let length = (chunk.data.len() - size - 4) as u32;
        chunk.patch(size, length);
        let mut inner: Vec<u8> = vec![0];
        for _ in 0..40 {
            let header =
                [&[0x0f, 1, 1, 0, 0x0c, 1, 9, 0, 0, 0][..], &place.to_le_bytes(), &1u32.to_le_bytes()]
                    .concat();
            let size = inner.len() as u16;
            inner = [&header[..], &size.to_le_bytes(), &[0x21, 0], &inner, &[0]].concat();
        }
        chunk.u32(1);
        chunk.data.extend((inner.len() as u16).to_le_bytes());
        chunk.data.extend([0x21, 0]);
        chunk.data.extend(inner);
        chunk.data.push(0);
    });
    let got = between(chunk.finish());
    assert!(got.lost() > 0, "{}", got.payloads.len());
}

#[test]
fn arrays_that_multiply() {
    use evtx_writer::Value;
    let strings = Value::Texts(vec!["x".to_owned(); 7000]);
    let wide = (0..60).fold(element("Data", &[]), |data, _| data.child(element("A", &[("b", "c")])));
    let mut chunk = ChunkWriter::new();
    let event = element("Event", &[]).child(wide.value(strings));
    for id in 1..4 {
        chunk.record(id, TICKS, |chunk| chunk.event(&event, Style::Template));
    }
    between(chunk.finish());
}

#[test]
fn counts_of_four_billion() {
    for count in [u32::MAX, 1 << 30, 20_000] {
        let mut chunk = ChunkWriter::new();
        chunk.record(1, TICKS, |chunk| chunk.event(&logon(1), Style::Template));
        let values = chunk.data.len();
        chunk.record(2, TICKS, |chunk| chunk.event(&logon(1), Style::Template));
        // Header, fragment, token, version, id, place.
        let at = values + 24 + 4 + 10;
        chunk.patch(at, count);
        let got = between(chunk.finish());
        assert_eq!((got.payloads.len(), got.lost()), (1, 1), "{:?}", got.problems);
    }
}

#[test]
fn truncation_anywhere() {
    let events: Vec<Element> = (0..300).map(logon).collect();
    let bytes = log(&events, Style::Template);
    let whole = read(bytes.clone());
    for end in (9..bytes.len()).step_by(512) {
        let got = read(bytes[..end].to_vec());
        assert!(got.payloads.len() <= whole.payloads.len());
        // What is read is the beginning of what there was, each record whole.
        assert_eq!(got.payloads[..], whole.payloads[..got.payloads.len()], "{end}");
        let ends_inside = end < FILE_HEADER || !(end - FILE_HEADER).is_multiple_of(CHUNK);
        assert_eq!(got.lost(), usize::from(ends_inside), "{end}: {:?}", got.problems);
    }
}

#[test]
fn every_byte_may_be_wrong() {
    let bytes = log(&[logon(1), process(2), logon(3)], Style::Template);
    let used = FILE_HEADER + CHUNK_HEADER + 4000;
    let places = (8..128).chain(FILE_HEADER..used);
    for at in places.step_by(if cfg!(debug_assertions) { 3 } else { 1 }) {
        for flip in [0x01, 0x80, 0xff] {
            let mut broken = bytes.clone();
            broken[at] ^= flip;
            let got = read(broken);
            // Checksums cover everything up to the last record's end, but for the
            // numbers of the header itself.
            let silent = got.problems.is_empty() && got.payloads.len() != 3;
            assert!(!silent, "{at} ^ {flip:#x}: {} records", got.payloads.len());
        }
    }
}

#[test]
fn random_chunks() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for round in 0..20 {
        let mut chunk: Vec<u8> = (0..CHUNK)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 33) as u8
            })
            .collect();
        if round % 2 == 0 {
            chunk[..8].copy_from_slice(b"ElfChnk\0");
        }
        let got = between(chunk);
        assert!(!got.problems.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn random_flips(
        flips in prop::collection::vec((0..6000_usize, any::<u8>()), 1..40),
        style in prop_oneof![Just(Style::Inline), Just(Style::Template)],
        resealed in any::<bool>(),
    ) {
        let mut chunk = ChunkWriter::new();
        for id in 1..12 {
            chunk.record(id, TICKS, |chunk| chunk.event(&logon(id as usize), style));
        }
        let mut chunk = chunk.finish();
        for (at, byte) in flips {
            chunk[at] = byte;
        }
        if resealed {
            seal(&mut chunk);
        }
        between(chunk);
    }
}
