//! The files that ship with Aquila: one line per log source type.

use serde::Deserialize;

use crate::record::Path;

/// The log source types, in the order they are tried.
pub(super) static FILES: [(&str, &str); 8] = [
    ("linux_os.yml", include_str!("../../sources/linux_os.yml")),
    ("windows.yml", include_str!("../../sources/windows.yml")),
    ("microsoft_365_defender.yml", include_str!("../../sources/microsoft_365_defender.yml")),
    ("entra_id.yml", include_str!("../../sources/entra_id.yml")),
    ("office_365.yml", include_str!("../../sources/office_365.yml")),
    ("tetragon.yml", include_str!("../../sources/tetragon.yml")),
    ("varmor.yml", include_str!("../../sources/varmor.yml")),
    // Takes what no other type does: always last.
    ("universal.yml", include_str!("../../sources/universal.yml")),
];

/// What holds for every log source type.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Defaults {
    /// Values that mean "absent".
    pub(crate) placeholders: Vec<String>,
    /// Severity where an event kind gives none.
    pub(crate) severity: i64,
    /// Trust in the log source.
    pub(crate) credibility: i64,
    /// Impact on the network.
    pub(crate) relevance: i64,
}

pub(super) fn defaults() -> Result<Defaults, String> {
    serde_saphyr::from_str(include_str!("../../data/defaults.yml")).map_err(|error| error.to_string())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelopes {
    envelopes: Vec<String>,
}

pub(super) fn envelopes() -> Result<Vec<Path>, String> {
    let text = include_str!("../../data/envelopes.yml");
    let data: Envelopes = serde_saphyr::from_str(text).map_err(|error| error.to_string())?;
    data.envelopes.iter().map(|path| Path::parse(path)).collect()
}
