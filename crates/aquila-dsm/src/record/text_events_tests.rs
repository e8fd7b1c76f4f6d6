//! Paths through CEF, LEEF and pairs of keys and values.

use super::tests::look_at;
use super::*;

/// The text at a path in a line that is read with these patterns and pairs.
fn read(line: &str, reading: &Reading, path: &str) -> Option<String> {
    let mut store = Store::default();
    let mut record = Record::new(line, Form::Line, &mut store);
    let root = record.root();
    let root = record.read_text(root, reading)?;
    let found = record.get(root, &Path::parse(path).expect("path"))?;
    record.text(found).map(Cow::into_owned)
}

fn pairs(between: Option<&str>, assign: &str) -> Reading {
    let pairs = Pairs { between: between.map(Into::into), assign: assign.into() };
    Reading::new(&[], Some(pairs)).expect("reading")
}

#[test]
fn cef_by_path() {
    let line = r"<134>Mar  4 10:11:12 fw01 CEF:0|Example\|Corp|Fire\\Wall|1.2|100|Traffic \= denied|7| src=192.0.2.1 msg=two words  a\=b and C:\\new\\x\nnext act=deny cs1Label=Rule Name cs1=7 cs2Label=msg cs2=x cn1=5 empty= ad.list[0]=first cef=mine request=http://h/?q=1&r=2 cs3Label=Rule Name cs3=8 last=end  ";
    for (path, expected) in [
        ("cef.version", Some("0")),
        ("cef.vendor", Some("Example|Corp")),
        ("cef.product", Some("Fire\\Wall")),
        ("cef.device_version", Some("1.2")),
        ("cef.signature", Some("100")),
        ("cef.name", Some("Traffic \\= denied")),
        ("cef.severity", Some("7")),
        ("cef", None),
        ("src", Some("192.0.2.1")),
        ("msg", Some("two words  a=b and C:\\new\\x\nnext")),
        ("act", Some("deny")),
        ("cs1", Some("7")),
        ("Rule Name", Some("7")),
        ("cs2", Some("x")),
        ("cn1", Some("5")),
        ("empty", Some("")),
        ("\"ad.list[0]\"", Some("first")),
        ("request", Some("http://h/?q=1&r=2")),
        ("last", Some("end  ")),
        ("nothing", None),
    ] {
        assert_eq!(look_at(line, path).as_deref(), expected, "{path}");
    }
}

#[test]
fn cef_as_it_comes() {
    for (line, path, expected) in [
        // Cut, without an extension, without its last pipe.
        ("CEF:0|V|P|1|s|n|5|a=1 b=cu", "b", Some("cu")),
        ("CEF:0|V|P|1|s|n|5|a=1 b=", "b", Some("")),
        ("CEF:0|V|P|1|s|n|5|", "cef.severity", Some("5")),
        ("CEF:0|V|P|1|s|n|High", "cef.severity", Some("High")),
        ("CEF:0|V|P|1|s|n|", "cef.severity", Some("")),
        // What is before the first key, and blanks before keys.
        ("CEF:0|V|P|1|s|n|5|junk a=1   b=2", "a", Some("1  ")),
        ("CEF:0|V|P|1|s|n|5|junk a=1   b=2", "b", Some("2")),
        ("CEF:0|V|P|1|s|n|5|a=1\tb=2", "b", Some("2")),
        // Escapes that are none, and one at the end.
        (r"CEF:0|V|P|1|s|n|5|path=C:\Windows\x act=1", "path", Some(r"C:\Windows\x")),
        (r"CEF:0|V|P|1|s|n|5|path=C:\", "path", Some(r"C:\")),
        ("CEF:0|V|P|1|s|n|5|a=x = y b=1", "a", Some("x = y")),
        // Structures before and within it.
        ("CEF:0|V|P|{\"a\":1}|s|n|5|b={\"c\":2}", "b.c", Some("2")),
        ("{\"m\":\"CEF:0|V|P|1|s|n|5|a=1\",\"x\":3}", "m.a", Some("1")),
        ("CEF:0|V|P|1|s|n|5|msg=audit(1718000000.1:2) b=1", "b", Some("1")),
        ("CEF:0|V|P|1|s|n|5|a=LEEF:1.0|V|P|1|e|", "a.leef.event_id", Some("e")),
        // Labels without fields, fields that have that name, labels of labels.
        ("CEF:0|V|P|1|s|n|5|cs1Label=x", "x", None),
        ("CEF:0|V|P|1|s|n|5|cs1Label= cs1=7", "\"\"", None),
        ("CEF:0|V|P|1|s|n|5|cs1=7 cs1Label=cef", "cef.vendor", Some("V")),
        ("CEF:0|V|P|1|s|n|5|Label=x", "x", None),
        (r"CEF:0|V|P|1|s|n|5|cs1=7 cs1Label=a\=b", "a=b", Some("7")),
        // No CEF at all.
        ("we use CEF:0 here |||||||", "cef.version", None),
    ] {
        assert_eq!(look_at(line, path).as_deref(), expected, "{line} {path}");
    }
}

#[test]
fn leef_by_path() {
    let line =
        "<13>Mar  4 10:11:12 h LEEF:1.0|Vendor|Product|1.2|logon|src=192.0.2.1\tusrName=a b=c\t x =\tnone\t";
    for (path, expected) in [
        ("leef.version", Some("1.0")),
        ("leef.vendor", Some("Vendor")),
        ("leef.product", Some("Product")),
        ("leef.device_version", Some("1.2")),
        ("leef.event_id", Some("logon")),
        ("src", Some("192.0.2.1")),
        ("usrName", Some("a b=c")),
        ("x", Some("")),
        ("none", None),
    ] {
        assert_eq!(look_at(line, path).as_deref(), expected, "{path}");
    }
    for (line, path, expected) in [
        ("LEEF:2.0|V|P|1|e|^|a=1^b=2", "b", Some("2")),
        ("LEEF:2.0|V|P|1|e|0x09|a=1\tb=2", "b", Some("2")),
        ("LEEF:2.0|V|P|1|e|x5e|a=1^b=2", "b", Some("2")),
        ("LEEF:2.0|V|P|1|e||a=1\tb=2", "b", Some("2")),
        ("LEEF:2.0|V|P|1|e|a=1|2\tb=2", "a", Some("1|2")),
        ("LEEF:1.0|V|P|1|e|a=1#011b=2", "b", Some("2")),
        ("LEEF:1.0|V|P|1|e", "leef.event_id", Some("e")),
        ("LEEF:1.0|V|P|1|e|", "leef.event_id", Some("e")),
        ("LEEF:1.0|V|P|1|e|leef=mine", "leef.vendor", Some("V")),
        ("LEEF:1.0|V|P|1", "leef.vendor", None),
    ] {
        assert_eq!(look_at(line, path).as_deref(), expected, "{line} {path}");
    }
}

#[test]
fn texts_within_json_and_rows() {
    let mut store = Store::default();
    let json = r#"{"m":"CEF:0|V|P|1|s|n|5|a=x\\=y\n","l":" LEEF:1.0|V|P|1|e|a=1\tb=2","t":"CEF: a=1"}"#;
    let mut record = Record::new(json, Form::Json, &mut store);
    let root = record.root();
    for (path, expected) in
        [("m.cef.name", "n"), ("m.a", "x=y"), ("l.leef.vendor", "V"), ("l.b", "2"), ("t.a", "1")]
    {
        let found = record.get(root, &Path::parse(path).expect("path")).expect(path);
        assert_eq!(record.text(found).as_deref(), Some(expected), "{path}");
    }
}

#[test]
fn pairs_behind_a_header() {
    let line = r#"<34>Oct 11 22:14:15 fw date=2024-01-02 time=10:00:00 devname="F W" msg='it is' note="say \"hi\" C:\dir" key=4142 word a="" b= =c url=http://h/?x=1 cut="no end"#;
    for (path, expected) in [
        ("date", Some("2024-01-02")),
        ("time", Some("10:00:00")),
        ("devname", Some("F W")),
        ("msg", Some("it is")),
        ("note", Some(r#"say "hi" C:\dir"#)),
        // No field of the audit system, which would be encoded.
        ("key", Some("4142")),
        ("a", Some("")),
        ("b", Some("")),
        ("url", Some("http://h/?x=1")),
        ("cut", Some("no end")),
        ("word", None),
        ("", Some(line)),
    ] {
        assert_eq!(read(line, &pairs(None, "="), path).as_deref(), expected, "{path}");
    }
}

#[test]
fn pairs_that_are_written_otherwise() {
    for (line, between, assign, path, expected) in [
        (
            "Oct 11 22:14:15 h app: user:bob; full name : Bob B ;x:\"a;b\" ;y:",
            Some(";"),
            ":",
            "user",
            Some("bob"),
        ),
        (
            "Oct 11 22:14:15 h app: user:bob; full name : Bob B ;x:\"a;b\" ;y:",
            Some(";"),
            ":",
            "full name",
            Some("Bob B"),
        ),
        (
            "Oct 11 22:14:15 h app: user:bob; full name : Bob B ;x:\"a;b\" ;y:",
            Some(";"),
            ":",
            "x",
            Some("a;b"),
        ),
        ("Oct 11 22:14:15 h app: user:bob; full name : Bob B ;x:\"a;b\" ;y:", Some(";"), ":", "y", Some("")),
        ("a=1, b=2, c", Some(", "), "=", "a", Some("1")),
        ("a=1, b=2, c", Some(", "), "=", "b", Some("2")),
        ("a => 1 b => 2", None, " => ", "b", Some("2")),
        ("a=1|b=x=y||c=3", Some("|"), "=", "b", Some("x=y")),
        ("a=1|b=x=y||c=3", Some("|"), "=", "c", Some("3")),
        ("é=1¦ü=2", Some("¦"), "=", "ü", Some("2")),
        ("no pair", Some(";"), "=", "no", None),
    ] {
        assert_eq!(read(line, &pairs(between, assign), path).as_deref(), expected, "{line} {path}");
    }
}

#[test]
fn groups_of_the_first_pattern_that_matches() {
    let patterns = [
        r"user (?<user>\w+)(?: from (?<address>\S+))?(?<none>x)?".to_owned(),
        r"(?<verb>GET|PUT) (?<url>\S+)".to_owned(),
    ];
    let reading = Reading::new(&patterns, None).expect("reading");
    for (line, path, expected) in [
        ("h: user bob from 192.0.2.1", "user", Some("bob")),
        ("h: user bob from 192.0.2.1", "address", Some("192.0.2.1")),
        ("h: user bob from 192.0.2.1", "none", None),
        ("h: user bob from 192.0.2.1", "verb", None),
        ("GET /user", "url", Some("/user")),
        ("GET /user", "", Some("GET /user")),
        ("nothing", "", None),
    ] {
        assert_eq!(read(line, &reading, path).as_deref(), expected, "{line} {path}");
    }
    let both = Reading::new(&patterns, Some(Pairs { between: None, assign: "=".into() })).expect("reading");
    assert_eq!(read("GET /x a=1 verb=2", &both, "verb").as_deref(), Some("GET"));
    assert_eq!(read("GET /x a=1 verb=2", &both, "a").as_deref(), Some("1"));
    assert_eq!(read("POST /x a=1", &both, "a"), None);
    for (pattern, reason) in [("a(b)", "no named group"), ("(?<a>", "unclosed")] {
        let error = Reading::new(&[pattern.to_owned()], None).expect_err("mistake");
        assert!(error.contains(reason), "{error}");
    }
}

#[test]
fn long_texts_of_nothing_take_no_longer() {
    let cut = |text: &str| text.repeat(1_000_000 / text.len());
    let heads = ["", "CEF:0|a|b|c|d|e|f|", "LEEF:1.0|a|b|c|d|", "LEEF:2.0|a|b|c|d|^|"];
    let rests = [
        "CEF:",
        "CEF:0|",
        "CEF:0|\n",
        "LEEF:1.0|\\|",
        "\\",
        "=",
        "a=",
        "aLabel=b a=c ",
        "a ",
        " ",
        "|",
        "\"",
        "a='",
        ";",
        "x:",
    ];
    for (head, rest) in heads.iter().flat_map(|head| rests.map(|rest| (head, rest))) {
        let line = format!("{head}{}", cut(rest));
        look_at(&line, "nothing.there");
        for reading in [pairs(None, "="), pairs(Some(";"), ":")] {
            read(&line, &reading, "nothing");
        }
    }
}

proptest::proptest! {
    #[test]
    fn no_text_is_too_odd(text in r#"(CEF:0\||LEEF:2\.0\||[a|=\\"' ;^\t\n]|x5e\||Label=|é|\\n|\[|#011){0,40}"#) {
        let lines = [text.clone(), format!("CEF:0|a|b|c|d|e|f|{text}"), format!("LEEF:2.0|a|b|c|d|{text}")];
        for line in &lines {
            for path in ["a", "cef.name", "*.*", "leef.event_id", "aLabel", "*[0]"] {
                look_at(line, path);
                for reading in [pairs(None, "="), pairs(Some(";"), "="), pairs(Some("é"), "\\")] {
                    read(line, &reading, path);
                }
            }
        }
    }
}
