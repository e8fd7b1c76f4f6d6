//! A canonical path taken apart, and the patterns that mean it.

use crate::path::{Pattern, is_windows};

/// The directories that are homes.
#[derive(Debug)]
pub(super) struct Homes {
    posix: Vec<Pattern>,
    windows: Vec<Pattern>,
}

impl Homes {
    pub(super) fn new(posix: &[String], windows: &[String]) -> Self {
        let patterns = |homes: &[String]| homes.iter().map(|home| Pattern::new(home)).collect();
        Self { posix: patterns(posix), windows: patterns(windows) }
    }

    /// How many components of a path are a home.
    fn length(&self, components: &[&str], windows: bool, ignore_case: bool) -> Option<usize> {
        if components.first().is_some_and(|first| first.starts_with('~')) {
            return Some(1);
        }
        let homes = if windows { &self.windows } else { &self.posix };
        homes.iter().find_map(|home| {
            let length = home.components().len();
            home.matches(components.get(..length)?, ignore_case).then_some(length)
        })
    }
}

/// A canonical path, component by component.
#[derive(Debug)]
pub(super) struct Place<'a> {
    pub(super) components: Vec<&'a str>,
    windows: bool,
    ignore_case: bool,
    home: Option<usize>,
    relative: bool,
}

impl<'a> Place<'a> {
    pub(super) fn new(canonical: &'a str, homes: &Homes) -> Self {
        let windows = is_windows(canonical);
        let ignore_case = windows || is_of_macos(canonical);
        let components = if windows { windows_components(canonical) } else { posix_components(canonical) };
        let home = homes.length(&components, windows, ignore_case);
        let is_anchored = home.is_some() || canonical.starts_with(['/', '\\', '$', '%']);
        let relative =
            !is_anchored && !components.first().is_some_and(|first| windows && first.ends_with(':'));
        Self { components, windows, ignore_case, home, relative }
    }
}

fn posix_components(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !part.is_empty()).collect()
}

/// `\\HOST\C$` is a drive of that machine.
fn windows_components(path: &str) -> Vec<&str> {
    let mut components: Vec<&str> = path.split('\\').filter(|part| !part.is_empty()).collect();
    if path.starts_with(r"\\")
        && components.get(1).is_some_and(|share| share.len() == 2 && share.ends_with('$'))
    {
        components.remove(0);
        components[0] = "C:";
    }
    components
}

/// Whether a path looks like one of macOS, whose file system has no case by default.
fn is_of_macos(path: &str) -> bool {
    ["/Users/", "/Library/", "/System/", "/Applications/", "/var/root/", "~/Library/"]
        .iter()
        .any(|start| path.get(..start.len()).is_some_and(|text| text.eq_ignore_ascii_case(start)))
}

/// A pattern of `data/token_stores.yml`.
#[derive(Debug, Clone)]
pub(super) struct PlacePattern {
    pattern: Pattern,
    /// Begins with `~`, which is not a part of the pattern.
    home: bool,
    /// Only for one of the systems.
    windows: Option<bool>,
}

impl PlacePattern {
    pub(super) fn new(pattern: &str) -> Self {
        let windows = match pattern {
            _ if pattern.contains('\\') => Some(true),
            _ if pattern.starts_with('/') => Some(false),
            _ => None,
        };
        let rest = pattern.strip_prefix('~');
        Self { pattern: Pattern::new(rest.unwrap_or(pattern)), home: rest.is_some(), windows }
    }

    /// Its components, without the home.
    pub(super) fn components(&self) -> &[String] {
        self.pattern.components()
    }

    pub(super) fn matches(&self, place: &Place<'_>) -> bool {
        if self.windows.is_some_and(|windows| windows != place.windows) && !place.relative {
            return false;
        }
        let from = match (self.home, place.home) {
            (false, _) => 0,
            (true, Some(length)) => length,
            (true, None) if place.relative && self.is_hidden() => 0,
            (true, None) => return false,
        };
        let rest = place.components.get(from..).unwrap_or_default();
        self.pattern.matches(rest, place.ignore_case)
    }

    /// Lies in a hidden directory of a home.
    fn is_hidden(&self) -> bool {
        let components = self.components();
        components.len() > 1 && components[0].starts_with('.')
    }
}
