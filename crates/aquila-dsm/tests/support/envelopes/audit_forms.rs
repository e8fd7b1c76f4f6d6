//! The programs that write Linux audit events down, one function each.

use std::net::IpAddr;

use super::audit::{AuditEvent, What};
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

/// A record: its type and its fields.
type Record = (&'static str, Vec<(&'static str, Field)>);

/// The value of a field.
enum Field {
    Bare(String),
    /// Text of others, which the kernel quotes or encodes.
    Text(Vec<u8>),
    /// What auditd adds.
    Added(String),
}

fn bare(value: impl ToString) -> Field {
    Field::Bare(value.to_string())
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

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn socket(address: IpAddr, port: u16) -> Vec<u8> {
    let port = port.to_be_bytes();
    match address {
        IpAddr::V4(v4) => [&[2, 0][..], &port, &v4.octets(), &[0; 8]].concat(),
        IpAddr::V6(v6) => [&[10, 0][..], &port, &[0; 4], &v6.octets(), &[0; 4]].concat(),
    }
}

/// What PATH records tell: name and role.
fn paths(event: &AuditEvent) -> Vec<(Vec<u8>, &'static str)> {
    let parent = || (event.cwd.clone(), "PARENT");
    match &event.what {
        What::Execve { path, .. } => {
            vec![(path.clone(), "NORMAL"), (b"/lib64/ld-linux-x86-64.so.2".to_vec(), "NORMAL")]
        }
        What::Openat { path, creates: true, .. } => vec![parent(), (path.clone(), "CREATE")],
        What::Openat { path, .. } => vec![(path.clone(), "NORMAL")],
        What::Rename { from, to } => {
            vec![parent(), parent(), (from.clone(), "DELETE"), (to.clone(), "CREATE")]
        }
        What::Connect { .. } | What::Login { .. } => Vec::new(),
    }
}

fn call(event: &AuditEvent) -> Record {
    let (number, name) = event.call();
    let flags = if let What::Openat { flags, .. } = event.what { flags } else { 0 };
    let (session, login) = match &event.session {
        Some((session, login)) => (*session, login.clone()),
        None => (u32::MAX, (u32::MAX, "unset".to_owned())),
    };
    let user = &event.user;
    let mut fields = vec![
        ("arch", bare("c000003e")),
        ("syscall", bare(number)),
        ("success", bare(if event.ok { "yes" } else { "no" })),
        ("exit", bare(if event.ok { 0 } else { -13 })),
        ("a0", bare("ffffff9c")),
        ("a1", bare("7ffd3c1b4a90")),
        ("a2", bare(format!("{flags:x}"))),
        ("a3", bare(0)),
        ("items", bare(paths(event).len())),
        ("ppid", bare(event.ppid)),
        ("pid", bare(event.pid)),
        ("auid", bare(login.0)),
        ("uid", bare(user.0)),
        ("gid", bare(user.0)),
        ("euid", bare(user.0)),
        ("tty", bare(event.tty.as_deref().unwrap_or("(none)"))),
        ("ses", bare(session)),
        ("comm", Field::Text(event.comm.clone())),
        ("exe", Field::Text(event.exe.clone())),
        ("subj", bare("unconfined")),
        ("key", event.key.clone().map_or(bare("(null)"), Field::Text)),
        ("ARCH", Field::Added("x86_64".to_owned())),
        ("SYSCALL", Field::Added(name.to_owned())),
    ];
    for (key, name) in [("AUID", &login.1), ("UID", &user.1), ("EUID", &user.1)] {
        fields.push((key, Field::Added(name.clone())));
    }
    ("SYSCALL", fields)
}

fn login(event: &AuditEvent, account: &[u8], address: IpAddr) -> Record {
    let (session, login) = match &event.session {
        Some((session, login)) => (*session, login.clone()),
        None => (u32::MAX, (u32::MAX, "unset".to_owned())),
    };
    let fields = vec![
        ("pid", bare(event.pid)),
        ("uid", bare(event.user.0)),
        ("auid", bare(login.0)),
        ("ses", bare(session)),
        ("op", bare("login")),
        ("acct", Field::Text(account.to_vec())),
        ("exe", Field::Text(event.exe.clone())),
        ("hostname", bare("?")),
        ("addr", bare(address)),
        ("terminal", bare(event.tty.as_deref().unwrap_or("?"))),
        ("res", bare(if event.ok { "success" } else { "failed" })),
        ("UID", Field::Added(event.user.1.clone())),
        ("AUID", Field::Added(login.1)),
    ];
    ("USER_LOGIN", fields)
}

/// All records but those of arguments and titles, whose fields have no names.
fn records(event: &AuditEvent) -> Vec<Record> {
    if let What::Login { account, address } = &event.what {
        return vec![login(event, account, *address)];
    }
    let mut all = vec![call(event)];
    if let What::Connect { address, port } = event.what {
        let bytes = socket(address, port);
        let family = if address.is_ipv4() { "inet" } else { "inet6" };
        let peer = format!("{{ saddr_fam={family} laddr={address} lport={port} }}");
        all.push(("SOCKADDR", vec![("saddr", bare(hex(&bytes))), ("SADDR", Field::Added(peer))]));
        return all;
    }
    all.push(("CWD", vec![("cwd", Field::Text(event.cwd.clone()))]));
    for (item, (name, role)) in paths(event).into_iter().enumerate() {
        let fields = vec![
            ("item", bare(item)),
            ("name", Field::Text(name)),
            ("inode", bare(4711)),
            ("mode", bare("0100644")),
            ("ouid", bare(0)),
            ("nametype", bare(role)),
            ("OUID", Field::Added("root".to_owned())),
        ];
        all.push(("PATH", fields));
    }
    all
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

fn stamp(event: &AuditEvent) -> String {
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

fn laurel(event: &AuditEvent) -> String {
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
