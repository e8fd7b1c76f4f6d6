//! Events of Sysmon and of the Security log, and what they must decode to, written
//! down from the meaning of the fields.

use super::Expected;

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

/// A time as text.
pub(crate) fn clock(milliseconds: i64, format: &str) -> String {
    chrono::DateTime::from_timestamp_millis(milliseconds).expect("a time in range").format(format).to_string()
}
