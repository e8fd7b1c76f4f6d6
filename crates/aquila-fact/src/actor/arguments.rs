//! Reads the command line of an interpreter up to its script.

use super::INLINE;
use super::interpreter::{DASHES, Interpreter, Positional, Takes, of_image};
use crate::path::{self, canonical};
use crate::words::{self, Word};

/// How often a command may start another: `env busybox sh x`.
const MOST_DEPTH: usize = 4;

/// The path of a script of `cmd` is put together from at most so many words.
const MOST_BLANKS: usize = 8;

/// Names of modules and classes are cut to this.
const LONGEST_NAME: usize = 255;

/// What runs, by the words of a command line, the program first.
pub(super) fn script(
    interpreter: &Interpreter,
    words: &[Word],
    directory: Option<&str>,
    depth: usize,
) -> Option<String> {
    if depth > MOST_DEPTH {
        return None;
    }
    if interpreter.positional == Positional::Applet {
        return applet(words, directory, depth);
    }
    let mut reader = Reader { interpreter, words: words.get(1..)?, directory, depth };
    loop {
        match reader.next() {
            Step::On => {}
            Step::End(found) => return found,
        }
    }
}

/// BusyBox goes by its own name and an applet, or by the name of an applet.
fn applet(words: &[Word], directory: Option<&str>, depth: usize) -> Option<String> {
    let is_busybox = |word: &Word| of_image(&word.text).is_some_and(|it| it.positional == Positional::Applet);
    let words = if is_busybox(words.first()?) { words.get(1..)? } else { words };
    let name = words.first()?.text.trim_start_matches('-');
    let name = path::name(name);
    let inner = of_image(name).filter(|inner| inner.positional != Positional::Applet);
    inner.and_then(|inner| script(inner, words, directory, depth + 1)).or_else(|| named(name))
}

fn named(name: &str) -> Option<String> {
    Some(name[..name.floor_char_boundary(LONGEST_NAME)].to_owned()).filter(|name| !name.is_empty())
}

enum Step {
    On,
    End(Option<String>),
}

struct Reader<'a> {
    interpreter: &'a Interpreter,
    /// What was not read yet.
    words: &'a [Word],
    directory: Option<&'a str>,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self) -> Option<&'a str> {
        let (word, rest) = self.words.split_first()?;
        self.words = rest;
        Some(&word.text)
    }

    fn next(&mut self) -> Step {
        let before = self.words;
        let Some(word) = self.take() else { return Step::End(None) };
        match word {
            "--" => match self.take() {
                Some(word) => self.positional(word),
                None => Step::End(None),
            },
            // The script comes by standard input.
            "-" => Step::End(None),
            word if self.interpreter.is_option(word) => self.option(word),
            word if self.interpreter.skipped.iter().any(|skipped| skipped == word) => Step::On,
            word if self.interpreter.positional == Positional::Command => {
                if word.contains('=') {
                    Step::On
                } else {
                    Step::End(self.command(before))
                }
            }
            word => self.positional(word),
        }
    }

    fn option(&mut self, word: &'a str) -> Step {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) if word.starts_with("--") => (name, Some(value)),
            _ => (word, None),
        };
        if self.interpreter.abbreviated {
            let name = name.trim_start_matches(DASHES);
            let takes = self.interpreter.takes_abbreviated(&format!("-{name}"));
            return self.taken(takes.unwrap_or(Takes::Nothing), None);
        }
        if let Some(takes) = self.interpreter.takes(name) {
            return self.taken(takes, value);
        }
        if word.starts_with('/')
            && let Some(takes) =
                word.get(..2).and_then(|name| self.interpreter.takes(&name.to_ascii_lowercase()))
        {
            // `/ctype x` is `/c type x`.
            return self.taken(takes, word.get(2..).filter(|rest| !rest.is_empty()));
        }
        if self.interpreter.bundles && !word.starts_with("--") { self.bundle(word) } else { Step::On }
    }

    /// Letters that stand together, each an option; one that takes a value takes the rest.
    fn bundle(&mut self, word: &'a str) -> Step {
        for (at, letter) in word.char_indices().skip(1) {
            let takes = self.interpreter.takes(&format!("-{letter}"));
            if let Some(takes) = takes {
                let rest = Some(&word[at + letter.len_utf8()..]).filter(|rest| !rest.is_empty());
                // A shell reads on behind `-c`: in `-ce` both hold.
                return self.taken(takes, rest);
            }
        }
        Step::On
    }

    fn taken(&mut self, takes: Takes, value: Option<&'a str>) -> Step {
        if matches!(takes, Takes::Rest | Takes::Nothing) {
            return Step::On;
        }
        if takes == Takes::Code {
            return Step::End(Some(INLINE.to_owned()));
        }
        let Some(value) = value.or_else(|| self.take()) else { return Step::End(None) };
        match takes {
            Takes::Script => Step::End(self.path(value)),
            Takes::Module => Step::End(named(value).map(|name| format!("-m {name}"))),
            Takes::Command => Step::End(Some(self.path_of_command(value))),
            Takes::Words => Step::End(self.split(value)),
            _ => Step::On,
        }
    }

    fn positional(&self, word: &str) -> Step {
        let is = |commands: &[String]| commands.iter().any(|command| command == word);
        if is(&self.interpreter.without_script) {
            return Step::End(None);
        }
        let is_script = self.interpreter.is_script(word);
        Step::End(match self.interpreter.positional {
            _ if is(&self.interpreter.code) => Some(INLINE.to_owned()),
            Positional::Script => self.path(word),
            _ if is_script => self.path(word),
            Positional::Code => Some(INLINE.to_owned()),
            Positional::Class => named(word),
            Positional::Listed | Positional::Command | Positional::Applet => None,
        })
    }

    fn path(&self, word: &str) -> Option<String> {
        let is_address = word.starts_with("https://") || word.starts_with("http://");
        if is_address { named(word) } else { canonical(word, self.directory) }
    }

    /// `cmd /c`: a script if the command begins with its path. A path with blanks is put
    /// together, since quotes around the whole undo those around it.
    fn path_of_command(&self, value: &str) -> String {
        let value = value.trim_start_matches(['"', '@', ' ']);
        let most = if path::is_anchored(value) { MOST_BLANKS } else { 1 };
        let words = std::iter::once(value).chain(self.words.iter().map(|word| word.text.as_str()));
        let mut text = String::new();
        for word in words.flat_map(|word| word.split(' ')).take(most) {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(word);
            if self.interpreter.is_script(&text) {
                return self.path(&text).unwrap_or_else(|| INLINE.to_owned());
            }
            if text.to_ascii_lowercase().ends_with(".exe") {
                break;
            }
        }
        INLINE.to_owned()
    }

    /// The command that `env` becomes.
    fn command(&self, words: &[Word]) -> Option<String> {
        let inner = of_image(&words.first()?.text)?;
        script(inner, words, self.directory, self.depth + 1)
    }

    /// `env -S 'python3 -u' x`: a text with words of the command.
    fn split(&self, value: &str) -> Option<String> {
        let mut words = words::posix(value);
        words.extend_from_slice(self.words);
        let from = words.iter().position(|word| !word.text.contains('='))?;
        self.command(words.get(from..)?)
    }
}
