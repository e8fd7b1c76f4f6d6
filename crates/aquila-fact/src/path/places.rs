//! What `data/places.yml` knows, in the form that folding asks for.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::pattern::Pattern;

pub(super) struct Places {
    /// A link and what it leads to.
    pub(super) posix_links: Vec<(Pattern, Vec<String>)>,
    pub(super) roots: Vec<Pattern>,
    /// The first components of those, each with a bit for each number of components.
    posix_lengths: Vec<(String, u32)>,
    pub(super) windows_links: Vec<WindowsLink>,
    pub(super) system_volume: Vec<String>,
    pub(super) this_machine: Vec<String>,
    pub(super) posix_variables: HashMap<String, String>,
    pub(super) windows_variables: HashMap<String, String>,
}

pub(super) struct WindowsLink {
    /// The directory, then the name of the link.
    pub(super) from: Pattern,
    /// Where it leads, seen from the directory.
    pub(super) to: Vec<String>,
}

impl WindowsLink {
    /// Whether a component has the name of the link.
    pub(super) fn is_named(&self, component: &str) -> bool {
        self.from.components().last().is_some_and(|name| name.eq_ignore_ascii_case(component))
    }
}

pub(super) static PLACES: LazyLock<Places> =
    LazyLock::new(|| Places::from(file().expect("a test reads this file of ours")));

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    posix: Posix,
    windows: Windows,
    variables: Variables,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Posix {
    links: HashMap<String, String>,
    roots: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Windows {
    links: Vec<LinkFile>,
    system_volume: Vec<String>,
    this_machine: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkFile {
    at: String,
    name: String,
    to: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Variables {
    posix: HashMap<String, String>,
    windows: HashMap<String, String>,
}

pub(super) fn file() -> Result<File, String> {
    serde_saphyr::from_str(include_str!("../../data/places.yml")).map_err(|error| error.to_string())
}

impl From<File> for Places {
    fn from(file: File) -> Self {
        let link = |(from, to): (String, String)| {
            let to = to.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
            (Pattern::new(&from), to)
        };
        let windows_link = |link: LinkFile| WindowsLink {
            from: Pattern::new(&format!("{}\\{}", link.at, link.name)),
            to: link.to.split('\\').map(str::to_owned).collect(),
        };
        let posix_links: Vec<_> = file.posix.links.into_iter().map(link).collect();
        let roots: Vec<_> = file.posix.roots.iter().map(|root| Pattern::new(root)).collect();
        Self {
            posix_lengths: lengths(posix_links.iter().map(|(from, _)| from).chain(&roots)),
            posix_links,
            roots,
            windows_links: file.windows.links.into_iter().map(windows_link).collect(),
            system_volume: file.windows.system_volume,
            this_machine: file.windows.this_machine,
            posix_variables: file.variables.posix,
            windows_variables: file.variables.windows,
        }
    }
}

fn lengths<'a>(patterns: impl Iterator<Item = &'a Pattern>) -> Vec<(String, u32)> {
    let mut lengths = HashMap::<String, u32>::new();
    for components in patterns.map(Pattern::components) {
        if let Some(first) = components.first() {
            *lengths.entry(first.clone()).or_default() |= 1 << components.len().min(31);
        }
    }
    lengths.into_iter().collect()
}

impl Places {
    /// Whether a link or a root could have these components: most paths have none.
    pub(super) fn could_be_known(&self, components: &[&str]) -> bool {
        let length = 1u32 << components.len().min(31);
        components.first().is_some_and(|first| {
            self.posix_lengths.iter().any(|(known, lengths)| lengths & length != 0 && known == first)
        })
    }
}
