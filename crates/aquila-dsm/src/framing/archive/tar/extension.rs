//! What stands before a tar header that has no room for it: long names and the
//! records of pax.

/// What the next member has that its header does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Extension {
    pub(super) name: Option<Vec<u8>>,
    pub(super) size: Option<u64>,
    pub(super) modified_ms: Option<i64>,
    pub(super) sparse: bool,
    /// There was a pax header.
    pub(super) pax: bool,
}

impl Extension {
    /// Reads pax records: `length key=value`, each with a line end. Stops at the
    /// first that is damaged.
    pub(super) fn pax(&mut self, mut records: &[u8]) {
        self.pax = true;
        while let Some((record, rest)) = next_record(records) {
            records = rest;
            let Some(equals) = memchr::memchr(b'=', record) else { return };
            let (key, value) = (&record[..equals], &record[equals + 1..]);
            match key {
                b"path" => self.name = Some(value.to_vec()),
                b"size" => self.size = number(value),
                b"mtime" => self.modified_ms = milliseconds(value),
                b"GNU.sparse.name" => {
                    self.name = Some(value.to_vec());
                    self.sparse = true;
                }
                _ if key.starts_with(b"GNU.sparse.") => self.sparse = true,
                _ => {}
            }
        }
    }
}

/// A record without its length and line end, and what follows.
fn next_record(records: &[u8]) -> Option<(&[u8], &[u8])> {
    let space = memchr::memchr(b' ', records.get(..20).unwrap_or(records))?;
    let length = usize::try_from(number(&records[..space])?).ok()?;
    let record = records.get(space + 1..length)?;
    Some((record.strip_suffix(b"\n")?, records.get(length..)?))
}

fn number(text: &[u8]) -> Option<u64> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

fn milliseconds(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?;
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    let after: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    let after = if seconds.starts_with('-') { -after } else { after };
    seconds.parse::<i64>().ok()?.checked_mul(1000)?.checked_add(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pax(records: &[u8]) -> Extension {
        let mut extension = Extension::default();
        extension.pax(records);
        extension
    }

    #[test]
    fn records() {
        let got = pax(b"30 mtime=1717200000.123456789\n16 path=a=b\nc/d\n14 size=12345\n");
        assert_eq!(got.modified_ms, Some(1_717_200_000_123));
        assert_eq!(got.name.as_deref(), Some(&b"a=b\nc/d"[..]));
        assert_eq!(got.size, Some(12345));
        assert!(pax(b"22 GNU.sparse.major=1\n").sparse);
    }

    #[test]
    fn damage_ends_them() {
        for records in [
            &b""[..],
            b"9",
            b"5 a=",
            b"0 x=y\n",
            b"1 x=y\n",
            b"99999999999999999999 a=b\n",
            b"-3 a=b\n",
            b"\xff \n",
        ] {
            assert_eq!(pax(records), Extension { pax: true, ..Extension::default() }, "{records:?}");
        }
        assert_eq!(pax(b"14 size=1x345\n").size, None);
        assert_eq!(milliseconds(b"-1.5"), Some(-1500));
        assert_eq!(milliseconds(b"9223372036854775807"), None);
    }
}
