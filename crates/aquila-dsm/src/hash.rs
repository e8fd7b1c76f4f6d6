//! A quick hash for tables that only log source types fill: looking up what a record
//! says adds nothing to them, so nobody can crowd them.

/// A map from what log source types name.
pub(crate) type NameMap<K, V> = std::collections::HashMap<K, V, foldhash::fast::FixedState>;
