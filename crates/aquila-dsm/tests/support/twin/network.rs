//! Who talks to whom.

use std::net::IpAddr;

use super::event::{Event, Kind};
use super::files::argument;
use super::reading::{address, address_text};
use super::{Properties, set};

const CONNECTION: Kind = Kind(6_001_005, "network connection", "Network Connection");
const CLOSED: Kind = Kind(6_001_006, "network connection closed", "Firewall Session Closed");

/// The arguments that are sockets or packets, with the names of an end in them.
type End = &'static [[&'static str; 3]];

const SOURCE: End = &[["sock_arg", "saddr", "sport"], ["skb_arg", "saddr", "sport"]];
const DESTINATION: End = &[["sock_arg", "daddr", "dport"], ["skb_arg", "daddr", "dport"]];
/// A socket that is about to be connected has no other end yet: that is in the call.
const CALLED: End =
    &[["sockaddr_arg", "addr", "port"], ["sock_arg", "daddr", "dport"], ["skb_arg", "daddr", "dport"]];

/// IANA's numbers of the protocols that Tetragon names.
const PROTOCOLS: [(&str, &str); 4] =
    [("IPPROTO_ICMP", "1"), ("IPPROTO_TCP", "6"), ("IPPROTO_UDP", "17"), ("IPPROTO_ICMPV6", "58")];

/// Which event a function that has to do with connections is.
pub(super) fn kind(function: &str) -> Option<Kind> {
    match function {
        "tcp_connect" | "security_socket_connect" => Some(CONNECTION),
        "tcp_close" => Some(CLOSED),
        _ => None,
    }
}

pub(super) fn add(event: &Event<'_>, properties: &mut Properties) {
    let is_call = event.function.as_deref() == Some("security_socket_connect");
    let destination = if is_call { CALLED } else { DESTINATION };
    end(event, SOURCE, ["sourceaddress", "sourceip", "sourcev6", "sourceport"], properties);
    let names = ["destinationaddress", "destinationip", "destinationv6", "destinationport"];
    end(event, destination, names, properties);
    let protocol = ["sock_arg", "skb_arg"].iter().find_map(|kind| {
        let name = argument(event.body, &[kind, "protocol"])?;
        PROTOCOLS.iter().find(|(known, _)| *known == name.trim())
    });
    set(properties, "protocolid", protocol.map(|(_, number)| (*number).to_owned()));
}

fn end(event: &Event<'_>, places: End, names: [&'static str; 4], properties: &mut Properties) {
    let hosts = places.iter().filter_map(|[kind, host, _]| address(&argument(event.body, &[kind, host])?));
    let written: Vec<(IpAddr, Option<u16>)> = hosts.collect();
    let [any, v4, v6, port] = names;
    if let Some((found, _)) = written.first() {
        let by_family = if found.is_ipv4() { v4 } else { v6 };
        set(properties, any, Some(address_text(*found)));
        set(properties, by_family, Some(address_text(*found)));
    }
    let mut own = places.iter().filter_map(|[kind, _, port]| argument(event.body, &[kind, port]));
    let number: Option<u16> =
        own.find_map(|text| text.trim().parse().ok()).or_else(|| written.iter().find_map(|(_, port)| *port));
    set(properties, port, number.map(|number| number.to_string()));
}
