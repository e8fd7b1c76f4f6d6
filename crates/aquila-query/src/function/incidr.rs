//! INCIDR: whether an address lies in a network. The network comes first; a bare
//! address is a network of one. IPv4-mapped IPv6 counts as IPv4 on both sides.

use std::net::IpAddr;
use std::sync::Arc;

use aquila_event::address;
use datafusion::arrow::array::{ArrayRef, BooleanArray};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::Result;

use super::kernel::{Arguments, Kernel};
use super::{Function, Parameter};
use crate::types::AqlType;

/// `INCIDR('10.0.0.0/8', sourceip)`.
pub(super) static INCIDR: Function = Function {
    name: "INCIDR",
    usage: "INCIDR('network', address)",
    parameters: &[Parameter::TextConstant, Parameter::Address],
    required: 2,
    variadic: false,
    tolerates_null: false,
    returns: AqlType::Boolean,
    check: Some(|_, text| Network::parse(text).map(drop)),
    build: |_| {
        let types = [DataType::Utf8, DataType::Utf8];
        Kernel::udf("incidr", &types, 2, DataType::Boolean, (), inside)
    },
};

/// A network: the bits of its address that count, and how many these are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    v4: bool,
    bits: u128,
    mask: u128,
}

impl Network {
    fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let wrong =
            |what: &str| format!("'{text}' is not a network: {what}, write '10.0.0.0/8' or an address");
        let (host, length) = match text.split_once('/') {
            Some((host, length)) => (host.trim_end(), Some(length.trim_start())),
            None => (text, None),
        };
        let written: IpAddr = host.parse().map_err(|_| wrong("no address before the slash"))?;
        let width = if written.is_ipv4() { 32 } else { 128 };
        let length = match length {
            None => width,
            Some(digits) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => digits
                .parse::<u32>()
                .ok()
                .filter(|length| *length <= width)
                .ok_or_else(|| wrong(&format!("the prefix length goes from 0 to {width}")))?,
            Some(_) => return Err(wrong("no prefix length after the slash")),
        };
        Ok(Self::new(written, length))
    }

    fn new(written: IpAddr, length: u32) -> Self {
        let address = address::canonical(written);
        // `::ffff:10.0.0.0/104` is `10.0.0.0/8`; a shorter prefix reaches beyond
        // the mapped block and stays IPv6.
        match (written, address) {
            (IpAddr::V6(v6), IpAddr::V4(_)) if length < 96 => Self::masked(false, v6.to_bits(), length, 128),
            (IpAddr::V6(_), IpAddr::V4(v4)) => Self::masked(true, v4.to_bits().into(), length - 96, 32),
            (_, IpAddr::V4(v4)) => Self::masked(true, v4.to_bits().into(), length, 32),
            (_, IpAddr::V6(v6)) => Self::masked(false, v6.to_bits(), length, 128),
        }
    }

    fn masked(v4: bool, bits: u128, length: u32, width: u32) -> Self {
        let mask = u128::MAX.checked_shl(width - length).unwrap_or(0);
        Network { v4, bits: bits & mask, mask }
    }

    fn contains(&self, address: IpAddr) -> bool {
        let bits = match (address, self.v4) {
            (IpAddr::V4(v4), true) => v4.to_bits().into(),
            (IpAddr::V4(v4), false) => v4.to_ipv6_mapped().to_bits(),
            (IpAddr::V6(v6), false) => v6.to_bits(),
            (IpAddr::V6(_), true) => return false,
        };
        bits & self.mask == self.bits
    }
}

fn inside((): &(), arguments: &Arguments) -> Result<ArrayRef> {
    let networks = arguments.text(0)?;
    let addresses = arguments.text(1)?;
    let parse = |row| networks.get(row).and_then(|text| Network::parse(text).ok());
    let constant = arguments.is_constant(0).then(|| parse(0));
    let inside = |row| {
        let network = constant.unwrap_or_else(|| parse(row))?;
        let (address, _) = address::parse(addresses.get(row)?)?;
        Some(network.contains(address))
    };
    Ok(Arc::new((0..arguments.rows).map(inside).collect::<BooleanArray>()))
}

#[cfg(test)]
mod tests {
    use super::super::kernel::testing::*;
    use super::*;
    use datafusion::arrow::array::AsArray;

    #[test]
    fn membership() {
        let udf = (INCIDR.build)(&context());
        for (network, address, expected) in [
            ("10.0.0.0/8", "10.255.0.1", Some(true)),
            ("10.0.0.0/8", "11.0.0.1", Some(false)),
            ("10.1.2.3/8", "10.255.0.1", Some(true)),
            ("0.0.0.0/0", "255.255.255.255", Some(true)),
            ("0.0.0.0/0", "2001:db8::1", Some(false)),
            ("::/0", "2001:db8::1", Some(true)),
            ("2001:db8::/32", "2001:db8:ffff::", Some(true)),
            ("2001:db8::/32", "2001:db9::", Some(false)),
            ("169.254.169.254", "169.254.169.254", Some(true)),
            ("169.254.169.254/32", "169.254.169.253", Some(false)),
            ("::ffff:10.0.0.0/104", "10.1.1.1", Some(true)),
            ("::1", "::1", Some(true)),
            ("10.0.0.0/8", "not an address", None),
        ] {
            let found = call(&udf, vec![constant(network), text(&[Some(address), None])], 2);
            let found: Vec<_> = found.as_boolean().iter().collect();
            assert_eq!(found, [expected, None], "{network} {address}");
        }
    }

    #[test]
    fn malformed_networks_are_refused() {
        let check = INCIDR.check.expect("checked");
        for text in
            ["", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0/8", "::/129", "10.0.0.0/-1", "x", "10.0.0.0/8/8"]
        {
            assert!(check(0, text).is_err(), "{text}");
        }
        let message = check(0, "10.0.0.0/99").expect_err("too long");
        assert!(message.contains("0 to 32"), "{message}");
    }
}
