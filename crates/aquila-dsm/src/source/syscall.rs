//! Names of Linux system calls. Their numbers differ between architectures, which
//! audit records give as ELF machine numbers (`linux/audit.h`, `linux/elf-em.h`).

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::table;

/// An architecture: a column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Architecture(usize);

/// The architectures of the table, in the order of its columns.
const ARCHITECTURES: [(&str, u32); 3] =
    [("x86_64", 0xc000_003e), ("i386", 0x4000_0003), ("aarch64", 0xc000_00b7)];

impl Architecture {
    /// The architecture with this ELF machine number or name.
    pub(super) fn parse(text: &str) -> Option<Architecture> {
        let number = u32::from_str_radix(text.strip_prefix("0x").unwrap_or(text), 16);
        let is_it = |(name, machine): &(&str, u32)| number.as_ref() == Ok(machine) || *name == text;
        ARCHITECTURES.iter().position(is_it).map(Architecture)
    }
}

/// Per architecture: names by number.
static NAMES: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| {
    let mut names = vec![Vec::new(); ARCHITECTURES.len()];
    for mut row in table::rows(include_str!("../../data/audit_syscalls.tsv")) {
        let Some(name) = row.next() else { continue };
        for (column, number) in row.enumerate() {
            if let (Some(names), Ok(number)) = (names.get_mut(column), number.parse::<usize>()) {
                names.resize(names.len().max(number + 1), "");
                names[number] = name;
            }
        }
    }
    names
});

/// The name of a system call. A call that is named already keeps its name.
pub(super) fn name(architecture: Option<Architecture>, call: Cow<'_, str>) -> Option<Cow<'_, str>> {
    if call.starts_with(|first: char| first.is_ascii_lowercase()) {
        return Some(call);
    }
    let name = NAMES.get(architecture?.0)?.get(call.parse::<usize>().ok()?)?;
    (!name.is_empty()).then_some(Cow::Borrowed(*name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_mean_what_their_architecture_says() {
        for (architecture, call, expected) in [
            ("c000003e", "257", Some("openat")),
            ("c000003e", "59", Some("execve")),
            ("c000003e", "42", Some("connect")),
            ("40000003", "11", Some("execve")),
            ("40000003", "102", Some("socketcall")),
            ("c00000b7", "221", Some("execve")),
            ("c00000b7", "56", Some("openat")),
            ("0xc00000b7", "203", Some("connect")),
            ("x86_64", "257", Some("openat")),
            ("x86_64", "execve", Some("execve")),
            ("c000003e", "99999", None),
            ("c0000015", "1", None),
            ("", "", None),
        ] {
            let found = name(Architecture::parse(architecture), call.into());
            assert_eq!(found.as_deref(), expected, "{architecture} {call}");
        }
    }
}
