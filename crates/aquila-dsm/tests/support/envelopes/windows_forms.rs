//! The programs that write Windows events down, one function each.

use super::windows::{WindowsEvent, clock};
use super::{json, object};
use crate::evtx_writer::{Element, Style, Value, log};

/// How one event is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WindowsForm {
    /// As `wevtutil` does: quotes are apostrophes.
    Xml,
    /// As .NET does: quotes, and characters as numbers.
    XmlNumbers,
    /// With every field in a CDATA section.
    XmlCdata,
    /// `evtx_dump -o jsonl`.
    XmlAsJson,
    /// NXLog's `im_msvistalog` with `to_json()`.
    Nxlog,
    Winlogbeat,
    /// The WindowsEvent table: EventData is JSON in a string.
    Sentinel,
    /// Azure Diagnostics: the XML in `RawXml`.
    Azure,
}

impl WindowsForm {
    pub(crate) const ALL: [Self; 8] = [
        Self::Xml,
        Self::XmlNumbers,
        Self::XmlCdata,
        Self::XmlAsJson,
        Self::Nxlog,
        Self::Winlogbeat,
        Self::Sentinel,
        Self::Azure,
    ];

    pub(crate) fn is_json(self) -> bool {
        !matches!(self, Self::Xml | Self::XmlNumbers | Self::XmlCdata)
    }

    /// The event as one line.
    pub(crate) fn write(self, event: &WindowsEvent) -> String {
        match self {
            Self::Xml | Self::XmlNumbers | Self::XmlCdata => self.xml(event),
            Self::XmlAsJson => xml_as_json(event),
            Self::Nxlog => nxlog(event),
            Self::Winlogbeat => winlogbeat(event),
            Self::Sentinel => sentinel(event),
            Self::Azure => azure(event),
        }
    }

    fn xml(self, event: &WindowsEvent) -> String {
        let q = if self == Self::Xml { '\'' } else { '"' };
        let data: String = event
            .fields
            .iter()
            .map(|(name, value)| match value.as_str() {
                "" if self == Self::XmlNumbers => format!("<Data Name={q}{name}{q}/>"),
                value => format!("<Data Name={q}{name}{q}>{}</Data>", self.escaped(value)),
            })
            .collect();
        let (provider, time) = (event.provider(), system_time(event));
        format!(
            "<Event xmlns={q}http://schemas.microsoft.com/win/2004/08/events/event{q}><System><Provider Name={q}{provider}{q} \
             Guid={q}{{5770385f-c22a-43e0-bf4c-06f5698ffbd9}}{q}/><EventID>{}</EventID><Version>2</Version>\
             <TimeCreated SystemTime={q}{time}{q}/><EventRecordID>{}</EventRecordID><Correlation/>\
             <Execution ProcessID={q}1200{q} ThreadID={q}1300{q}/><Channel>{}</Channel><Computer>{}</Computer>\
             <Security UserID={q}S-1-5-18{q}/></System><EventData>{data}</EventData></Event>",
            event.id,
            event.record,
            event.channel(),
            event.computer,
        )
    }

    fn escaped(self, text: &str) -> String {
        if self == Self::XmlCdata && !text.contains(['\n', '\r']) {
            return format!("<![CDATA[{}]]>", text.replace("]]>", "]]]]><![CDATA[>"));
        }
        text.chars()
            .map(|c| match c {
                '&' => "&amp;".to_owned(),
                '<' => "&lt;".to_owned(),
                '>' => "&gt;".to_owned(),
                '\n' => "&#10;".to_owned(),
                '\r' => "&#xD;".to_owned(),
                '"' | '\'' | '\t' if self == Self::XmlNumbers => format!("&#{};", u32::from(c)),
                c if self == Self::XmlNumbers && !c.is_ascii() => format!("&#x{:X};", u32::from(c)),
                c => c.to_string(),
            })
            .collect()
    }
}

fn system_time(event: &WindowsEvent) -> String {
    clock(event.logged, "%Y-%m-%dT%H:%M:%S%.3f") + "1234Z"
}

/// The fields as members; `typed` writes decimal numbers as such.
fn members(event: &WindowsEvent, typed: bool) -> Vec<(&'static str, String)> {
    let is_number = |name: &str| name.ends_with("ProcessId") || name.ends_with("Port");
    event
        .fields
        .iter()
        .map(|(name, value)| match value.as_str() {
            "" if typed => (*name, "null".to_owned()),
            number if typed && is_number(name) && !number.starts_with("0x") => (*name, number.to_owned()),
            text => (*name, json(text, false)),
        })
        .collect()
}

fn xml_as_json(event: &WindowsEvent) -> String {
    let attributes = |members: &[(&str, String)]| object(&[("#attributes", object(members))]);
    let id = match event.record % 2 {
        0 => event.id.to_string(),
        _ => format!("{{\"#attributes\":{{\"Qualifiers\":\"\"}},\"#text\":{}}}", event.id),
    };
    let system = object(&[
        ("Provider", attributes(&[("Name", json(event.provider(), false))])),
        ("EventID", id),
        ("Version", "2".to_owned()),
        ("TimeCreated", attributes(&[("SystemTime", json(&system_time(event), false))])),
        ("EventRecordID", event.record.to_string()),
        ("Correlation", "null".to_owned()),
        ("Execution", attributes(&[("ProcessID", "1200".to_owned())])),
        ("Channel", json(event.channel(), false)),
        ("Computer", json(&event.computer, false)),
    ]);
    let data = object(&members(event, true));
    object(&[("Event", object(&[("System", system), ("EventData", data)]))])
}

fn nxlog(event: &WindowsEvent) -> String {
    let time = clock(event.logged, "%Y-%m-%d %H:%M:%S");
    let mut all = vec![
        ("EventTime", json(&time, false)),
        ("Hostname", json(&event.computer, false)),
        ("Keywords", "-9223372036854775808".to_owned()),
        ("EventID", event.id.to_string()),
        ("SourceName", json(event.provider(), false)),
        ("RecordNumber", event.record.to_string()),
        ("ProcessID", "1200".to_owned()),
        ("Channel", json(event.channel(), false)),
        ("Domain", json("NT AUTHORITY", false)),
        ("AccountName", json("SYSTEM", false)),
        ("Message", json("Something happened:\r\nRuleName: -\r\n", false)),
    ];
    // There is one ProcessID, and NXLog has taken it.
    all.extend(members(event, false).into_iter().filter(|(name, _)| *name != "ProcessID"));
    all.push(("SourceModuleType", json("im_msvistalog", false)));
    object(&all)
}

fn winlogbeat(event: &WindowsEvent) -> String {
    let time = clock(event.logged, "%Y-%m-%dT%H:%M:%S%.3fZ");
    let mut data = members(event, false);
    data.retain(|(_, value)| value != "\"\"");
    let winlog = object(&[
        ("api", json("wineventlog", false)),
        ("channel", json(event.channel(), false)),
        ("computer_name", json(&event.computer, false)),
        ("event_data", object(&data)),
        ("event_id", json(&event.id.to_string(), false)),
        ("provider_name", json(event.provider(), false)),
        ("record_id", event.record.to_string()),
    ]);
    let inner = object(&[("code", json(&event.id.to_string(), false)), ("kind", json("event", false))]);
    object(&[
        ("@timestamp", json(&time, false)),
        ("event", inner),
        ("message", json("Happened", false)),
        ("winlog", winlog),
    ])
}

fn sentinel(event: &WindowsEvent) -> String {
    let time = clock(event.logged, "%Y-%m-%dT%H:%M:%S%.3fZ");
    object(&[
        ("TenantId", json("7f3c", false)),
        ("TimeGenerated", json(&time, false)),
        ("Provider", json(event.provider(), false)),
        ("Channel", json(event.channel(), false)),
        ("Computer", json(&event.computer, false)),
        ("EventID", event.id.to_string()),
        ("EventData", json(&object(&members(event, false)), true)),
        ("EventRecordId", json(&event.record.to_string(), false)),
        ("Type", json("WindowsEvent", false)),
    ])
}

fn azure(event: &WindowsEvent) -> String {
    let properties = object(&[
        ("RoleInstance", json("_vm", false)),
        ("ProviderName", json(event.provider(), false)),
        ("EventId", event.id.to_string()),
        ("Channel", json(event.channel(), false)),
        ("Description", json("Something happened:\r\n", false)),
        ("RawXml", json(&WindowsForm::Xml.xml(event), false)),
    ]);
    let time = clock(event.logged + 60_000, "%Y-%m-%dT%H:%M:%S%.3fZ");
    object(&[
        ("time", json(&time, false)),
        ("category", json("WindowsEventLogsTable", false)),
        ("properties", properties),
    ])
}

/// A binary log of these events; in a template, values have types.
pub(crate) fn evtx(events: &[WindowsEvent], style: Style) -> Vec<u8> {
    let elements: Vec<Element> = events.iter().map(|event| element(event, style)).collect();
    log(&elements, style)
}

fn element(event: &WindowsEvent, style: Style) -> Element {
    let text = |value: &str| Value::Text(value.to_owned());
    let leaf = |name: &str, value: &str| Element::new(name).value(text(value));
    let system = Element::new("System")
        .child(Element::new("Provider").attribute("Name", text(event.provider())))
        .child(leaf("EventID", &event.id.to_string()))
        .child(Element::new("TimeCreated").attribute("SystemTime", text(&system_time(event))))
        .child(leaf("EventRecordID", &event.record.to_string()))
        .child(leaf("Channel", event.channel()))
        .child(leaf("Computer", &event.computer));
    let data = event.fields.iter().fold(Element::new("EventData"), |data, (name, value)| {
        let hex = value.strip_prefix("0x").and_then(|hex| u64::from_str_radix(hex, 16).ok());
        let value = match (style, hex, value.parse()) {
            (Style::Template, Some(hex), _) => Value::Hex64(hex),
            (Style::Template, _, Ok(number)) if *name == "ProcessId" => Value::UInt32(number),
            _ => text(value),
        };
        data.child(Element::new("Data").attribute("Name", text(name)).value(value))
    });
    Element::new("Event").child(system).child(data)
}
