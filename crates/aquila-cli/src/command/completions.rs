//! `aquila completions`: generated, not written.

use std::io::Write;

use clap::CommandFactory;
use clap_complete::Shell;

use crate::args::Args;
use crate::exit::Exit;

pub(super) fn run(shell: Shell) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "aquila", &mut script);
    // A reader that left early wants no more of it.
    let _ = std::io::stdout().write_all(&script);
    Exit::Done
}
