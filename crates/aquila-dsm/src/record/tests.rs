//! Paths through the formats that logs are written in.

use super::*;
use crate::chunk::Context;

fn look(text: &str, form: Form<'_>, path: &str) -> Option<String> {
    let mut store = Store::default();
    let mut record = Record::new(text, form, &mut store);
    let root = record.root();
    let found = record.get(root, &Path::parse(path).expect("path"))?;
    record.text(found).map(Cow::into_owned)
}

/// The text at a path in the structure of a line.
pub(super) fn look_at(line: &str, path: &str) -> Option<String> {
    let mut store = Store::default();
    let mut record = Record::new(line, Form::Line, &mut store);
    let root = record.root();
    let root = record.embedded(root)?;
    let found = record.get(root, &Path::parse(path).expect("path"))?;
    record.text(found).map(Cow::into_owned)
}

#[test]
fn json_by_path() {
    let text = r#"{"a":{"b.c":"x","n":12,"list":[{"Name":"One","Value":"1"},{"Name":"Two","Value":null},
        {"Name":"Two","Value":"2"}]},"esc\u0061ped":"t\tab \ud83d\ude00 \ud800","dup":1,"dup":2,"null":null,
        "text":"{\"deep\":\"{\\\"er\\\":\\\"[1,{\\\\\\\"x\\\\\\\":7}]\\\"}\"}","xml":"<A b='1'><C>d &amp; e</C></A>"}"#;
    for (path, expected) in [
        (r#"a."b.c""#, Some("x")),
        ("a.n", Some("12")),
        ("a.list[0].Value", Some("1")),
        ("a.list[Name=Two].Value", Some("2")),
        ("a.list[*].Value", Some("1")),
        ("a.list[7].Value", None),
        ("*.n", Some("12")),
        ("escaped", Some("t\tab 😀 \u{fffd}")),
        ("dup", Some("1")),
        ("null", None),
        ("text.deep.er[1].x", Some("7")),
        ("xml.A.C", Some("d & e")),
        ("xml.A.@b", Some("1")),
        ("a", None),
        ("a.n.nothing", None),
    ] {
        assert_eq!(look(text, Form::Json, path).as_deref(), expected, "{path}");
    }
}

#[test]
fn windows_xml_by_path() {
    let text = "<?xml version='1.0'?><!-- > --><e:Event xmlns:e='x>y'><System><EventID Qualifiers=\"0\">4663</EventID>\
        <TimeCreated SystemTime='2024-01-02T03:04:05.6Z'/></System><EventData><Data Name='A'/><Data Name=\"B\">b&#x41;\
        &unknown;</Data><Data><![CDATA[<raw>]]></Data><Data Name='Cut'>half";
    for (path, expected) in [
        ("Event.System.EventID", Some("4663")),
        ("Event.System.EventID.@Qualifiers", Some("0")),
        ("Event.System.TimeCreated.@SystemTime", Some("2024-01-02T03:04:05.6Z")),
        ("Event.EventData.Data[Name=A]", Some("")),
        ("Event.EventData.Data[Name=B]", Some("bA&unknown;")),
        ("Event.EventData.Data[2]", Some("<raw>")),
        ("Event.EventData.Data[Name=Cut]", Some("half")),
        ("Event.EventData.Data[Name=None]", None),
        ("Event.EventData", None),
    ] {
        assert_eq!(look(text, Form::Xml, path).as_deref(), expected, "{path}");
    }
}

#[test]
fn csv_by_column_name() {
    let context = Context { header: ["a", "data", "c", "d"].map(String::from).to_vec(), delimiter: b',' };
    let header = Header::new(&context);
    let text = "1,\"{\"\"k\"\":\"\"line\nbreak, x\"\"}\",\"say \"\"hi\"\"\"\r\n";
    for (path, expected) in
        [("a", Some("1")), ("data.k", Some("line\nbreak, x")), ("c", Some("say \"hi\"")), ("d", Some(""))]
    {
        let found = look(text, Form::Row(&header), path);
        assert_eq!(found.as_deref().or(Some("").filter(|_| path == "d")), expected, "{path}");
    }
}

#[test]
fn a_cut_record_keeps_what_stands_before_the_cut() {
    assert_eq!(look(r#"{"a":1,"b":{"c":"x","d":"cu"#, Form::Json, "b.c").as_deref(), Some("x"));
    assert_eq!(look(r#"{"a":1,"b":{"c":"x","d":"cu"#, Form::Json, "b.d").as_deref(), Some("cu"));
}

#[test]
fn hostile_input_neither_panics_nor_recurses() {
    let deep = "[".repeat(200_000);
    let nested = format!("{{\"a\":{}}}", "{\"a\":".repeat(100_000));
    let strange = [
        "",
        "{",
        "{\"",
        "{\"a",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":\"\\",
        "{\"a\":\"\\u12",
        "{]",
        "[}",
        "{\"a\":}",
        "<",
        "<a",
        "<a/",
        "<a b",
        "<a b=",
        "<a b='",
        "</a>",
        "<a><a></a>",
        "<!",
        "<!--",
        "{\"\\ud800\":\"\\udc00\\u0000\"}",
        "\u{feff}{\"a\":1}",
        "{,,,}",
        "<a>é</a",
        &deep,
        &nested,
    ];
    for text in strange {
        for form in [Form::Json, Form::Xml, Form::Line] {
            for path in ["a.a.a", "[*].a", "*.*", "a[b=c]", "a.@b", "[0][0][0]"] {
                look(text, form, path);
            }
        }
    }
}

#[test]
fn structures_after_a_header_are_found() {
    for (line, path, expected) in [
        ("<13>Jun 14 15:19:02 h app: <Event><A>1</A></Event>", "Event.A", Some("1")),
        ("2024-05-01T10:00:00Z [x] stdout {\"a\":2}", "a", Some("2")),
        ("nothing { here }", "a", None),
    ] {
        let mut store = Store::default();
        let mut record = Record::new(line, Form::Line, &mut store);
        let root = record.root();
        let found =
            record.embedded(root).and_then(|inner| record.get(inner, &Path::parse(path).expect("path")));
        assert_eq!(found.and_then(|id| record.text(id)).as_deref(), expected, "{line}");
    }
}
