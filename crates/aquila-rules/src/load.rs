//! Rules from files: a bare `.aql`, a rule folder, a folder of either, a pack.

use std::path::{Path, PathBuf};

use crate::RuleError;
use crate::rule::{Metadata, Rule};

/// The rules that `hunt` runs when none are named.
///
/// # Errors
/// Never in a shipped build: a test loads them.
pub fn default_rules() -> Result<Vec<Rule>, RuleError> {
    let origin = "packs/t1528/t1528-qradar-original/query.aql";
    let metadata = metadata(
        Path::new("packs/t1528/t1528-qradar-original/rule.yml"),
        include_str!("../../../packs/t1528/t1528-qradar-original/rule.yml"),
    )?;
    let query = include_str!("../../../packs/t1528/t1528-qradar-original/query.aql").to_owned();
    Ok(vec![Rule { metadata, query, origin: origin.to_owned() }])
}

/// The rules at `path`, sorted by path: an `.aql` file, a folder with `rule.yml`
/// and `query.aql`, or a folder that holds such files and folders at any depth.
///
/// # Errors
/// When a file cannot be read, metadata is not valid, or nothing is there.
pub fn load(path: &Path) -> Result<Vec<Rule>, RuleError> {
    let mut rules = Vec::new();
    if path.is_dir() {
        folder(path, &mut rules)?;
    } else if path.exists() && !path.is_file() {
        let reason = "not a regular file".to_owned();
        return Err(RuleError::Invalid { path: path.to_owned(), reason });
    } else {
        rules.push(file(path)?);
    }
    if rules.is_empty() {
        let reason = "no rule here: an .aql file, or a folder with rule.yml and query.aql, is expected";
        return Err(RuleError::Invalid { path: path.to_owned(), reason: reason.to_owned() });
    }
    Ok(rules)
}

fn folder(path: &Path, rules: &mut Vec<Rule>) -> Result<(), RuleError> {
    let mut entries: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(path).map_err(|source| io(path, source))? {
        entries.push(entry.map_err(|source| io(path, source))?.path());
    }
    entries.sort();
    let has = |name: &str| entries.iter().any(|entry| entry.file_name().is_some_and(|file| file == name));
    if has("rule.yml") && !has("query.aql") {
        let reason = "a rule needs its query.aql beside rule.yml".to_owned();
        return Err(RuleError::Invalid { path: path.to_owned(), reason });
    }
    for entry in entries {
        // Links are not followed: a loop of them has no end.
        let is_link = entry.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink());
        if entry.is_dir() {
            if !is_link {
                folder(&entry, rules)?;
            }
        } else if entry.is_file()
            && entry.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("aql"))
        {
            rules.push(file(&entry)?);
        }
    }
    Ok(())
}

fn file(path: &Path) -> Result<Rule, RuleError> {
    let query = std::fs::read_to_string(path).map_err(|source| io(path, source))?;
    let beside = path.with_file_name("rule.yml");
    let is_folder_rule = path.file_name().is_some_and(|name| name == "query.aql") && beside.is_file();
    let metadata = if is_folder_rule {
        let text = std::fs::read_to_string(&beside).map_err(|source| io(&beside, source))?;
        metadata(&beside, &text)?
    } else {
        Metadata::bare(&bare_name(path))
    };
    Ok(Rule { metadata, query, origin: path.display().to_string() })
}

/// What a query without metadata is called: its file, or its folder where every
/// query has the same file name.
fn bare_name(path: &Path) -> String {
    let is_generic = path.file_name().is_some_and(|name| name == "query.aql");
    let folder = path.parent().and_then(Path::file_name).filter(|_| is_generic);
    folder.or(path.file_stem()).map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn metadata(path: &Path, text: &str) -> Result<Metadata, RuleError> {
    serde_saphyr::from_str(text)
        .map_err(|error| RuleError::Invalid { path: path.to_owned(), reason: error.to_string() })
}

fn io(path: &Path, source: std::io::Error) -> RuleError {
    RuleError::Io { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_rule_is_the_original() {
        let rules = default_rules().expect("shipped rules load");
        assert_eq!(rules.len(), 1);
        assert_eq!(rules[0].metadata.id, "t1528-qradar-original");
        assert_eq!(rules[0].metadata.branches.len(), 4);
    }

    #[test]
    fn a_folder_gives_its_rules_in_path_order() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
        let rules = load(&folder).expect("packs load");
        let ids: Vec<&str> = rules.iter().map(|rule| rule.metadata.id.as_str()).collect();
        assert_eq!(ids, ["t1528-qradar-original"]);
    }

    #[test]
    fn nothing_there_is_an_error() {
        let error = load(Path::new("does/not/exist.aql")).expect_err("missing");
        assert!(error.to_string().starts_with("does/not/exist.aql: "), "{error}");
    }
}
