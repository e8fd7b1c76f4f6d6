//! Archives made to cost time, memory or the tool its footing.

use std::io::{Cursor, Read};

use ::zip::CompressionMethod;
use proptest::prelude::*;

use super::sevenz::sevenz;
use super::tar::tar;
use super::zip::{streamed, zip};
use super::{members, walk, walk_file};
use crate::framing::tests::{bzip2, gzip, stream, xz, zstd};
use crate::framing::{Input, Limits, MemberContent, Opened, Options, open};

/// Reads everything, and gives the bytes of text and what was said. Text is not kept.
fn drain(bytes: &[u8], limits: Limits) -> (u64, Vec<String>) {
    fn add(opened: Opened, total: &mut u64, said: &mut Vec<String>) {
        match opened {
            Opened::Text(mut reader) => {
                while let Some(chunk) = reader.next_chunk() {
                    *total += chunk.text.len() as u64;
                    said.extend(chunk.problems.into_iter().map(|problem| problem.cause));
                }
            }
            Opened::Archive(mut archive) => {
                while let Some(member) = archive.next_member() {
                    match member.opened {
                        MemberContent::Opened(opened) => add(opened, total, said),
                        MemberContent::Skipped(reason) | MemberContent::Failed(reason) => said.push(reason),
                    }
                }
                said.extend(archive.take_problems().into_iter().map(|problem| problem.cause));
            }
            Opened::Binary { .. } | Opened::Empty => {}
        }
    }
    let options = Options { limits, ..Options::default() };
    let (mut total, mut said) = (0, Vec::new());
    match open(Input::File(Box::new(Cursor::new(bytes.to_vec()))), &options) {
        Ok(opened) => add(opened, &mut total, &mut said),
        Err(error) => said.push(error.to_string()),
    }
    (total, said)
}

fn lines(bytes: usize) -> Vec<u8> {
    b"aaaaaaa\n".repeat(bytes / 8)
}

/// Many entries of the directory that all point at the same data.
fn overlapping(entries: u16, body: &[u8]) -> Vec<u8> {
    let whole = zip(&[("a", body)], CompressionMethod::Deflated);
    let at = memchr::memmem::find(&whole, b"PK\x01\x02").expect("a directory");
    let end = whole.len() - 22;
    let mut bomb = whole[..at].to_vec();
    for _ in 0..entries {
        bomb.extend_from_slice(&whole[at..end]);
    }
    let mut tail = whole[end..].to_vec();
    tail[8..10].copy_from_slice(&entries.to_le_bytes());
    tail[10..12].copy_from_slice(&entries.to_le_bytes());
    let size = u32::try_from(bomb.len() - at).expect("small");
    tail[12..16].copy_from_slice(&size.to_le_bytes());
    bomb.extend(tail);
    bomb
}

#[test]
fn overlapping_entries_share_the_budget() {
    let bomb = overlapping(30_000, &lines(4 << 20));
    assert!(bomb.len() < 2 << 20);
    let limits = Limits { max_ratio: 20, ..Limits::default() };
    let (total, said) = drain(&bomb, limits);
    assert!(total <= 20 * bomb.len() as u64, "{total} of {}", bomb.len());
    assert_eq!(
        said,
        [
            "zip data gives more than 20 bytes for each byte read",
            "a limit on output was reached: members that follow were not read"
        ]
    );
}

/// Data that gives nothing still has to be read, once for each entry.
#[test]
fn overlapping_entries_of_nothing_share_the_budget() {
    let empty_blocks = b"\0\0\0\xff\xff".repeat(200_000);
    let mut bomb = overlapping(30_000, b"");
    let start = memchr::memmem::find(&bomb, b"PK\x01\x02").expect("a directory");
    let mut entries = bomb.split_off(start);
    let (size, added) = (empty_blocks.len() as u32, empty_blocks.len() as u32);
    for at in memchr::memmem::find_iter(&entries.clone(), b"PK\x01\x02") {
        entries[at + 20..at + 24].copy_from_slice(&size.to_le_bytes());
    }
    let end = entries.len() - 6;
    let offset = start as u32 + added;
    entries[end..end + 4].copy_from_slice(&offset.to_le_bytes());
    bomb.truncate(31);
    bomb.extend(empty_blocks);
    bomb.resize(offset as usize, 0);
    bomb.extend(entries);
    let (total, said) = drain(&bomb, Limits { max_ratio: 20, ..Limits::default() });
    assert_eq!(total, 0);
    assert!(said.len() < 200, "{}", said.len());
    let last = "a limit on output was reached: members that follow were not read";
    assert_eq!(said.last().map(String::as_str), Some(last));
}

/// What looks like headers, over and over, is searched once.
#[test]
fn headers_of_nothing() {
    for unit in [&b"PK\x03\x04"[..], b"PK\x03\x04\0\0\0\0\x08\0", &[b"PK\x03\x04", &[0; 26][..]].concat()] {
        let start = std::time::Instant::now();
        let (_, said) =
            drain(&unit.repeat((4 << 20) / unit.len()), Limits { max_members: 1000, ..Limits::default() });
        assert!(said.len() <= 1100, "{}", said.len());
        assert!(start.elapsed().as_secs() < 20, "{unit:?} took {:?}", start.elapsed());
    }
}

#[test]
fn nested_bombs_share_the_budget() {
    let mut bomb = lines(1 << 20);
    for width in [30, 30] {
        let names: Vec<_> = (0..width).map(|i| format!("{i}.zip")).collect();
        let inner = bomb.clone();
        let entries: Vec<_> = names.iter().map(|name| (name.as_str(), inner.as_slice())).collect();
        bomb = zip(&entries, CompressionMethod::Deflated);
    }
    let (total, said) = drain(&bomb, Limits::default());
    assert!(total <= 16 << 20, "{total}");
    assert!(
        said.len() < 10 && said[0] == "zip data gives more than 200 bytes for each byte read",
        "{said:?}"
    );
}

#[test]
fn each_cap_is_told() {
    let entries: [(&str, &[u8]); 3] = [("a", b"one\n"), ("b", b"two\n"), ("c", b"three\n")];
    for (name, bytes) in [
        ("zip", zip(&entries, CompressionMethod::Deflated)),
        ("tar", gzip(&tar(&entries))),
        ("7z", sevenz(&entries)),
    ] {
        let walked = walk(&bytes, &Limits { max_members: 2, ..Limits::default() });
        assert_eq!(walked.members, members(&[("a", "one"), ("b", "two")]), "{name}");
        assert_eq!(walked.problems, [": more than 2 members in one file: the rest was not read"], "{name}");
        let walked = walk(&bytes, &Limits { max_members: 3, ..Limits::default() });
        assert_eq!((walked.members.len(), walked.problems.len()), (3, 0), "{name}");
    }
    let walked =
        walk(&zip(&entries, CompressionMethod::Stored), &Limits { max_output: 6, ..Limits::default() });
    assert_eq!(walked.members, members(&[("a", "one"), ("b", "tw")]));
    assert_eq!(
        walked.problems,
        [
            "/b: zip data gives more than 6 bytes",
            ": a limit on output was reached: members that follow were not read"
        ]
    );
}

#[test]
fn members_count_over_all_archives() {
    let inner = tar(&[("x", b"1"), ("y", b"2")]);
    let outer = tar(&[("p", &inner), ("q", &inner), ("r", b"3")]);
    let walked = walk(&outer, &Limits { max_members: 4, ..Limits::default() });
    assert_eq!(walked.names(), ["/p/x", "/p/y"]);
    assert_eq!(walked.problems.len(), 2);
}

#[test]
fn sizes_that_lie() {
    let whole = zip(&[("a", &lines(40 << 20))], CompressionMethod::Deflated);
    let entry = memchr::memmem::find(&whole, b"PK\x01\x02").expect("a directory");
    let claims = |size: u32| {
        let mut bytes = whole.clone();
        bytes[entry + 24..entry + 28].copy_from_slice(&size.to_le_bytes());
        drain(&bytes, Limits { max_ratio: 20, ..Limits::default() })
    };
    let (total, said) = claims(10);
    assert!(total <= (16 << 20).max(20 * whole.len() as u64));
    assert_eq!(said[0], "zip data gives more than 20 bytes for each byte read");
    let small = zip(&[("a", b"text")], CompressionMethod::Deflated);
    let entry = memchr::memmem::find(&small, b"PK\x01\x02").expect("a directory");
    let mut bytes = small.clone();
    bytes[entry + 24..entry + 28].copy_from_slice(&0x4000_0000_u32.to_le_bytes());
    let walked = walk(&bytes, &Limits::default());
    assert_eq!(walked.members, members(&[("a", "text")]));
    assert_eq!(walked.problems, ["/a: damaged: 4 bytes instead of the 1073741824 that are listed"]);
    bytes[entry + 20..entry + 24].copy_from_slice(&0x7fff_ffff_u32.to_le_bytes());
    assert_eq!(walk(&bytes, &Limits::default()).members, members(&[("a", "text")]));
}

/// A directory that claims more entries or bytes than there are.
#[test]
fn counts_that_lie() {
    let mut bytes = zip(&[("a", b"text")], CompressionMethod::Deflated);
    let end = bytes.len() - 22;
    bytes[end + 8..end + 12].fill(0xfe);
    let walked = walk(&bytes, &Limits::default());
    assert_eq!((walked.members, walked.problems.len()), (members(&[("a", "text")]), 1));
    bytes[end + 12..end + 20].fill(0xfe);
    let walked = walk(&bytes, &Limits::default());
    assert_eq!((walked.members, walked.problems.len()), (members(&[("a", "text")]), 1));
    let mut sevenz = sevenz(&[("a", b"text")]);
    for claim in [u64::MAX, 1 << 40] {
        sevenz[20..28].copy_from_slice(&claim.to_le_bytes());
        let crc = crc32fast::hash(&sevenz[12..32]);
        sevenz[8..12].copy_from_slice(&crc.to_le_bytes());
        assert_eq!(walk(&sevenz, &Limits::default()).problems.len(), 1);
    }
}

#[test]
fn names_are_only_shown() {
    for name in ["../../etc/passwd", "/abs", "a\0b", "C:\\x\\y", "\u{1b}[31m\u{202e}", "a/./../b"] {
        let whole = zip(&[("placeholder", b"text")], CompressionMethod::Stored);
        let pad = |length: usize| name.as_bytes().iter().copied().chain(std::iter::repeat(b'_')).take(length);
        let fitted: Vec<u8> = pad(11).collect();
        let mut bytes = whole.clone();
        for at in memchr::memmem::find_iter(&whole, b"placeholder") {
            bytes[at..at + 11].copy_from_slice(&fitted);
        }
        let want = super::super::label::label(&fitted);
        assert_eq!(walk(&bytes, &Limits::default()).members, members(&[(&want, "text")]));
        let walked = walk(&sevenz(&[(&name.replace('\0', ""), b"text")]), &Limits::default());
        assert_eq!(walked.members, members(&[(&name.replace('\0', ""), "text")]));
    }
}

/// A stream that never ends is read no further than the budget.
#[test]
fn no_end() {
    let header = tar(&[("a", b"x")])[..512].to_vec();
    let endless = Input::Stream(Box::new(Cursor::new(header).chain(std::io::repeat(b'\n')).take(64 << 20)));
    let Ok(Opened::Archive(mut archive)) = open(endless, &Options::default()) else { panic!("an archive") };
    while archive.next_member().is_some() {}
    assert!(!archive.take_problems().is_empty());
}

/// One of each kind, small.
static SAMPLES: std::sync::LazyLock<Vec<Vec<u8>>> = std::sync::LazyLock::new(samples);

fn samples() -> Vec<Vec<u8>> {
    let entries: [(&str, &[u8]); 3] = [("a", b"one\ntwo\n"), ("b/c", b"three\n"), ("d", b"")];
    let tar = tar(&entries);
    let mut samples = vec![gzip(&tar), xz(&tar), bzip2(&tar), zstd(&tar), sevenz(&entries)];
    for method in [CompressionMethod::Stored, CompressionMethod::Deflated, CompressionMethod::Zstd] {
        samples.push(zip(&entries, method));
        samples.push(streamed(&entries, method));
    }
    samples.push(zip(&[("s", &sevenz(&entries)), ("t", &tar)], CompressionMethod::Stored));
    samples.push(include_bytes!("data/lzma.zip").to_vec());
    samples.push(include_bytes!("data/py7zr.7z").to_vec());
    samples.push(include_bytes!("data/ppmd.7z").to_vec());
    samples.push(tar);
    samples
}

/// A header of a 7z archive with its checksums put right, so that damage gets past them.
fn resealed(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.len() < 32 || !bytes.starts_with(b"7z\xbc\xaf\x27\x1c") {
        return bytes;
    }
    let number =
        |at: usize| bytes[at..at + 8].iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
    let start = usize::try_from(number(12)).unwrap_or(usize::MAX).saturating_add(32);
    let end = start.saturating_add(usize::try_from(number(20)).unwrap_or(usize::MAX));
    if let Some(header) = bytes.get(start..end) {
        let crc = crc32fast::hash(header).to_le_bytes();
        bytes[28..32].copy_from_slice(&crc);
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    /// Damage never panics, hangs or gives more than the budget.
    #[test]
    fn flipped_bytes(
        sample in any::<prop::sample::Index>(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(), whole in any::<bool>(),
    ) {
        let mut bytes = sample.get(SAMPLES.as_slice()).clone();
        for (at, value) in flips {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if !whole {
            bytes.truncate(cut.index(bytes.len()));
        }
        let bytes = resealed(bytes);
        walk_file(&bytes, &Limits::default());
        drop(super::walk_opened(open(stream(&bytes, 100), &Options::default())));
    }

    /// What looks like the beginning of an archive, and is not.
    #[test]
    fn junk_after_magic(
        magic in prop::sample::select(vec![
            &b"PK\x03\x04"[..], b"PK\x05\x06", b"7z\xbc\xaf\x27\x1c\0\x04", b"BZh91AY&SY", b"\xfd7zXZ\0", b"MZ\0",
        ]),
        junk in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        walk(&[magic, &junk].concat(), &Limits::default());
    }
}
