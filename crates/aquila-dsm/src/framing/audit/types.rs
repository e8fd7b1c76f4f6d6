//! What the type of an audit record says about the records of its event.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::hash::NameMap;

/// The part of a record in its event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Has the number of PATH records in `items=`.
    Head,
    /// One of those.
    Path,
    /// The command line: the last record of an event but for EOE, since kernel 3.14.
    Title,
    /// The last record. auditd sends it to its plugins, but leaves it out of its log
    /// (auditd.c: "End of Event is for realtime interface").
    End,
    /// Needs no other record.
    Alone,
    /// Other records belong to it.
    Part,
    /// All records of an event in one line, as auoms writes them.
    Joined,
}

/// What the file says of types.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Types {
    details: Vec<String>,
    alone: Vec<Block>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Block {
    first: u32,
    last: u32,
    names: Vec<String>,
}

fn types() -> Result<Types, String> {
    serde_saphyr::from_str(include_str!("../../../data/audit_types.yml")).map_err(|error| error.to_string())
}

/// Numbers from, numbers to, and names of [`Role::Alone`].
struct Alone {
    blocks: Vec<(u32, u32)>,
    names: HashSet<Vec<u8>>,
}

static ALONE: LazyLock<Alone> = LazyLock::new(|| {
    let blocks = types().expect("a test reads this file of ours").alone;
    Alone {
        blocks: blocks.iter().map(|block| (block.first, block.last)).collect(),
        names: blocks.into_iter().flat_map(|block| block.names).map(String::into_bytes).collect(),
    }
});

static DETAILS: LazyLock<NameMap<String, ()>> = LazyLock::new(|| {
    let details = types().expect("a test reads this file of ours").details;
    details.into_iter().map(|name| (name, ())).collect()
});

/// Whether records of a type only tell more of the event of another record.
pub(crate) fn is_detail(name: &str) -> bool {
    name.is_empty() || DETAILS.contains_key(name) || name.starts_with("UNKNOWN[")
}

/// The role of the records of this type.
pub(super) fn role(kind: &[u8]) -> Role {
    match kind {
        b"SYSCALL" | b"URINGOP" => Role::Head,
        b"PATH" => Role::Path,
        b"PROCTITLE" => Role::Title,
        b"EOE" => Role::End,
        b"CWD" | b"EXECVE" | b"SOCKADDR" | b"AVC" => Role::Part,
        _ if kind.starts_with(b"AUOMS_") => Role::Joined,
        _ => match number(kind) {
            // The numbers are those of linux/audit.h.
            Some(1300 | 1336) => Role::Head,
            Some(1302) => Role::Path,
            Some(1327) => Role::Title,
            Some(1320) => Role::End,
            Some(number) if ALONE.blocks.iter().any(|(first, last)| (*first..=*last).contains(&number)) => {
                Role::Alone
            }
            None if ALONE.names.contains(kind) => Role::Alone,
            _ => Role::Part,
        },
    }
}

/// `1400` or `UNKNOWN[1400]`.
fn number(kind: &[u8]) -> Option<u32> {
    let digits = match kind.strip_prefix(b"UNKNOWN[") {
        Some(rest) => rest.strip_suffix(b"]")?,
        None => kind,
    };
    if digits.is_empty() || digits.len() > 4 {
        return None;
    }
    digits
        .iter()
        .try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles() {
        for (kind, want) in [
            ("SYSCALL", Role::Head),
            ("URINGOP", Role::Head),
            ("1300", Role::Head),
            ("UNKNOWN[1336]", Role::Head),
            ("PATH", Role::Path),
            ("1302", Role::Path),
            ("PROCTITLE", Role::Title),
            ("UNKNOWN[1327]", Role::Title),
            ("EOE", Role::End),
            ("AUOMS_EXECVE", Role::Joined),
            ("USER_CMD", Role::Alone),
            ("DAEMON_START", Role::Alone),
            ("VIRT_CONTROL", Role::Alone),
            ("UNKNOWN[1138]", Role::Alone),
            ("2999", Role::Alone),
            ("AVC", Role::Part),
            ("1400", Role::Part),
            ("LOGIN", Role::Part),
            ("CONFIG_CHANGE", Role::Part),
            ("UNKNOWN[1420]", Role::Part),
            ("UNKNOWN[", Role::Part),
            ("99999", Role::Part),
            ("3000", Role::Part),
            ("", Role::Part),
        ] {
            assert_eq!(role(kind.as_bytes()), want, "{kind}");
        }
    }

    #[test]
    fn the_file_is_well_formed() {
        let types = types().expect("well-formed");
        assert!(types.alone.iter().all(|block| block.first < block.last && !block.names.is_empty()));
        let names = types.alone.iter().map(|block| block.names.len()).sum::<usize>();
        assert_eq!(ALONE.names.len(), names, "no name is there twice");
    }

    #[test]
    fn details() {
        for (name, want) in [
            ("PATH", true),
            ("SOCKETCALL", true),
            ("", true),
            ("UNKNOWN[1420]", true),
            ("SYSCALL", false),
            ("AVC", false),
        ] {
            assert_eq!(is_detail(name), want, "{name}");
        }
        let source = include_str!("../../../sources/linux_os.yml");
        let except = source.lines().find(|line| line.contains("except: &details")).expect("the list");
        let listed = |name: &String| except.split(['[', ',', ']']).any(|other| other.trim() == name);
        assert!(types().expect("well-formed").details.iter().all(listed), "linux_os.yml lists them, too");
    }
}
