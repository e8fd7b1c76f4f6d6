//! What is no text: known formats by their magic numbers, others by their look.

/// Bytes at an offset, and what a file with them is.
struct Magic {
    offset: usize,
    bytes: &'static [u8],
    /// The magic could begin a text: there must be a zero byte as well.
    weak: bool,
    name: &'static str,
}

const fn strong(offset: usize, bytes: &'static [u8], name: &'static str) -> Magic {
    Magic { offset, bytes, weak: false, name }
}

const fn weak(offset: usize, bytes: &'static [u8], name: &'static str) -> Magic {
    Magic { offset, bytes, weak: true, name }
}

const MAGICS: &[Magic] = &[
    // Read as such unless another format is asked for.
    strong(0, b"ElfFile\0", "Windows event log (EVTX)"),
    strong(0, b"0\0\0\0LfLe", "Windows event log (EVT)"),
    strong(0, b"\x04\x22\x4d\x18", "LZ4 compressed data"),
    strong(0, b"Rar!\x1a\x07", "RAR archive"),
    weak(0, b"MSCF", "cabinet archive"),
    weak(0, b"\x1f\x9d", "compress (.Z) data"),
    weak(0, b"LZIP\x01", "lzip compressed data"),
    strong(0, b"\x5d\0\0", "LZMA compressed data"),
    weak(0, b"PAR1", "Parquet file"),
    weak(0, b"ORC", "ORC file"),
    strong(0, b"ARROW1\0\0", "Arrow file"),
    strong(0, b"Obj\x01", "Avro file"),
    strong(0, b"\x7fELF", "ELF executable"),
    weak(0, b"MZ", "Windows executable (PE)"),
    strong(0, b"\xca\xfe\xba\xbe", "Java class or Mach-O executable"),
    strong(0, b"\x89PNG\r\n\x1a\n", "PNG image"),
    strong(0, b"\xff\xd8\xff", "JPEG image"),
    weak(0, b"GIF8", "GIF image"),
    strong(0, b"%PDF-", "PDF document"),
    strong(0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Microsoft compound document"),
    strong(0, b"SQLite format 3\0", "SQLite database"),
    strong(0, b"\xd4\xc3\xb2\xa1", "packet capture (pcap)"),
    strong(0, b"\xa1\xb2\xc3\xd4", "packet capture (pcap)"),
    strong(0, b"\x4d\x3c\xb2\xa1", "packet capture (pcap)"),
    strong(0, b"\xa1\xb2\x3c\x4d", "packet capture (pcap)"),
    strong(0, b"\x0a\x0d\x0d\x0a", "packet capture (pcapng)"),
    strong(0, b"LPKSHHRH", "systemd journal"),
    strong(0, b"regf", "Windows registry hive"),
];

/// The name of the format that the head shows.
pub(super) fn known(head: &[u8]) -> Option<&'static str> {
    let zero = memchr::memchr(0, head).is_some();
    MAGICS
        .iter()
        .find(|magic| {
            head.get(magic.offset..).is_some_and(|at| at.starts_with(magic.bytes)) && (zero || !magic.weak)
        })
        .map(|magic| magic.name)
}

/// Zero bytes in a row that are a hole: what a crash leaves in a log, never a number.
const HOLE: usize = 64;

/// Whether more than one byte in twenty is a control character that logs do
/// not have. Tabs, line ends, escapes and ASCII separators they do have; holes are
/// no part of the text around them.
pub(super) fn looks_binary(head: &[u8]) -> bool {
    let (mut strange, mut text, mut zeros) = (0, 0, 0);
    for byte in head {
        match byte {
            0 => zeros += 1,
            byte => {
                if zeros < HOLE {
                    strange += zeros;
                }
                zeros = 0;
                text += 1;
                strange += usize::from(matches!(byte, 1..=8 | 14..=26 | 127));
            }
        }
    }
    if zeros < HOLE {
        strange += zeros;
    }
    strange * 20 > text + strange || (text == 0 && !head.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn magics() {
        for (head, name) in [
            (&b"ElfFile\0\0\0"[..], Some("Windows event log (EVTX)")),
            (b"\x1f\x9d\x90\0", Some("compress (.Z) data")),
            (b"Rar!\x1a\x07\x01\0", Some("RAR archive")),
            (b"MZ\x90\0", Some("Windows executable (PE)")),
            (b"MZ is a country code\n", None),
            (b"PAR1\x15\x04\0", Some("Parquet file")),
            (b"ORCHID log started\n", None),
            (b"%PDF-1.7\n", Some("PDF document")),
            (b"", None),
        ] {
            assert_eq!(known(head), name, "{head:?}");
        }
    }

    #[test]
    fn looks() {
        for (head, binary) in [
            (&b"plain text\r\n\tand more\n"[..], false),
            (b"\x1b[31mred\x1b[0m\n", false),
            (b"a long enough line with one \0 byte in it\n", false),
            ("\u{4e2d}\u{6587}\u{65e5}\u{672c}".as_bytes(), false),
            (b"\x00\x01\x02\x03abc", true),
            (b"\0\0\0\0\0\0\0\0", true),
            (&[0; 1000], true),
            (&[&b"a line before a crash\n"[..], &[0; 4096], b"\nand one after it\n"].concat(), false),
            (&[&[0; 4096][..], b"a line after a crash\n"].concat(), false),
            (&[&b"MZ\x90\0\x03\0\0\0\x04"[..], &[0; 200]].concat(), true),
            (b"", false),
        ] {
            assert_eq!(looks_binary(head), binary, "{head:?}");
        }
    }
}
