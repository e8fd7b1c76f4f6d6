//! What was added to and removed from the scopes that were granted.

use std::collections::{HashMap, HashSet};

use super::name::Scope;
use super::text::{self, Granted, Holder};

/// What kind of permission was granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grant {
    /// To act for a user, who can do no more than they could.
    Delegated,
    /// To the application itself, for everybody's data: an app role, or domain-wide delegation.
    Application,
}

/// Whom a delegated grant is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConsentType {
    /// All users of the tenant (`AllPrincipals`).
    All,
    /// One user (`Principal`).
    Principal,
}

/// The difference between two sets of scopes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScopeDelta {
    /// What is granted now and was not before, in the order of the record.
    pub added: Vec<String>,
    /// What was granted before and is not now.
    pub removed: Vec<String>,
    /// What the heaviest that was added gives away, 1 to 4; 0 if nothing is known of any.
    pub weight: u8,
    /// The first that was added of this weight.
    pub heaviest: Option<String>,
    /// Whom the added are for, where the record says so: all, if any is for all.
    pub consent_type: Option<ConsentType>,
    /// Tokens can be renewed without the user: `offline_access` is granted now, be it
    /// newly or still.
    pub offline: bool,
}

/// Compares what is granted now with what was granted before, each as a record holds it.
/// Where `new` itself says what was before (`[..] => [..]`), that counts too. Grants that
/// name whom they are for are compared with grants for the same.
pub fn delta(new: &str, old: Option<&str>, granted: Grant) -> ScopeDelta {
    let texts = text::read(new);
    let mut before = texts.before;
    before.extend(old.map(|old| text::read(old).after).unwrap_or_default());
    let after = texts.after;

    let (added, holders) = less(&after, &before);
    let mut removed = less(&before, &after).0;
    // What moved from one user to another, or to all, is still granted.
    let kept: HashSet<&str> = added.iter().map(|scope| scope.key.as_str()).collect();
    removed.retain(|scope| !kept.contains(scope.key.as_str()));

    let weight = added.iter().map(|scope| scope.weight(granted)).max().unwrap_or(0);
    let heaviest = added.iter().find(|scope| weight > 0 && scope.weight(granted) == weight);
    ScopeDelta {
        weight,
        heaviest: heaviest.map(|scope| scope.name.clone()),
        consent_type: consent_type(if holders.is_empty() { holders_of(&after) } else { holders }),
        offline: after.iter().flat_map(|grant| &grant.scopes).any(|scope| scope.key == "offline_access"),
        added: added.into_iter().map(|scope| scope.name.clone()).collect(),
        removed: removed.into_iter().map(|scope| scope.name.clone()).collect(),
    }
}

/// The scopes of `these` that `those` have not for the same holder, each once, and the
/// holders that have them.
fn less<'g>(these: &'g [Granted], those: &[Granted]) -> (Vec<&'g Scope>, Vec<&'g Holder>) {
    let mut all: HashSet<&str> = HashSet::new();
    let mut by_holder: HashMap<&Holder, HashSet<&str>> = HashMap::new();
    for grant in those {
        let keys = grant.scopes.iter().map(|scope| scope.key.as_str());
        all.extend(keys.clone());
        by_holder.entry(&grant.holder).or_default().extend(keys);
    }
    let unknown = by_holder.get(&Holder::default());
    let (mut found, mut holders) = (Vec::new(), Vec::new());
    let mut seen = HashSet::new();
    for grant in these {
        let same = by_holder.get(&grant.holder);
        let is_there = |key: &str| match grant.holder.is_unknown() {
            true => all.contains(key),
            false => [same, unknown].into_iter().flatten().any(|keys| keys.contains(key)),
        };
        for scope in grant.scopes.iter().filter(|scope| !is_there(&scope.key)) {
            holders.push(&grant.holder);
            if seen.insert(scope.key.as_str()) {
                found.push(scope);
            }
        }
    }
    (found, holders)
}

fn holders_of(grants: &[Granted]) -> Vec<&Holder> {
    grants.iter().map(|grant| &grant.holder).collect()
}

fn consent_type(holders: Vec<&Holder>) -> Option<ConsentType> {
    let is = |wanted: &str| holders.iter().any(|holder| holder.consent_type == wanted);
    match (is("allprincipals"), is("principal")) {
        (true, _) => Some(ConsentType::All),
        (false, true) => Some(ConsentType::Principal),
        (false, false) => None,
    }
}
