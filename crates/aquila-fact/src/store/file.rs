//! `data/token_stores.yml` as it is written.

use std::collections::HashMap;

use serde::Deserialize;

use super::place::PlacePattern;
use super::{Kind, TokenStore, Vector};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) homes: HomesFile,
    pub(super) common: Vec<String>,
    pub(super) readers: HashMap<String, Vec<String>>,
    pub(super) stores: Vec<StoreFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HomesFile {
    pub(super) posix: Vec<String>,
    pub(super) windows: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StoreFile {
    pub(super) id: String,
    title: String,
    vector: Vector,
    platform: String,
    kind: Kind,
    /// For the tests, as are the examples.
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests of the file read it"))]
    pub(super) systems: Vec<String>,
    #[serde(default)]
    unconfirmed: bool,
    pub(super) paths: Vec<String>,
    #[serde(default)]
    pub(super) readers: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests of the file read it"))]
    pub(super) examples: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests of the file read it"))]
    pub(super) near_misses: Vec<String>,
}

pub(super) fn file() -> Result<File, String> {
    serde_saphyr::from_str(include_str!("../../data/token_stores.yml")).map_err(|error| error.to_string())
}

impl StoreFile {
    pub(super) fn compiled(&self, groups: &HashMap<String, Vec<String>>) -> TokenStore {
        let readers: Vec<String> = self
            .readers
            .iter()
            .filter_map(|name| groups.get(name))
            .flatten()
            .flat_map(|path| expanded(path))
            .collect();
        TokenStore {
            id: self.id.clone(),
            title: self.title.clone(),
            vector: self.vector,
            platform: self.platform.clone(),
            kind: self.kind,
            patterns: self.paths.iter().flat_map(|path| expanded(path)).collect(),
            reader_patterns: readers.iter().map(|reader| PlacePattern::new(reader)).collect(),
            readers,
            unconfirmed: self.unconfirmed,
        }
    }
}

/// A pattern with `{a,b}`, once for each choice. Braces do not nest.
pub(super) fn expanded(pattern: &str) -> Vec<String> {
    let parts = pattern.split_once('{').and_then(|(before, rest)| {
        let (choices, after) = rest.split_once('}')?;
        Some((before, choices, after))
    });
    let Some((before, choices, after)) = parts else { return vec![pattern.to_owned()] };
    let rests = expanded(after);
    choices
        .split(',')
        .flat_map(|choice| rests.iter().map(move |rest| format!("{before}{choice}{rest}")))
        .collect()
}
