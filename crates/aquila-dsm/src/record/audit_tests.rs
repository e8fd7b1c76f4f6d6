//! Paths through audit events and their `key=value` text.

use super::tests::look_at;
use super::*;

const EVENT: &str = "<13>Jun 14 15:19:02 h audispd: node=web01 type=PATH msg=audit(1718000000.101:41): item=1 \
    name=\"b c\" nametype=CREATE\x1dOUID=\"root\"\n\
    node=web01 type=PATH msg=audit(1718000000.101:41): item=0 name=2F612062 nametype=DELETE\n\
    noise between\n\
    node=web01 type=SYSCALL msg=audit(1718000000.101:41): arch=c000003e a0=1234 a1=ABCD tty=(none) \
    comm=C3A9FF key=6578650163626974 ocomm=610162 exe=/BARE subj==unconfined\x1dSYSCALL=rename GID=646F6D61696E\n\
    node=web01 type=EXECVE msg=audit(1718000000.101:41): argc=3 a0=\"x\" a1=20 a1_len=4 a2[0]=4142 a2[1]=\"c\"\n\
    node=web01 type=SOCKADDR msg=audit(1718000000.101:41): saddr=0200 SADDR={ fam=inet laddr=192.0.2.1 lport=80 }\n\
    node=web01 type=EOE msg=audit(1718000000.101:41): ";

#[test]
fn audit_events_by_path() {
    for (path, expected) in [
        ("audit.time", Some("1718000000.101")),
        ("audit.serial", Some("41")),
        ("audit.node", Some("web01")),
        ("audit.type", Some("SYSCALL")),
        ("PATH.name", Some("b c")),
        ("PATH[0].name", Some("b c")),
        ("PATH[1].name", Some("/a b")),
        ("PATH[2].name", None),
        ("PATH[item=0].nametype", Some("DELETE")),
        ("PATH[nametype=CREATE].OUID", Some("root")),
        ("PATH[*].nametype", Some("CREATE")),
        ("*.argc", Some("3")),
        ("SYSCALL.a0", Some("1234")),
        ("SYSCALL.a1", Some("ABCD")),
        ("SYSCALL.tty", Some("(none)")),
        ("SYSCALL.comm", Some("\u{e9}\u{fffd}")),
        ("SYSCALL.key", Some("exe,cbit")),
        ("SYSCALL.ocomm", Some("a\u{1}b")),
        ("SYSCALL.exe", Some("/BARE")),
        ("SYSCALL.subj", Some("unconfined")),
        ("SYSCALL.SYSCALL", Some("rename")),
        ("SYSCALL.GID", Some("domain")),
        ("EXECVE.a1", Some(" ")),
        ("EXECVE.a1_len", Some("4")),
        ("EXECVE.\"a2[0]\"", Some("AB")),
        ("SOCKADDR.SADDR.laddr", Some("192.0.2.1")),
        ("EOE.anything", None),
        ("SYSCALL", None),
        ("NOTHING.x", None),
    ] {
        assert_eq!(look_at(EVENT, path).as_deref(), expected, "{path}");
    }
}

#[test]
fn additions_behind_an_escaped_separator() {
    let event = "h audispd: type=SYSCALL msg=audit(1718000000.1:2): comm=\"a\" key=(null)#035ARCH=x86_64 UID=\"root\"\n\
        h audispd: type=PATH msg=audit(1718000000.1:2): name=\"b #035c\" nametype=CREATE#035OUID=\"root\"\n\
        h audispd: type=CWD msg=audit(1718000000.1:2): cwd=\"/x\"#035OGID=\"d\"\n\
        h audispd: type=USER_LOGIN msg=audit(1718000000.1:2): msg='op=login res=success'#035AUID=\"al\"";
    for (path, expected) in [
        ("SYSCALL.key", "(null)"),
        ("SYSCALL.ARCH", "x86_64"),
        ("SYSCALL.UID", "root"),
        ("PATH.name", "b #035c"),
        ("PATH.nametype", "CREATE"),
        ("PATH.OUID", "root"),
        ("CWD.OGID", "d"),
        ("USER_LOGIN.op", "login"),
        ("USER_LOGIN.res", "success"),
        ("USER_LOGIN.AUID", "al"),
    ] {
        assert_eq!(look_at(event, path).as_deref(), Some(expected), "{path}");
    }
}

#[test]
fn heads_that_are_written_otherwise() {
    for (line, path, expected) in [
        ("type=A msg=audit(1718000000.1:2) x=1", "audit.time", Some("1718000000.1")),
        ("type=A msg=audit(1718000000.1:2) x=1", "A.x", Some("1")),
        ("type=A msg=audit(1718000000): x=1", "audit.serial", None),
        ("k: audit: type=1400 audit(1718000000.1:2): apparmor=\"DENIED\"", "AVC.apparmor", Some("DENIED")),
        ("k: audit: type =1326 audit(1718000000.1:2): sig=31", "SECCOMP.sig", Some("31")),
        ("type=UNKNOWN[1323] msg=audit(1718000000.1:2): fd=6", "MMAP.fd", Some("6")),
        ("type=UNKNOWN[1420] msg=audit(1718000000.1:2): a=6", "audit.type", Some("UNKNOWN[1420]")),
        ("type= msg=audit(1718000000.1:2): a=6", "*.a", Some("6")),
        ("msg=audit(1718000000.1:2): a=6", "audit.time", Some("1718000000.1")),
        ("type=A msg=audit(): a=6", "A.a", None),
        ("type=A msg=audit(17180000000.1:2", "A.a", None),
        ("see audit(1718000000.1:2) {\"a\":6}", "audit.serial", Some("2")),
        ("{\"m\":\"audit(1718000000.1:2)\",\"a\":6}", "a", Some("6")),
    ] {
        assert_eq!(look_at(line, path).as_deref(), expected, "{line} {path}");
    }
}

#[test]
fn fields_that_programs_write() {
    let user = "type=U msg=audit(1718000000.1:2): user pid=1 msg='op=adding user to x id=5 acct=\"a b\" exe=/x \
        addr=? res=success' UID=\"root\" avc:  denied  { read write } for  q='it is' list=[\"a\",\"b\"] e= last=1,";
    for (path, expected) in [
        ("U.pid", Some("1")),
        ("U.op", Some("adding user to x")),
        ("U.id", Some("5")),
        ("U.acct", Some("a b")),
        ("U.res", Some("success")),
        ("U.UID", Some("root")),
        ("U.seresult", Some("denied")),
        ("U.seperms", Some("read write")),
        ("U.q", Some("it is")),
        ("U.list[1]", Some("b")),
        ("U.e", Some("")),
        ("U.last", Some("1")),
    ] {
        assert_eq!(look_at(user, path).as_deref(), expected, "{path}");
    }
    let old =
        "type=L msg=audit(1718000000.1:2): login pid=1 old auid=7 new auid=0 (host=?, term=cron res=ok)";
    for (path, expected) in
        [("L.\"old auid\"", "7"), ("L.auid", "0"), ("L.host", "?"), ("L.term", "cron"), ("L.res", "ok")]
    {
        assert_eq!(look_at(old, path).as_deref(), Some(expected), "{path}");
    }
    let auoms = "type=AUOMS_EXECVE audit(1718000000.1:2): cmdline=\"sh -c \"a b\" c=d\" redactors= proctitle=/bin/x \
        y=z -D redactors= path_name=[\"\\\"] argc=1 listed=[\"a\\\"]b\"] end=1";
    for (path, expected) in [
        ("*.cmdline", "sh -c \"a b\" c=d"),
        ("*.proctitle", "/bin/x y=z -D"),
        // The agent escapes nothing; others write lists as JSON.
        ("*.argc", "1"),
        ("*.listed[0]", "a\"]b"),
        ("*.end", "1"),
    ] {
        assert_eq!(look_at(auoms, path).as_deref(), Some(expected), "{path}");
    }
}

#[test]
fn pairs_in_a_text_are_members_of_it() {
    let json = r#"{"items":{"P":["item=0 name=\"x\"","item=1 name=2F61"],"E":["argc=1 a0=6162"],"S":["a0=ab x=1"]},
        "s":"{fam=inet lport=8}","t":"no pairs here","u":"a = b"}"#;
    let mut store = Store::default();
    let mut record = Record::new(json, Form::Json, &mut store);
    let root = record.root();
    for (path, expected) in [
        ("items.P[1].name", Some("/a")),
        ("items.P[item=0].name", Some("x")),
        ("items.E[0].a0", Some("ab")),
        ("items.S[0].a0", Some("ab")),
        ("s.lport", Some("8")),
        ("t.no", None),
        ("u.a", None),
    ] {
        let found = record.get(root, &Path::parse(path).expect("path"));
        let text = found.and_then(|found| record.text(found)).map(Cow::into_owned);
        assert_eq!(text.as_deref(), expected, "{path}");
    }
    let value = record.get(root, &Path::parse("s").expect("path")).expect("value");
    assert_eq!(record.structure(value), None, "pairs are no record");
}

#[test]
fn hostile_audit_text_does_not_panic() {
    let bodies = [
        "",
        "=",
        "==",
        "a",
        "a=",
        "a=\"",
        "a='",
        "msg='",
        "msg='a='b'",
        "a={",
        "a=[\"",
        "{",
        "}",
        "old",
        "old ",
        "old =",
        "avc: denied {",
        "op=a b",
        "op=",
        "a=\u{e9}=\u{1d}",
        "name=E",
        "name=\u{c9}\u{c9}",
        "'''",
        "(((",
        "a=(",
    ];
    for body in bodies {
        for head in [
            "type=A msg=audit(1718000000.1:2): ",
            "type=AUOMS_X audit(1718000000.1:2):",
            "audit(1718000000.1:2)",
        ] {
            for path in ["*.a", "A.a.b", "*[*].name", "audit.type", "*.cmdline"] {
                look_at(&format!("{head}{body}"), path);
                look_at(&format!("{head}{body}\n{head}cmdline=\"{body}"), path);
            }
        }
    }
}
