//! Who did it: a program, or the script that an interpreter runs.
//!
//! ```
//! use aquila_fact::actor::{actor, chain};
//!
//! let actor = actor("/usr/bin/python3.11", "python3 -u waagent -daemon", Some("/usr/sbin")).expect("known");
//! assert_eq!(actor.to_string(), "/usr/bin/python3.11 /usr/sbin/waagent");
//! assert_eq!(chain(&["/usr/sbin/sshd", "/bin/bash"]), "/usr/sbin/sshd > /usr/bin/bash");
//! ```
//!
//! Which programs are interpreters, and which of their options take a value, is in
//! `data/interpreters.yml`; `interpreter` finds the one, `arguments` reads a command
//! line by it.

mod arguments;
mod interpreter;

use std::fmt;

use crate::path::{canonical, is_windows};
use crate::words::{self, Word};

/// What [`script`] gives for code that stands in the command line itself.
pub const INLINE: &str = "(inline)";

/// The program of a process and, if it is an interpreter, the script.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Actor {
    /// The canonical path of the program.
    pub image: String,
    /// What [`script`] says.
    pub script: Option<String>,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.image)?;
        match &self.script {
            Some(script) => write!(f, " {script}"),
            None => Ok(()),
        }
    }
}

/// The actor behind a process, if the image is a path.
pub fn actor(image: &str, command_line: &str, directory: Option<&str>) -> Option<Actor> {
    let image = canonical(image, directory)?;
    let script = script_of(&image, command_line, directory);
    Some(Actor { image, script })
}

/// What the interpreter `image` runs by its command line.
///
/// - The canonical path of a script, or its address where it is a URL.
/// - `(inline)` for code in the command line: `-c`, `-e`, `-Command`, `-EncodedCommand`.
/// - `-m NAME` for a module, and the bare name of a main class of Java.
/// - The name of an applet of BusyBox, unless that runs a script itself.
/// - `None` for a program that is no interpreter, one that reads its standard input, or a
///   script whose place cannot be known.
///
/// `env` is what it starts, since it becomes that. `sudo` is not: it stays, and its
/// command is a process of its own.
pub fn script(image: &str, command_line: &str, directory: Option<&str>) -> Option<String> {
    script_of(&canonical(image, directory)?, command_line, directory)
}

fn script_of(image: &str, command_line: &str, directory: Option<&str>) -> Option<String> {
    let interpreter = interpreter::of_image(image)?;
    let words = command_words(image, command_line);
    arguments::script(interpreter, &words, directory, 0)
}

/// The words of a command line, the program first.
fn command_words(image: &str, line: &str) -> Vec<Word> {
    let mut words = match is_windows(image) {
        true => words::windows(line),
        false if image.starts_with('/') => words::posix(line),
        false => words::split(line),
    };
    // Many lines of Windows have the path of the program without quotes, blanks in it.
    let starts_with_image = line.get(..image.len()).is_some_and(|start| start.eq_ignore_ascii_case(image));
    if starts_with_image && image.contains(' ') {
        let rest = words.iter().position(|word| word.range.end > image.len()).unwrap_or(words.len());
        words.drain(..rest.saturating_sub(1).min(words.len()));
    }
    words
}

/// The programs from the outermost parent to the process, `parent > child`, each by its
/// canonical path. `?` stands for one that is not known.
pub fn chain(images: &[&str]) -> String {
    let names = images.iter().map(|image| canonical(image, None).unwrap_or_else(|| "?".to_owned()));
    names.collect::<Vec<_>>().join(" > ")
}

#[cfg(test)]
mod tests;
