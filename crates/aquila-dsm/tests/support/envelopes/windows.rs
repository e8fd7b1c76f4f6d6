//! Random events of Sysmon and of the Security log, and what they must decode to,
//! written down from the meaning of the fields.

use proptest::prelude::*;
use proptest::sample::select;

use super::Expected;
use super::values::{address, host, text, windows_path};

/// An event before any program wrote it.
#[derive(Debug, Clone)]
pub(crate) struct WindowsEvent {
    pub(crate) id: u16,
    pub(crate) record: u32,
    pub(crate) computer: String,
    /// When it was logged, milliseconds since 1970.
    pub(crate) logged: i64,
    /// When it happened, where the event says so.
    pub(crate) happened: i64,
    pub(crate) fields: Vec<(&'static str, String)>,
}

impl WindowsEvent {
    pub(crate) fn is_sysmon(&self) -> bool {
        self.id < 256
    }

    pub(crate) fn provider(&self) -> &'static str {
        if self.is_sysmon() { "Microsoft-Windows-Sysmon" } else { "Microsoft-Windows-Security-Auditing" }
    }

    pub(crate) fn channel(&self) -> &'static str {
        if self.is_sysmon() { "Microsoft-Windows-Sysmon/Operational" } else { "Security" }
    }

    fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value)
    }

    /// The text of a field that is no placeholder.
    fn there(&self, name: &str) -> Option<String> {
        let value = self.field(name);
        let is_none = ["", "-", "<null>", "(null)", "null", "N/A", "n/a"].contains(&value.trim());
        (!is_none).then(|| value.to_owned())
    }

    fn number(&self, name: &str) -> Option<String> {
        let value = self.there(name)?;
        let number = match value.strip_prefix("0x") {
            Some(hex) => u64::from_str_radix(hex, 16),
            None => value.parse(),
        };
        number.ok().map(|number| number.to_string())
    }

    /// `DOMAIN\name`, or the name alone.
    fn account(&self, domain: &str, name: &str) -> Option<String> {
        let name = self.there(name)?;
        Some(self.there(domain).map_or(name.clone(), |domain| format!("{domain}\\{name}")))
    }

    fn command(&self, name: &str) -> Option<String> {
        self.there(name).map(|command| command.trim_end().to_owned())
    }

    /// When it is said to have happened.
    pub(crate) fn time(&self) -> i64 {
        if self.is_sysmon() { self.happened } else { self.logged }
    }

    /// What the event must have.
    pub(crate) fn expected(&self) -> Expected {
        let id = Some(self.id.to_string());
        let mut all = vec![
            ("Event ID", id.clone()),
            ("qideventid", id),
            ("Hostname", Some(self.computer.clone())),
            ("logsourceidentifier", Some(self.computer.clone())),
            ("Channel", Some(self.channel().to_owned())),
            ("Provider", Some(self.provider().to_owned())),
            ("Record ID", Some(self.record.to_string())),
            ("qideventcategory", Some(self.channel().to_owned())),
            ("devicetype", Some("12".to_owned())),
            ("Event Name", Some(self.name().to_owned())),
        ];
        all.extend(match self.id {
            1 => self.process_create(),
            3 => self.connection(),
            11 => self.file_created(),
            4663 => self.object_access(),
            4688 => self.new_process(),
            _ => self.permitted_connection(),
        });
        all
    }

    fn name(&self) -> &'static str {
        match self.id {
            1 => "Process Create",
            3 => "Network connection detected",
            11 => "File created",
            4688 => "A new process has been created",
            5156 => "The Windows Filtering Platform has permitted a connection",
            _ => match (self.field("ObjectType"), self.field("AccessList")) {
                ("File", list) if list.contains("%%4416") => "An attempt was made to read a file",
                ("File", list) if list.contains("%%4417") => "An attempt was made to write a file",
                _ => "An attempt was made to access an object",
            },
        }
    }

    fn process_create(&self) -> Expected {
        vec![
            ("Application", self.there("Image")),
            ("username", self.there("User")),
            ("Process ID", self.number("ProcessId")),
            ("Process CommandLine", self.command("CommandLine")),
            ("Parent Process Path", self.there("ParentImage")),
            ("Parent CommandLine", self.command("ParentCommandLine")),
            ("Parent Process ID", self.number("ParentProcessId")),
            ("SHA256 Hash", Some(self.field("Hashes")[7..71].to_owned())),
            ("MD5 Hash", Some(self.field("Hashes")[76..].to_owned())),
            ("filePath", None),
            ("sourceaddress", None),
        ]
    }

    fn connection(&self) -> Expected {
        let protocol = if self.field("Protocol") == "tcp" { "6" } else { "17" };
        let mut all = self.addresses("SourceIp", "SourcePort", "DestinationIp", "DestinationPort");
        all.extend([
            ("Application", self.there("Image")),
            ("username", self.there("User")),
            ("Process ID", self.number("ProcessId")),
            ("protocolid", Some(protocol.to_owned())),
            ("Destination Hostname", self.there("DestinationHostname")),
        ]);
        all
    }

    fn addresses(&self, from: &str, from_port: &str, to: &str, to_port: &str) -> Expected {
        let of = |family: char, name: &str| self.there(name).filter(|text| text.contains(family));
        vec![
            ("sourceaddress", self.there(from)),
            ("sourceip", of('.', from)),
            ("sourcev6", of(':', from)),
            ("sourceport", self.number(from_port)),
            ("destinationaddress", self.there(to)),
            ("destinationip", of('.', to)),
            ("destinationv6", of(':', to)),
            ("destinationport", self.number(to_port)),
        ]
    }

    fn file(&self, name: &str) -> Expected {
        let path = self.there(name);
        // A path that begins with a slash is none of Windows.
        let ends = |path: &'_ str, c: char| c == '/' || (c == '\\' && !path.starts_with('/'));
        let last = path.as_deref().and_then(|path| path.rsplit(|c| ends(path, c)).next());
        let last = last.filter(|last| !last.is_empty()).map(str::to_owned);
        vec![("filePath", path), ("fileName", last)]
    }

    fn file_created(&self) -> Expected {
        let mut all = self.file("TargetFilename");
        all.extend([
            ("Application", self.there("Image")),
            ("username", self.there("User")),
            ("Process ID", self.number("ProcessId")),
        ]);
        all
    }

    fn object_access(&self) -> Expected {
        let mut all = match self.field("ObjectType") {
            "File" => self.file("ObjectName"),
            "Key" => vec![("filePath", None), ("Registry Key", self.there("ObjectName"))],
            _ => vec![("filePath", None), ("Registry Key", None)],
        };
        all.extend([
            ("username", self.account("SubjectDomainName", "SubjectUserName")),
            ("Application", self.there("ProcessName")),
            ("Process ID", self.number("ProcessId")),
            ("Object Type", self.there("ObjectType")),
            ("Access Mask", self.there("AccessMask")),
        ]);
        all
    }

    fn new_process(&self) -> Expected {
        vec![
            ("username", self.account("SubjectDomainName", "SubjectUserName")),
            ("Application", self.there("NewProcessName")),
            ("Process ID", self.number("NewProcessId")),
            ("Parent Process ID", self.number("ProcessId")),
            ("Parent Process Path", self.there("ParentProcessName")),
            ("Process CommandLine", self.command("CommandLine")),
            ("Target Username", None),
        ]
    }

    fn permitted_connection(&self) -> Expected {
        let mut all = self.addresses("SourceAddress", "SourcePort", "DestAddress", "DestPort");
        all.extend([
            ("Application", self.there("Application")),
            ("Process ID", self.number("ProcessID")),
            ("protocolid", self.there("Protocol")),
        ]);
        all
    }
}

type Fields = Vec<(&'static str, String)>;

/// Fields in the order of these names.
fn named<const N: usize>(names: [&'static str; N], values: [String; N]) -> Fields {
    names.into_iter().zip(values).collect()
}

fn number() -> BoxedStrategy<String> {
    any::<u32>().prop_map(|number| number.to_string()).boxed()
}

fn hex() -> BoxedStrategy<String> {
    any::<u32>().prop_map(|number| format!("0x{number:x}")).boxed()
}

fn port() -> BoxedStrategy<String> {
    (1..=u16::MAX).prop_map(|port| port.to_string()).boxed()
}

fn peer() -> BoxedStrategy<[String; 2]> {
    (address(), port()).prop_map(|(address, port)| [address.to_string(), port]).boxed()
}

fn user() -> BoxedStrategy<String> {
    prop_oneof![3 => "[A-Z]{2,6}\\\\[a-zé$.]{1,8}", 1 => text()].boxed()
}

fn process_create() -> BoxedStrategy<Fields> {
    let hashes = any::<[u64; 6]>().prop_map(|h| {
        format!("SHA256={:016X}{:016X}{:016X}{:016X},MD5={:016X}{:016X}", h[0], h[1], h[2], h[3], h[4], h[5])
    });
    (number(), windows_path(), text(), user(), hashes, number(), windows_path(), text())
        .prop_map(|(pid, image, command, user, hashes, parent, parent_image, parent_command)| {
            named(
                [
                    "ProcessId",
                    "Image",
                    "CommandLine",
                    "User",
                    "Hashes",
                    "ParentProcessId",
                    "ParentImage",
                    "ParentCommandLine",
                ],
                [pid, image, command, user, hashes, parent, parent_image, parent_command],
            )
        })
        .boxed()
}

fn connection() -> BoxedStrategy<Fields> {
    let protocol = select(&["tcp", "udp"][..]).prop_map(str::to_owned);
    (number(), windows_path(), user(), protocol, peer(), text(), peer())
        .prop_map(|(pid, image, user, protocol, from, name, to)| {
            let [[from, from_port], [to, to_port]] = [from, to];
            named(
                [
                    "ProcessId",
                    "Image",
                    "User",
                    "Protocol",
                    "SourceIp",
                    "SourcePort",
                    "DestinationIp",
                    "DestinationHostname",
                    "DestinationPort",
                ],
                [pid, image, user, protocol, from, from_port, to, name, to_port],
            )
        })
        .boxed()
}

fn file_created() -> BoxedStrategy<Fields> {
    (number(), windows_path(), windows_path(), user())
        .prop_map(|(pid, image, file, user)| {
            named(["ProcessId", "Image", "TargetFilename", "User"], [pid, image, file, user])
        })
        .boxed()
}

fn object_access() -> BoxedStrategy<Fields> {
    let kind = select(&["File", "Key", "Process"][..]).prop_map(str::to_owned);
    let list = select(&["%%4416\r\n\t\t\t\t", "%%4417\n\t\t\t\t%%4418\n\t\t\t\t", "%%1537"][..])
        .prop_map(str::to_owned);
    (text(), text(), kind, windows_path(), list, hex(), hex(), windows_path())
        .prop_map(|(name, domain, kind, object, list, mask, pid, process)| {
            named(
                [
                    "SubjectUserName",
                    "SubjectDomainName",
                    "ObjectType",
                    "ObjectName",
                    "AccessList",
                    "AccessMask",
                    "ProcessId",
                    "ProcessName",
                ],
                [name, domain, kind, object, list, mask, pid, process],
            )
        })
        .boxed()
}

fn new_process() -> BoxedStrategy<Fields> {
    // Who acts has a name; whom the process is for has none, mostly.
    ("[a-zA-Zé$]{2,8}", text(), hex(), windows_path(), hex(), text(), windows_path())
        .prop_map(|(name, domain, new, image, pid, command, parent)| {
            let none = || "-".to_owned();
            named(
                [
                    "SubjectUserName",
                    "SubjectDomainName",
                    "NewProcessId",
                    "NewProcessName",
                    "ProcessId",
                    "CommandLine",
                    "TargetUserName",
                    "TargetDomainName",
                    "ParentProcessName",
                ],
                [name, domain, new, image, pid, command, none(), none(), parent],
            )
        })
        .boxed()
}

fn permitted_connection() -> BoxedStrategy<Fields> {
    let protocol = select(&["6", "17"][..]).prop_map(str::to_owned);
    (number(), windows_path(), peer(), peer(), protocol)
        .prop_map(|(pid, image, from, to, protocol)| {
            let [[from, from_port], [to, to_port]] = [from, to];
            named(
                [
                    "ProcessID",
                    "Application",
                    "Direction",
                    "SourceAddress",
                    "SourcePort",
                    "DestAddress",
                    "DestPort",
                    "Protocol",
                    "LayerName",
                ],
                [
                    pid,
                    image,
                    "%%14593".to_owned(),
                    from,
                    from_port,
                    to,
                    to_port,
                    protocol,
                    "%%14611".to_owned(),
                ],
            )
        })
        .boxed()
}

/// Any of the events.
pub(crate) fn event() -> BoxedStrategy<WindowsEvent> {
    let fields = prop_oneof![
        process_create().prop_map(|fields| (1, fields)),
        connection().prop_map(|fields| (3, fields)),
        file_created().prop_map(|fields| (11, fields)),
        object_access().prop_map(|fields| (4663, fields)),
        new_process().prop_map(|fields| (4688, fields)),
        permitted_connection().prop_map(|fields| (5156, fields)),
    ];
    // The years 2001 to 2033.
    let time = 978_307_200_000..2_000_000_000_000_i64;
    (fields, any::<u32>(), host(), time, 0..5000_i64)
        .prop_map(|((id, mut fields), record, computer, logged, delay)| {
            let happened = logged - delay;
            if id < 256 {
                fields.insert(0, ("RuleName", "-".to_owned()));
                fields.insert(1, ("UtcTime", clock(happened, "%Y-%m-%d %H:%M:%S%.3f")));
            }
            WindowsEvent { id, record, computer, logged, happened, fields }
        })
        .boxed()
}

/// A time as text.
pub(crate) fn clock(milliseconds: i64, format: &str) -> String {
    chrono::DateTime::from_timestamp_millis(milliseconds).expect("a time in range").format(format).to_string()
}
