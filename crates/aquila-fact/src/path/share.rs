//! Shares: `\\server\share`, and those by which a machine reaches its own drives.

use super::pattern::component_matches;
use super::places::PLACES;

/// What a share is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Share<'a> {
    /// `C$` of this machine.
    Drive(char),
    /// `ADMIN$` of this machine: where Windows is installed.
    Windows,
    /// The files of a Linux system under Windows: what follows is a POSIX path.
    Linux,
    /// Any other: server and, where it is told, share.
    Other(&'a str, Option<&'a str>),
}

/// Reads `server\share\rest`.
pub(super) fn of(text: &str) -> Option<(Share<'_>, &str)> {
    let (server, rest) = next(text)?;
    let Some((share, rest)) = next(rest) else { return Some((Share::Other(server, None), "")) };
    // \\wsl$ and \\wsl.localhost (Microsoft: "Working across file systems").
    if server.eq_ignore_ascii_case("wsl$") || server.eq_ignore_ascii_case("wsl.localhost") {
        return Some((Share::Linux, rest));
    }
    let share = match share.as_bytes() {
        _ if !is_this_machine(server) => Share::Other(server, Some(share)),
        [letter, b'$'] if letter.is_ascii_alphabetic() => {
            Share::Drive(char::from(letter.to_ascii_uppercase()))
        }
        bytes if bytes.eq_ignore_ascii_case(b"admin$") => Share::Windows,
        _ => Share::Other(server, Some(share)),
    };
    Some((share, rest))
}

fn is_this_machine(server: &str) -> bool {
    PLACES.this_machine.iter().any(|name| component_matches(name, server, true))
}

/// The next component and the rest.
fn next(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches('\\');
    let (name, rest) = text.split_at(text.find('\\').unwrap_or(text.len()));
    (!matches!(name, "" | "." | ".." | "?")).then_some((name, rest))
}

/// Whether a path with slashes is `//host/c$/..`: one of Windows all the same.
pub(super) fn is_drive_share(text: &str) -> bool {
    let mut components = text.split('/').skip(2);
    let share = components.nth(1).unwrap_or_default().as_bytes();
    text.starts_with("//")
        && (matches!(share, [letter, b'$'] if letter.is_ascii_alphabetic())
            || share.eq_ignore_ascii_case(b"admin$"))
}
