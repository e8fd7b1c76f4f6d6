//! What looks like the address of a known service and is not.
#![allow(clippy::unwrap_used)]

use aquila_fact::address::{Found, class_in_command, class_in_url, class_of_host};

/// Hosts beside the metadata services, with the class of range that each has.
const HOSTS: &[(&str, Option<&str>)] = &[
    ("169.254.169.25", Some("link-local")),
    ("169.254.169.253", Some("link-local")),
    ("169.254.169.255", Some("link-local")),
    ("169.254.169.123", Some("link-local")),
    ("169.254.170.3", Some("link-local")),
    ("169.254.170.22", Some("link-local")),
    ("169.253.169.254", Some("public")),
    ("168.63.129.17", Some("public")),
    ("100.100.100.201", Some("private")),
    ("2852039167", Some("link-local")),
    ("2852039165", Some("link-local")),
    ("0xa9fea9ff", Some("link-local")),
    ("025177524777", Some("link-local")),
    ("169.254.43517", Some("link-local")),
    ("[::ffff:a9fe:a9ff]", Some("link-local")),
    ("[64:ff9b::a9fe:a9ff]", Some("link-local")),
    ("[2002:a9fe:a9ff::]", Some("public")),
    ("[64:ff9c::a9fe:a9fe]", Some("reserved")),
    ("fe80::a9fe:a9ff", Some("link-local")),
    ("fd00:ec2::255", Some("private")),
    ("fd00:ec2:0:1::254", Some("private")),
    ("169.254.169.253.nip.io", Some("link-local")),
    ("1169.254.169.254", None),
    ("169.254.169.2541", None),
    ("169.254.169.254.1", None),
    ("169.254.169", Some("link-local")),
    ("169.254.169.254.example.com", None),
    ("169.254.169.254.nip.io.example.com", None),
    ("169.254.169.254.nip.iox", None),
    ("169-254-169-254", None),
    ("ip-169-254-169-254.ec2.internal", None),
    ("a9fea9fe", None),
    ("xa9fea9fe", None),
    ("0xa9fea9feg", None),
    ("metadata.google.internal.evil.com", None),
    ("evil-metadata.google.internal", None),
    ("x.metadata.google.internal", None),
    ("metadata.google.internal..", None),
    ("metadata.google", None),
    ("google.internal", None),
    ("metadatas", None),
    ("instance-data.example", None),
    ("kubernetes.default.svc.evil.com", None),
    ("mykubernetes.default.svc", None),
    ("web01", None),
    ("", None),
    (".", None),
    ("-", None),
    ("[]", None),
    ("[169.254.169.254]", None),
    ("169.254.169.254:", Some("instance-metadata")),
    ("169.254.169.254:x", None),
    ("169.254.169.254:99999", None),
    ("169 254 169 254", None),
    ("169,254,169,254", None),
    ("169.254.169.254/24", None),
    ("%31%3", None),
];

/// URLs whose host is another.
const URLS: &[&str] = &[
    "http://169.254.169.254@good.example/",
    "http://169.254.169.254:80@good.example/",
    "http://good.example\\@169.254.169.254.example/",
    "http://good.example/169.254.169.254",
    "http://good.example/docs/169.254.169.254.html",
    "http://good.example/metadata/instance",
    "http://good.example/?id=2852039166",
    "http://good.example/?id=2852039166&x=1",
    "http://good.example/?q=metadata",
    "http://good.example/?q=metadata.google.internal.evil.com",
    "http://good.example/?v=169.254.169.2541",
    "http://good.example/?ip=8.8.8.8",
    "http://good.example/?url=http://8.8.8.8/",
    "http://good.example/?url=http%3A%2F%2F169.254.169.254%40evil.example%2F",
    "http://good.example:2852/039166",
    "http://metadata.google.internal.evil.com/",
    "http://169.254.169.254.example.com/",
    "s3://metadata/key",
    "s3://2852039166/key",
    "/latest/meta-data/iam/security-credentials/",
    "//latest/meta-data/",
    "metadata/instance",
    "//metadata/instance",
    "mailto:169.254.169.254",
];

/// Commands without such an address.
const COMMANDS: &[&str] = &[
    "kill 2852039166",
    "kill -9 2852039166",
    "sleep 2852039166; curl http://good.example/",
    "date -d @2852039166",
    "touch -t 2852039166 file",
    "find / -inum 2852039166",
    "stat /proc/2852039166/maps",
    "cat backup/2852039166/data",
    "cat backup//2852039166/data",
    "dd if=/dev/zero bs=1 count=2852039166",
    "curl --max-time 2852039166 http://good.example/",
    "curl -m 2852039166 http://good.example/",
    "curl http://good.example/2852039166",
    "curl http://good.example/?t=2852039166",
    "echo 2852039166",
    "ts=2852039166",
    "ts: 2852039166,",
    "{\"inode\":2852039166}",
    "{\"inode\":2852039166,\"size\":80}",
    "echo 0xa9fea9fe",
    "echo 025177524776",
    "echo 425.510.425.510",
    "echo 169.16689662",
    "cat a9fea9fe",
    "echo metadata",
    "cat metadata/instance.json",
    "vi metadata:80",
    "ls /var//metadata/x",
    "aws s3 cp s3://metadata/x .",
    "kubectl get kubernetes",
    "docker run -v instance-data:/data x",
    "curl -o metadata/x http://good.example/",
    "curl http://169.254.169.254@good.example/",
    "curl 169.254.169.254@good.example/",
    "curl http://metadata.google.internal.evil.com/",
    "wget http://169.254.169.254.example.com/",
    "cat log-169.254.169.254.txt",
    "cat 169.254.169.254.log",
    "echo 1169.254.169.254",
    "echo 169.254.169.254.1",
    "echo ip_169.254.169.254_x",
    "perl -e 'A::B->new' ; std::vector a::b",
    "echo x[::1]",
    "date 12:30:45",
    "mac 00:11:22:33:44:55:66:77",
    "version 1.2.3",
    "// metadata/x",
    "",
];

fn class(found: Option<&Found>) -> Option<&str> {
    found.map(|found| found.class.name.as_str())
}

#[test]
fn hosts_beside_it() {
    for (host, expected) in HOSTS {
        assert_eq!(class_of_host(host).map(|found| found.name.as_str()), *expected, "{host}");
    }
}

#[test]
fn urls_of_other_hosts() {
    for url in URLS {
        assert_eq!(class(class_in_url(url).as_ref()), None, "{url}");
    }
}

#[test]
fn commands_about_something_else() {
    for command in COMMANDS {
        assert_eq!(class(class_in_command(command).as_ref()), None, "{command}");
    }
}

#[test]
fn ranges_are_told_in_commands() {
    for (command, expected) in [
        ("ping 8.8.8.8", "public"),
        ("ssh 10.0.0.1", "private"),
        ("curl http://169.254.169.253/", "link-local"),
        ("curl localhost:8080/x", "loopback"),
        ("curl http://[::1]:8080/x", "loopback"),
        ("ping fe80::1%eth0", "link-local"),
        ("curl http://2130706433/", "loopback"),
    ] {
        assert_eq!(class(class_in_command(command).as_ref()), Some(expected), "{command}");
    }
}
