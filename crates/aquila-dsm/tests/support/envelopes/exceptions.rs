//! What an envelope cannot carry, with the reason. Everything else must come through.

use super::audit::{AuditEvent, What};
use super::audit_forms::AuditForm;
use super::text_events::{TextEvent, TextForm};
use super::windows::WindowsEvent;
use super::windows_forms::WindowsForm;

/// What two envelopes of one event differ in, whatever the event.
pub(crate) const OF_THE_ENVELOPE: &[&str] = &[
    "payload",
    "$source",
    "$line",
    "$offset",
    "$length",
    "$record",
    "$time_source",
    "starttime",
    "endtime",
    "devicetime",
    // A forwarder renders it from the event, or does not.
    "Message",
];

/// Whether a Windows property cannot be told from this envelope.
pub(crate) fn windows(form: WindowsForm, event: &WindowsEvent, property: &str) -> bool {
    // NXLog has a field ProcessID of its own, which takes the place of the event's.
    (form, event.id, property) == (WindowsForm::Nxlog, 5156, "Process ID")
}

/// The time that an envelope carries.
pub(crate) fn windows_time(form: WindowsForm, event: &WindowsEvent) -> i64 {
    match form {
        // EventTime has whole seconds.
        WindowsForm::Nxlog if !event.is_sysmon() => event.time() / 1000 * 1000,
        _ => event.time(),
    }
}

/// Whether an audit property cannot be told from this envelope.
pub(crate) fn audit(form: AuditForm, event: &AuditEvent, property: &str) -> bool {
    match form {
        // The kernel knows numbers of users alone.
        AuditForm::Raw => matches!(property, "username" | "Login User" | "Effective User"),
        // The agent names the error that a call ended with.
        AuditForm::Auoms => property == "Exit Code" && !event.ok,
        _ => false,
    }
}

/// Whether an envelope can carry an event at all.
pub(crate) fn carries(form: AuditForm, event: &AuditEvent) -> bool {
    if form != AuditForm::Auoms {
        return true;
    }
    // The agent writes texts between quotes and as they are, only one of several
    // paths with its role, and socket addresses in its own words.
    let is_plain = |text: &[u8]| text.iter().all(|byte| (0x20..0x7f).contains(byte) && *byte != b'"');
    let names: Vec<&[u8]> = match &event.what {
        What::Execve { path, arguments } => {
            let line = arguments.join(&b' ');
            if !line.iter().all(|byte| (0x20..0x7f).contains(byte)) || line.ends_with(b" ") {
                return false;
            }
            vec![path]
        }
        What::Openat { path, creates: false, .. } => vec![path],
        _ => return false,
    };
    let own = [&event.exe, &event.comm, &event.cwd].map(|text| &text[..]);
    names.into_iter().chain(own).chain(event.key.as_deref()).all(is_plain)
}

/// Whether a form of text can carry a value: what it ends with must not be in it.
pub(crate) fn carries_text(form: TextForm, event: &TextEvent) -> bool {
    let ends: &[&str] = match form {
        TextForm::Cef => &[],
        TextForm::Leef1 | TextForm::Leef2 => &["\t", "\n", "\r"],
        TextForm::Leef2Caret => &["^", "\n", "\r"],
        // These are any text, in which audit records are found.
        TextForm::Pairs | TextForm::Semicolons => &["\n", "\r", "audit("],
        TextForm::Sentence => &["<", ">", "\n", "\r", "audit("],
    };
    let values = [&event.user, &event.command, &event.note];
    values.iter().all(|value| !ends.iter().any(|end| value.contains(end)))
}
