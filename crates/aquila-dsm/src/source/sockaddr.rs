//! Socket addresses as the audit system records them: the bytes of a `sockaddr` in
//! hexadecimal, or with LAUREL's escapes (`%02%00%00P...`).
//!
//! Families are those of the kernel's `socket.h`; the family is in the byte order
//! of the machine, which is taken to be little-endian, ports are big-endian.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::Deserialize;

use crate::record::hex_bytes;

/// What is wanted of a socket address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum SocketPart {
    /// The IP address.
    Address,
    /// The port.
    Port,
    /// The path of a socket in the file system, or `@` and its abstract name.
    Path,
}

const UNIX: u8 = 1;
const INET: u8 = 2;
const INET6: u8 = 10;

/// A part of a socket address; other families have none.
pub(super) fn part(text: &str, part: SocketPart) -> Option<String> {
    let bytes = hex_bytes(text).or_else(|| escaped(text))?;
    let (family, data) = bytes.split_first_chunk::<2>()?;
    if family[1] != 0 {
        return None;
    }
    match (family[0], part) {
        (INET | INET6, SocketPart::Port) => Some(u16::from_be_bytes(*data.first_chunk()?))
            .filter(|port| *port != 0)
            .map(|port| port.to_string()),
        (INET, SocketPart::Address) => address(Ipv4Addr::from(*data.get(2..6)?.first_chunk::<4>()?).into()),
        (INET6, SocketPart::Address) => {
            let v6 = Ipv6Addr::from(*data.get(6..22)?.first_chunk::<16>()?);
            address(v6.to_ipv4_mapped().map_or(IpAddr::V6(v6), IpAddr::V4))
        }
        (UNIX, SocketPart::Path) => path(data),
        _ => None,
    }
}

/// The unspecified address is none.
fn address(address: IpAddr) -> Option<String> {
    (!address.is_unspecified()).then(|| address.to_string())
}

/// The bytes after the name are what the buffer held before.
fn path(data: &[u8]) -> Option<String> {
    let (mark, name) = match data {
        [0, rest @ ..] => ("@", rest),
        _ => ("", data),
    };
    let name = name.split(|byte| *byte == 0).next().unwrap_or_default();
    (!name.is_empty()).then(|| format!("{mark}{}", String::from_utf8_lossy(name)))
}

/// The bytes of a text in which `%XX` stands for those that cannot be printed.
fn escaped(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut parts = text.split('%');
    out.extend_from_slice(parts.next()?.as_bytes());
    for part in parts {
        let code: Cow<'_, [u8]> = hex_bytes(part.get(..2)?)?.into();
        out.extend_from_slice(&code);
        out.extend_from_slice(part.get(2..)?.as_bytes());
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_and_their_parts() {
        use SocketPart::{Address, Path, Port};
        for (text, wanted, expected) in [
            ("020001BBCB0071070000000000000000", Address, Some("203.0.113.7")),
            ("020001BBCB0071070000000000000000", Port, Some("443")),
            ("020001BBCB0071070000000000000000", Path, None),
            ("%02%00%01%BB%CB%00q%07%00%00%00%00%00%00%00%00", Address, Some("203.0.113.7")),
            ("0A00005000000000FE800000000000000000000000000001", Address, Some("fe80::1")),
            ("0A0000500000000000000000000000000000FFFFC000020A00000000", Address, Some("192.0.2.10")),
            ("0A0000500000000000000000000000000000FFFFC000020A00000000", Port, Some("80")),
            ("01002F72756E2F612E736F636B00AB", Path, Some("/run/a.sock")),
            ("0100002F746D702F2E58", Path, Some("@/tmp/.X")),
            ("0100", Path, None),
            ("100000000000000000000000", Address, None),
            ("00000000000000000000000000000000", Address, None),
            ("02000035000000000000000000000000", Address, None),
            ("0200", Address, None),
            ("02", Port, None),
            ("", Port, None),
            ("%0", Port, None),
            ("%zz%00", Port, None),
            ("é", Port, None),
        ] {
            assert_eq!(part(text, wanted).as_deref(), expected, "{text} {wanted:?}");
        }
    }
}
