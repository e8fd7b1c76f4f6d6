//! `aquila fields`: the properties that AQL can name.

use super::{list, teach};
use crate::args::FieldsArgs;
use crate::exit::Exit;

pub(super) fn run(args: &FieldsArgs) -> Exit {
    let engine = match teach::engine(&args.list.teach) {
        Ok(engine) => engine,
        Err(exit) => return exit,
    };
    if let Some(wanted) = &args.source {
        let sources = engine.sources();
        if !sources.iter().any(|known| known.name.eq_ignore_ascii_case(wanted)) {
            let names: Vec<&str> = sources.iter().map(|known| known.name.as_str()).collect();
            return list::refused(&format!(
                "there is no log source type {wanted:?}; known: {}",
                names.join(", ")
            ));
        }
    }
    list::write(&args.list.data, &engine.properties(args.source.as_deref()))
}
