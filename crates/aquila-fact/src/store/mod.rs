//! Which token store a path belongs to.
//!
//! ```
//! use aquila_fact::store::{in_command, of_path};
//!
//! let store = of_path("/home/bob/.aws/credentials").expect("known");
//! assert_eq!((store.id.as_str(), store.vector.name()), ("aws-credentials", "OAuth Token Cache Access"));
//! assert!(store.is_reader("/usr/local/aws-cli/v2/2.15.0/dist/aws"));
//!
//! let (store, path, range) = in_command("curl -d @.aws/credentials h", Some("/root")).expect("told");
//! assert_eq!((store.id.as_str(), path.as_str()), ("aws-credentials", "/root/.aws/credentials"));
//! assert_eq!(range, 9..25);
//! ```
//!
//! The stores are in `data/token_stores.yml`. `place` takes a path apart, `index` finds
//! the few patterns that could mean it, `command` looks for paths in command lines.

mod command;
mod file;
mod index;
mod place;

use std::fmt;
use std::sync::LazyLock;

use serde::Deserialize;

pub use command::in_command;

use index::Index;
use place::{Homes, Place, PlacePattern};

/// A kind of file that holds tokens or credentials, or is kept with them.
#[derive(Debug, Clone)]
pub struct TokenStore {
    /// A name for rules, such as `aws-credentials`.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// The kind of theft that a read of it is.
    pub vector: Vector,
    /// Whose tokens they are, such as `AWS`.
    pub platform: String,
    /// What is in it.
    pub kind: Kind,
    /// Its paths, as `data/token_stores.yml` writes them, braces expanded.
    pub patterns: Vec<String>,
    /// The paths of programs that read it as part of their work.
    pub readers: Vec<String>,
    /// Whether no document of the vendor names the paths.
    pub unconfirmed: bool,
    reader_patterns: Vec<PlacePattern>,
}

impl TokenStore {
    /// Whether a program at this canonical path reads the store as part of its work.
    ///
    /// The whole path must be known, not the name. A few programs live in the home of
    /// their user, who can put another one there: `readers` shows which, by their `~`.
    pub fn is_reader(&self, canonical_image: &str) -> bool {
        let place = Place::new(canonical_image, &STORES.homes);
        self.reader_patterns.iter().any(|pattern| pattern.matches(&place))
    }

    /// Whether what is in it is worth something to a thief.
    pub fn is_credential(&self) -> bool {
        self.kind != Kind::NotCredential
    }
}

/// The ways of token theft, named as alerts name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
pub enum Vector {
    /// A metadata service is asked.
    #[serde(rename = "IMDS Token Request")]
    ImdsTokenRequest,
    /// The token of a pod is read.
    #[serde(rename = "Kubernetes Service Account Token")]
    KubernetesServiceAccountToken,
    /// The cache of a tool or an application is read.
    #[serde(rename = "OAuth Token Cache Access")]
    OAuthTokenCacheAccess,
    /// A user or an administrator is made to grant it.
    #[serde(rename = "OAuth High-Privilege Consent Grant")]
    OAuthConsentGrant,
    /// A secret of a build is read.
    #[serde(rename = "CI/CD Secret Access")]
    CicdSecretAccess,
}

impl Vector {
    /// The name in alerts.
    pub fn name(self) -> &'static str {
        match self {
            Vector::ImdsTokenRequest => "IMDS Token Request",
            Vector::KubernetesServiceAccountToken => "Kubernetes Service Account Token",
            Vector::OAuthTokenCacheAccess => "OAuth Token Cache Access",
            Vector::OAuthConsentGrant => "OAuth High-Privilege Consent Grant",
            Vector::CicdSecretAccess => "CI/CD Secret Access",
        }
    }
}

impl fmt::Display for Vector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What is in a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Passwords, keys of an account, or several kinds of secrets.
    Credential,
    /// Tokens.
    Token,
    /// Private keys, or keys that open another store.
    Key,
    /// Cookies of a session.
    Cookie,
    /// Settings that hold a secret at times.
    Config,
    /// Lies beside a store and is none: certificates, names.
    NotCredential,
}

impl Kind {
    /// As the data file writes it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Credential => "credential",
            Kind::Token => "token",
            Kind::Key => "key",
            Kind::Cookie => "cookie",
            Kind::Config => "config",
            Kind::NotCredential => "not_credential",
        }
    }
}

struct Stores {
    stores: Vec<TokenStore>,
    homes: Homes,
    index: Index,
}

static STORES: LazyLock<Stores> =
    LazyLock::new(|| Stores::new(file::file().expect("a test reads this file of ours")));

impl Stores {
    fn new(file: file::File) -> Self {
        let homes = Homes::new(&file.homes.posix, &file.homes.windows);
        let stores: Vec<TokenStore> = file.stores.iter().map(|store| store.compiled(&file.readers)).collect();
        let index = Index::new(stores.iter().map(|store| store.patterns.as_slice()), &file.common);
        Self { stores, homes, index }
    }
}

/// All stores that are known.
pub fn all() -> &'static [TokenStore] {
    &STORES.stores
}

/// The store that a canonical path belongs to.
///
/// `~` and `~name` are homes. A relative path is taken to begin in a home where the
/// store lies in a hidden directory of one, as `.aws/credentials` does. A drive of
/// another machine, `\\HOST\C$`, counts as a drive. Names have no case on Windows and
/// macOS.
pub fn of_path(canonical: &str) -> Option<&'static TokenStore> {
    let stores = &*STORES;
    let found = stores.index.find(canonical, &stores.homes)?;
    stores.stores.get(found)
}

/// Whether a text, once folded, could be the path of a store.
fn could_be(text: &str) -> bool {
    STORES.index.could_find(text)
}

/// Whether what lies below a directory could belong to a store whatever its name.
fn could_be_in(directory: &str) -> bool {
    STORES.index.could_find_in(directory)
}

#[cfg(test)]
mod tests;
