//! What one value of a record says.

use std::net::{IpAddr, SocketAddr};

use serde_json::Value;

/// The texts that say nothing, wherever they stand.
const NOTHING: [&str; 7] = ["", "-", "<null>", "(null)", "null", "N/A", "n/a"];

/// The value behind these keys; null is none.
pub(super) fn at<'r>(value: &'r Value, keys: &[&str]) -> Option<&'r Value> {
    let found = keys.iter().try_fold(value, |value, key| value.get(*key))?;
    (!found.is_null()).then_some(found)
}

/// The text of a value that says something: protobuf's JSON writes 64-bit numbers as
/// strings, so that a number and its text are the same.
pub(super) fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    (!NOTHING.contains(&text.trim())).then_some(text)
}

/// The text behind these keys.
pub(super) fn said(value: &Value, keys: &[&str]) -> Option<String> {
    text(at(value, keys)?)
}

/// The number behind these keys, as text.
pub(super) fn number(value: &Value, keys: &[&str]) -> Option<String> {
    let number: i64 = said(value, keys)?.trim().parse().ok()?;
    Some(number.to_string())
}

/// An address, and the port that is written with it; IPv4 within IPv6 is IPv4.
pub(super) fn address(text: &str) -> Option<(IpAddr, Option<u16>)> {
    let text = text.trim();
    let (address, port) = match text.parse::<SocketAddr>() {
        Ok(socket) => (socket.ip(), Some(socket.port())),
        Err(_) => (text.parse().ok()?, None),
    };
    let address = match address {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    };
    Some((address, port))
}

/// How events write an address: the one that AQL has for an absent one is in full.
pub(super) fn address_text(address: IpAddr) -> String {
    match address {
        IpAddr::V6(v6) if v6.is_unspecified() => "0:0:0:0:0:0:0:0".to_owned(),
        other => other.to_string(),
    }
}
