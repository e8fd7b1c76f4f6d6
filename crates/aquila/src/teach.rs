//! What users teach the engine: log source types and custom properties, from files.

use std::path::{Path, PathBuf};

use aquila_dsm::custom::{CustomProperties, definition};
use aquila_dsm::source::SourceTypes;
use aquila_event::Catalogue;

use crate::EngineError;

/// The file of a sources folder that holds no log source type but properties.
const PROPERTIES: &str = "properties.yml";

/// Where the files are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taught<'p> {
    /// Log source types: files, or folders of them, perhaps with properties.
    pub(crate) sources: &'p [PathBuf],
    /// Custom properties: files.
    pub(crate) properties: &'p [PathBuf],
}

/// The shipped log source types with what these files add; the catalogue gets their
/// properties.
pub(crate) fn source_types(
    taught: Taught<'_>,
    catalogue: &mut Catalogue,
) -> Result<SourceTypes, EngineError> {
    let in_folders = taught.sources.iter().map(|path| path.join(PROPERTIES)).filter(|file| file.is_file());
    let mut definitions = Vec::new();
    for file in taught.properties.iter().cloned().chain(in_folders) {
        let read = definition::read(&read(&file)?).map_err(|reason| invalid(&file, &reason))?;
        CustomProperties::declare(&read, catalogue).map_err(|reason| invalid(&file, &reason))?;
        definitions.push((file, read));
    }
    let mut files = Vec::new();
    for path in taught.sources {
        for file in type_files(path)? {
            let text = read(&file)?;
            files.push((file.display().to_string(), text));
        }
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(file, text)| (file.as_str(), text.as_str())).collect();
    let types =
        SourceTypes::with(&files, catalogue).map_err(|error| EngineError::Usage(error.to_string()))?;
    let mut custom = CustomProperties::default();
    for (file, definitions) in definitions {
        custom.add(&definitions, catalogue, &types.taxonomy()).map_err(|reason| invalid(&file, &reason))?;
    }
    Ok(types.with_custom(custom))
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

fn invalid(path: &Path, reason: &str) -> EngineError {
    EngineError::Usage(format!("{}: {reason}", path.display()))
}
