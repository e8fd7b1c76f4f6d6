//! The classes of `data/address_classes.yml`, and which of them an address or a name is in.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::{Deserializer, Error};

use super::Network;

/// What answers at some addresses and names.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddressClass {
    /// The name of the class, such as `instance-metadata`.
    #[serde(rename = "class")]
    pub name: String,
    /// Whose service it is.
    pub provider: String,
    /// Whether this is one known service, or a range such as `private`.
    pub service: bool,
    /// What it is, in a sentence or two.
    pub meaning: String,
    /// The addresses of the class.
    #[serde(default)]
    pub addresses: Vec<ClassAddress>,
    /// The host names of the class.
    #[serde(default)]
    pub names: Vec<ClassName>,
}

/// An address or network of a class.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassAddress {
    /// The address or network.
    #[serde(deserialize_with = "network")]
    pub at: Network,
    /// The port, where the address alone says too little.
    pub port: Option<u16>,
    /// Who documents it.
    pub of: String,
    /// Known from secondary sources only, or different by version.
    #[serde(default)]
    pub unconfirmed: bool,
}

/// An exact host name of a class, in lower case.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassName {
    /// The name.
    pub name: String,
    /// Who documents it.
    pub of: String,
    /// A word that means a host only where a host must stand.
    #[serde(default)]
    pub only_in_url: bool,
    /// The address that the name always stands for.
    pub address: Option<IpAddr>,
    /// Known from secondary sources only, or different by version.
    #[serde(default)]
    pub unconfirmed: bool,
}

/// A domain that answers with the address in a name, or always with one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WildcardDomain {
    pub(super) suffix: String,
    pub(super) address: Option<IpAddr>,
    #[serde(default, rename = "unconfirmed")]
    _unconfirmed: bool,
}

/// What the file holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Knowledge {
    classes: Vec<AddressClass>,
    pub(super) wildcard_dns: Vec<WildcardDomain>,
    pub(super) clients: Vec<String>,
    pub(super) valued_options: Vec<String>,
    pub(super) schemes: Vec<String>,
}

/// The knowledge, and indexes into it.
struct Index {
    /// Longest prefix first; of two equal ones that with a port.
    addresses: Vec<(&'static ClassAddress, &'static AddressClass)>,
    names: HashMap<&'static str, (&'static ClassName, &'static AddressClass)>,
}

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| load().expect("a test reads this file of ours"));

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let classes = || KNOWLEDGE.classes.iter();
    let mut addresses: Vec<_> =
        classes().flat_map(|class| class.addresses.iter().map(move |at| (at, class))).collect();
    addresses.sort_by_key(|(entry, _)| (std::cmp::Reverse(entry.at.prefix()), entry.port.is_none()));
    let names = classes()
        .flat_map(|class| class.names.iter().map(move |name| (name.name.as_str(), (name, class))))
        .collect();
    Index { addresses, names }
});

fn load() -> Result<Knowledge, String> {
    serde_saphyr::from_str(include_str!("../../data/address_classes.yml")).map_err(|error| error.to_string())
}

fn network<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Network, D::Error> {
    let text = String::deserialize(deserializer)?;
    Network::parse(&text).ok_or_else(|| D::Error::custom(format!("`{text}` is no address and no network")))
}

/// All classes, in the order of the file.
pub fn classes() -> &'static [AddressClass] {
    &KNOWLEDGE.classes
}

/// The parts of the file that are no classes.
pub(super) fn knowledge() -> &'static Knowledge {
    &KNOWLEDGE
}

/// The class of an address at a port, and whether the port decided it.
pub(super) fn of_address(address: IpAddr, port: Option<u16>) -> Option<(&'static AddressClass, bool)> {
    let fits =
        |entry: &ClassAddress| entry.at.contains(address) && (entry.port.is_none() || entry.port == port);
    let (entry, class) = INDEX.addresses.iter().find(|(entry, _)| fits(entry))?;
    Some((class, entry.port.is_some()))
}

/// The class of a host name in lower case.
pub(super) fn of_name(name: &str) -> Option<(&'static ClassName, &'static AddressClass)> {
    INDEX.names.get(name).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_well_formed() {
        let knowledge = load().unwrap();
        for class in &knowledge.classes {
            assert!(!class.meaning.is_empty() && !class.provider.is_empty(), "{}", class.name);
            assert!(!class.addresses.is_empty() || !class.names.is_empty(), "{}", class.name);
            for name in &class.names {
                assert_eq!(name.name, name.name.to_ascii_lowercase());
            }
        }
        for client in &knowledge.clients {
            assert_eq!(*client, client.to_ascii_lowercase());
        }
    }

    #[test]
    fn no_name_is_in_two_classes() {
        let count: usize = classes().iter().map(|class| class.names.len()).sum();
        assert_eq!(INDEX.names.len(), count);
    }

    #[test]
    fn a_port_makes_a_class_of_loopback() {
        for (address, port, class, by_port) in [
            ("127.0.0.1", None, "loopback", false),
            ("127.0.0.1", Some(80), "loopback", false),
            ("127.0.0.1", Some(40342), "azure-arc", true),
            ("127.9.9.9", Some(1338), "aws-cloudshell", true),
            ("10.1.2.3", Some(10250), "kubelet", true),
            ("169.254.169.254", Some(10250), "instance-metadata", false),
            ("8.8.8.8", Some(10250), "public", false),
        ] {
            let (found, decided) = of_address(address.parse().unwrap(), port).unwrap();
            assert_eq!((found.name.as_str(), decided), (class, by_port), "{address} {port:?}");
        }
    }
}
