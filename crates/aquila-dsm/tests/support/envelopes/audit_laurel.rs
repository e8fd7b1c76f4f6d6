//! LAUREL: an audit event as one JSON object.

use super::audit::{AuditEvent, What};
use super::audit_forms::stamp;
use super::audit_records::{Field, Record, records, socket};
use super::{json, object};

/// A text of LAUREL: what is neither UTF-8 nor printable ASCII is percent-encoded, and
/// so are the percent and plus signs.
fn percent(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '%' | '+' | '\u{feff}' => {
                    c.to_string().bytes().for_each(|b| out.push_str(&format!("%{b:02x}")))
                }
                c if c.is_ascii_control() => out.push_str(&format!("%{:02x}", u32::from(c))),
                c => out.push(c),
            }
        }
        chunk.invalid().iter().for_each(|byte| out.push_str(&format!("%{byte:02x}")));
    }
    json(&out, false)
}

fn laurel_record((_, fields): &Record, more: Vec<(&str, String)>) -> String {
    let value = |key: &str, field: &Field| match field {
        Field::Bare(value) if key == "arch" => json(&format!("0x{value}"), false),
        Field::Bare(value) if value == "(null)" || value == "?" => "null".to_owned(),
        Field::Bare(value) if !key.starts_with('a') && value.parse::<i64>().is_ok() => value.clone(),
        Field::Bare(value) if key == "auid" => value.clone(),
        Field::Bare(value) | Field::Added(value) => percent(value.as_bytes()),
        Field::Text(text) => percent(text),
    };
    let is_raw = |key: &str| matches!(key, "a0" | "a1" | "a2" | "a3" | "saddr" | "SADDR");
    let mut members: Vec<(&str, String)> =
        fields.iter().filter(|(key, _)| !is_raw(key)).map(|(key, field)| (*key, value(key, field))).collect();
    members.extend(more);
    object(&members)
}

fn list(words: &[Vec<u8>]) -> String {
    format!("[{}]", words.iter().map(|word| percent(word)).collect::<Vec<_>>().join(","))
}

/// The event as LAUREL writes it.
pub(crate) fn laurel(event: &AuditEvent) -> String {
    let all = records(event);
    let mut members = vec![("ID", json(&stamp(event), false)), ("NODE", percent(event.node.as_bytes()))];
    let mut paths = Vec::new();
    for record in &all {
        match (record.0, &event.what) {
            ("SYSCALL", _) => {
                let flags = if let What::Openat { flags, .. } = event.what { flags } else { 0 };
                let arguments = format!("[\"0xffffff9c\",\"0x7ffd3c1b4a90\",\"0x{flags:x}\",\"0x0\"]");
                members.push(("SYSCALL", laurel_record(record, vec![("ARGV", arguments)])));
            }
            ("PATH", _) => paths.push(laurel_record(record, Vec::new())),
            ("SOCKADDR", What::Connect { address, port }) => {
                let saddr = ("saddr", percent(&socket(*address, *port)));
                members.push(("SOCKADDR", format!("[{}]", laurel_record(record, vec![saddr]))));
            }
            ("USER_LOGIN", _) => {
                members.push(("USER_LOGIN", format!("[{}]", laurel_record(record, Vec::new()))))
            }
            (kind, _) => members.push((kind, laurel_record(record, Vec::new()))),
        }
    }
    if !paths.is_empty() {
        members.push(("PATH", format!("[{}]", paths.join(","))));
    }
    if let What::Execve { arguments, .. } = &event.what {
        let argv = ("ARGV", list(arguments));
        members.push(("EXECVE", object(&[("argc", arguments.len().to_string()), argv.clone()])));
        members.push(("PROCTITLE", object(&[argv])));
    }
    object(&members)
}
