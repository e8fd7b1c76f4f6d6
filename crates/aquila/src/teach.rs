//! What users teach the engine: log source types and custom properties, from files.

use std::path::{Path, PathBuf};

use aquila_dsm::source::SourceTypes;
use aquila_event::Catalogue;

use crate::EngineError;

/// The file of a sources folder that holds no log source type but properties.
const PROPERTIES: &str = "properties.yml";

/// The shipped log source types, and before them those in these folders and files.
pub(crate) fn source_types(paths: &[PathBuf], catalogue: &Catalogue) -> Result<SourceTypes, EngineError> {
    let mut files = Vec::new();
    for path in paths {
        for file in type_files(path)? {
            let text = read(&file)?;
            files.push((file.display().to_string(), text));
        }
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(file, text)| (file.as_str(), text.as_str())).collect();
    SourceTypes::with(&files, catalogue).map_err(|error| EngineError::Usage(error.to_string()))
}

/// The log source type files at a path: the file itself, or those of a folder by name.
fn type_files(path: &Path) -> Result<Vec<PathBuf>, EngineError> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = std::fs::read_dir(path).map_err(|error| unreadable(path, &error))?;
    let mut files = Vec::new();
    for entry in entries {
        let file = entry.map_err(|error| unreadable(path, &error))?.path();
        let is_yaml = file.extension().is_some_and(|end| end == "yml" || end == "yaml");
        if is_yaml && file.file_name().is_none_or(|name| name != PROPERTIES) {
            files.push(file);
        }
    }
    if files.is_empty() && !path.join(PROPERTIES).is_file() {
        let reason = "no log source type here: a folder of *.yml files is expected";
        return Err(EngineError::Usage(format!("{}: {reason}", path.display())));
    }
    files.sort();
    Ok(files)
}

fn read(path: &Path) -> Result<String, EngineError> {
    std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> EngineError {
    EngineError::Usage(format!("{}: {error}", path.display()))
}
