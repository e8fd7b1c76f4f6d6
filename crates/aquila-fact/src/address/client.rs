//! Whether a word of a command line is an argument of a command that takes URLs.

use super::class::knowledge;

/// How far back a command's name is looked for.
const FARTHEST: usize = 256;

/// Whether the word that starts here is an argument of a command such as curl, and
/// not the value of an option that takes something else.
pub(super) fn is_argument(text: &str, start: usize) -> bool {
    let before = nearest(text.get(..start).unwrap_or_default());
    let command = last_command(before);
    let is_separator = |c: char| c.is_whitespace() || matches!(c, '"' | '\'');
    let mut words =
        command.split(is_separator).filter(|word| !matches!(*word, "" | "\\" | "`")).rev().peekable();
    if words.peek().is_some_and(|word| takes_value(word)) {
        return false;
    }
    words.any(is_client)
}

/// What follows the last separator of commands. A line end after a backslash (shells)
/// or a backtick (PowerShell) is none.
fn last_command(text: &str) -> &str {
    let is_joined = |at: usize| text.get(..at).is_some_and(|line| line.trim_end().ends_with(['\\', '`']));
    let mut ends = text.rmatch_indices(['\n', ';', '|', '&']);
    let end = ends.find(|(at, end)| *end != "\n" || !is_joined(*at));
    end.and_then(|(at, _)| text.get(at + 1..)).unwrap_or(text)
}

/// The end of a text, cut at a character.
fn nearest(text: &str) -> &str {
    let mut start = text.len().saturating_sub(FARTHEST);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    text.get(start..).unwrap_or_default()
}

fn takes_value(word: &str) -> bool {
    let is_short = word.len() <= 2;
    let same = |option: &String| if is_short { option == word } else { option.eq_ignore_ascii_case(word) };
    word.starts_with('-') && knowledge().valued_options.iter().any(same)
}

fn is_client(word: &str) -> bool {
    let name = word.rsplit(['/', '\\', '(', '{', '`', '=']).next().unwrap_or_default();
    let stem = name.len().checked_sub(4).and_then(|at| name.split_at_checked(at));
    let name = stem.filter(|(_, end)| end.eq_ignore_ascii_case(".exe")).map_or(name, |(stem, _)| stem);
    knowledge().clients.iter().any(|client| client.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_of_clients() {
        for (before, expected) in [
            ("curl ", true),
            ("/usr/bin/curl -s ", true),
            (r#"C:\Windows\System32\CURL.EXE ""#, true),
            ("sleep 5; wget ", true),
            ("curl -s \\\n  ", true),
            ("iwr `\r\n -Uri ", true),
            ("curl x\n", false),
            ("curl -m ", false),
            ("curl -M ", true),
            ("curl --MAX-TIME ", false),
            ("x=$(curl ", true),
            (r#"iwr -Headers @{"Metadata"="true"} -Uri "#, true),
            ("curl x; sleep ", false),
            ("kill ", false),
            ("libcurl ", false),
            ("", false),
        ] {
            assert_eq!(is_argument(before, before.len()), expected, "{before}");
        }
    }
}
