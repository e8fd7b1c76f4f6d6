//! What relays, exports and collectors put around the text of a record.

use super::{json, object};

/// How the records of one document are carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Carrier {
    /// One below the other.
    Lines,
    /// `<Events>` around them; for XML.
    EventsDocument,
    /// A JSON array; for JSON.
    Array,
    /// `{"Records": [...]}`; for JSON.
    Records,
    /// A cell of a row under a header.
    CsvSyslogMessage,
    CsvMessage,
    /// After the header of a syslog daemon.
    Rfc3164,
    Rfc5424,
    /// A string in the JSON of a collector.
    Message,
    Docker,
    SplunkExport,
    SplunkResult,
    Filebeat,
}

impl Carrier {
    /// Those that take any text.
    pub(crate) const OF_TEXT: [Self; 10] = [
        Self::Lines,
        Self::CsvSyslogMessage,
        Self::CsvMessage,
        Self::Rfc3164,
        Self::Rfc5424,
        Self::Message,
        Self::Docker,
        Self::SplunkExport,
        Self::SplunkResult,
        Self::Filebeat,
    ];

    /// Those for records in this format.
    pub(crate) fn of(is_json: bool) -> Vec<Self> {
        let own: &[Self] = if is_json { &[Self::Array, Self::Records] } else { &[Self::EventsDocument] };
        [own, &Self::OF_TEXT].concat()
    }

    /// A document of these records.
    pub(crate) fn write(self, records: &[String]) -> String {
        let each = |write: &dyn Fn(&str) -> String| -> String {
            records.iter().map(|record| write(record) + "\n").collect()
        };
        let nested = |member: &dyn Fn(&str) -> String| each(member);
        match self {
            Self::Lines => each(&str::to_owned),
            Self::EventsDocument => {
                format!("<?xml version=\"1.0\"?>\n<Events>{}</Events>\n", records.concat())
            }
            Self::Array => format!("[{}]\n", records.join(",\n ")),
            Self::Records => format!("{{\"Records\": [{}]}}", records.join(", ")),
            Self::CsvSyslogMessage => csv("TimeGenerated,Computer,SyslogMessage", records),
            Self::CsvMessage => csv("\"time\",\"source\",\"message\"", records),
            Self::Rfc3164 => each(&|record| under("<13>Mar  4 10:11:14 relay01 agent[12]: ", record)),
            Self::Rfc5424 => {
                each(&|record| under("<13>1 2024-03-04T10:11:14.123Z relay01 agent 12 - - ", record))
            }
            Self::Message => nested(&|record| {
                object(&[("@timestamp", json(RELAYED, false)), ("message", json(record, true))])
            }),
            Self::Docker => nested(&|record| {
                let line = format!("{record}\n");
                object(&[
                    ("log", json(&line, false)),
                    ("stream", json("stdout", false)),
                    ("time", json(RELAYED, false)),
                ])
            }),
            Self::SplunkExport => {
                nested(&|record| object(&[("_time", json(RELAYED, false)), ("_raw", json(record, true))]))
            }
            Self::SplunkResult => nested(&|record| {
                let result = object(&[("_time", json(RELAYED, false)), ("_raw", json(record, false))]);
                object(&[("preview", "false".to_owned()), ("offset", "0".to_owned()), ("result", result)])
            }),
            Self::Filebeat => nested(&filebeat),
        }
    }
}

/// When the record was relayed: no event is of that time.
const RELAYED: &str = "2039-01-02T03:04:05.006Z";

fn filebeat(record: &str) -> String {
    let file = object(&[("path", json("/var/log/some.log", false))]);
    object(&[
        ("@timestamp", json(RELAYED, false)),
        ("agent", object(&[("type", json("filebeat", false)), ("version", json("8.13.0", false))])),
        ("log", object(&[("offset", "4711".to_owned()), ("file", file)])),
        ("message", json(record, false)),
        ("input", object(&[("type", json("filestream", false))])),
    ])
}

fn csv(header: &str, records: &[String]) -> String {
    let rows =
        records.iter().map(|record| format!("{RELAYED},relay01,\"{}\"\n", record.replace('"', "\"\"")));
    format!("{header}\n{}", rows.collect::<String>())
}

/// Each line of a record under a header.
fn under(header: &str, record: &str) -> String {
    record.lines().map(|line| format!("{header}{line}")).collect::<Vec<_>>().join("\n")
}
