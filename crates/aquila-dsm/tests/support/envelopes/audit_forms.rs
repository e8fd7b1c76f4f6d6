//! The programs that write Linux audit events down, one function each.

use super::audit::{AuditEvent, What};
use super::audit_laurel::laurel;
use super::audit_records::{Field, Record, paths, records};
use super::{json, object};

/// How one event is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AuditForm {
    /// The records of the kernel.
    Raw,
    /// The same with what auditd adds when `log_format` is ENRICHED.
    Enriched,
    /// The same by way of rsyslog, which writes the byte before that as `#035`.
    EnrichedEscaped,
    Laurel,
    /// One JSON object, each record of it as it was.
    Structured,
    /// Microsoft's agent.
    Auoms,
}
impl AuditForm {
    pub(crate) const ALL: [Self; 6] =
        [Self::Raw, Self::Enriched, Self::EnrichedEscaped, Self::Laurel, Self::Structured, Self::Auoms];

    pub(crate) fn is_json(self) -> bool {
        matches!(self, Self::Laurel | Self::Structured)
    }

    /// Whether users have their names.
    pub(crate) fn has_names(self) -> bool {
        self != Self::Raw
    }

    /// The event as text: a line, or one for each record.
    pub(crate) fn write(self, event: &AuditEvent) -> String {
        match self {
            Self::Raw => lines(event, None),
            Self::Enriched => lines(event, Some("\x1d")),
            Self::EnrichedEscaped => lines(event, Some("#035")),
            Self::Laurel => laurel(event),
            Self::Structured => structured(event),
            Self::Auoms => auoms(event),
        }
    }
}

/// Hexadecimal where a blank, a quote or a byte that is no ASCII needs it.
fn kernel(text: &[u8]) -> String {
    let plain = |byte: &u8| (0x21..0x7f).contains(byte) && *byte != b'"';
    if text.iter().all(plain) { format!("\"{}\"", String::from_utf8_lossy(text)) } else { hex(text) }
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// The fields of a record as the kernel, libaudit and auditd write them.
fn body((kind, fields): &Record, separator: Option<&str>) -> String {
    let mut out = String::new();
    let mut added = false;
    for (key, field) in fields {
        let value = match field {
            Field::Bare(value) => value.clone(),
            Field::Text(text) => kernel(text),
            Field::Added(_) if separator.is_none() => continue,
            Field::Added(value) if matches!(*key, "ARCH" | "SYSCALL" | "SADDR") => value.clone(),
            Field::Added(value) => format!("\"{value}\""),
        };
        if matches!(field, Field::Added(_)) && !added {
            out.push_str(if *kind == "USER_LOGIN" { "'" } else { "" });
            out.push_str(separator.unwrap_or_default());
            added = true;
        } else if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(if *key == "op" { "msg='" } else { "" });
        out.push_str(&format!("{key}={value}"));
    }
    if *kind == "USER_LOGIN" && !added { out + "'" } else { out }
}

/// Types and fields of all records.
fn bodies(event: &AuditEvent, separator: Option<&str>) -> Vec<(&'static str, String)> {
    let mut all: Vec<_> = records(event).iter().map(|record| (record.0, body(record, separator))).collect();
    if let What::Execve { arguments, .. } = &event.what {
        let words = arguments.iter().enumerate().map(|(number, word)| format!(" a{number}={}", kernel(word)));
        all.insert(1, ("EXECVE", format!("argc={}{}", arguments.len(), words.collect::<String>())));
        all.push(("PROCTITLE", format!("proctitle={}", kernel(&arguments.join(&0)))));
    }
    all
}

/// `SECONDS.MILLISECONDS:SERIAL`.
pub(crate) fn stamp(event: &AuditEvent) -> String {
    format!("{}.{:03}:{}", event.time / 1000, event.time % 1000, event.serial)
}

fn lines(event: &AuditEvent, separator: Option<&str>) -> String {
    let mut all = bodies(event, separator);
    if !matches!(event.what, What::Login { .. }) {
        all.push(("EOE", String::new()));
    }
    let line = |(kind, body): (&str, String)| {
        format!("node={} type={kind} msg=audit({}): {body}", event.node, stamp(event))
    };
    all.into_iter().map(line).collect::<Vec<_>>().join("\n")
}

fn structured(event: &AuditEvent) -> String {
    let all = bodies(event, Some(" "));
    let mut kinds: Vec<&str> = all.iter().map(|(kind, _)| *kind).collect();
    kinds.dedup();
    let items: Vec<(&str, String)> = kinds
        .into_iter()
        .map(|kind| {
            let bodies: Vec<String> =
                all.iter().filter(|(other, _)| *other == kind).map(|(_, body)| json(body, false)).collect();
            (kind, format!("[{}]", bodies.join(",")))
        })
        .collect();
    object(&[
        ("node", json(&event.node, false)),
        ("timestamp", json(&(event.time / 1000).to_string(), false)),
        ("timestampfractional", json(&format!("{:03}", event.time % 1000), false)),
        ("eventid", json(&event.serial.to_string(), false)),
        ("items", object(&items)),
    ])
}

fn auoms(event: &AuditEvent) -> String {
    let (number, name) = event.call();
    let plain = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let ((session, login), user) = match &event.session {
        Some((session, login)) => ((session.to_string(), login.clone()), &event.user),
        None => (("-1".to_owned(), (u32::MAX, "unset".to_owned())), &event.user),
    };
    let kind = if name == "execve" { "AUOMS_EXECVE" } else { "AUOMS_SYSCALL" };
    let flags = if let What::Openat { flags, .. } = event.what { flags } else { 0 };
    let path = paths(event).first().map(|(path, _)| plain(path)).unwrap_or_default();
    let command = match &event.what {
        What::Execve { arguments, .. } => {
            format!("argc={} cmdline=\"{}\"", arguments.len(), plain(&arguments.join(&b' ')))
        }
        _ => "proctitle=".to_owned(),
    };
    let (success, exit) = if event.ok { ("yes", "0") } else { ("no", "EACCES") };
    let tty = event.tty.as_deref().unwrap_or("(none)");
    let key = event.key.as_deref().map_or("(null)".to_owned(), |key| format!("\"{}\"", plain(key)));
    format!(
        "type={kind} audit({}): SchemaVersion=\"1\" auoms_version=2.5.2.0 node={} arch=x86_64 syscall={name} \
         syscall_r={number} success={success} exit={exit} a0=0 a1=7ffd3c1b4a90 a2={flags:x} a3=0 ppid={} pid={} \
         audit_user={} auid={} user={} uid={} effective_user={} euid={} tty={tty} ses=\"{session}\" comm=\"{}\" exe=\"{}\" \
         key={key} cwd=\"{}\" name=\"{path}\" inode=31 nametype=NORMAL path_name=[\"{path}\"] \
         {command} redactors= containerid=",
        stamp(event),
        event.node,
        event.ppid,
        event.pid,
        login.1,
        login.0,
        user.1,
        user.0,
        user.1,
        user.0,
        plain(&event.comm),
        plain(&event.exe),
        plain(&event.cwd),
    )
}
