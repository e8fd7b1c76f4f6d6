//! Which programs are interpreters: `data/interpreters.yml`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::path::name;

/// How the command line of an interpreter is read.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Interpreter {
    pub(super) names: Vec<String>,
    inline: Vec<String>,
    script: Vec<String>,
    module: Vec<String>,
    values: Vec<String>,
    flags: Vec<String>,
    /// Options that a command line of the system's own follows.
    command: Vec<String>,
    /// Options with words of a command in their value.
    split: Vec<String>,
    attached: Vec<String>,
    pub(super) bundles: bool,
    pub(super) abbreviated: bool,
    marks: Vec<String>,
    pub(super) positional: Positional,
    endings: Vec<String>,
    /// Words that may stand before the script.
    pub(super) skipped: Vec<String>,
    /// Commands that code follows.
    pub(super) code: Vec<String>,
    pub(super) without_script: Vec<String>,
}

/// What the first word is that is no option.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Positional {
    #[default]
    Script,
    Code,
    Class,
    Listed,
    Command,
    Applet,
}

/// What follows an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    Code,
    Script,
    Module,
    Value,
    Command,
    Words,
    /// The rest of its word.
    Rest,
    Nothing,
}

impl Interpreter {
    /// Every option, in the order in which abbreviations are tried.
    fn options(&self) -> impl Iterator<Item = (&str, Takes)> {
        let kinds = [
            (&self.inline, Takes::Code),
            (&self.script, Takes::Script),
            (&self.module, Takes::Module),
            (&self.command, Takes::Command),
            (&self.split, Takes::Words),
            (&self.values, Takes::Value),
            (&self.attached, Takes::Rest),
            (&self.flags, Takes::Nothing),
        ];
        kinds.into_iter().flat_map(|(names, takes)| names.iter().map(move |name| (name.as_str(), takes)))
    }

    /// What an option of this very name takes.
    pub(super) fn takes(&self, option: &str) -> Option<Takes> {
        self.options().find(|(name, _)| *name == option).map(|(_, takes)| takes)
    }

    /// What an option takes that may be cut short and has no case.
    pub(super) fn takes_abbreviated(&self, option: &str) -> Option<Takes> {
        let option = option.to_lowercase();
        self.takes(&option)
            .or_else(|| self.options().find(|(name, _)| name.starts_with(&option)).map(|(_, takes)| takes))
    }

    /// Whether a word is an option.
    pub(super) fn is_option(&self, word: &str) -> bool {
        if self.abbreviated {
            return word.starts_with(DASHES);
        }
        match &self.marks[..] {
            [] => word.starts_with('-'),
            marks => marks.iter().any(|mark| word.starts_with(mark.as_str())),
        }
    }

    /// Whether a word ends as scripts of this interpreter do.
    pub(super) fn is_script(&self, word: &str) -> bool {
        self.endings.iter().any(|ending| {
            word.len() > ending.len()
                && word.as_bytes()[word.len() - ending.len()..].eq_ignore_ascii_case(ending.as_bytes())
        })
    }
}

/// What PowerShell takes for the dash of an option (about_PowerShell_exe; the en dash, em
/// dash and horizontal bar stand beside `-` in its tokenizer).
pub(super) const DASHES: [char; 5] = ['-', '/', '\u{2013}', '\u{2014}', '\u{2015}'];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    suffixes: Vec<String>,
    pub(super) interpreters: Vec<Interpreter>,
}

pub(super) fn file() -> Result<File, String> {
    serde_saphyr::from_str(include_str!("../../data/interpreters.yml")).map_err(|error| error.to_string())
}

struct Known {
    suffixes: Vec<String>,
    interpreters: Vec<Interpreter>,
    by_name: HashMap<String, usize>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let file = file().expect("a test reads this file of ours");
    let names = |(number, interpreter): (usize, &Interpreter)| {
        interpreter.names.iter().map(move |name| (name.clone(), number)).collect::<Vec<_>>()
    };
    let by_name = file.interpreters.iter().enumerate().flat_map(names).collect();
    Known { suffixes: file.suffixes, interpreters: file.interpreters, by_name }
});

/// Names of programs are not longer than this (NAME_MAX).
const LONGEST_NAME: usize = 255;

/// The interpreter at a path, by its name: `python3.11`, `pwsh-preview`, `PHP.EXE`.
pub(super) fn of_image(image: &str) -> Option<&'static Interpreter> {
    let name = name(image);
    if name.len() > LONGEST_NAME {
        return None;
    }
    let name = name.to_ascii_lowercase();
    let name = name.strip_suffix(".exe").unwrap_or(&name);
    let known = &*KNOWN;
    let find = |name: &str| known.by_name.get(name).and_then(|number| known.interpreters.get(*number));
    find(name).or_else(|| find(without_version(name, &known.suffixes)))
}

/// `python` of `python3.11-dbg`.
fn without_version<'a>(name: &'a str, suffixes: &[String]) -> &'a str {
    let is_version = |char: char| char.is_ascii_digit() || char == '.';
    let plain = name.trim_end_matches(is_version);
    let suffix = suffixes.iter().find_map(|suffix| name.strip_suffix(suffix.as_str()));
    let rest = match suffix {
        // A letter is a suffix only after a version: `python3.13t`.
        Some(rest) if plain.len() == name.len() && (rest.ends_with(is_version) || name.contains('-')) => rest,
        _ => name,
    };
    rest.trim_end_matches(is_version).trim_end_matches('-')
}
