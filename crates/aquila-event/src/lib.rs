//! The normalized event: which properties it has, how they lie in Arrow, and the
//! tables that give ids their names.
//!
//! ```text
//! property::Catalogue   what AQL can name, with type, meaning and spellings
//! batch::EventBuilder   decoded values -> Arrow RecordBatch
//! taxonomy::Taxonomy    QID, category, log source type, protocol names
//! log_source            log source ids and names
//! ```
//!
//! This crate decodes nothing and evaluates nothing. It depends on no other Aquila crate.
//!
//! ```
//! use aquila_event::property::Catalogue;
//! let catalogue = Catalogue::builtin();
//! let image = catalogue.lookup("process name").expect("a spelling of Application");
//! assert_eq!(image.name, "Application");
//! ```

pub mod address;
pub mod batch;
mod error;
pub mod log_source;
mod nearest;
pub mod property;
pub mod schema;
pub mod taxonomy;

pub use batch::EventBuilder;
pub use error::EventError;
pub use log_source::LogSources;
pub use nearest::nearest;
pub use property::{Catalogue, Part, Property, PropertyId, PropertyKind, PropertyType};
pub use schema::EventSchema;
pub use taxonomy::Taxonomy;
