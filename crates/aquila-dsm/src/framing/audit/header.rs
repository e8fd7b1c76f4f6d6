//! The head of a Linux audit record, wherever it stands in a line:
//! `[syslog header] [node=N] [type=T] [msg=]audit(SECONDS.MILLIS:SERIAL):`.
//! What the fields after it mean is not known here.

use crate::record::{has_event_header, syslog};

/// What every record has before its stamp.
pub(super) const MARK: &[u8] = b"audit(";

/// A longer host name is cut: `HOST_NAME_MAX` is 64, a DNS name has at most 253 bytes.
const MAX_NODE: usize = 255;

/// The time and serial of an event: its records have them alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stamp {
    /// Seconds since 1970.
    pub(crate) seconds: u64,
    /// What stands after the point. The kernel prints milliseconds, `%03lu`; old
    /// ones printed a negative number as if it had no sign.
    pub(crate) fraction: u64,
    /// Counts events since boot; wraps at 2^32.
    pub(crate) serial: u64,
}

impl Stamp {
    /// Milliseconds since 1970.
    pub(crate) fn millis(&self) -> u64 {
        self.seconds * 1000 + if self.fraction < 1000 { self.fraction } else { 0 }
    }
}

/// The head of one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header<'a> {
    /// The host that the record is from: `node=`, else the host of the syslog
    /// header, else nothing.
    pub(crate) node: &'a [u8],
    /// The type: a name, a number as printk writes it, `UNKNOWN[1420]`, or nothing.
    pub(crate) kind: &'a [u8],
    /// The time and serial.
    pub(crate) stamp: Stamp,
    /// Where in the line the head ends: what follows `):`.
    pub(crate) end: usize,
}

/// The head of a record that has nothing before it, as auditd writes it to its log:
/// found without a search.
pub(super) fn parse_bare(line: &[u8]) -> Option<Header<'_>> {
    let rest = line.strip_prefix(b"type=")?;
    let kind = rest.get(..rest.iter().position(|byte| *byte == b' ')?)?;
    let at = b"type=".len() + kind.len();
    let (stamp, end) = line.get(at..)?.starts_with(b" msg=audit(").then(|| stamp(line, at + 11))??;
    Some(Header { node: b"", kind, stamp, end })
}

/// The head of the record in this line, where [`MARK`] is at `at` for the first time.
pub(crate) fn parse_at(line: &[u8], at: usize) -> Option<Header<'_>> {
    let (stamp, end) = stamp(line, at + MARK.len())?;
    let prefix = line.get(..at)?;
    let prefix = prefix.strip_suffix(b"msg=").unwrap_or(prefix);
    let (prefix, kind) = match prefix {
        [] => (prefix, &b""[..]),
        [b'#', ..] => return None,
        [.., last] if !is_space(*last) => return None,
        _ => value(prefix, b"type=").unwrap_or((prefix, b"")),
    };
    if prefix.is_empty() {
        return Some(Header { node: b"", kind, stamp, end });
    }
    // A record that is quoted in JSON, CEF or LEEF is a part of that.
    if memchr::memchr(b'{', prefix).is_some() || has_event_header(prefix) {
        return None;
    }
    let node = value(prefix, b"node=").map_or_else(|| host(prefix), |(_, node)| node);
    Some(Header { node: node.get(..MAX_NODE).unwrap_or(node), kind, stamp, end })
}

/// Takes `key=value` off the end of `text`, if that is its last word.
fn value<'a>(text: &'a [u8], key: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let text = text.trim_ascii_end();
    let start = text.iter().rposition(|byte| is_space(*byte)).map_or(0, |space| space + 1);
    let (before, word) = text.split_at_checked(start)?;
    Some((before, word.strip_prefix(key)?))
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// The host in the syslog header that `text` starts with.
fn host(text: &[u8]) -> &[u8] {
    let header = std::str::from_utf8(text).ok().and_then(syslog::parse);
    header.map_or(b"", |header| header.host.as_bytes())
}

/// `1615114232.375:15558):` at `at`, and where it ends.
fn stamp(line: &[u8], at: usize) -> Option<(Stamp, usize)> {
    let (seconds, at) = number(line, at, 12, b'.')?;
    let (fraction, at) = number(line, at, 10, b':')?;
    let (serial, at) = number(line, at, 10, b')')?;
    (line.get(at) == Some(&b':')).then_some((Stamp { seconds, fraction, serial }, at + 1))
}

/// A number of at most `digits` digits and the byte after it, which must be `stop`.
fn number(line: &[u8], at: usize, digits: usize, stop: u8) -> Option<(u64, usize)> {
    let mut number = 0;
    for (count, byte) in line.get(at..)?.iter().enumerate() {
        match byte {
            b'0'..=b'9' if count < digits => number = number * 10 + u64::from(byte - b'0'),
            _ if *byte == stop && count > 0 => return Some((number, at + count + 1)),
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use memchr::memmem;

    use super::*;

    /// Node, type, time in milliseconds, serial and what follows.
    fn read(line: &str) -> Option<(&str, &str, u64, u64, &str)> {
        let text = |bytes| std::str::from_utf8(bytes).expect("text");
        let header = parse_at(line.as_bytes(), memmem::find(line.as_bytes(), MARK)?)?;
        let bare = parse_bare(line.as_bytes());
        assert!(bare.is_none_or(|bare| bare == header), "{line}");
        let Header { node, kind, stamp, end } = header;
        Some((text(node), text(kind), stamp.millis(), stamp.serial, &line[end..]))
    }

    #[test]
    fn heads() {
        for (line, want) in [
            ("type=EOE msg=audit(1.5:9):", ("", "EOE", 1005, 9, "")),
            ("node=n1 type=CWD msg=audit(1.500:9):  cwd=1", ("n1", "CWD", 1500, 9, "  cwd=1")),
            ("<13>Jun 14 15:19:02 h1 audispd: type=CWD msg=audit(1.0:0): a", ("h1", "CWD", 1000, 0, " a")),
            (
                "Jun 14 15:19:02 h1 audispd: node=n1 type=CWD msg=audit(1.0:0): a",
                ("n1", "CWD", 1000, 0, " a"),
            ),
            (
                "<13>1 2024-06-14T15:19:02Z h1 a - - - type=CWD msg=audit(1.0:0): a",
                ("h1", "CWD", 1000, 0, " a"),
            ),
            (
                "Jun 14 15:19:02 h1 kernel: [ 8.1] audit: type=1400 audit(1.000:2): a",
                ("h1", "1400", 1000, 2, " a"),
            ),
            (
                "Jun 14 15:19:02 h1 kernel: audit(1.4294965305:0): initialized",
                ("h1", "", 1000, 0, " initialized"),
            ),
            (
                "type=UNKNOWN[1420] msg=audit(1.000:4294967295): a",
                ("", "UNKNOWN[1420]", 1000, 4_294_967_295, " a"),
            ),
            ("type=AUOMS_EXECVE audit(1.001:2): a", ("", "AUOMS_EXECVE", 1001, 2, " a")),
            ("audit(1.001:2): a msg=audit(3.0:4):", ("", "", 1001, 2, " a msg=audit(3.0:4):")),
            ("msg=audit(1.001:2):", ("", "", 1001, 2, "")),
            ("audit: type =1400 audit(1.001:2):", ("", "", 1001, 2, "")),
        ] {
            assert_eq!(read(line), Some(want), "{line}");
        }
    }

    #[test]
    fn no_heads() {
        for line in [
            "type=WRONGDATE msg=audit(1337845201): no milliseconds",
            "type=A msg=audit(1337845201.1): no serial",
            "type=A msg=audit(): ",
            "type=A msg=audit(",
            "type=A msg=audit(1.2:3",
            "type=A msg=audit(1.2:3)",
            "type=A msg=audit(1.2:x):",
            "type=A msg=audit(1.:3):",
            "type=A msg=audit(-1.2:3):",
            "type=A msg=audit(1234567890123.2:3):",
            "type=A msg=audit(1.2:99999999999):",
            "type=A msg=audit(06/14/2024 15:19:02.375:15558) :",
            "# type=A msg=audit(1.2:3): a comment",
            "cmd=\"audit(1.2:3):\"",
            "Jun 14 15:19:02 h1 app: {\"a\":\" type=A msg=audit(1.2:3):\"}",
            "Jun 14 15:19:02 h1 CEF:0|V|P|1|s|n|5|msg=a type\\=A audit(1.2:3): b",
            "LEEF:1.0|V|P|1|e|a=b\tmsg=audit(1.2:3):",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
