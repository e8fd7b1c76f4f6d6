//! Random events of Sysmon and of the Security log.

use proptest::prelude::*;
use proptest::sample::select;

use super::values::{address, host, text, windows_path};
use super::windows::{WindowsEvent, clock};

type Fields = Vec<(&'static str, String)>;

/// Fields in the order of these names.
fn named<const N: usize>(names: [&'static str; N], values: [String; N]) -> Fields {
    names.into_iter().zip(values).collect()
}

fn number() -> BoxedStrategy<String> {
    any::<u32>().prop_map(|number| number.to_string()).boxed()
}

fn hex() -> BoxedStrategy<String> {
    any::<u32>().prop_map(|number| format!("0x{number:x}")).boxed()
}

fn port() -> BoxedStrategy<String> {
    (1..=u16::MAX).prop_map(|port| port.to_string()).boxed()
}

fn peer() -> BoxedStrategy<[String; 2]> {
    (address(), port()).prop_map(|(address, port)| [address.to_string(), port]).boxed()
}

fn user() -> BoxedStrategy<String> {
    prop_oneof![3 => "[A-Z]{2,6}\\\\[a-zé$.]{1,8}", 1 => text()].boxed()
}

fn process_create() -> BoxedStrategy<Fields> {
    let hashes = any::<[u64; 6]>().prop_map(|h| {
        format!("SHA256={:016X}{:016X}{:016X}{:016X},MD5={:016X}{:016X}", h[0], h[1], h[2], h[3], h[4], h[5])
    });
    (number(), windows_path(), text(), user(), hashes, number(), windows_path(), text())
        .prop_map(|(pid, image, command, user, hashes, parent, parent_image, parent_command)| {
            named(
                [
                    "ProcessId",
                    "Image",
                    "CommandLine",
                    "User",
                    "Hashes",
                    "ParentProcessId",
                    "ParentImage",
                    "ParentCommandLine",
                ],
                [pid, image, command, user, hashes, parent, parent_image, parent_command],
            )
        })
        .boxed()
}

fn connection() -> BoxedStrategy<Fields> {
    let protocol = select(&["tcp", "udp"][..]).prop_map(str::to_owned);
    (number(), windows_path(), user(), protocol, peer(), text(), peer())
        .prop_map(|(pid, image, user, protocol, from, name, to)| {
            let [[from, from_port], [to, to_port]] = [from, to];
            named(
                [
                    "ProcessId",
                    "Image",
                    "User",
                    "Protocol",
                    "SourceIp",
                    "SourcePort",
                    "DestinationIp",
                    "DestinationHostname",
                    "DestinationPort",
                ],
                [pid, image, user, protocol, from, from_port, to, name, to_port],
            )
        })
        .boxed()
}

fn file_created() -> BoxedStrategy<Fields> {
    (number(), windows_path(), windows_path(), user())
        .prop_map(|(pid, image, file, user)| {
            named(["ProcessId", "Image", "TargetFilename", "User"], [pid, image, file, user])
        })
        .boxed()
}

fn object_access() -> BoxedStrategy<Fields> {
    let kind = select(&["File", "Key", "Process"][..]).prop_map(str::to_owned);
    let list = select(&["%%4416\r\n\t\t\t\t", "%%4417\n\t\t\t\t%%4418\n\t\t\t\t", "%%1537"][..])
        .prop_map(str::to_owned);
    (text(), text(), kind, windows_path(), list, hex(), hex(), windows_path())
        .prop_map(|(name, domain, kind, object, list, mask, pid, process)| {
            named(
                [
                    "SubjectUserName",
                    "SubjectDomainName",
                    "ObjectType",
                    "ObjectName",
                    "AccessList",
                    "AccessMask",
                    "ProcessId",
                    "ProcessName",
                ],
                [name, domain, kind, object, list, mask, pid, process],
            )
        })
        .boxed()
}

fn new_process() -> BoxedStrategy<Fields> {
    // Who acts has a name; whom the process is for has none, mostly.
    ("[a-zA-Zé$]{2,8}", text(), hex(), windows_path(), hex(), text(), windows_path())
        .prop_map(|(name, domain, new, image, pid, command, parent)| {
            let none = || "-".to_owned();
            named(
                [
                    "SubjectUserName",
                    "SubjectDomainName",
                    "NewProcessId",
                    "NewProcessName",
                    "ProcessId",
                    "CommandLine",
                    "TargetUserName",
                    "TargetDomainName",
                    "ParentProcessName",
                ],
                [name, domain, new, image, pid, command, none(), none(), parent],
            )
        })
        .boxed()
}

fn permitted_connection() -> BoxedStrategy<Fields> {
    let protocol = select(&["6", "17"][..]).prop_map(str::to_owned);
    (number(), windows_path(), peer(), peer(), protocol)
        .prop_map(|(pid, image, from, to, protocol)| {
            let [[from, from_port], [to, to_port]] = [from, to];
            named(
                [
                    "ProcessID",
                    "Application",
                    "Direction",
                    "SourceAddress",
                    "SourcePort",
                    "DestAddress",
                    "DestPort",
                    "Protocol",
                    "LayerName",
                ],
                [
                    pid,
                    image,
                    "%%14593".to_owned(),
                    from,
                    from_port,
                    to,
                    to_port,
                    protocol,
                    "%%14611".to_owned(),
                ],
            )
        })
        .boxed()
}

/// Any of the events.
pub(crate) fn event() -> BoxedStrategy<WindowsEvent> {
    let fields = prop_oneof![
        process_create().prop_map(|fields| (1, fields)),
        connection().prop_map(|fields| (3, fields)),
        file_created().prop_map(|fields| (11, fields)),
        object_access().prop_map(|fields| (4663, fields)),
        new_process().prop_map(|fields| (4688, fields)),
        permitted_connection().prop_map(|fields| (5156, fields)),
    ];
    // The years 2001 to 2033.
    let time = 978_307_200_000..2_000_000_000_000_i64;
    (fields, any::<u32>(), host(), time, 0..5000_i64)
        .prop_map(|((id, mut fields), record, computer, logged, delay)| {
            let happened = logged - delay;
            if id < 256 {
                fields.insert(0, ("RuleName", "-".to_owned()));
                fields.insert(1, ("UtcTime", clock(happened, "%Y-%m-%d %H:%M:%S%.3f")));
            }
            WindowsEvent { id, record, computer, logged, happened, fields }
        })
        .boxed()
}
