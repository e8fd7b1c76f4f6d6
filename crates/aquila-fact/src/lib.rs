//! What recorded values amount to: facts that records do not state in one spelling.
//!
//! Each is a function from texts to a text or a number. What it knows lies in
//! `data/`. This crate decodes nothing and depends on no other Aquila crate.

pub mod address;
pub mod scope;
pub mod url;
pub mod actor;
pub mod path;
pub mod store;
pub mod words;
