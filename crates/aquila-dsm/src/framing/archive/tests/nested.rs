//! Archives in archives, and how deep they may be.

use ::zip::CompressionMethod;

use super::sevenz::sevenz;
use super::tar::tar;
use super::zip::{streamed, zip};
use super::{members, walk};
use crate::framing::Limits;
use crate::framing::tests::{bzip2, gzip, xz, zstd};

const LOG: &[u8] = b"one\ntwo\n";

fn zipped(name: &str, bytes: &[u8]) -> Vec<u8> {
    zip(&[(name, bytes)], CompressionMethod::Deflated)
}

#[test]
fn archives_in_archives() {
    for (bytes, name) in [
        (zipped("a.gz", &gzip(LOG)), "a.gz"),
        (zipped("z", &zipped("a", LOG)), "z/a"),
        (gzip(&tar(&[("z", &zipped("a", LOG))])), "z/a"),
        (zipped("t.gz", &gzip(&tar(&[("a", LOG)]))), "t.gz/a"),
        (tar(&[("t", &tar(&[("a.xz", &xz(LOG))]))]), "t/a.xz"),
        (sevenz(&[("z", &streamed(&[("a.bz2", &bzip2(LOG))], CompressionMethod::Deflated))]), "z/a.bz2"),
        (zipped("s", &sevenz(&[("a.zst", &zstd(LOG))])), "s/a.zst"),
        (xz(&zipped("a", LOG)), "a"),
        (zstd(&sevenz(&[("a", LOG)])), "a"),
    ] {
        let walked = walk(&bytes, &Limits::default());
        assert_eq!((walked.members, walked.problems.len()), (members(&[(name, "one\ntwo")]), 0), "{name}");
    }
}

#[test]
fn depth_has_a_limit() {
    let deep = zipped("1", &zipped("2", &zipped("3", LOG)));
    assert_eq!(walk(&deep, &Limits::default()).members, members(&[("1/2/3", "one\ntwo")]));
    let failed = |max: usize| format!("!inside of more than {max} layers of compression and archives");
    for (max_nesting, name) in [(2, "1/2"), (1, "1")] {
        let limits = Limits { max_nesting, ..Limits::default() };
        assert_eq!(walk(&deep, &limits).members, members(&[(name, &failed(max_nesting))]));
    }
    let limits = Limits { max_nesting: 0, ..Limits::default() };
    assert_eq!(walk(&deep, &limits).problems, ["inside of more than 0 layers of compression and archives"]);
    let deeper = gzip(&tar(&[("t", &gzip(&gzip(LOG))), ("u", LOG)]));
    let walked = walk(&deeper, &Limits::default());
    assert_eq!(walked.members, members(&[("t", &failed(3)), ("u", "one\ntwo")]));
}

/// Headers whose data reaches over all that follow: each level is an archive
/// whose member is an archive, a thousand times, out of 31 KB.
#[test]
fn archives_of_themselves_are_bounded() {
    let mut header = zip(&[("r", b"x")], CompressionMethod::Stored)[..31].to_vec();
    header[18..26].copy_from_slice(&[0xf0, 0xff, 0xff, 0x7f, 0xf0, 0xff, 0xff, 0x7f]);
    let walked = walk(&header.repeat(1000), &Limits::default());
    let reason = "!inside of more than 3 layers of compression and archives";
    assert_eq!(walked.members, members(&[("r/r/r", reason)]));
    let mut chain = LOG.to_vec();
    for _ in 0..40 {
        chain = zipped("z", &chain);
    }
    assert_eq!(walk(&chain, &Limits::default()).members, members(&[("z/z/z", reason)]));
}

#[test]
fn scratch_has_a_limit() {
    use crate::framing::{Options, Scratch, ScratchFile, open};
    use std::io::Cursor;

    struct Small(Cursor<Vec<u8>>);
    impl std::io::Write for Small {
        fn write(&mut self, buffer: &[u8]) -> std::io::Result<usize> {
            if self.0.get_ref().len() >= 600 {
                return Err(std::io::Error::other("no space"));
            }
            self.0.write(&buffer[..buffer.len().min(600 - self.0.get_ref().len())])
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    impl std::io::Read for Small {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            self.0.read(buffer)
        }
    }
    impl std::io::Seek for Small {
        fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
            self.0.seek(to)
        }
    }
    let make = || Ok(Box::new(Small(Cursor::new(Vec::new()))) as Box<dyn ScratchFile>);
    let options = Options { scratch: Scratch::new(make), ..Options::default() };
    let text: String = (0..400_u32).map(|i| format!("{}\n", i.wrapping_mul(0x9e37_79b9))).collect();
    let whole = zip(&[("a", LOG), ("b", text.as_bytes())], CompressionMethod::Deflated);
    let walked = super::walk_opened(open(crate::framing::tests::stream(&whole, 700), &options));
    assert_eq!(walked.names(), ["/a", "/b"]);
    assert_eq!(walked.members[0].1, "one\ntwo");
    // The copy is not whole until its first write succeeds in full.
    assert!(
        walked.problems.iter().any(|cause| cause.contains("could not be copied to be read: no space")),
        "{walked:?}"
    );
}
