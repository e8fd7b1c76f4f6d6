//! The records of an audit event: types, fields and values, before they are written.

use std::net::IpAddr;

use super::audit::{AuditEvent, What};
use super::audit_forms::hex;

/// A record: its type and its fields.
pub(crate) type Record = (&'static str, Vec<(&'static str, Field)>);

/// The value of a field.
pub(crate) enum Field {
    Bare(String),
    /// Text of others, which the kernel quotes or encodes.
    Text(Vec<u8>),
    /// What auditd adds.
    Added(String),
}

pub(crate) fn bare(value: impl ToString) -> Field {
    Field::Bare(value.to_string())
}

pub(crate) fn socket(address: IpAddr, port: u16) -> Vec<u8> {
    let port = port.to_be_bytes();
    match address {
        IpAddr::V4(v4) => [&[2, 0][..], &port, &v4.octets(), &[0; 8]].concat(),
        IpAddr::V6(v6) => [&[10, 0][..], &port, &[0; 4], &v6.octets(), &[0; 4]].concat(),
    }
}

/// What PATH records tell: name and role.
pub(crate) fn paths(event: &AuditEvent) -> Vec<(Vec<u8>, &'static str)> {
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
pub(crate) fn records(event: &AuditEvent) -> Vec<Record> {
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
