//! Keys that no record writes: names for what a format says without one. They are
//! places in a text of their own, as every other key is a place in the record's.

use super::Span;

/// The document number of [`ALL`].
pub(super) const DOCUMENT: u32 = u32::MAX - 1;

/// All of the names.
pub(super) const ALL: &str = "audit time serial node type seresult seperms \
    @Name @Guid @SystemTime @ProcessID @ThreadID @UserID @xmlns \
    cef leef version vendor product device_version signature name severity event_id";

pub(super) const AUDIT: &str = "audit";
pub(super) const TIME: &str = "time";
pub(super) const SERIAL: &str = "serial";
pub(super) const NODE: &str = "node";
pub(super) const TYPE: &str = "type";
/// Whether SELinux denied or granted, as auparse names it.
pub(super) const VERDICT: &str = "seresult";
/// What SELinux was asked for, as auparse names it.
pub(super) const PERMISSIONS: &str = "seperms";

/// The header of an event in CEF.
pub(super) const CEF: &str = "cef";
/// The same in LEEF.
pub(super) const LEEF: &str = "leef";

/// Where a name stands.
pub(super) fn span(name: &str) -> Span {
    let start = match name {
        AUDIT => 0,
        TIME => 6,
        SERIAL => 11,
        NODE => 18,
        TYPE => 23,
        VERDICT => 28,
        PERMISSIONS => 37,
        "@Name" => 45,
        "@Guid" => 51,
        "@SystemTime" => 57,
        "@ProcessID" => 69,
        "@ThreadID" => 80,
        "@UserID" => 90,
        "@xmlns" => 98,
        CEF => 105,
        LEEF => 109,
        "version" => 114,
        "vendor" => 122,
        "product" => 129,
        "device_version" => 137,
        "signature" => 152,
        "name" => 162,
        "severity" => 167,
        "event_id" => 176,
        _ => return Span::default(),
    };
    Span { document: DOCUMENT, start, end: start + name.len() as u32 }
}

/// The key of an XML attribute, if it is one that every Windows event has.
pub(super) fn attribute(name: &str) -> Option<&'static str> {
    Some(match name {
        "Name" => "@Name",
        "Guid" => "@Guid",
        "SystemTime" => "@SystemTime",
        "ProcessID" => "@ProcessID",
        "ThreadID" => "@ThreadID",
        "UserID" => "@UserID",
        "xmlns" => "@xmlns",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_where_they_are_said_to() {
        for name in ALL.split(' ') {
            let span = span(name);
            assert_eq!(ALL.get(span.start as usize..span.end as usize), Some(name));
        }
    }
}
