//! Random events, and programs that write them down in every envelope: plain
//! string building that shares no code with the decoder.

pub(crate) mod audit;
pub(crate) mod audit_forms;
mod audit_laurel;
mod audit_records;
pub(crate) mod carriers;
pub(crate) mod containers;
pub(crate) mod exceptions;
pub(crate) mod text_events;
pub(crate) mod values;
pub(crate) mod windows;
pub(crate) mod windows_forms;
pub(crate) mod windows_random;

/// What an event must have: properties and their text, `None` where it has none.
pub(crate) type Expected = Vec<(&'static str, Option<String>)>;

/// A text as a JSON string; `ascii` escapes all that is not ASCII.
pub(crate) fn json(text: &str, ascii: bool) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' || (ascii && !c.is_ascii()) => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A JSON object of members that are JSON already.
pub(crate) fn object(members: &[(&str, String)]) -> String {
    let members: Vec<String> =
        members.iter().map(|(key, value)| format!("{}:{value}", json(key, true))).collect();
    format!("{{{}}}", members.join(","))
}
