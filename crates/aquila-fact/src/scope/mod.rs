//! What a consent or grant adds to what was granted before, and how much that gives away.
//!
//! ```text
//! text      what a record holds -> lists of scopes, in any of its spellings
//! delta     the new lists less the old ones
//! name      when two spellings are one scope
//! weights   what a scope gives away (`data/scope_weights.yml`)
//! ```
//!
//! ```
//! use aquila_fact::scope::{Grant, delta};
//! let change = delta(r#"" User.Read Mail.Read offline_access""#, Some("User.Read"), Grant::Delegated);
//! assert_eq!(change.added, ["Mail.Read", "offline_access"]);
//! assert_eq!((change.weight, change.heaviest.as_deref(), change.offline), (3, Some("Mail.Read"), true));
//! ```

mod delta;
mod name;
mod text;
mod weights;

pub use delta::{ConsentType, Grant, ScopeDelta, delta};

/// What a scope gives away, 1 (little) to 4 (a tenant); 0 if that is not known. It is
/// given by name, by URL, or by the identifier of an app role.
pub fn weight(name_or_guid: &str, grant: Grant) -> u8 {
    name::Scope::read(name_or_guid).map_or(0, |scope| scope.weight(grant))
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
