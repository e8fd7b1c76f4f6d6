//! A host as any log writes it: address or name, decoded and looked up.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::wildcard::{self, Answer};
use super::{AddressClass, Spelling, class, embedded, fold, number};
use crate::url;

/// A host that was understood.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) class: &'static AddressClass,
    /// The address or the name, in canonical form.
    pub(super) text: String,
    /// The address, where the host is one or always stands for one.
    pub(super) address: Option<IpAddr>,
    pub(super) spelling: Spelling,
    pub(super) form: Form,
    /// Whether the port decided the class.
    pub(super) by_port: bool,
}

/// How sure the text alone is a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Four decimal numbers, or a name of several labels.
    Certain,
    /// An IPv6 address; `a::b` is one too.
    Ipv6,
    /// Three or four numbers in other bases.
    Dotted,
    /// One or two numbers, or a reading that only some parsers take.
    Number,
    /// A word such as `metadata`.
    Word,
}

/// More than the longest name (253 bytes, RFC 1035) that is percent-encoded three times.
const LONGEST: usize = 2048;

/// A host inside a parameter may be encoded once more than one that stands alone.
const MOST_DECODINGS: usize = 3;

/// Reads a host, perhaps with its port, at a port that is known otherwise.
pub(super) fn read(host: &str, port: Option<u16>) -> Option<Reading> {
    if host.is_empty() || host.len() > LONGEST {
        return None;
    }
    let mut text = url::without_controls(host).map_or(Cow::Borrowed(host), |clean| Cow::Owned(clean.text));
    for decodings in 0..=MOST_DECODINGS {
        // A zone of IPv6 begins with a percent sign, so the text as it is comes first.
        if let Some(mut reading) = read_decoded(&text, port) {
            if decodings > 0 {
                reading.spelling = Spelling::Encoded;
            }
            return Some(reading);
        }
        text = Cow::Owned(url::percent_decoded(&text)?.text);
    }
    None
}

fn read_decoded(text: &str, port: Option<u16>) -> Option<Reading> {
    if text.is_ascii() {
        return read_ascii(&lower(text), port);
    }
    let mut reading = read_ascii(&fold::folded(text), port)?;
    reading.spelling = Spelling::Unicode;
    Some(reading)
}

fn lower(text: &str) -> Cow<'_, str> {
    let is_lower = !text.bytes().any(|b| b.is_ascii_uppercase());
    if is_lower { Cow::Borrowed(text) } else { Cow::Owned(text.to_ascii_lowercase()) }
}

fn read_ascii(text: &str, port: Option<u16>) -> Option<Reading> {
    let (host, written) = without_port(text)?;
    let port = written.or(port);
    if host.contains(':') {
        return read_v6(host, port);
    }
    let host = host.strip_suffix('.').unwrap_or(host);
    read_v4(host, port).or_else(|| read_name(host, port))
}

/// The host and its port. What has a colon but no port is IPv6 or no host.
fn without_port(text: &str) -> Option<(&str, Option<u16>)> {
    if let Some(inner) = text.strip_prefix('[') {
        let (host, after) = inner.split_once(']')?;
        return match after.strip_prefix(':') {
            _ if !host.contains(':') => None,
            None => after.is_empty().then_some((host, None)),
            Some(port) => Some((host, port_number(port)?)),
        };
    }
    match text.split_once(':') {
        Some((host, port)) if !port.contains(':') => Some((host, port_number(port)?)),
        _ => Some((text, None)),
    }
}

/// A port in digits, perhaps with leading zeros; none is allowed.
fn port_number(digits: &str) -> Option<Option<u16>> {
    let is_digits = digits.bytes().all(|b| b.is_ascii_digit());
    match digits {
        "" => Some(None),
        _ if is_digits => digits.parse().ok().map(Some),
        _ => None,
    }
}

fn read_v6(text: &str, port: Option<u16>) -> Option<Reading> {
    let address: Ipv6Addr = text.split('%').next()?.parse().ok()?;
    of_address(IpAddr::V6(address), Spelling::Plain, Form::Ipv6, port)
}

/// Of the readings that a parser may take, one that is a known service, else the usual one.
fn read_v4(text: &str, port: Option<u16>) -> Option<Reading> {
    let mut usual = None;
    for reading in number::readings(text) {
        let (spelling, form) = match reading.form {
            number::Form::Quad => (Spelling::Plain, Form::Certain),
            number::Form::Dotted => (Spelling::Number, Form::Dotted),
            number::Form::Number => (Spelling::Number, Form::Number),
            number::Form::LeadingZeros => (Spelling::LeadingZeros, Form::Dotted),
            number::Form::Overflow => (Spelling::Overflow, Form::Number),
        };
        let found = of_address(IpAddr::V4(reading.address), spelling, form, port)?;
        if found.class.service {
            return Some(found);
        }
        // Most parsers refuse a number that is too large.
        if reading.form != number::Form::Overflow {
            usual = usual.or(Some(found));
        }
    }
    usual
}

fn read_name(name: &str, port: Option<u16>) -> Option<Reading> {
    if let Some((entry, class)) = class::of_name(name) {
        let form = if entry.only_in_url { Form::Word } else { Form::Certain };
        return match entry.address {
            Some(address) => named(name, of_address(address, Spelling::Name, form, port)?),
            None => Some(Reading {
                class,
                text: name.to_owned(),
                address: None,
                spelling: Spelling::Name,
                form,
                by_port: false,
            }),
        };
    }
    match wildcard::answer(name)? {
        Answer::Always(address) => named(name, of_address(address, Spelling::Name, Form::Certain, port)?),
        Answer::Embedded(addresses) => {
            let of = |address| of_address(address, Spelling::WildcardDns, Form::Certain, port);
            let mut readings: Vec<Reading> = addresses.into_iter().filter_map(of).collect();
            let service = readings.iter().position(|reading| reading.class.service);
            service.map(|at| readings.swap_remove(at)).or_else(|| readings.pop())
        }
    }
}

fn named(name: &str, mut reading: Reading) -> Option<Reading> {
    name.clone_into(&mut reading.text);
    Some(reading)
}

fn of_address(address: IpAddr, spelling: Spelling, form: Form, port: Option<u16>) -> Option<Reading> {
    let (address, is_inside) = canonical(address);
    let (class, by_port) = class::of_address(address, port)?;
    let spelling = if is_inside && spelling == Spelling::Plain { Spelling::Mapped } else { spelling };
    Some(Reading { class, text: address.to_string(), address: Some(address), spelling, form, by_port })
}

/// The IPv4 address inside an IPv6 address in place of it. A 6to4 address is a
/// machine of its own, unless the gateway that it names is a known service.
fn canonical(address: IpAddr) -> (IpAddr, bool) {
    let IpAddr::V6(v6) = address else { return (address, false) };
    let is_service =
        |v4: &Ipv4Addr| class::of_address(IpAddr::V4(*v4), None).is_some_and(|(class, _)| class.service);
    let inside = embedded::ipv4(v6).or_else(|| embedded::gateway(v6).filter(is_service));
    inside.map_or((address, false), |v4| (IpAddr::V4(v4), true))
}
