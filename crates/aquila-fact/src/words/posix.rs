//! Words as a POSIX shell splits them (POSIX.1-2024, Shell Command Language, 2.2 and 2.3).

use super::ansi_c;
use super::{LONGEST_LINE, Word, within};

/// The words of a recorded command line.
///
/// Quotes and backslashes are read as in a shell, `$'..'` too. Operators such as `;`
/// and `>` are text here: a record of a started program has none, as the shell took
/// them away.
pub fn posix(line: &str) -> Vec<Word> {
    Splitter::new(line, Reading::Arguments).words()
}

/// The words of a text that a shell runs, such as the argument of `sh -c`: operators
/// (`;`, `|`, `&`, `<`, `>`, parentheses, backquotes) outside of quotes end a word and
/// are none.
pub fn shell(script: &str) -> Vec<Word> {
    Splitter::new(script, Reading::Shell).words()
}

/// The words of a text that PowerShell or `cmd` runs: as [`shell`], but a backslash is
/// text, and a backquote or `^` before a character means nothing.
pub fn powershell(script: &str) -> Vec<Word> {
    Splitter::new(script, Reading::PowerShell).words()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Arguments,
    Shell,
    PowerShell,
}

struct Splitter<'a> {
    line: &'a str,
    at: usize,
    reading: Reading,
    /// The word so far and where it began.
    word: Option<Word>,
    words: Vec<Word>,
}

impl<'a> Splitter<'a> {
    fn new(line: &'a str, reading: Reading) -> Self {
        Self { line: within(line, LONGEST_LINE), at: 0, reading, word: None, words: Vec::new() }
    }

    fn next(&mut self) -> Option<char> {
        let char = self.line[self.at..].chars().next()?;
        self.at += char.len_utf8();
        Some(char)
    }

    fn rest(&self) -> &'a str {
        &self.line[self.at..]
    }

    /// The word that what stands at `from` belongs to.
    fn text(&mut self, from: usize) -> &mut String {
        &mut self.word.get_or_insert_with(|| Word { text: String::new(), range: from..from }).text
    }

    fn end_word(&mut self, at: usize) {
        if let Some(mut word) = self.word.take() {
            word.range.end = at;
            self.words.push(word);
        }
    }

    fn words(mut self) -> Vec<Word> {
        loop {
            let from = self.at;
            let Some(char) = self.next() else { break };
            match char {
                ' ' | '\t' | '\n' | '\r' => self.end_word(from),
                '`' | '^' if self.reading == Reading::PowerShell => self.escaped(from),
                ';' | '|' | '&' | '<' | '>' | '(' | ')' | '`' if self.reading != Reading::Arguments => {
                    self.end_word(from);
                }
                '\'' => self.single_quoted(from),
                '"' => self.double_quoted(from),
                '\\' if self.reading != Reading::PowerShell => self.escaped(from),
                '$' if self.reading == Reading::Shell && self.skip_separator() => self.end_word(from),
                '$' if self.rest().starts_with('\'') => self.ansi_c_quoted(from),
                // `$".."` is a translated text of bash.
                '$' if self.rest().starts_with('"') => {
                    self.at += 1;
                    self.double_quoted(from);
                }
                char => self.text(from).push(char),
            }
        }
        self.end_word(self.line.len());
        self.words
    }

    /// Passes the rest of `$IFS`, the variable that says what splits words: blanks, if
    /// nobody sets it (POSIX.1-2024, 2.5.3).
    fn skip_separator(&mut self) -> bool {
        let rest = self.rest();
        let is_name =
            |after: &str| after.starts_with(|char: char| char.is_ascii_alphanumeric() || char == '_');
        let plain = rest.strip_prefix("IFS").filter(|after| !is_name(after));
        let Some(after) = rest.strip_prefix("{IFS}").or(plain) else { return false };
        self.at += rest.len() - after.len();
        true
    }

    fn single_quoted(&mut self, from: usize) {
        let rest = self.rest();
        let end = rest.find('\'').unwrap_or(rest.len());
        self.text(from).push_str(&rest[..end]);
        self.at = (self.at + end + 1).min(self.line.len());
    }

    fn double_quoted(&mut self, from: usize) {
        self.text(from);
        while let Some(char) = self.next() {
            match char {
                '"' => return,
                '\\' if self.reading != Reading::PowerShell => match self.next() {
                    Some('\n') => {}
                    Some(char @ ('$' | '`' | '"' | '\\')) => self.text(from).push(char),
                    other => {
                        let text = self.text(from);
                        text.push('\\');
                        text.extend(other);
                    }
                },
                char => self.text(from).push(char),
            }
        }
    }

    fn escaped(&mut self, from: usize) {
        match self.next() {
            // A backslash at the end of a line joins it to the next.
            Some('\n') => {}
            Some(char) => self.text(from).push(char),
            None => self.text(from).push('\\'),
        }
    }

    fn ansi_c_quoted(&mut self, from: usize) {
        self.at += 1;
        let (text, length) = ansi_c::unquote(self.rest());
        self.text(from).push_str(&text);
        self.at += length;
    }
}
