//! Random events of a device, and programs that write them in the formats that users
//! teach: `text_events.yml` is what a user writes for them.

use proptest::prelude::*;
use proptest::sample::select;

use super::Expected;
use super::values::{address, text};

/// An event before any program wrote it.
#[derive(Debug, Clone)]
pub(crate) struct TextEvent {
    /// Milliseconds since 1970.
    pub(crate) time: u64,
    pub(crate) user: String,
    pub(crate) command: String,
    pub(crate) note: String,
    pub(crate) source: std::net::IpAddr,
    pub(crate) port: u16,
    pub(crate) denied: bool,
}

/// Any event.
pub(crate) fn event() -> BoxedStrategy<TextEvent> {
    let time = 1_000_000_000_000..2_000_000_000_000_u64;
    (time, text(), text(), text(), address(), 1..=u16::MAX, select(&[true, false][..]))
        .prop_map(|(time, user, command, note, source, port, denied)| TextEvent {
            time,
            user,
            command,
            note,
            source,
            port,
            denied,
        })
        .boxed()
}

impl TextEvent {
    fn action(&self) -> &'static str {
        if self.denied { "deny" } else { "permit" }
    }

    /// What the event must have.
    pub(crate) fn expected(&self) -> Expected {
        let there = |value: &str| {
            let is_none = ["", "-", "<null>", "(null)", "null", "N/A", "n/a"].contains(&value.trim());
            (!is_none).then(|| value.to_owned())
        };
        let qid = if self.denied { "7000001" } else { "7000999" };
        vec![
            ("username", there(&self.user)),
            ("Process CommandLine", there(&self.command)),
            ("URL", there(&self.note)),
            ("sourceaddress", Some(self.source.to_string())),
            ("sourceport", Some(self.port.to_string())),
            ("devicetype", Some("7000".to_owned())),
            ("qideventid", Some(self.action().to_owned())),
            ("qid", Some(qid.to_owned())),
        ]
    }
}

/// How one event is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextForm {
    Cef,
    Leef1,
    /// Version 2, with the tab as its number.
    Leef2,
    /// Version 2, with a circumflex.
    Leef2Caret,
    /// `key="value"`, blanks between.
    Pairs,
    /// `key: 'value'`, semicolons between.
    Semicolons,
    /// Words around the values.
    Sentence,
}

impl TextForm {
    pub(crate) const ALL: [Self; 7] = [
        Self::Cef,
        Self::Leef1,
        Self::Leef2,
        Self::Leef2Caret,
        Self::Pairs,
        Self::Semicolons,
        Self::Sentence,
    ];

    /// The event as one line.
    pub(crate) fn write(self, event: &TextEvent) -> String {
        let (action, TextEvent { time, user, command, note, source, port, .. }) = (event.action(), event);
        let leef = |separator: &str| {
            [
                format!("devTime={time}"),
                format!("usrName={user}"),
                format!("command={command}"),
                format!("note={note}"),
                format!("src={source}"),
                format!("srcPort={port}"),
            ]
            .join(separator)
        };
        match self {
            Self::Cef => format!(
                r"CEF:0|Ex\|ample|Back\\slash|1.0|{action}|It was {action}|5|rt={time} suser={} cs3Label=Command Line src={source} cs3={} cn1Label=n msg={} spt={port}",
                cef(user),
                cef(command),
                cef(note),
            ),
            Self::Leef1 => format!("LEEF:1.0|Example|P|1.0|{action}|{}", leef("\t")),
            Self::Leef2 => format!("LEEF:2.0|Example|P|1.0|{action}|x09|{}", leef("\t")),
            Self::Leef2Caret => format!("LEEF:2.0|Example|P|1.0|{action}|^|{}", leef("^")),
            Self::Pairs => format!(
                "product=\"Example\" time={time} user=\"{}\" command=\"{}\" note=\"{}\" source={source} port={port} action={action}",
                quoted(user, '"'),
                quoted(command, '"'),
                quoted(note, '"'),
            ),
            Self::Semicolons => format!(
                "maker: Example; time : {time};user:'{}'; command: '{}';note: '{}' ;source: '{source}';port:{port};action: {action}",
                quoted(user, '\''),
                quoted(command, '\''),
                quoted(note, '\''),
            ),
            Self::Sentence => format!(
                "Example {time}: <{user}> at {source}:{port} ran <{command}> because of <{note}>, result {action}."
            ),
        }
    }
}

fn cef(value: &str) -> String {
    value.replace('\\', "\\\\").replace('=', "\\=").replace('\n', "\\n").replace('\r', "\\r")
}

fn quoted(value: &str, quote: char) -> String {
    value.replace('\\', "\\\\").replace(quote, &format!("\\{quote}"))
}
