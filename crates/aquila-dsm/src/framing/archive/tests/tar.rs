//! tar archives, written by another implementation or by hand.

use std::io::Read;

use ::tar::{Builder, EntryType, Header};

use super::{check_cuts, members, walk};
use crate::framing::Limits;
use crate::framing::tests::{bzip2, gzip, xz, zstd};

/// A tar archive of members.
pub(super) fn tar(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    for (name, bytes) in entries {
        let mut header = Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mtime(1_717_200_000);
        builder.append_data(&mut header, name, *bytes).expect("memory takes all");
    }
    builder.into_inner().expect("memory takes all")
}

/// One member, with a header that is changed before its checksum is made.
fn changed(bytes: &[u8], change: impl FnOnce(&mut Header)) -> Vec<u8> {
    let mut header = Header::new_ustar();
    header.set_path("a").expect("a short name");
    header.set_size(bytes.len() as u64);
    change(&mut header);
    header.set_cksum();
    let mut archive = header.as_bytes().to_vec();
    archive.extend(bytes);
    archive.resize(archive.len().next_multiple_of(512), 0);
    archive
}

fn ended(mut archive: Vec<u8>) -> Vec<u8> {
    archive.extend([0; 1024]);
    archive
}

#[test]
fn plain_and_compressed() {
    let long = "long/".repeat(60) + "name";
    let text = "a line of a log\n".repeat(9000);
    let whole = tar(&[("a.log", b"one\ntwo\n"), (&long, text.as_bytes()), ("empty", b"")]);
    let want = members(&[("a.log", "one\ntwo"), (&long, text.trim_end()), ("empty", "")]);
    for bytes in [whole.clone(), gzip(&whole), zstd(&whole), xz(&whole), bzip2(&whole)] {
        let walked = walk(&bytes, &Limits::default());
        assert_eq!((&walked.members, walked.problems.len()), (&want, 0));
    }
    let trailing = [&whole[..], &[7; 3000], b"and more"].concat();
    assert_eq!(walk(&trailing, &Limits::default()).problems, [""; 0]);
    let two = [&whole[..], &tar(&[("z", b"last")])].concat();
    assert_eq!(walk(&two, &Limits::default()).names().last(), Some(&"/z"));
}

#[test]
fn kinds_of_members() {
    for (kind, want) in [
        (EntryType::Symlink, Some("~a symbolic link")),
        (EntryType::Link, Some("~a hard link")),
        (EntryType::Char, Some("~a device")),
        (EntryType::Block, Some("~a device")),
        (EntryType::Fifo, Some("~a named pipe")),
        (EntryType::GNUSparse, Some("!a sparse file, which is not supported")),
        (EntryType::Continuous, Some("")),
        (EntryType::Directory, None),
        (EntryType::XGlobalHeader, None),
        (EntryType::new(b'Z'), Some("")),
    ] {
        let whole = [changed(b"", |header| header.set_entry_type(kind)), tar(&[("next", b"x")])].concat();
        let walked = walk(&whole, &Limits::default());
        let mut all: Vec<_> = want.iter().map(|want| ("a", *want)).collect();
        all.push(("next", "x"));
        assert_eq!((walked.members, walked.problems.len()), (members(&all), 0), "{kind:?}");
    }
}

#[test]
fn pax_and_old_headers() {
    let mut builder = Builder::new(Vec::new());
    let records = [("path", &b"caf\xc3\xa9/\xff.log"[..]), ("mtime", b"1717200000.5"), ("size", b"4")];
    builder.append_pax_extensions(records).expect("memory takes all");
    let whole =
        [builder.into_inner().expect("memory takes all")[..1024].to_vec(), ended(changed(b"text", |_| ()))];
    let walked = walk(&whole.concat(), &Limits::default());
    assert_eq!(walked.members, members(&[("caf\u{e9}/\\xff.log", "text")]));
    // Before POSIX there was no mark.
    let old = changed(b"old", |header| header.as_mut_bytes()[257..265].fill(0));
    assert_eq!(walk(&ended(old), &Limits::default()).members, members(&[("a", "old")]));
}

#[test]
fn times_of_members() {
    let input = crate::framing::tests::stream(&tar(&[("a", b"x")]), 512);
    let Ok(crate::framing::Opened::Archive(mut archive)) = crate::framing::open(input, &Default::default())
    else {
        panic!("an archive")
    };
    assert_eq!(archive.next_member().and_then(|member| member.modified_ms), Some(1_717_200_000_000));
    assert_eq!(archive.envelopes().len(), 1);
    assert!(archive.bytes_read() > 0);
}

/// A reader that is kept beyond its turn gives an error, never bytes of others.
#[test]
fn members_take_turns() {
    let stream = super::super::stream::Stream::new(Box::new(&b"aabb"[..]), "tar");
    let mut first = stream.begin(2);
    stream.finish().expect("memory reads");
    let _second = stream.begin(2);
    let error = first.read(&mut [0; 2]).expect_err("its turn is over");
    assert_eq!(error.to_string(), "the archive went on to its next member");
}

#[test]
fn damage() {
    let ok = changed(b"fine", |_| ());
    let bad_sum = {
        let mut bytes = changed(b"lost", |_| ());
        bytes[148] ^= 1;
        bytes
    };
    let negative = changed(b"", |header| header.as_mut_bytes()[124..136].fill(0xff));
    let huge = changed(b"text", |header| header.set_size(u64::MAX >> 2));
    let walked = |parts: &[&[u8]]| walk(&ended(parts.concat()), &Limits::default());
    let got = walked(&[&ok, &bad_sum, &ok]);
    assert_eq!(got.members, members(&[("a", "fine"), ("a", "fine")]));
    assert_eq!(got.problems, [": tar data is damaged: no header where one should be"]);
    let got = walked(&[&ok, &negative, &ok]);
    assert_eq!((got.members.len(), got.problems.len()), (2, 1), "{got:?}");
    let got = walked(&[&ok, &huge]);
    assert_eq!(got.names(), ["/a", "/a"]);
    assert!(got.problems.iter().all(|cause| cause.contains("tar data ends early")), "{got:?}");
    let got = walk(&ok, &Limits::default());
    assert_eq!(got.members, members(&[("a", "fine")]));
    assert_eq!(got.problems, [": tar data ends without an end mark: members may be missing"]);
    let long = changed(&[b'x'; 10], |header| {
        header.set_entry_type(EntryType::GNULongName);
        header.set_size(1 << 40);
    });
    assert_eq!(walked(&[&ok, &long]).members, members(&[("a", "fine")]));
}

#[test]
fn cuts() {
    let whole = tar(&[("a", b"one\n"), (&"n".repeat(150), b"two\n"), ("c", b"three\n")]);
    let end = whole.len() - 1024;
    check_cuts(&whole, 300, end);
    let packed = gzip(&whole);
    check_cuts(&packed, 3, packed.len());
    let packed = xz(&whole);
    check_cuts(&packed, 6, packed.len());
    let packed = bzip2(&whole);
    check_cuts(&packed, 10, packed.len());
}
