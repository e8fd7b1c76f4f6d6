//! `aquila sources`: the log source types that are recognized.

use super::{list, teach};
use crate::args::ListArgs;
use crate::exit::Exit;

pub(super) fn run(args: &ListArgs) -> Exit {
    match teach::engine(&args.teach) {
        Ok(engine) => list::write(&args.data, &engine.sources()),
        Err(exit) => exit,
    }
}
