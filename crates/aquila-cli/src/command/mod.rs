//! The subcommands: one file each.

mod completions;
mod fields;
mod hunt;
mod identify;
mod import;
mod list;
mod man;
mod run;
mod search;
mod sources;
mod teach;

use crate::args::{Args, Command};
use crate::exit::Exit;

/// Runs the command that was typed.
pub(crate) fn run(args: Args) -> Exit {
    match args.command {
        Command::Hunt(args) => hunt::run(&args),
        Command::Search(args) => search::run(&args),
        Command::Identify(args) => identify::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Sources(args) => sources::run(&args),
        Command::Fields(args) => fields::run(&args),
        Command::Completions { shell } => completions::run(shell),
        Command::Man { out } => man::run(out.as_deref()),
    }
}
