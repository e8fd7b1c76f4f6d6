//! 7z archives, written by another implementation.

use std::io::Cursor;

use ::sevenz_rust2::{ArchiveEntry, ArchiveWriter, EncoderConfiguration, EncoderMethod, SourceReader};

use super::{check_cuts, members, walk};
use crate::framing::Limits;

fn write(entries: &[(&str, &[u8])], methods: &[EncoderMethod], solid: bool) -> Vec<u8> {
    let mut writer = ArchiveWriter::new(Cursor::new(Vec::new())).expect("a writer");
    writer.set_content_methods(methods.iter().map(|method| EncoderConfiguration::new(*method)).collect());
    if solid {
        let files = entries.iter().map(|(name, _)| ArchiveEntry::new_file(name)).collect();
        let sources = entries.iter().map(|(_, bytes)| SourceReader::new(*bytes)).collect();
        writer.push_archive_entries(files, sources).expect("memory takes all");
    } else {
        for (name, bytes) in entries {
            writer.push_archive_entry(ArchiveEntry::new_file(name), Some(*bytes)).expect("memory takes all");
        }
    }
    writer
        .push_archive_entry::<&[u8]>(ArchiveEntry::new_directory("folder"), None)
        .expect("memory takes all");
    writer.finish().expect("memory takes all").into_inner()
}

/// A 7z archive of members.
pub(super) fn sevenz(entries: &[(&str, &[u8])]) -> Vec<u8> {
    write(entries, &[EncoderMethod::LZMA2], true)
}

#[test]
fn methods() {
    let long = "a line of a log\n".repeat(9000);
    let entries: [(&str, &[u8]); 3] =
        [("a.log", b"one\ntwo\n"), ("b/caf\u{e9}", long.as_bytes()), ("c", b"x")];
    let want = members(&[("a.log", "one\ntwo"), ("b/caf\u{e9}", long.trim_end()), ("c", "x")]);
    for methods in [
        &[EncoderMethod::LZMA2][..],
        &[EncoderMethod::LZMA],
        &[EncoderMethod::COPY],
        &[EncoderMethod::LZMA2, EncoderMethod::BCJ_X86_FILTER],
        &[EncoderMethod::LZMA2, EncoderMethod::BCJ_ARM64_FILTER],
        &[EncoderMethod::LZMA2, EncoderMethod::DELTA_FILTER],
    ] {
        for solid in [false, true] {
            let walked = walk(&write(&entries, methods, solid), &Limits::default());
            assert_eq!(walked.problems, [""; 0], "{methods:?}");
            assert_eq!(walked.members, want, "{methods:?}");
        }
    }
}

#[test]
fn members_may_be_left_unread() {
    let whole = sevenz(&[("a", &[b'x'; 100_000]), ("b", b"last")]);
    let input = crate::framing::Input::File(Box::new(Cursor::new(whole)));
    let Ok(crate::framing::Opened::Archive(mut archive)) = crate::framing::open(input, &Default::default())
    else {
        panic!("an archive")
    };
    drop(archive.next_member().expect("a member"));
    let mut walked = super::Walked::default();
    if let super::MemberContent::Opened(opened) = archive.next_member().expect("another").opened {
        walked.add("/b", opened);
    }
    assert_eq!(walked.members, members(&[("b", "last")]));
    assert!(archive.next_member().is_none() && archive.take_problems().is_empty());
}

#[test]
fn of_other_programs() {
    let text = "a line of a log\n".repeat(50);
    let text = text.trim_end();
    for (name, bytes, want) in [
        ("py7zr", include_bytes!("data/py7zr.7z").as_slice(), text),
        (
            "ppmd",
            include_bytes!("data/ppmd.7z"),
            "!compressed by method 030401 (PPMd), which is not supported",
        ),
        ("encrypted", include_bytes!("data/encrypted.7z"), "!encrypted"),
    ] {
        let walked = walk(bytes, &Limits::default());
        assert_eq!((walked.members, walked.problems.len()), (members(&[("a.log", want)]), 0), "{name}");
    }
    let hidden = walk(include_bytes!("data/hidden.7z"), &Limits::default());
    assert_eq!(hidden.problems, [": no member of the 7z archive can be read: encrypted"]);
}

#[test]
fn cuts() {
    let whole = sevenz(&[("a", b"one\n"), ("b", b"two\n"), ("c", b"three\n")]);
    check_cuts(&whole, 6, whole.len());
    let whole = write(&[("a", b"one\n"), ("b", b"two\n")], &[EncoderMethod::COPY], false);
    check_cuts(&whole, 6, whole.len());
}
