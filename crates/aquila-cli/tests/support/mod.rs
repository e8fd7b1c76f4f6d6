//! Runs the command as a person would, from the root of the repository.
#![allow(dead_code, clippy::print_stdout, clippy::unwrap_used)]

use std::path::PathBuf;
use std::process::{Command, Output};

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).canonicalize().unwrap()
}

/// The command, about to run at the root, its environment free of ours.
pub(crate) fn aquila() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aquila"));
    command.current_dir(root());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("AQUILA_") {
            command.env_remove(name);
        }
    }
    command
}

/// Runs it with these arguments.
pub(crate) fn run(arguments: &[&str]) -> Output {
    aquila().args(arguments).output().unwrap()
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Says that a test did not run, and fails where it must run.
pub(crate) fn skip(what: &str) {
    assert!(std::env::var_os("AQUILA_CI").is_none(), "CI must run this: {what}");
    println!("SKIPPED: {what}");
}
