//! One spelling for a file path, so that records of several sources can be compared.
//!
//! ```
//! use aquila_fact::path::canonical;
//!
//! let token = canonical("//var/run/./secrets/tokens/../x/..data/token", None);
//! assert_eq!(token.as_deref(), Some("/run/secrets/x/token"));
//! let cookies = canonical(r"\??\c:/Users\bob\.aws\credentials::$DATA", None);
//! assert_eq!(cookies.as_deref(), Some(r"C:\Users\bob\.aws\credentials"));
//! ```
//!
//! Nothing is looked up on a disk: what links there are is known from the systems'
//! documentation (`data/places.yml`). `given` takes off what records put around a path,
//! `variable` resolves `$HOME` and its like, `posix` and `windows` fold.

mod given;
mod pattern;
mod places;
mod posix;
mod root;
mod share;
mod variable;
mod windows;

use std::borrow::Cow;

pub(crate) use pattern::Pattern;

/// Longer texts are no paths: Windows allows 32,767 characters, Linux 4,096 bytes.
const LONGEST: usize = 32_767;

/// How often a result is read again, until it no longer changes. What is nested deeper
/// is made up.
const MOST_READINGS: usize = 8;

/// The canonical spelling of a path, relative ones joined with the directory.
///
/// - POSIX or Windows is decided by looks; a relative path goes by its directory.
/// - A home that is not named stays `~`: `$HOME/x` is `~/x`, `%APPDATA%` is
///   `~\AppData\Roaming`. What `..` above such a home means is `/home` and `C:\Users`,
///   where homes usually lie.
/// - A relative path without a directory stays relative.
/// - Case is kept, but for a drive letter; [`folded`] is the form to compare.
/// - `None` where nothing is left (`""`, `"."`), where `..` leads out of a relative path,
///   and for what is no path (a URL, a text with NUL, one of more than 32,767 bytes).
///
/// A result is its own canonical spelling and has no `..` in it.
pub fn canonical(path: &str, directory: Option<&str>) -> Option<String> {
    let directory = directory.and_then(|directory| prepared(directory).ok());
    let mut text = once(path, directory.as_deref())?;
    if text == path && (path.starts_with('/') || has_drive(path.as_bytes())) {
        // It stands for itself wherever one is.
        return Some(text);
    }
    for _ in 0..MOST_READINGS {
        let again = once(&text, None)?;
        if again == text {
            return Some(text);
        }
        text = again;
    }
    None
}

/// The form to compare canonical paths by: lower case for those of Windows.
pub fn folded(canonical: &str) -> Cow<'_, str> {
    if is_windows(canonical) && canonical.chars().any(|char| !char.is_lowercase() && char.is_alphabetic()) {
        Cow::Owned(canonical.to_lowercase())
    } else {
        Cow::Borrowed(canonical)
    }
}

/// Whether a canonical path is one of Windows.
pub fn is_windows(canonical: &str) -> bool {
    has_drive(canonical.as_bytes()) || (!canonical.starts_with('/') && canonical.contains('\\'))
}

/// The last component of a canonical path: the name of the file.
pub fn name(canonical: &str) -> &str {
    let separator = if canonical.starts_with('/') { ['/', '/'] } else { ['/', '\\'] };
    canonical.rsplit(separator).next().unwrap_or(canonical)
}

/// What is no path.
struct NoPath;

/// A path without what was put around it, its variable resolved.
fn prepared(text: &str) -> Result<Cow<'_, str>, NoPath> {
    if text.len() > LONGEST {
        return Err(NoPath);
    }
    Ok(match given::unwrapped(text)? {
        Cow::Borrowed(text) => variable::resolved(text),
        Cow::Owned(text) => Cow::Owned(variable::resolved(&text).into_owned()),
    })
}

fn once(path: &str, directory: Option<&str>) -> Option<String> {
    let text = prepared(path).ok()?;
    if looks_like_windows(&text, directory) {
        windows::folded(&text, directory)
    } else {
        posix::folded(&text, directory)
    }
}

fn has_drive(text: &[u8]) -> bool {
    matches!(text, [letter, b':'] | [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic())
}

/// Whether a prepared path is one of Windows.
fn looks_like_windows(text: &str, directory: Option<&str>) -> bool {
    let in_windows = || directory.is_some_and(|directory| looks_like_windows(directory, None));
    match text.as_bytes() {
        bytes if has_drive(bytes) => true,
        [b'\\', ..] | [b'~', b'\\', ..] => true,
        [b'/', b'/', b'?' | b'.', b'/', ..] => true,
        [b'/', ..] => windows::is_drive_share(text) || in_windows(),
        [b'~'] | [b'~', b'/', ..] => in_windows() || text.contains('\\'),
        _ => match directory {
            Some(directory) if is_anchored(directory) => looks_like_windows(directory, None),
            _ => text.contains('\\'),
        },
    }
}

/// Whether a prepared path says where it begins.
pub(crate) fn is_anchored(text: &str) -> bool {
    let bytes = text.as_bytes();
    has_drive(bytes) || matches!(bytes, [b'/' | b'\\', ..] | [b'~'] | [b'~', b'/' | b'\\', ..])
}

#[cfg(test)]
mod tests;
