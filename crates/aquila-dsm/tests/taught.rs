//! Log source types that a user taught: which records have them, and with what.

mod decoded;

use std::sync::Arc;

use aquila_dsm::chunk::FrameKind;
use aquila_dsm::source::SourceTypes;
use aquila_event::Catalogue;
use arrow_array::Array;

const TYPE: &str = r#"
name: Example Wall
id: 7000
short_name: Wall
shapes:
  - name: CEF
    when: [{path: cef.vendor, in: [Example, Sample]}]
    keys: [cef.signature]
  - name: LEEF
    when: [{has: leef.event_id}, {path: leef.vendor, starts_with: Ex}]
    keys: [leef.event_id]
  - name: pairs
    when: [{path: devname, is: wall}, {any: [{path: "", contains: devname=}]}]
    pairs: {}
    keys: [action]
  - name: words
    pattern:
      - '^(?<user>\w+) was (?<action>let in|turned away)(?: from (?<src>\S+))?$'
      - 'wall\[\d+\]: (?<action>\w+) (?<user>\w+)'
    keys: [action]
properties:
  username: [suser, usrName, user]
  sourceaddress: src
events:
  - {on: [deny, turned away], name: Denied, category: Firewall Deny}
other: {name: Other, category: Unknown}
"#;

/// Shape and event of a record, the user, the address, and what sent it.
fn decode(record: &str, kind: FrameKind) -> String {
    let files = [("wall.yml", TYPE)];
    let types = Arc::new(SourceTypes::with(&files, &Catalogue::builtin()).expect("valid types"));
    let chunk = decoded::frames(&[record.to_owned()], kind);
    let (batch, infos) = decoded::decode_by(Arc::clone(&types), &[chunk], true);
    let values = ["username", "sourceaddress", "logsourceidentifier"].map(|name| {
        let column = decoded::text(&batch, name);
        if column.is_null(0) { "-".to_owned() } else { column.value(0).to_owned() }
    });
    format!("{} {}", types.describe(infos[0].kind), values.join(" "))
}

#[test]
fn which_records_are_of_the_type() {
    for (record, expected) in [
        (
            "<13>Mar  4 10:11:12 fw1 CEF:0|Example|P|1|deny|n|5|src=192.0.2.1 suser=mona",
            "Example Wall / CEF / Denied mona 192.0.2.1 fw1",
        ),
        ("CEF:0|Sample|P|1|x|n|5|", "Example Wall / CEF / Other - - -"),
        ("CEF:0|Another|P|1|deny|n|5|suser=mona", "Universal DSM / stored / Stored event - - -"),
        ("CEF:0|Example|P|1|deny", "Universal DSM / stored / Stored event - - -"),
        (
            "2024-03-04T10:11:12Z fw1 LEEF:2.0|Example|P|1|deny|^|src=192.0.2.1^usrName=mona",
            "Example Wall / LEEF / Denied mona 192.0.2.1 fw1",
        ),
        (
            "<13>Mar  4 10:11:12 fw1 app: devname=wall action=deny user=\"mona\" src=192.0.2.1",
            "Example Wall / pairs / Denied mona 192.0.2.1 fw1",
        ),
        ("devname=other action=deny user=mona", "Universal DSM / stored / Stored event - - -"),
        ("mona was turned away from 192.0.2.1", "Example Wall / words / Denied mona 192.0.2.1 -"),
        ("mona was let in", "Example Wall / words / Other mona - -"),
        ("Mar  4 10:11:12 fw1 wall[7]: deny mona", "Example Wall / words / Denied mona - fw1"),
        ("mona was let out", "Universal DSM / stored / Stored event - - -"),
        // A text is tried as it is before what lies in it.
        ("wall[7]: deny mona CEF:0|Example|P|1|x|n|5|suser=otto", "Example Wall / words / Denied mona - -"),
        ("CEF:0|Example|P|1|deny|n|5|suser={\"user\":1}", "Example Wall / CEF / Denied {\"user\":1} - -"),
        // Other types have what is theirs.
        (
            "type=SYSCALL msg=audit(1718000000.1:2): exe=\"CEF:0|Example|P|1|deny|n|5|\"",
            "Linux OS / audit records / System call - - -",
        ),
    ] {
        assert_eq!(decode(record, FrameKind::Line), expected, "{record}");
    }
}

#[test]
fn records_within_others() {
    for (record, expected) in [
        (
            r#"{"host":"relay","message":"<13>Mar  4 10:11:12 fw1 CEF:0|Example|P|1|deny|n|5|suser=a\\=b\n"}"#,
            "Example Wall / CEF / Denied a=b - fw1",
        ),
        (
            r#"{"log":"LEEF:1.0|Example|P|1|deny|usrName=mona\tsrc="}"#,
            "Example Wall / LEEF / Denied mona - -",
        ),
        (r#"{"_raw":"devname=wall action=deny user='m n'"}"#, "Example Wall / pairs / Denied m n - -"),
        (r#"{"event":{"original":"mona was let in"}}"#, "Example Wall / words / Other mona - -"),
        (r#"{"user":"mona","action":"deny"}"#, "Universal DSM / stored / Stored event - - -"),
    ] {
        assert_eq!(decode(record, FrameKind::Json), expected, "{record}");
    }
}
