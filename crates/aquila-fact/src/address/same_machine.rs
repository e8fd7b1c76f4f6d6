//! Whether both ends of a connection are one machine.

use super::host;

/// Whether source and destination of one connection are one machine.
///
/// A loopback address at either end says so, and so does an unspecified
/// destination, to which a system connects as to itself (RFC 1122 leaves it to the
/// host; Linux, macOS and BSD do). Else both addresses must be known and are
/// compared; IPv4 inside IPv6 equals IPv4. Names other than those of loopback, and
/// an unspecified source, are unknown. An absent address must be `None`, not the
/// `0.0.0.0` that AQL shows for it.
pub fn same_machine(source: Option<&str>, destination: Option<&str>) -> Option<bool> {
    let address = |host: Option<&str>| host.and_then(|host| host::read(host, None)?.address);
    let (source, destination) = (address(source), address(destination));
    let is_loopback = [source, destination].into_iter().flatten().any(|address| address.is_loopback());
    if is_loopback || destination.is_some_and(|address| address.is_unspecified()) {
        return Some(true);
    }
    let source = source.filter(|address| !address.is_unspecified())?;
    Some(source == destination?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_a_connection() {
        for (source, destination, expected) in [
            (Some("10.0.0.1"), Some("10.0.0.1"), Some(true)),
            (Some("::ffff:10.0.0.1"), Some("10.0.0.1"), Some(true)),
            (Some("2001:db8::1"), Some("2001:DB8:0::1"), Some(true)),
            (Some("10.0.0.1"), Some("10.0.0.2"), Some(false)),
            (Some("10.0.0.1"), Some("2001:db8::1"), Some(false)),
            (Some("10.0.0.1"), Some("127.0.0.1"), Some(true)),
            (Some("::1"), Some("::1"), Some(true)),
            (Some("127.0.0.1"), None, Some(true)),
            (None, Some("localhost"), Some(true)),
            (None, Some("::ffff:127.0.0.1"), Some(true)),
            (Some("10.0.0.1"), Some("0.0.0.0"), Some(true)),
            (Some("10.0.0.1"), Some("::"), Some(true)),
            (Some("0.0.0.0"), Some("10.0.0.1"), None),
            (Some("web01.example"), Some("web01.example"), None),
            (Some("web01.example"), Some("10.0.0.1"), None),
            (Some("10.0.0.1"), None, None),
            (None, None, None),
            (Some(""), Some("-"), None),
        ] {
            assert_eq!(same_machine(source, destination), expected, "{source:?} {destination:?}");
        }
    }
}
