//! Where a Windows path begins: a drive, a share, a device, or nowhere.

use std::fmt;

use super::share::{self, Share};
use super::variable;

/// The part of a path that `..` cannot leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Root<'a> {
    Drive(char),
    Share(&'a str, Option<&'a str>),
    /// A volume or another device, by its full name.
    Device(String),
    /// The files of a Linux system under Windows.
    Linux,
    Home,
    /// A variable that is not known.
    Variable(&'a str),
    /// `\x`: the root of whatever drive is current.
    Rooted,
    /// `C:x`: the current directory of a drive.
    DriveRelative(char),
    Relative,
}

impl fmt::Display for Root<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Root::Drive(letter) | Root::DriveRelative(letter) => write!(f, "{letter}:"),
            Root::Share(server, None) => write!(f, "\\\\{server}"),
            Root::Share(server, Some(share)) => write!(f, "\\\\{server}\\{share}"),
            Root::Device(name) => f.write_str(name),
            Root::Home => f.write_str("~"),
            Root::Variable(name) => f.write_str(name),
            Root::Linux | Root::Rooted | Root::Relative => Ok(()),
        }
    }
}

/// A path taken apart: root, a first component that its spelling implied, the rest.
pub(super) struct Start<'a> {
    pub(super) root: Root<'a>,
    pub(super) first: Option<&'static str>,
    pub(super) rest: &'a str,
}

/// Prefixes that may be stacked, as in `\\?\GLOBALROOT\??\C:\`, so deep.
const MOST_PREFIXES: usize = 4;

impl<'a> Start<'a> {
    /// Takes a path with backslashes apart.
    pub(super) fn of(text: &'a str) -> Option<Self> {
        let mut text = text;
        let mut is_device = false;
        for _ in 0..MOST_PREFIXES {
            // Microsoft: "File path formats on Windows systems"; the last three are names
            // of the object manager for the same directory of devices.
            let prefixes = [r"\\?\", r"\\.\", r"\??\", r"\GLOBAL??\", r"\DosDevices\"];
            if let Some(rest) = prefixes.iter().find_map(|prefix| after(text, prefix)) {
                (text, is_device) = (rest, true);
            } else if is_device && let Some(rest) = after(text, r"GLOBALROOT\") {
                // The backslash belongs to what follows.
                (text, is_device) = (&text[text.len() - rest.len() - 1..], false);
            } else {
                break;
            }
        }
        if is_device { Self::device(text) } else { Self::plain(text) }
    }

    fn new(root: Root<'a>, rest: &'a str) -> Option<Self> {
        Some(Self { root, first: None, rest })
    }

    fn device(text: &'a str) -> Option<Self> {
        if let Some(share) = after(text, r"UNC\") {
            return Self::share(share);
        }
        if let Some((letter, rest)) = drive(text) {
            return Self::new(Root::Drive(letter), rest);
        }
        let (name, rest) = first(text)?;
        let name = match after(name, "Volume{") {
            Some(_) => format!(r"\\?\{name}"),
            None => volume(name).unwrap_or_else(|| format!(r"\\.\{name}")),
        };
        Self::new(Root::Device(name), rest)
    }

    fn plain(text: &'a str) -> Option<Self> {
        if let Some(rest) = text.strip_prefix(r"\\") {
            return Self::share(rest);
        }
        if let Some(rest) = after(text, r"\Device\") {
            return Self::object(rest);
        }
        // The kernel's name for where Windows is installed.
        if let Some(rest) =
            after(text, r"\SystemRoot").filter(|rest| rest.is_empty() || rest.starts_with('\\'))
        {
            return Some(Self { root: Root::Drive('C'), first: Some("Windows"), rest });
        }
        if let Some((letter, rest)) = drive(text) {
            let is_absolute = rest.is_empty() || rest.starts_with('\\');
            let root = if is_absolute { Root::Drive(letter) } else { Root::DriveRelative(letter) };
            return Self::new(root, rest);
        }
        match text.strip_prefix('~') {
            Some(rest) if rest.is_empty() || rest.starts_with('\\') => return Self::new(Root::Home, rest),
            _ => {}
        }
        if variable::is_first(text) {
            let (name, rest) = first(text)?;
            return Self::new(Root::Variable(name), rest);
        }
        Self::new(if text.starts_with('\\') { Root::Rooted } else { Root::Relative }, text)
    }

    /// What follows `\Device\`.
    fn object(text: &'a str) -> Option<Self> {
        let (name, rest) = first(text)?;
        if name.eq_ignore_ascii_case("Mup") || name.eq_ignore_ascii_case("LanmanRedirector") {
            let mut rest = rest.trim_start_matches('\\');
            // `;LanmanRedirector\;Z:0000000000012345`: which session and drive asked.
            while rest.starts_with(';') {
                rest = first(rest)?.1.trim_start_matches('\\');
            }
            return Self::share(rest);
        }
        let name = volume(name).unwrap_or_else(|| format!(r"\Device\{name}"));
        Self::new(Root::Device(name), rest)
    }

    fn share(text: &'a str) -> Option<Self> {
        let (share, rest) = share::of(text)?;
        let (root, first) = match share {
            Share::Drive(letter) => (Root::Drive(letter), None),
            Share::Windows => (Root::Drive('C'), Some("Windows")),
            Share::Linux => (Root::Linux, None),
            Share::Other(server, share) => (Root::Share(server, share), None),
        };
        Some(Self { root, first, rest })
    }
}

/// The name of a volume in one spelling. A shadow copy holds an earlier state of one.
fn volume(name: &str) -> Option<String> {
    ["HarddiskVolumeShadowCopy", "HarddiskVolume"].iter().find_map(|kind| {
        let number = after(name, kind)?;
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| format!(r"\Device\{kind}{number}"))
    })
}

fn drive(text: &str) -> Option<(char, &str)> {
    let letter = char::from(*text.as_bytes().first()?);
    let rest = text.get(1..)?.strip_prefix(':')?;
    letter.is_ascii_alphabetic().then(|| (letter.to_ascii_uppercase(), rest))
}

/// The first component and the rest.
fn first(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches('\\');
    let (name, rest) = text.split_at(text.find('\\').unwrap_or(text.len()));
    (!matches!(name, "" | "." | "..")).then_some((name, rest))
}

/// What follows a prefix, whatever its case.
fn after<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let start = text.get(..prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}
