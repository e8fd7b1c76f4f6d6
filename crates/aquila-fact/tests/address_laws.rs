//! Laws of the address classes: every form reads back, nothing panics, long texts end.
#![allow(clippy::unwrap_used)]

use std::net::{Ipv4Addr, Ipv6Addr};

use aquila_fact::address::{class_in_command, class_in_url, class_of_host};
use proptest::prelude::*;

/// Forms of any IPv4 address that need no luck to be read back.
fn forms(address: Ipv4Addr) -> Vec<String> {
    let [a, b, c, d] = address.octets();
    let number = address.to_bits();
    let (low, lower) = (number & 0xff_ffff, number & 0xffff);
    let encoded: String = address.to_string().bytes().map(|byte| format!("%{byte:02x}")).collect();
    let twice = encoded.replace('%', "%25");
    let wide: String = address
        .to_string()
        .chars()
        .map(|c| c.to_digit(10).and_then(|digit| char::from_u32(0xff10 + digit)).unwrap_or('。'))
        .collect();
    vec![
        address.to_string(),
        format!("{address}."),
        number.to_string(),
        format!("{number:#x}"),
        format!("0{number:o}"),
        format!("{a}.{low}"),
        format!("{a}.{b}.{lower}"),
        format!("{a:#x}.{b:#x}.{c:#x}.{d:#x}"),
        format!("0{a:o}.0{b:o}.0{c:o}.0{d:o}"),
        format!("{a:#x}.{b}.0{c:o}.{d}"),
        format!("[::ffff:{address}]"),
        format!("::ffff:{:x}:{:x}", number >> 16, number & 0xffff),
        format!("[64:ff9b::{address}]"),
        encoded,
        twice,
        wide,
        format!("{address}.nip.io"),
        format!("{a}-{b}-{c}-{d}.sslip.io"),
        format!("x.{number:08x}.nip.io"),
    ]
}

fn is_ambiguous(form: &str, address: Ipv4Addr) -> bool {
    // Octal digits may also be read as the decimal address of a service.
    class_of_host(form) != class_of_host(&address.to_string()) && form.starts_with('0')
}

proptest! {
    #[test]
    fn any_form_of_an_address_is_that_address(number: u32) {
        let address = Ipv4Addr::from_bits(number);
        for form in forms(address).into_iter().filter(|form| !is_ambiguous(form, address)) {
            prop_assert_eq!(class_of_host(&form), class_of_host(&address.to_string()), "{}", form);
            let host = if form.starts_with("::") { format!("[{form}]") } else { form };
            let found = class_in_url(&format!("http://{host}:80/x")).unwrap();
            prop_assert_eq!(&found.address, &address.to_string(), "{}", host);
            let found = class_in_command(&format!("curl 'http://{host}:80/x'")).unwrap();
            prop_assert_eq!(&found.address, &address.to_string(), "{}", host);
        }
    }

    #[test]
    fn any_ipv6_address_has_a_class(number: u128) {
        let address = Ipv6Addr::from_bits(number);
        let class = class_of_host(&address.to_string());
        prop_assert!(class.is_some());
        prop_assert_eq!(class_of_host(&format!("[{address}%25eth0]:80")), class);
        let long = address.segments().map(|segment| format!("{segment:04X}")).join(":");
        prop_assert_eq!(class_of_host(&long), class);
    }

    #[test]
    fn no_text_is_too_strange(text in ".{0,80}") {
        class_of_host(&text);
        class_in_url(&text);
        class_in_command(&text);
    }

    #[test]
    fn a_find_reads_back(text in "((curl |http:|//|/|=|\\?|@|:|%2f|%3A|%25|\\[|\\]|\\\\| |\"|。|é)|(169\\.254\\.169\\.254|2852039166|0xa9fea9fe|425\\.510\\.425\\.510|10\\.0\\.0\\.1|metadata|metadata\\.goog|localhost|::1|fd00:ec2::254|40342|80|nip\\.io|\\.)){0,12}") {
        for found in [class_in_url(&text), class_in_command(&text)].into_iter().flatten() {
            let again = class_of_host(&text[found.start..found.end]);
            prop_assert_eq!(again, Some(found.class), "{:?} in {:?}", &text[found.start..found.end], text);
        }
    }
}

#[test]
fn a_command_of_a_megabyte_ends() {
    let line =
        "wget -q http://10.0.0.1:8080/a/b?c=d%20e -O /tmp/x; cat \"$x\" | grep 2024-01-02T03:04:05 && ";
    let text = line.repeat((1 << 20) / line.len());
    assert_eq!(class_in_command(&text).unwrap().class.name, "private");
    let text = text + "curl 2852039166/latest";
    assert_eq!(class_in_command(&text).unwrap().class.name, "instance-metadata");
}

/// Each is the worst for some loop; with a quadratic one this would take hours.
#[test]
fn long_texts_end() {
    for piece in [
        "[",
        "[:",
        "]",
        ":",
        "/",
        "\\",
        "//",
        "%",
        "%25",
        "%2525",
        "%2f",
        "1.",
        "1:",
        "a",
        "a ",
        "169.254.169.25 ",
        "http://",
        "http://a@",
        "@",
        "=",
        "curl 2852039167 ",
        "curl 1/",
        "//[",
        "::1 ",
        "１",
        "。",
        "é",
        "x.nip.io ",
        "1-1-1-1.",
        "\u{ad}",
        "?u=http%3A%2F%2F10.0.0.1%2F",
        "-",
        "--1.sslip.io ",
        "\0",
        "\\\\a",
        "metadata/ ",
        "2852039166 ",
        "-m 2852039166 ",
        "a 2852039166 ",
    ] {
        let text = piece.repeat((1 << 16) / piece.len());
        class_in_command(&text);
        class_in_url(&text);
        class_of_host(&text);
        aquila_fact::url::parts(&text);
    }
}
