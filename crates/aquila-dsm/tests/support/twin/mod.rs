//! Cilium Tetragon once more, in plain Rust over `serde_json`: what its records mean by
//! Tetragon's own reference (`api/v1/tetragon/events.proto` and `tetragon.proto`, published
//! as "gRPC API" in its documentation) and by the meanings in the property catalogue. It
//! shares no code with the decoder and does not read the log source type's file.

pub(crate) mod event;
mod facts;
mod files;
mod network;
pub(crate) mod random;
mod random_event;
mod random_values;
mod reading;
pub(crate) mod row;

use std::collections::BTreeMap;

/// Properties by name, as text.
pub(crate) type Properties = BTreeMap<&'static str, String>;

/// Sets a property, if there is a value.
fn set(properties: &mut Properties, name: &'static str, value: Option<String>) {
    if let Some(value) = value {
        properties.insert(name, value);
    }
}
