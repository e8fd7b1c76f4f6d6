//! What every command knows beside what ships: the flags that say so.

use aquila::{Engine, EngineOptions, SessionLimits};

use super::run::failed_without_query;
use crate::args::TeachArgs;
use crate::exit::Exit;

/// The options of an engine that knows this.
pub(super) fn options(args: &TeachArgs) -> EngineOptions {
    EngineOptions {
        properties: args.property.clone(),
        sources: args.sources.clone(),
        property_files: args.properties.clone(),
        limits: SessionLimits::default(),
    }
}

/// An engine for commands that evaluate nothing.
pub(super) fn engine(args: &TeachArgs) -> Result<Engine, Exit> {
    Engine::new(options(args)).map_err(|error| failed_without_query(&error))
}
