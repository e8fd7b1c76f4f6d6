//! `aquila man`: the manual pages, generated from the flags.

use std::io::Write;
use std::path::Path;

use clap::CommandFactory;

use crate::args::Args;
use crate::exit::Exit;
use crate::report;

pub(super) fn run(out: Option<&Path>) -> Exit {
    let mut command = Args::command();
    command.build();
    let result = match out {
        Some(folder) => {
            std::fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(command, folder))
        }
        None => page(command),
    };
    match result {
        Ok(()) => Exit::Done,
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Exit::Done,
        Err(error) => {
            report::say(&format!("error: {error}"));
            Exit::Usage
        }
    }
}

fn page(command: clap::Command) -> std::io::Result<()> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    std::io::stdout().write_all(&page)
}
