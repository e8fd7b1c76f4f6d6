//! `aquila import`: custom properties out of what QRadar's REST API returns.

use std::io::{self, Read, Write};
use std::path::Path;

use aquila::EngineError;
use aquila::custom::import;

use super::list::refused;
use super::run::failed_without_query;
use crate::args::ImportArgs;
use crate::exit::Exit;
use crate::output::Output;
use crate::report;

pub(super) fn run(args: &ImportArgs) -> Exit {
    let mut texts = Vec::new();
    for path in &args.paths {
        match read(path) {
            Ok(text) => texts.push((path.display().to_string(), text)),
            Err(error) => return refused(&format!("{}: {error}", path.display())),
        }
    }
    let imported = import::import(texts.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    for problem in &imported.problems {
        report::say(&format!("note: {problem}"));
    }
    if imported.properties.is_empty() {
        return refused("there is no custom property in this JSON");
    }
    let mut output = match Output::open(args.output.as_deref(), args.overwrite) {
        Ok(output) => output,
        Err(reason) => return refused(&reason),
    };
    let written = output.write_all(import::to_yaml(&imported).as_bytes()).and_then(|()| output.finish());
    match written {
        Ok(()) => {
            let expressions: usize = imported.properties.iter().map(|property| property.from.len()).sum();
            report::say(&format!("{} properties with {expressions} expressions", imported.properties.len()));
            Exit::Done
        }
        Err(error) => failed_without_query(&EngineError::Output(error)),
    }
}

fn read(path: &Path) -> io::Result<String> {
    if path == Path::new("-") {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text)?;
        return Ok(text);
    }
    std::fs::read_to_string(path)
}
