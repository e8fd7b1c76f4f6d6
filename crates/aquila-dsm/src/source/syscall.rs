//! Names of Linux system calls. Their numbers differ between architectures, which
//! audit records give as ELF machine numbers (`linux/audit.h`, `linux/elf-em.h`).

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::table;

/// The architectures of the table, in the order of its columns.
const ARCHITECTURES: [(&str, u32); 3] =
    [("x86_64", 0xc000_003e), ("i386", 0x4000_0003), ("aarch64", 0xc000_00b7)];

/// Per architecture: names by number.
static NAMES: LazyLock<Vec<HashMap<u32, &str>>> = LazyLock::new(|| {
    let mut names = vec![HashMap::new(); ARCHITECTURES.len()];
    for mut row in table::rows(include_str!("../../data/audit_syscalls.tsv")) {
        let Some(name) = row.next() else { continue };
        for (column, number) in row.enumerate() {
            if let (Some(names), Ok(number)) = (names.get_mut(column), number.parse()) {
                names.insert(number, name);
            }
        }
    }
    names
});

/// The name of a system call, given the architecture by number or name. A call
/// that is named already keeps its name.
pub(super) fn name<'t>(architecture: &str, call: &'t str) -> Option<&'t str> {
    if call.starts_with(|first: char| first.is_ascii_lowercase()) {
        return Some(call);
    }
    let machine = architecture.strip_prefix("0x").unwrap_or(architecture);
    let column = ARCHITECTURES.iter().position(|(name, number)| {
        *name == architecture || u32::from_str_radix(machine, 16).is_ok_and(|machine| machine == *number)
    })?;
    NAMES.get(column)?.get(&call.parse().ok()?).copied()
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
            assert_eq!(name(architecture, call), expected, "{architecture} {call}");
        }
    }
}
