//! The words of a recorded command line, each with the bytes that it came from.
//!
//! Records hold one text where the program got a list of arguments. Two programs
//! decide how the text splits: a POSIX shell (`posix`) and `CommandLineToArgvW`
//! (`windows`). Nothing is expanded: `$HOME` stays `$HOME`. A quote without an end
//! runs to the end of the line, since sensors cut long lines.

mod ansi_c;
mod posix;
mod windows;

use std::ops::Range;

pub use posix::{posix, powershell, shell};
pub use windows::windows;

/// How much of a line is read: Linux hands a program at most 2 MiB of arguments by
/// default (execve(2): a quarter of an 8 MiB stack), Windows 32,767 characters.
const LONGEST_LINE: usize = 2 << 20;

/// One argument as the program got it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its text, without the quotes and backslashes that held it together.
    pub text: String,
    /// Where it stands in the line, quotes included.
    pub range: Range<usize>,
}

/// The words of a line of either system, told apart by [`is_windows`].
pub fn split(line: &str) -> Vec<Word> {
    if is_windows(line) { windows(line) } else { posix(line) }
}

/// Whether a command line looks like one of Windows.
///
/// A line that begins with `/` is one of POSIX, even where it names a Windows path.
/// Else a drive (`C:\`), a share or device (`\\`, `\??\`), a variable (`%NAME%`,
/// `$env:`), a home (`~\`) or a program that ends in `.exe` says Windows; so does a
/// backslash between names where no slash is around: in a shell it would be without
/// effect there.
pub fn is_windows(line: &str) -> bool {
    let line = within(line, LONGEST_LINE);
    let start = line.trim_start().trim_start_matches(['"', '\'']);
    if start.starts_with('/') {
        return false;
    }
    start.starts_with("\\\\")
        || start.starts_with("\\??\\")
        || starts_with_program(start)
        || has_mark(line)
        || (!line.contains('/') && has_inner_backslash(line))
}

fn starts_with_program(start: &str) -> bool {
    let end = start.find([' ', '\t', '"', '\'']).unwrap_or(start.len());
    let program = &start.as_bytes()[..end];
    let ends_with = |suffix: &[u8]| {
        program.len() > suffix.len() && program[program.len() - suffix.len()..].eq_ignore_ascii_case(suffix)
    };
    ends_with(b".exe") || ends_with(b".cmd") || ends_with(b".bat") || ends_with(b".com")
}

/// `C:\`, `%NAME%`, `$env:` or `~\` at the start of a name.
fn has_mark(line: &str) -> bool {
    let bytes = line.as_bytes();
    let starts_name = |at: usize| at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
    let mut percent = None;
    for (at, byte) in bytes.iter().enumerate() {
        let rest = &bytes[at..];
        let found = match byte {
            b':' => rest.get(1) == Some(&b'\\') && at > 0 && is_drive(bytes, at - 1),
            b'~' => rest.get(1) == Some(&b'\\') && starts_name(at),
            b'$' => rest.get(..5).is_some_and(|text| text.eq_ignore_ascii_case(b"$env:")),
            b'%' => {
                // `%20a%20` is of a URL, `%Y%m` of a date; the shortest name is `TMP`.
                let is_name = percent.is_some_and(|from: usize| {
                    at - from > 3
                        && bytes[from + 1].is_ascii_alphabetic()
                        && bytes.get(at + 1).is_none_or(|byte| !byte.is_ascii_hexdigit())
                });
                percent = Some(at).filter(|at| bytes.get(at + 1).is_some_and(|byte| *byte != b'%'));
                is_name
            }
            b'_' | b'(' | b')' => false,
            byte => {
                percent = percent.filter(|_| byte.is_ascii_alphanumeric());
                false
            }
        };
        if found {
            return true;
        }
    }
    false
}

fn is_drive(bytes: &[u8], at: usize) -> bool {
    bytes[at].is_ascii_alphabetic() && (at == 0 || !bytes[at - 1].is_ascii_alphanumeric())
}

fn has_inner_backslash(line: &str) -> bool {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'~');
    line.as_bytes().windows(3).any(|three| three[1] == b'\\' && is_name(three[0]) && is_name(three[2]))
}

/// The longest start of a text that is at most so many bytes.
fn within(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

#[cfg(test)]
mod tests;
