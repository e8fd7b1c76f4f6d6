//! Which service an address is, in whatever spelling: an instance metadata service
//! written as one octal number is still one.
//!
//! Nothing is resolved and nothing is asked; what is known lies in
//! `data/address_classes.yml`.
//!
//! ```
//! use aquila_fact::address::{class_in_command, class_of_host};
//!
//! assert_eq!(class_of_host("0xa9fea9fe").unwrap().name, "instance-metadata");
//! let found = class_in_command("curl -s 2852039166/latest/meta-data/").unwrap();
//! assert_eq!(found.address, "169.254.169.254");
//! assert_eq!(found.spelling.as_str(), "number");
//! ```

mod class;
mod client;
mod edge;
mod embedded;
mod fold;
mod found;
mod host;
mod in_text;
mod network;
mod number;
mod position;
mod same_machine;
mod scan;
mod spelling;
mod wildcard;

pub use class::{AddressClass, ClassAddress, ClassName, classes};
pub use found::Found;
pub use in_text::{class_in_command, class_in_url};
pub use network::Network;
pub use same_machine::same_machine;
pub use spelling::Spelling;

/// The class of a host as any log writes it, perhaps with its port. Every address
/// has one; a name only if it is known, or holds an address that a public service
/// answers with.
pub fn class_of_host(host: &str) -> Option<&'static AddressClass> {
    class_of_endpoint(host, None)
}

/// The class of a host whose port is recorded apart. Some classes need the port: on
/// loopback it alone tells the services.
pub fn class_of_endpoint(host: &str, port: Option<u16>) -> Option<&'static AddressClass> {
    Some(endpoint(host, port)?.class)
}

/// The same with the address and how it was written.
pub fn endpoint(host: &str, port: Option<u16>) -> Option<Found> {
    Some(Found::new(host::read(host, port)?, 0..host.len(), false))
}

/// Whether a text without scheme can only be a host. Words such as `metadata` are
/// also the first segments of paths.
pub(crate) fn is_certain_host(text: &str) -> bool {
    host::read(text, None).is_some_and(|reading| match reading.form {
        host::Form::Certain => true,
        host::Form::Ipv6 | host::Form::Dotted | host::Form::Number => reading.class.service,
        host::Form::Word => false,
    })
}
