//! What recorded values amount to: facts that records do not state in one spelling.
//!
//! ```text
//! address  which service an address in any spelling is; whether two are one machine
//! url      the parts of a URL
//! path     a file path in one spelling
//! store    the store of tokens that a path belongs to
//! words    the words of a command line
//! actor    the program of a process, and the script that it runs
//! scope    what a consent adds, and what that gives away
//! ```
//!
//! Each is a function from texts to a text or a number. What it knows lies in
//! `data/`. This crate decodes nothing and depends on no other Aquila crate.

pub mod actor;
pub mod address;
pub mod path;
pub mod scope;
pub mod store;
pub mod url;
pub mod words;
