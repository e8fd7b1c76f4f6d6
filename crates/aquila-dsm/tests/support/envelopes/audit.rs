//! Random events of the Linux audit system, and what they must decode to.

use std::net::IpAddr;

use proptest::prelude::*;
use proptest::sample::select;

use super::Expected;
use super::values::{address, file_name, host, word};

/// An event before any program wrote it. Names are bytes, as they are to Linux.
#[derive(Debug, Clone)]
pub(crate) struct AuditEvent {
    /// Milliseconds since 1970.
    pub(crate) time: u64,
    pub(crate) serial: u32,
    pub(crate) node: String,
    pub(crate) pid: u32,
    pub(crate) ppid: u32,
    /// The session: its number, and who logged in to it.
    pub(crate) session: Option<(u32, Account)>,
    pub(crate) user: Account,
    pub(crate) tty: Option<String>,
    pub(crate) exe: Vec<u8>,
    pub(crate) comm: Vec<u8>,
    pub(crate) key: Option<Vec<u8>>,
    pub(crate) cwd: Vec<u8>,
    pub(crate) ok: bool,
    pub(crate) what: What,
}

/// A user: number and name.
pub(crate) type Account = (u32, String);

/// What was done.
#[derive(Debug, Clone)]
pub(crate) enum What {
    Execve { path: Vec<u8>, arguments: Vec<Vec<u8>> },
    Openat { path: Vec<u8>, flags: u32, creates: bool },
    Rename { from: Vec<u8>, to: Vec<u8> },
    Connect { address: IpAddr, port: u16 },
    Login { account: Vec<u8>, address: IpAddr },
}

/// The bytes as text.
fn text(bytes: &[u8]) -> Option<String> {
    Some(String::from_utf8_lossy(bytes).into_owned())
}

impl AuditEvent {
    fn absolute(&self, path: &[u8]) -> Option<String> {
        match path {
            [b'/', ..] => text(path),
            _ => text(&[&self.cwd, &b"/"[..], path].concat()),
        }
    }

    fn file(&self, path: &[u8]) -> Expected {
        let path = self.absolute(path);
        let name = path.as_deref().and_then(|path| path.rsplit('/').next()).map(str::to_owned);
        vec![("filePath", path), ("fileName", name)]
    }

    /// What the events that it becomes must have; with names of users, or with their
    /// numbers alone.
    pub(crate) fn expected(&self, names: bool) -> Vec<Expected> {
        let account = |(number, name): &Account| Some(if names { name.clone() } else { number.to_string() });
        let login = self.session.as_ref().and_then(|(_, login)| account(login));
        let mut common = vec![
            ("devicetype", Some("11".to_owned())),
            ("Hostname", Some(self.node.clone())),
            ("logsourceidentifier", Some(self.node.clone())),
            ("Record ID", Some(self.serial.to_string())),
            ("Process ID", Some(self.pid.to_string())),
            ("Session ID", self.session.as_ref().map(|(session, _)| session.to_string())),
            ("Application", text(&self.exe)),
            ("Login User", login.clone()),
            ("Result", Some(if self.ok { "success" } else { "failure" }.to_owned())),
        ];
        if let What::Login { account: target, address } = &self.what {
            let name = if self.ok { "User logged in" } else { "User log-in failed" };
            let target = text(target);
            common.extend([
                ("Event Name", Some(name.to_owned())),
                ("username", login.or_else(|| target.clone())),
                ("Target Username", target),
                ("sourceaddress", Some(address.to_string())),
                ("Terminal", self.tty.clone()),
            ]);
            return vec![common];
        }
        common.extend([
            ("username", login.or_else(|| account(&self.user))),
            ("Effective User", account(&self.user)),
            ("Parent Process ID", Some(self.ppid.to_string())),
            ("Syscall", Some(self.call().1.to_owned())),
            ("Audit Key", self.key.as_deref().and_then(text)),
            ("Terminal", self.tty.clone()),
        ]);
        self.of_call().into_iter().map(|own| [common.clone(), own].concat()).collect()
    }

    /// Number and name of the system call on x86_64.
    pub(crate) fn call(&self) -> (u32, &'static str) {
        match self.what {
            What::Execve { .. } => (59, "execve"),
            What::Openat { .. } => (257, "openat"),
            What::Rename { .. } => (82, "rename"),
            What::Connect { .. } | What::Login { .. } => (42, "connect"),
        }
    }

    /// Either name of a file that was renamed is an event.
    fn renamed(&self, from: &[u8], to: &[u8]) -> Vec<Expected> {
        let name = if self.ok { "File renamed" } else { "File change denied" };
        let paths = [("Original File Path", self.absolute(from)), ("Target File Path", self.absolute(to))];
        let mut events = vec![self.file(from), self.file(to)];
        for own in &mut events {
            own.push(("Event Name", Some(name.to_owned())));
            own.extend(paths.iter().filter(|_| self.ok).cloned());
        }
        events
    }

    fn of_call(&self) -> Vec<Expected> {
        let name =
            |done: &str, failed: &str| ("Event Name", Some(if self.ok { done } else { failed }.to_owned()));
        match &self.what {
            What::Execve { path, arguments } => {
                let line: Vec<String> = arguments.iter().filter_map(|argument| text(argument)).collect();
                let mut own = self.file(path);
                own.push(name("Program started", "Program start failed"));
                own.extend([
                    ("Process CommandLine", Some(line.join(" "))),
                    ("Working Directory", text(&self.cwd)),
                ]);
                vec![own]
            }
            What::Openat { path, flags, creates } => {
                let done = match (creates, flags & 3) {
                    (true, _) => "File created",
                    (false, 0) => "File opened",
                    (false, _) => "File opened to be written",
                };
                let mut own = self.file(path);
                own.push(name(done, "File open denied"));
                vec![own]
            }
            What::Rename { from, to } => self.renamed(from, to),
            What::Connect { address, port } => vec![vec![
                name("Connection made", "Connection denied"),
                ("destinationaddress", Some(address.to_string())),
                ("destinationport", Some(port.to_string())),
                ("filePath", None),
            ]],
            What::Login { .. } => Vec::new(),
        }
    }
}

fn account() -> BoxedStrategy<Account> {
    (0..70_000_u32, "[a-z][a-z0-9_-]{1,7}")
        .prop_filter("no user is called so", |(_, name)| !["unset", "null"].contains(&name.as_str()))
        .boxed()
}

/// What somebody gave as an account: what stands for none in logs is none here too.
fn account_name() -> BoxedStrategy<Vec<u8>> {
    word()
        .prop_filter("stands for none", |name| {
            let name = String::from_utf8_lossy(name);
            !["", "-", "null", "?"].contains(&name.trim())
        })
        .boxed()
}

fn directory() -> BoxedStrategy<Vec<u8>> {
    proptest::collection::vec(file_name(), 1..3)
        .prop_map(|names| [&b"/"[..], &names.join(&b'/')].concat())
        .boxed()
}

fn path() -> BoxedStrategy<Vec<u8>> {
    prop_oneof![
        file_name(),
        (directory(), file_name()).prop_map(|(directory, name)| [directory, name].join(&b'/')),
    ]
    .boxed()
}

fn what() -> BoxedStrategy<What> {
    let arguments =
        ("[a-z]{2,8}", proptest::collection::vec(word(), 0..6)).prop_map(|(program, mut words)| {
            words.insert(0, program.into_bytes());
            words
        });
    let flags = select(&[0, 1, 2, 0x80000, 0x8_0241, 0x441][..]);
    let different = |(from, to): &(Vec<u8>, Vec<u8>)| from != to;
    prop_oneof![
        (path(), arguments).prop_map(|(path, arguments)| What::Execve { path, arguments }),
        (path(), flags, any::<bool>()).prop_map(|(path, flags, creates)| What::Openat {
            path,
            flags,
            creates: creates && flags & 3 != 0
        }),
        (path(), path()).prop_filter("one name", different).prop_map(|(from, to)| What::Rename { from, to }),
        (address(), 1..=u16::MAX).prop_map(|(address, port)| What::Connect { address, port }),
        (account_name(), address()).prop_map(|(account, address)| What::Login { account, address }),
    ]
    .boxed()
}

/// Any of the events.
pub(crate) fn event() -> BoxedStrategy<AuditEvent> {
    let session = proptest::option::weighted(0.8, (1..9999_u32, account()));
    let tty = proptest::option::of("(pts|tty)[0-9]{1,2}");
    let time = 1_000_000_000_000..2_000_000_000_000_u64;
    let who = (session, account(), tty, 1..99_999_u32, 1..99_999_u32);
    let key = proptest::option::of("[a-z][a-z _\"é-]{0,8}[a-z]".prop_map(String::into_bytes));
    (time, any::<u32>(), host(), who, directory(), word(), key, directory(), any::<bool>(), what())
        .prop_map(|(time, serial, node, (session, user, tty, pid, ppid), exe, comm, key, cwd, ok, what)| {
            AuditEvent { time, serial, node, pid, ppid, session, user, tty, exe, comm, key, cwd, ok, what }
        })
        .boxed()
}
