//! zip files, written by another implementation.

use std::io::{Cursor, Write};

use ::zip::write::{FileOptions, SimpleFileOptions};
use ::zip::{CompressionMethod, ZipWriter};

use super::{check_cuts, members, walk};
use crate::framing::Limits;

/// A zip of members, all compressed by a method.
pub(super) fn zip(entries: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, options(method)).expect("a member");
        writer.write_all(bytes).expect("memory takes all");
    }
    writer.finish().expect("memory takes all").into_inner()
}

fn options(method: CompressionMethod) -> SimpleFileOptions {
    FileOptions::default().compression_method(method)
}

/// The same as a stream, with the sizes after the data and none before.
pub(super) fn streamed(entries: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new_stream(Vec::new());
    for (name, bytes) in entries {
        writer.start_file(*name, options(method)).expect("a member");
        writer.write_all(bytes).expect("memory takes all");
    }
    writer.finish().expect("memory takes all").into_inner()
}

const METHODS: [CompressionMethod; 4] = [
    CompressionMethod::Stored,
    CompressionMethod::Deflated,
    CompressionMethod::Bzip2,
    CompressionMethod::Zstd,
];

#[test]
fn methods() {
    let long = "a line of a log\n".repeat(9000);
    for method in METHODS {
        let bytes =
            zip(&[("a.log", b"one\ntwo\n"), ("b/", b""), ("b/c", long.as_bytes()), ("d", b"")], method);
        let walked = walk(&bytes, &Limits::default());
        assert_eq!(walked.members, members(&[("a.log", "one\ntwo"), ("b/c", long.trim_end()), ("d", "")]));
        assert_eq!(walked.problems, [""; 0], "{method:?}");
    }
}

/// A zip with data as it is, of a method, and the size and checksum of what it gives.
fn packed(data: &[u8], method: u8, gives: &[u8]) -> Vec<u8> {
    let mut bytes = zip(&[("a", data)], CompressionMethod::Stored);
    let entry = memchr::memmem::find(&bytes, b"PK\x01\x02").expect("a directory");
    bytes[entry + 10] = method;
    bytes[entry + 16..entry + 20].copy_from_slice(&crc32fast::hash(gives).to_le_bytes());
    bytes[entry + 24..entry + 28].copy_from_slice(&u32::try_from(gives.len()).expect("small").to_le_bytes());
    bytes
}

/// Methods that the writer above has not.
#[test]
fn methods_of_others() {
    let text = "a line of a log\n".repeat(50);
    let walked = walk(include_bytes!("data/lzma.zip"), &Limits::default());
    assert_eq!((walked.members, walked.problems.len()), (members(&[("a.log", text.trim_end())]), 0));
    let xz = packed(&crate::framing::tests::xz(text.as_bytes()), 95, text.as_bytes());
    let walked = walk(&xz, &Limits::default());
    assert_eq!((walked.members, walked.problems.len()), (members(&[("a", text.trim_end())]), 0));
    // Without the longest matches, which mean another thing, both deflates are the same.
    let mut bytes = zip(&[("a", b"one two three")], CompressionMethod::Deflated);
    let entry = memchr::memmem::find(&bytes, b"PK\x01\x02").expect("a directory");
    (bytes[8], bytes[entry + 10]) = (9, 9);
    for end in [bytes.len(), entry] {
        let walked = walk(&bytes[..end], &Limits::default());
        assert_eq!(walked.members, members(&[("a", "one two three")]));
        assert_eq!(walked.problems.len(), usize::from(end == entry));
    }
}

#[test]
fn what_cannot_be_read() {
    let whole = zip(&[("a", b"text text text text"), ("b", b"fine")], CompressionMethod::Deflated);
    let entry = memchr::memmem::find(&whole, b"PK\x01\x02").expect("a directory");
    let changed = |at: usize, value: u8| {
        let mut bytes = whole.clone();
        bytes[entry + at] = value;
        walk(&bytes, &Limits::default())
    };
    for (at, value, want) in [
        (8, 1, "!encrypted"),
        (10, 99, "!encrypted"),
        (10, 98, "!compressed by method 98 (PPMd), which is not supported"),
        (10, 1, "!compressed by method 1 (of PKZIP 1), which is not supported"),
        (45, 9, "!damaged: there is no header where one should be"),
    ] {
        assert_eq!(changed(at, value).members, members(&[("a", want), ("b", "fine")]));
    }
    let wrong = changed(16, whole[entry + 16] ^ 1);
    assert_eq!(wrong.members, members(&[("a", "text text text text"), ("b", "fine")]));
    assert_eq!(wrong.problems, ["/a: damaged: the checksum does not fit"]);
    let wrong = changed(24, 10);
    assert_eq!(wrong.problems, ["/a: damaged: 19 bytes instead of the 10 that are listed"]);
}

/// Some writers say of nothing that it is compressed, or that its size follows.
#[test]
fn members_of_nothing() {
    let whole = zip(&[("a", b""), ("b", b"x")], CompressionMethod::Stored);
    let entry = memchr::memmem::find(&whole, b"PK\x01\x02").expect("a directory");
    for (at, value) in [(10, 8), (8, 8)] {
        let mut bytes = whole.clone();
        bytes[entry + at] = value;
        assert_eq!(walk(&bytes, &Limits::default()).members, members(&[("a", ""), ("b", "x")]));
    }
}

#[test]
fn links_and_times() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.add_symlink("link", "/etc/passwd", SimpleFileOptions::default()).expect("a link");
    let bytes = writer.finish().expect("memory takes all").into_inner();
    assert_eq!(walk(&bytes, &Limits::default()).members, members(&[("link", "~a symbolic link")]));
}

#[test]
fn something_in_front_or_after() {
    let whole = zip(&[("a", b"text"), ("b", b"more")], CompressionMethod::Deflated);
    let want = members(&[("a", "text"), ("b", "more")]);
    for front in [&b"MZ\x90\0 a program"[..], b"PK\x07\x08"] {
        let bytes = [front, &whole].concat();
        let walked = super::walk_file(&bytes, &Limits::default());
        assert_eq!((&walked.members, walked.problems.len()), (&want, 0));
    }
    let commented = {
        let mut bytes = whole.clone();
        let at = bytes.len() - 2;
        let comment = b"a comment with PK\x05\x06 in it, and more of it";
        bytes[at..].copy_from_slice(&(comment.len() as u16).to_le_bytes());
        bytes.extend(comment);
        bytes
    };
    for bytes in [commented, [&whole[..], b"junk that is no comment"].concat()] {
        let walked = walk(&bytes, &Limits::default());
        assert_eq!((&walked.members, walked.problems.len()), (&want, 0));
    }
    assert_eq!(walk(&zip(&[], CompressionMethod::Stored), &Limits::default()), super::Walked::default());
}

#[test]
fn large_archives() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("a", options(CompressionMethod::Deflated).large_file(true)).expect("a member");
    writer.write_all(b"text").expect("memory takes all");
    let mut bytes = writer.finish().expect("memory takes all").into_inner();
    assert_eq!(walk(&bytes, &Limits::default()).members, members(&[("a", "text")]));
    // The directory's own place in 64 bits.
    let end = bytes.split_off(bytes.len() - 22);
    let at = bytes.len() as u64;
    let (size, offset) = (u32::from_le_bytes(end[12..16].try_into().unwrap()), &end[16..20]);
    bytes.extend(
        b"PK\x06\x06\x2c\0\0\0\0\0\0\0\x2d\0\x2d\0\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0",
    );
    bytes.extend(u64::from(size).to_le_bytes());
    bytes.extend([offset, &[0; 4]].concat());
    bytes.extend([b"PK\x06\x07\0\0\0\0", &at.to_le_bytes()[..], &[1, 0, 0, 0]].concat());
    bytes.extend(b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0");
    let walked = walk(&bytes, &Limits::default());
    assert_eq!((walked.members, walked.problems.len()), (members(&[("a", "text")]), 0));
}

#[test]
fn cuts() {
    let entries: [(&str, &[u8]); 3] =
        [("first.log", b"one\ntwo\nthree\n"), ("second.log", b"four\nfive\nsix\n"), ("x/third", b"seven\n")];
    for method in METHODS {
        for whole in [zip(&entries, method), streamed(&entries, method)] {
            check_cuts(&whole, 6, whole.len());
        }
    }
}

/// Members before the cut are whole.
#[test]
fn a_broken_download_gives_what_it_has() {
    let nested = zip(&[("inner", b"hidden\n")], CompressionMethod::Stored);
    let entries: [(&str, &[u8]); 3] = [("a", b"one\n"), ("n.zip", &nested), ("c", b"three\n")];
    let whole = [zip(&entries, CompressionMethod::Deflated), streamed(&entries, CompressionMethod::Deflated)];
    for (streamed, whole) in whole.iter().enumerate() {
        let end = memchr::memmem::find(whole, b"PK\x01\x02").expect("a directory");
        let walked = walk(&whole[..end], &Limits::default());
        assert_eq!(walked.names(), ["/a", "/n.zip/inner", "/c"], "{streamed}");
        assert_eq!(
            walked.problems,
            [": zip data ends early or is damaged: its directory is missing, members may be too"]
        );
        let limits = Limits { max_nesting: 1, ..Limits::default() };
        assert_eq!(walk(&whole[..end], &limits).names(), ["/a", "/n.zip", "/c"], "{streamed}");
    }
}
