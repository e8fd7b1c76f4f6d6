//! Custom properties as users write them in `properties.yml`, and as they are imported.
#![allow(clippy::unwrap_used)]

mod support;

use std::path::Path;

use support::{run, stderr, stdout};

const LOG: &str = "\
2024-03-01T10:00:00Z h1 gate: opened 03/02/2024 10:30 ticket=42 DOM;mona
2024-03-01T10:00:01Z h1 gate: user=joe;src=198.51.100.3;y
{\"time\":\"2024-03-01T10:00:02Z\",\"t\":{\"n\":[7]},\"z\":\"a|192.0.2.1|b\"}
2024-03-01T10:00:03Z h1 gate CEF:0|Acme|Gate|1|open|Opened|5|cs1=red spt=99999 dpt=443
2024-03-01T10:00:04Z h1 gate LEEF:1.0|Acme|Gate|1|open|usrName=eve\tsev=5
<Event><System><EventID>7</EventID></System><EventData><Data Name=\"Image\">C:\\x.exe</Data></EventData></Event>
";

const PROPERTIES: &str = r#"
- name: Ticket
  type: number
  from:
    - {regex: 'ticket=(\d+)', enabled: false}
    - regex: 'ticket=(?<n>\d+)'
    - json: '/"t"/"n"[0]'
    - aql: 'LONG("eventcount") * 100'
- {name: Twice, type: number, from: [{calculated: {first: Ticket, operator: "*", second: 2}}]}
- {name: Account, from: [{regex: '(\w+);(\w+)$', format: '$1\$2'}]}
- {name: Opened, type: time, time: {format: dd/MM/yyyy HH:mm, zone: Europe/Rome}, from: [{regex: 'opened (\S+ \S+)'}]}
- {name: Client, type: ip, from: [{pairs: {name: src, between: ;, assign: =}}, {list: {element: $2, between: '|'}}]}
- {name: Color, from: [{cef: cs1}, {leef: usrName}, {xml: '/Event/EventData/Data[@Name="Image"]'}]}
- {name: Gate Port, type: port, from: [{cef: spt}, {cef: dpt}]}
- {name: Elsewhere, from: [{log_source_type: Linux OS, regex: '(gate)'}, {category: Stored, regex: '(ticket)'}]}
"#;

/// A folder with a log and properties.
fn folder(properties: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("log.txt"), LOG).unwrap();
    std::fs::write(folder.path().join("properties.yml"), properties).unwrap();
    folder
}

fn search(folder: &Path, aql: &str) -> std::process::Output {
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    run(&["search", aql, &path("log.txt"), "--properties", &path("properties.yml"), "-q", "-f", "jsonl"])
}

#[test]
fn each_kind_of_expression() {
    let folder = folder(PROPERTIES);
    // Oldest first: the lines in their order.
    let column = |name: &str| {
        let aql = format!(
            "SELECT \"{name}\" AS v FROM events WHERE NOT payload ILIKE '%<Event>%' ORDER BY starttime ASC"
        );
        let rows = stdout(&search(folder.path(), &aql));
        rows.lines().map(|row| row[5..row.len() - 1].to_owned()).collect::<Vec<_>>().join(" ")
    };
    for (name, expected) in [
        // The first that matches wins; what AQL computes comes where the log gives none.
        ("Ticket", "42.0 100.0 7.0 100.0 100.0"),
        ("Twice", "84.0 200.0 14.0 200.0 200.0"),
        ("Account", r#""DOM\\mona" "3\\y" null null null"#),
        ("Opened", "1706952600000 null null null null"),
        ("Client", r#""0.0.0.0" "198.51.100.3" "192.0.2.1" "0.0.0.0" "0.0.0.0""#),
        ("Color", r#"null null null "red" "eve""#),
        // 99999 is no port, so the next expression counts.
        ("Gate Port", "0 0 0 443 0"),
        ("Elsewhere", r#""ticket" null null null null"#),
    ] {
        assert_eq!(column(name), expected, "{name}");
    }
    let xml = search(folder.path(), "SELECT \"Color\" FROM events WHERE payload ILIKE '%<Event>%'");
    assert_eq!(stdout(&xml), "{\"Color\":\"C:\\\\x.exe\"}\n");
}

#[test]
fn mistakes_are_told_with_the_property() {
    for (properties, expected) in [
        ("- {name: A, from: [{regex: '('}]}", "property \"A\": expression 1: regex at byte"),
        ("- {name: A, from: [{regex: 'a', json: /x}]}", "several places are named"),
        ("- {name: A, from: [{}]}", "no place is named"),
        (
            "- {name: A, type: port, from: [{regex: '(a)', group: 2}]}",
            "the regex has 1 groups, group 2 is asked for",
        ),
        ("- {name: URL, type: number, from: []}", "give that type, or another name"),
        ("- {name: qid, type: string, from: []}", "whose type is Integer"),
        ("- {name: A, from: [{log_source_type: Linux OSS, regex: a}]}", "did you mean Linux OS"),
        ("- {name: A, from: [{json: x}]}", "is no JSON path"),
        ("- {name: A, typ: string, from: []}", "unknown field"),
        ("- {name: A, type: number, from: [{aql: 'COUNT(*)'}]}", "cannot hold an aggregate"),
        ("- {name: A, type: number, from: [{aql: 'A + 1'}]}", "is made from itself"),
        ("- {name: A, type: number, from: [{aql: '1 FROM x'}]}", "custom property \"A\""),
    ] {
        let output = search(folder(properties).path(), "SELECT \"A\" FROM events");
        let told = stderr(&output);
        assert!(matches!(output.status.code(), Some(2 | 3)), "{properties}: {told}");
        assert!(told.contains(expected), "{properties}: {told}");
    }
}

#[test]
fn what_was_imported_can_be_used() {
    let json = r#"{
        "regex_properties": [{"id": 1, "identifier": "p1", "name": "Ticket", "property_type": "NUMERIC"}],
        "property_expressions": [{"id": 5, "identifier": "e5", "regex_property_identifier": "p1", "enabled": true,
            "regex": "ticket=(\\d+)", "capture_group": 1, "log_source_type_id": -1}]
    }"#;
    let folder = folder("[]");
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("api.json"), json).unwrap();
    let imported = run(&["import", &path("api.json"), "-o", &path("properties.yml"), "--overwrite"]);
    assert_eq!(imported.status.code(), Some(0), "{}", stderr(&imported));
    let rows = stdout(&search(folder.path(), "SELECT Ticket FROM events WHERE Ticket IS NOT NULL"));
    assert_eq!(rows, "{\"Ticket\":42.0}\n");
    let nothing = run(&["import", &path("log.txt")]);
    assert_eq!(nothing.status.code(), Some(2));
    assert!(stderr(&nothing).contains("this is no JSON"), "{}", stderr(&nothing));
}
