//! Lists of what is known: opened output, one format, done.

use std::io::Write;

use aquila::EngineError;

use super::run::{failed_without_query, format};
use crate::args::DataArgs;
use crate::exit::Exit;
use crate::output::Output;
use crate::render::{List, Listed};
use crate::report;

/// Writes a list where the flags say.
pub(super) fn write<T: Listed>(args: &DataArgs, items: &[T]) -> Exit {
    let mut sink = match List::new(format(args)) {
        Ok(sink) => sink,
        Err(reason) => return refused(&reason),
    };
    let mut output = match Output::open(args.output.as_deref(), args.overwrite) {
        Ok(output) => output,
        Err(reason) => return refused(&reason),
    };
    let written = items.iter().try_for_each(|item| sink.item(item, &mut output));
    let finished = written.and_then(|()| sink.finish(&mut output)).and_then(|()| output.flush());
    match finished.and_then(|()| output.finish()) {
        Ok(()) => Exit::Done,
        Err(error) => failed_without_query(&EngineError::Output(error)),
    }
}

/// Says why the flags make no sense.
pub(super) fn refused(reason: &str) -> Exit {
    report::say(&format!("error: {reason}"));
    Exit::Usage
}
