//! Addresses as logs write them: bare, with a port, in brackets, IPv4 in IPv6.

use std::net::{IpAddr, Ipv6Addr};

/// Reads an address, and the port where one follows.
///
/// Accepts `1.2.3.4`, `1.2.3.4:80`, `2001:db8::1`, `[2001:db8::1]:80`, a zone
/// (`fe80::1%eth0`, dropped), and gives IPv4-mapped IPv6 as IPv4.
///
/// ```
/// use aquila_event::address::parse;
/// assert_eq!(parse("::ffff:10.0.0.1"), Some(("10.0.0.1".parse().unwrap(), None)));
/// assert_eq!(parse("[::1]:443"), Some(("::1".parse().unwrap(), Some(443))));
/// assert_eq!(parse("AWS Internal"), None);
/// ```
pub fn parse(text: &str) -> Option<(IpAddr, Option<u16>)> {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix('[') {
        let (host, tail) = rest.split_once(']')?;
        let port = match tail {
            "" => None,
            tail => Some(tail.strip_prefix(':')?.parse().ok()?),
        };
        return Some((parse_v6(host)?, port));
    }
    if let Ok(v4) = text.parse::<std::net::Ipv4Addr>() {
        return Some((v4.into(), None));
    }
    if let Some((host, port)) = text.rsplit_once(':')
        && let Ok(v4) = host.parse::<std::net::Ipv4Addr>()
    {
        return Some((v4.into(), Some(port.parse().ok()?)));
    }
    Some((parse_v6(text)?, None))
}

fn parse_v6(text: &str) -> Option<IpAddr> {
    let text = text.split_once('%').map_or(text, |(host, _)| host);
    Some(canonical(text.parse::<Ipv6Addr>().ok()?.into()))
}

/// The text that events hold. The unspecified IPv6 address is written out, since
/// that is how AQL shows an absent one.
pub fn text(address: IpAddr) -> String {
    if address.is_ipv6() && address.is_unspecified() {
        return "0:0:0:0:0:0:0:0".to_owned();
    }
    address.to_string()
}

/// IPv4-mapped IPv6 as IPv4; everything else unchanged.
pub fn canonical(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_that_logs_write() {
        for (text, address, port) in [
            ("169.254.169.254", "169.254.169.254", None),
            (" 10.0.0.1:30129 ", "10.0.0.1", Some(30129)),
            ("fe80::1%12", "fe80::1", None),
            ("[2001:db8::2]", "2001:db8::2", None),
        ] {
            let found = parse(text);
            assert_eq!(found, Some((address.parse().expect("test address"), port)), "{text}");
        }
        for text in ["", "-", "private", "1.2.3", "1.2.3.4:port", "[::1", "gce-internal-ip"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
