//! IPv4 addresses inside IPv6 addresses.

use std::net::{Ipv4Addr, Ipv6Addr};

/// The IPv4 address that a packet to this IPv6 address ends at: mapped and
/// compatible (RFC 4291), translated (RFC 2765) and NAT64 (RFC 6052, RFC 8215).
pub(super) fn ipv4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x64, 0xff9b, 1, 0, 0, 0, high, low] => Some(joined(high, low)),
        // Below 1.0.0.0 these are `::`, `::1` and their like, not IPv4.
        [0, 0, 0, 0, 0, 0, high, low] if high >= 0x100 => Some(joined(high, low)),
        _ => None,
    }
}

/// The gateway that a 6to4 address (RFC 3056) names; the machine is behind it.
pub(super) fn gateway(address: Ipv6Addr) -> Option<Ipv4Addr> {
    match address.segments() {
        [0x2002, high, low, ..] => Some(joined(high, low)),
        _ => None,
    }
}

fn joined(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ipv4_inside_ipv6() {
        for (text, expected) in [
            ("::ffff:169.254.169.254", Some("169.254.169.254")),
            ("::169.254.169.254", Some("169.254.169.254")),
            ("::ffff:0:a9fe:a9fe", Some("169.254.169.254")),
            ("64:ff9b::a9fe:a9fe", Some("169.254.169.254")),
            ("64:ff9b:1::a9fe:a9fe", Some("169.254.169.254")),
            ("::1", None),
            ("::", None),
            ("fe80::a9fe:a9fe", None),
            ("2002:a9fe:a9fe::", None),
        ] {
            let found = ipv4(text.parse().unwrap()).map(|address| address.to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
