//! Invented Windows events for EVTX tests, and their XML as another program
//! would write it.
#![allow(dead_code, reason = "each user takes its part")]

use super::evtx_writer::{Content, Element, Value};

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

/// An element with `children` of one text each.
pub(crate) fn element(name: &str, children: &[(&str, &str)]) -> Element {
    children
        .iter()
        .fold(Element::new(name), |parent, (name, value)| parent.child(Element::new(name).value(text(value))))
}

fn system(provider: &str, id: &str, channel: &str, record: usize) -> Element {
    let time = format!("2024-03-04T10:{:02}:{:02}.1234567Z", record / 60 % 60, record % 60);
    Element::new("System")
        .child(Element::new("Provider").attribute("Name", text(provider)))
        .child(Element::new("EventID").value(text(id)))
        .child(Element::new("TimeCreated").attribute("SystemTime", text(&time)))
        .child(Element::new("EventRecordID").value(text(&(record + 1).to_string())))
        .child(Element::new("Channel").value(text(channel)))
        .child(Element::new("Computer").value(text("ws-01.corp.example")))
}

fn event(system: Element, data: &[(&str, String)]) -> Element {
    let data = data.iter().fold(Element::new("EventData"), |parent, (name, value)| {
        parent.child(Element::new("Data").attribute("Name", text(name)).value(text(value)))
    });
    event_of(system, data)
}

/// Somebody logs on.
pub(crate) fn logon(number: usize) -> Element {
    event(
        system("Microsoft-Windows-Security-Auditing", "4624", "Security", number),
        &[
            ("TargetUserName", format!("alice{number}")),
            ("TargetDomainName", "CORP".to_owned()),
            ("LogonType", "3".to_owned()),
            ("IpAddress", "192.0.2.7".to_owned()),
            ("IpPort", (40_000 + number).to_string()),
        ],
    )
}

/// A process starts, with all that XML has to escape.
pub(crate) fn process(number: usize) -> Element {
    event(
        system("Microsoft-Windows-Sysmon", "1", "Microsoft-Windows-Sysmon/Operational", number),
        &[
            ("UtcTime", "2024-03-04 10:11:12.123".to_owned()),
            ("ProcessId", number.to_string()),
            ("Image", r"C:\Program Files\Ünïcode\tool.exe".to_owned()),
            ("CommandLine", format!("tool.exe \"a & b\" <in >out '{number}' 日本 🙂")),
            ("User", r"CORP\bob".to_owned()),
            ("ParentImage", r"C:\Windows\explorer.exe".to_owned()),
        ],
    )
}

/// The event as XML text.
pub(crate) fn xml(element: &Element) -> String {
    let attributes = element.attributes.iter().map(|(name, value)| format!(" {name}='{}'", escaped(value)));
    let content = element.content.iter().map(|content| match content {
        Content::Element(child) => xml(child),
        Content::Value(value) => escaped(value),
    });
    let (name, attributes, content): (_, String, String) =
        (&element.name, attributes.collect(), content.collect());
    format!("<{name}{attributes}>{content}</{name}>")
}

fn escaped(value: &Value) -> String {
    let Value::Text(text) = value else { panic!("only texts: {value:?}") };
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\'', "&apos;")
}

/// The sample of `tests/logs`: values with the types that Windows gives them, and
/// shapes that differ from the usual: fields without names, fields of their own
/// names, texts in one field.
pub(crate) fn sample() -> Vec<Element> {
    let cleared = Element::new("LogFileCleared")
        .child(Element::new("SubjectUserName").value(text("mallory")))
        .child(Element::new("SubjectDomainName").value(text("CORP")));
    let engine = Value::Texts(vec!["Available".into(), "None".into()]);
    let auditing = "Microsoft-Windows-Security-Auditing";
    vec![
        event_of(typed(auditing, 4624, "Security", 501), sample_logon()),
        event_of(typed(auditing, 4688, "Security", 502), sample_process()),
        event_of(
            typed("Microsoft-Windows-Eventlog", 1102, "Security", 503),
            Element::new("UserData").child(cleared),
        ),
        event_of(
            typed("PowerShell", 400, "Windows PowerShell", 504),
            Element::new("EventData").child(Element::new("Data").value(engine)),
        ),
    ]
}

fn sample_logon() -> Element {
    Element::new("EventData")
        .child(data("TargetUserSid", text("S-1-5-21-1000000001-1000000002-1000000003-1105")))
        .child(data("TargetUserName", text("alice")))
        .child(data("TargetDomainName", text("CORP")))
        .child(data("TargetLogonId", Value::Hex64(0x0003_e7a1)))
        .child(data("LogonType", Value::UInt32(10)))
        .child(data("LogonGuid", Value::Guid([7; 16])))
        .child(data("IpAddress", text("192.0.2.7")))
        .child(data("IpPort", text("49800")))
        .child(data("TransmittedServices", Value::Null))
}

fn sample_process() -> Element {
    Element::new("EventData")
        .child(data("SubjectUserName", text("alice")))
        .child(data("SubjectDomainName", text("CORP")))
        .child(data("NewProcessId", Value::Hex64(0x1a2c)))
        .child(data("NewProcessName", text(r"C:\Windows\System32\cmd.exe")))
        .child(data("ProcessId", Value::Hex64(0x0f10)))
        .child(data("CommandLine", text("cmd.exe /c \"echo a & b > c\" ")))
        .child(data("MandatoryLabel", Value::Boolean(true)))
}

fn event_of(system: Element, data: Element) -> Element {
    let namespace = text("http://schemas.microsoft.com/win/2004/08/events/event");
    Element::new("Event").attribute("xmlns", namespace).child(system).child(data)
}

fn data(name: &str, value: Value) -> Element {
    Element::new("Data").attribute("Name", text(name)).value(value)
}

fn typed(provider: &str, id: u16, channel: &str, record: u64) -> Element {
    let ticks = super::evtx_writer::TICKS + record * 10_000_000 + 1_234_567;
    Element::new("System")
        .child(
            Element::new("Provider")
                .attribute("Name", text(provider))
                .attribute("Guid", Value::Guid([1; 16])),
        )
        .child(Element::new("EventID").value(Value::UInt16(id)))
        .child(Element::new("Version").value(Value::UInt8(2)))
        .child(Element::new("Keywords").value(Value::Hex64(0x8020_0000_0000_0000)))
        .child(Element::new("TimeCreated").attribute("SystemTime", Value::FileTime(ticks)))
        .child(Element::new("EventRecordID").value(Value::UInt64(record)))
        .child(Element::new("Channel").value(text(channel)))
        .child(Element::new("Computer").value(text("ws-01.corp.example")))
}
