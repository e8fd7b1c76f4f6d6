//! Names under domains that answer with the address in the name, such as nip.io
//! and sslip.io: dotted, dashed or hexadecimal, with anything before it.

use std::net::{IpAddr, Ipv4Addr};

use super::class::knowledge;

/// What a name under such a domain stands for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// One address for all names.
    Always(IpAddr),
    /// The addresses in the name; which one is answered depends on the service.
    Embedded(Vec<IpAddr>),
}

/// The answer for a host name in lower case.
pub(super) fn answer(name: &str) -> Option<Answer> {
    // Most words of a command line end here.
    name.contains('.').then_some(())?;
    let domains = &knowledge().wildcard_dns;
    let domain = domains.iter().find(|domain| is_under(name, &domain.suffix))?;
    if let Some(address) = domain.address {
        return Some(Answer::Always(address));
    }
    let labels = name.get(..name.len().checked_sub(domain.suffix.len() + 1)?)?;
    Some(Answer::Embedded(embedded(labels)))
}

fn is_under(name: &str, suffix: &str) -> bool {
    name.strip_suffix(suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn embedded(labels: &str) -> Vec<IpAddr> {
    let mut found: Vec<IpAddr> = quads(labels).into_iter().map(IpAddr::V4).collect();
    found.extend(hexadecimals(labels).map(IpAddr::V4));
    found.extend(labels.split('.').filter_map(dashed_ipv6));
    found
}

/// Four decimal numbers in a row with the same separator.
fn quads(labels: &str) -> Vec<Ipv4Addr> {
    let mut tokens: Vec<(Option<u8>, char)> = Vec::new();
    for piece in labels.split_inclusive(['.', '-']) {
        let token = piece.trim_end_matches(['.', '-']);
        let separator = piece.chars().next_back().filter(|c| matches!(c, '.' | '-')).unwrap_or('.');
        let is_digits = !token.is_empty() && token.bytes().all(|b| b.is_ascii_digit());
        tokens.push((is_digits.then(|| token.parse().ok()).flatten(), separator));
    }
    let quad = |window: &[(Option<u8>, char)]| match *window {
        [(Some(a), x), (Some(b), y), (Some(c), z), (Some(d), _)] if x == y && y == z => {
            Some(Ipv4Addr::new(a, b, c, d))
        }
        _ => None,
    };
    tokens.windows(4).filter_map(quad).collect()
}

fn hexadecimals(labels: &str) -> impl Iterator<Item = Ipv4Addr> {
    let tokens = labels
        .split(['.', '-'])
        .filter(|token| token.len() == 8 && token.bytes().all(|b| b.is_ascii_hexdigit()));
    tokens.filter_map(|token| u32::from_str_radix(token, 16).ok()).map(Ipv4Addr::from_bits)
}

/// A label that is, or ends in, an IPv6 address with dashes for colons.
fn dashed_ipv6(label: &str) -> Option<IpAddr> {
    // A label has at most 63 bytes (RFC 1035).
    if label.len() > 63 {
        return None;
    }
    let colons = label.replace('-', ":");
    let starts = std::iter::once(0).chain(colons.match_indices(':').map(|(at, _)| at + 1));
    starts.filter_map(|start| colons.get(start..)?.parse().ok()).map(IpAddr::V6).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_hold_an_address() {
        for (name, expected) in [
            ("169.254.169.254.nip.io", "169.254.169.254"),
            ("a.b.169.254.169.254.nip.io", "169.254.169.254"),
            ("app-169-254-169-254.nip.io", "169.254.169.254"),
            ("a9fea9fe.nip.io", "169.254.169.254"),
            ("app-a9fea9fe.nip.io", "169.254.169.254"),
            ("169-254-169-254.www.sslip.io", "169.254.169.254"),
            ("fd00-ec2--254.sslip.io", "fd00:ec2::254"),
            ("www.--1.sslip.io", "::1"),
        ] {
            let expected = Answer::Embedded(vec![expected.parse().unwrap()]);
            assert_eq!(answer(name), Some(expected), "{name}");
        }
    }

    #[test]
    fn names_that_hold_none() {
        for name in ["nip.io", "www.nip.io", "1.2.3.nip.io", "1.2.3-4.nip.io", "256.1.1.1.nip.io"] {
            assert!(matches!(answer(name), None | Some(Answer::Embedded(_))), "{name}");
            if let Some(Answer::Embedded(addresses)) = answer(name) {
                assert_eq!(addresses, [] as [IpAddr; 0], "{name}");
            }
        }
        for name in ["169.254.169.254.nip.io.example", "169.254.169.254.zip.io", "xnip.io"] {
            assert_eq!(answer(name), None, "{name}");
        }
    }

    #[test]
    fn some_domains_are_always_loopback() {
        for name in ["app.localhost", "localtest.me", "a.b.lvh.me"] {
            assert_eq!(answer(name), Some(Answer::Always("127.0.0.1".parse().unwrap())), "{name}");
        }
    }
}
