//! The `aquila` command: raw flags become meaning in `args`, each subcommand is
//! one file in `command`, each output format one file in `render`.

mod args;
mod color;
mod command;
mod exit;
mod interrupt;
mod output;
mod panic;
mod progress;
mod render;
mod report;
mod sanitize;
mod usage;

use clap::Parser;

fn main() -> std::process::ExitCode {
    let args = match args::Args::try_parse() {
        Ok(args) => args,
        Err(error) => return exit::from_clap(&error),
    };
    panic::to_exit(|| command::run(args)).into()
}
