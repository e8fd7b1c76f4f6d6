//! When two spellings are one scope.

use super::delta::Grant;
use super::weights::{self, Known};

/// Hosts whose scopes are told by the last segment alone: `https://graph.microsoft.com/Mail.Read`
/// and `Mail.Read` are one (Microsoft identity platform, "Scopes and permissions").
const MICROSOFT: &[&str] = &[
    "microsoft.com",
    "microsoft.us",
    "microsoftonline.com",
    "office.com",
    "office365.com",
    "office365.us",
    "azure.com",
    "azure.net",
    "azure.us",
    "azure.cn",
    "windows.net",
    "sharepoint.com",
    "powerbi.com",
    "dynamics.com",
    "chinacloudapi.cn",
];

/// One scope.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    /// As it is shown: the known name, or what the record has.
    pub(super) name: String,
    /// As it is compared.
    pub(super) key: String,
    known: Option<&'static Known>,
}

impl Scope {
    /// Reads a scope; nothing if the text is empty or stands for nothing.
    pub(super) fn read(text: &str) -> Option<Scope> {
        let text = text.trim();
        if matches!(text, "" | "-" | "null" | "<null>") {
            return None;
        }
        let name = last_segment(text).unwrap_or(text);
        let key = key(name);
        if key.is_empty() {
            return None;
        }
        let known = weights::find(&key);
        // A pattern is no name.
        Some(match known.filter(|known| !known.name.contains('*')) {
            Some(known) => {
                Scope { name: known.name.clone(), key: self::key(&known.name), known: Some(known) }
            }
            None => Scope { name: name.to_owned(), key, known },
        })
    }

    /// What it gives away; 0 if that is not known.
    pub(super) fn weight(&self, grant: Grant) -> u8 {
        self.known.map_or(0, |known| match grant {
            Grant::Delegated => known.delegated,
            Grant::Application => known.application,
        })
    }
}

/// A scope as it is compared: without regard to case and a slash at the end.
pub(super) fn key(name: &str) -> String {
    name.trim_end_matches('/').to_lowercase()
}

/// What follows the resource of a scope of Microsoft.
fn last_segment(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let (host, path) = rest.split_once('/')?;
    let host = host.to_lowercase();
    let is_microsoft = MICROSOFT.iter().any(|domain| {
        host.strip_suffix(domain).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    });
    let segment = path.trim_end_matches('/').rsplit('/').next()?;
    (is_microsoft && !segment.is_empty()).then_some(segment)
}
