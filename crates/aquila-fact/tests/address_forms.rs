//! Every way to write the address of a known service ends in its class.
#![allow(clippy::unwrap_used)]

use aquila_fact::address::{class_in_command, class_in_url, class_of_endpoint, class_of_host};

/// Forms of 169.254.169.254 and how each is called.
const FORMS: &[(&str, &str)] = &[
    ("169.254.169.254", "plain"),
    ("169.254.169.254.", "plain"),
    ("169.254.169.254:80", "plain"),
    ("169.254.169.254:080", "plain"),
    ("2852039166", "number"),
    ("2852039166:80", "number"),
    ("0xa9fea9fe", "number"),
    ("0XA9FEA9FE", "number"),
    ("025177524776", "number"),
    ("0xa9.0xfe.0xa9.0xfe", "number"),
    ("0251.0376.0251.0376", "number"),
    ("00000251.0376.000251.0000376", "number"),
    ("169.254.43518", "number"),
    ("169.16689662", "number"),
    ("0xa9.254.0251.254", "number"),
    ("0xa9.16689662", "number"),
    ("0169.0254.0169.0254", "leading_zeros"),
    ("169.254.169.0254", "leading_zeros"),
    ("425.510.425.510", "overflow"),
    ("7147006462", "overflow"),
    ("[::ffff:169.254.169.254]", "mapped"),
    ("::ffff:169.254.169.254", "mapped"),
    ("[::FFFF:A9FE:A9FE]", "mapped"),
    ("[0:0:0:0:0:ffff:a9fe:a9fe]", "mapped"),
    ("[::169.254.169.254]", "mapped"),
    ("[::a9fe:a9fe]:80", "mapped"),
    ("[64:ff9b::a9fe:a9fe]", "mapped"),
    ("[64:ff9b::169.254.169.254]", "mapped"),
    ("[2002:a9fe:a9fe::]", "mapped"),
    ("[2002:a9fe:a9fe::1]", "mapped"),
    ("[::ffff:a9fe:a9fe%25eth0]", "mapped"),
    ("169%2e254%2e169%2e254", "encoded"),
    ("169%252e254%252e169%252e254", "encoded"),
    ("%31%36%39.254.169.254", "encoded"),
    ("%5B::ffff:a9fe:a9fe%5D", "encoded"),
    ("%EF%BC%91%EF%BC%96%EF%BC%99.254.169.254", "encoded"),
    ("１６９．２５４．１６９．２５４", "unicode"),
    ("①⑥⑨。②⑤④。①⑥⑨。②⑤④", "unicode"),
    ("169。254｡169．254", "unicode"),
    ("２８５２０３９１６６", "unicode"),
    ("ⓐ9fea9fe.nip.io", "unicode"),
    ("169.254.169.254.nip.io", "wildcard_dns"),
    ("a.b.169.254.169.254.nip.io", "wildcard_dns"),
    ("a9fea9fe.nip.io", "wildcard_dns"),
    ("169-254-169-254.sslip.io", "wildcard_dns"),
    ("www-169-254-169-254.SSLIP.io.", "wildcard_dns"),
    ("--ffff-a9fe-a9fe.sslip.io", "wildcard_dns"),
    ("a9fea9fe.08080808.rbndr.us", "wildcard_dns"),
];

#[test]
fn a_host_alone() {
    for (host, _) in FORMS {
        assert_eq!(class_of_host(host).unwrap().name, "instance-metadata", "{host}");
    }
}

#[test]
fn the_host_of_a_url() {
    for (host, spelling) in FORMS {
        let host = if host.starts_with("::") { format!("[{host}]") } else { (*host).to_owned() };
        for url in [
            format!("http://{host}/latest/meta-data/"),
            format!("http://good.example@{host}/"),
            format!("http://user:password@{host}"),
            format!("//{host}/latest"),
            format!("http:\\\\{host}\\latest"),
            format!("https:///{host}?x=1"),
            format!("gopher://{host}/_GET"),
            format!(" http://{host}#@good.example/"),
            format!("http://{host}\\@good.example/"),
        ] {
            let found = class_in_url(&url).unwrap_or_else(|| panic!("{url}"));
            assert_eq!(found.class.name, "instance-metadata", "{url}");
            assert_eq!((found.address.as_str(), found.nested), ("169.254.169.254", false), "{url}");
            assert_eq!(found.spelling.as_str(), *spelling, "{url}");
            assert!(host.starts_with(&url[found.start..found.end]), "{url}");
        }
    }
}

#[test]
fn a_url_in_a_url() {
    for url in [
        "https://app.example/fetch?url=http%3A%2F%2F169.254.169.254%2Flatest",
        "/fetch?url=http%3A%2F%2F169.254.169.254%2F",
        "/fetch?url=http://169.254.169.254/",
        "/fetch?a=b&url=http:%2f%2f2852039166&c=d",
        "/fetch?url=http%253A%252F%252F169%25252e254.169.254%252F",
        "/fetch?url=%2F%2F169.254.169.254",
        "/fetch?host=169.254.169.254&x",
        "/fetch?url=169.254.169.254/latest/meta-data",
        "/fetch?url=0xa9fea9fe/latest/meta-data",
        "/fetch?url=%5B::ffff:a9fe:a9fe%5D:80",
        "/fetch?url=http://good.example@169.254.169.254/",
        "/fetch?url=https://metadata.google.internal/",
        "/fetch?url=http://metadata/computeMetadata/v1/",
        "/proxy/169.254.169.254:80/latest/meta-data/",
        "/redirect/http://169.254.169.254/latest",
        "view-source:http://169.254.169.254/",
        "http://10.0.0.1/?u=http://169.254.169.254",
        "https://app.example/#http://169.254.169.254",
    ] {
        let found = class_in_url(url).unwrap_or_else(|| panic!("{url}"));
        assert_eq!((found.class.name.as_str(), found.nested), ("instance-metadata", true), "{url}");
        let again = class_of_host(&url[found.start..found.end]);
        assert_eq!(again, Some(found.class), "{url}: {:?}", &url[found.start..found.end]);
    }
}

#[test]
fn anywhere_in_a_command() {
    for command in [
        "curl http://169.254.169.254/latest/meta-data/",
        "curl -s 'http://0251.0376.0251.0376/'",
        "curl --url=http://0xa9fea9fe/latest",
        "curl 2852039166/latest",
        "curl 2852039166",
        "/usr/bin/curl -sS \"2852039166\"",
        "C:\\Windows\\System32\\curl.exe 0xa9fea9fe",
        "bash -c 'exec 3<>/dev/tcp/169.254.169.254/80'",
        "exec 3<>/dev/tcp/2852039166/80",
        "exec 3<>/dev/tcp/metadata.google.internal/80",
        "curl -H Host:169.254.169.254 http://proxy.example/",
        "curl -x169.254.169.254:80 http://good.example/",
        "curl --proxy 10.0.0.1:3128 http://169.254.169.254/",
        "curl --resolve good.example:80:169.254.169.254 http://good.example/",
        "curl --connect-to ::[::ffff:a9fe:a9fe]:80 http://good.example/",
        "nc 169.254.169.254 80",
        "ssh user@169.254.169.254",
        "Invoke-RestMethod -Headers @{\"Metadata\"=\"true\"} -Uri http://169.254.169.254/metadata/instance",
        "(New-Object Net.WebClient).DownloadString('http://[::ffff:a9fe:a9fe]/')",
        "iwr -Uri 2852039166",
        "curl -s \\\n  2852039166",
        "<img src=\"//2852039166/x\">",
        "python -c \"import requests; requests.get('http://169.254.169.254')\"",
        "python -c \"connect(('169.254.169.254',80))\"",
        "{\"url\":\"http:\\/\\/169.254.169.254\\/latest\"}",
        "GET / HTTP/1.1\\r\\nHost: x\\n169.254.169.254",
        "HTTP_PROXY=169.254.169.254:80 wget good.example",
        "dir \\\\169.254.169.254@80\\DavWWWRoot",
        "wget http://good.example@169.254.169.254/",
        "wget 169%2e254%2e169%2e254/latest",
        "wget http://①⑥⑨。②⑤④。①⑥⑨。②⑤④/",
        "wget http://169.254.169.254.nip.io/",
        "ping 169-254-169-254.sslip.io",
        "wget fd00:ec2::254",
        "wget http://[fd00:ec2::254]/latest",
        "wget http://[fe80::a9fe:a9fe%25eth0]/openstack",
        "wget metadata.google.internal.",
        "wget http://metadata/computeMetadata/v1/",
        "curl metadata/computeMetadata/v1/",
        "curl http://instance-data/latest",
        "curl 'http://app.example/?url=http%3A%2F%2F169.254.169.254%2F'",
        "curl 425.510.425.510/latest",
        "「169.254.169.254」",
    ] {
        let found = class_in_command(command).unwrap_or_else(|| panic!("{command}"));
        assert_eq!(found.class.name, "instance-metadata", "{command}");
        let again = class_of_host(&command[found.start..found.end]);
        assert_eq!(again, Some(found.class), "{command}: {:?}", &command[found.start..found.end]);
    }
}

#[test]
fn other_services_in_every_numeric_form() {
    for (class, forms) in [
        (
            "ecs-credentials",
            ["169.254.170.2", "2852039170", "0xa9feaa02", "169.254.43522", "0251.0376.0252.02"],
        ),
        ("eks-pod-identity", ["169.254.170.23", "2852039191", "0xa9feaa17", "169.254.43543", "fd00:ec2::23"]),
        ("alibaba-metadata", ["100.100.100.200", "1684301000", "0x646464c8", "100.100.25800", "::6464:64c8"]),
        ("azure-wireserver", ["168.63.129.16", "2822734096", "0xa83f8110", "168.63.33040", "025017700420"]),
        (
            "tencent-metadata",
            ["169.254.0.23", "2851995671", "0xa9fe0017", "169.254.23", "metadata.tencentyun.com"],
        ),
        ("scaleway-metadata", ["169.254.42.42", "0xa9fe2a2a", "169.254.10794", "fd00:42::42", "2852006442"]),
        ("oracle-metadata", ["192.0.0.192", "0xc00000c0", "3221225664", "192.192", "192.0.192"]),
        (
            "gke-metadata",
            ["169.254.169.252", "0xa9fea9fc", "2852039164", "169.254.43516", "::ffff:169.254.169.252"],
        ),
        (
            "instance-metadata",
            [
                "fd00:ec2::254",
                "FD20:CE::254",
                "fd00:c1::a9fe:a9fe",
                "fe80::a9fe:a9fe%25eth0",
                "fe80::a9fe:a9fe%3",
            ],
        ),
        (
            "instance-metadata",
            [
                "METADATA.google.internal",
                "metadata",
                "instance-data",
                "metadata.goog.",
                "api.metadata.cloud.ibm.com",
            ],
        ),
        (
            "kubernetes-api",
            [
                "kubernetes",
                "kubernetes.default",
                "kubernetes.default.svc",
                "kubernetes.default.svc:443",
                "kubernetes.default.svc.cluster.local",
            ],
        ),
    ] {
        for form in forms {
            assert_eq!(class_of_host(form).map(|found| found.name.as_str()), Some(class), "{form}");
        }
    }
}

#[test]
fn services_that_the_port_tells() {
    for (url, class) in [
        ("http://127.0.0.1:40342/metadata/identity/oauth2/token", "azure-arc"),
        ("http://localhost:40342/metadata/identity/oauth2/token", "azure-arc"),
        ("http://2130706433:40342/", "azure-arc"),
        ("http://[::1]:40342/", "azure-arc"),
        ("http://127.1:1338/latest", "aws-cloudshell"),
        ("http://localhost:42356/msi/token", "azure-container-apps"),
        ("http://localhost:50342/oauth2/token", "azure-local-token"),
        ("https://127.0.0.1:10250/pods", "kubelet"),
        ("https://10.1.2.3:10250/run/x", "kubelet"),
        ("https://127.0.0.1:2379/v3/kv/range", "etcd"),
        ("http://127.0.0.1:8080/", "loopback"),
        ("http://app.localhost:8080/", "loopback"),
    ] {
        let found = class_in_url(url).unwrap();
        assert_eq!(found.class.name, class, "{url}");
        assert_eq!(class_in_command(&format!("curl -k {url}")).unwrap().class.name, class, "{url}");
        assert_eq!(class_of_host(&url[found.start..found.end]).unwrap().name, class, "{url}");
    }
    assert_eq!(class_of_endpoint("127.0.0.1", Some(40342)).unwrap().name, "azure-arc");
    assert_eq!(class_in_command("echo >/dev/tcp/127.0.0.1/40342").unwrap().class.name, "azure-arc");
}

#[test]
fn every_address_has_a_class() {
    for (host, class) in [
        ("0.0.0.0", "unspecified"),
        ("::", "unspecified"),
        ("127.0.0.1", "loopback"),
        ("127.1", "loopback"),
        ("::1", "loopback"),
        ("localhost", "loopback"),
        ("a.localtest.me", "loopback"),
        ("169.254.1.1", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("10.0.0.1", "private"),
        ("172.31.255.255", "private"),
        ("192.168.0.1", "private"),
        ("100.64.0.1", "private"),
        ("fd00::1", "private"),
        ("10-0-0-1.nip.io", "private"),
        ("224.0.0.1", "multicast"),
        ("ff02::1", "multicast"),
        ("192.0.2.1", "reserved"),
        ("2001:db8::1", "reserved"),
        ("8.8.8.8", "public"),
        ("172.32.0.1", "public"),
        ("2606:4700::1", "public"),
        ("64:ff9b::8.8.8.8", "public"),
        ("2002:808:808::1", "public"),
    ] {
        assert_eq!(class_of_host(host).map(|found| found.name.as_str()), Some(class), "{host}");
    }
}
