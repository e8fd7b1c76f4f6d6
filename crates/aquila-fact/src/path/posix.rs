//! Folds POSIX paths as the kernel walks them: component by component, through the
//! links that are known (path_resolution(7)).

use super::pattern::Pattern;
use super::places::PLACES;
use super::{variable, windows};

/// A prepared POSIX path, joined with the directory and folded.
pub(super) fn folded(text: &str, directory: Option<&str>) -> Option<String> {
    let mut walk = Walk { stack: Vec::new(), roots: Vec::new(), start: Start::Relative, directory };
    walk.path(text)?;
    walk.text()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start {
    Root,
    /// `~` or `~name`, the first component.
    Home,
    /// A variable that is not known, the first component.
    Variable,
    Relative,
}

struct Walk<'a> {
    stack: Vec<&'a str>,
    /// How many components lie outside of each file system that was entered.
    roots: Vec<usize>,
    start: Start,
    /// The current directory, until it was used.
    directory: Option<&'a str>,
}

impl<'a> Walk<'a> {
    /// The components inside of the file system that was entered last.
    fn inner(&self) -> &[&'a str] {
        &self.stack[self.root()..]
    }

    fn root(&self) -> usize {
        self.roots.last().copied().unwrap_or(0)
    }

    fn begin(&mut self, start: Start) {
        self.stack.clear();
        self.roots.clear();
        self.start = start;
    }

    fn path(&mut self, text: &'a str) -> Option<()> {
        let first = &text[..text.find('/').unwrap_or(text.len())];
        let mut rest = text;
        if first.is_empty() {
            self.begin(Start::Root);
        } else if first == "~" || (first.starts_with('~') && first.len() < text.len()) {
            self.begin(Start::Home);
        } else if variable::is_first(text) {
            self.begin(Start::Variable);
        } else {
            self.directory()?;
        }
        if matches!(self.start, Start::Home | Start::Variable) && self.stack.is_empty() {
            self.stack.push(first);
            rest = &text[first.len()..];
        }
        rest.split('/').try_for_each(|component| self.step(component))
    }

    /// Enters the current directory, or begins a relative path where it is not known.
    fn directory(&mut self) -> Option<()> {
        self.begin(Start::Relative);
        match self.directory.take() {
            Some(directory) => self.path(directory),
            None => Some(()),
        }
    }

    fn step(&mut self, component: &'a str) -> Option<()> {
        match component {
            "" | "." => Some(()),
            ".." => self.up(),
            component => {
                self.stack.push(component);
                if self.start == Start::Root { self.follow() } else { Some(()) }
            }
        }
    }

    fn up(&mut self) -> Option<()> {
        if matches!(self.inner(), ["proc", process, "cwd"] if is_process(process)) {
            // The directory of another process is not recorded. Who climbs out of it
            // means to reach the root.
            self.begin(Start::Root);
        } else if self.start == Start::Home && self.stack.len() == 1 {
            self.begin(Start::Root);
            self.stack.push("home");
        } else if self.start == Start::Variable && self.stack.len() == 1 {
            return None;
        } else if self.stack.len() > self.root() || self.roots.pop().is_some() {
            self.stack.pop();
        } else if self.start == Start::Relative {
            return None;
        }
        Some(())
    }

    /// Follows what the last component completed: a link, or the root of a file system.
    fn follow(&mut self) -> Option<()> {
        match self.inner() {
            // The parent of another process's root is that root: nothing is left of the way.
            ["proc", process, "root"] if is_process(process) => self.begin(Start::Root),
            ["proc", process, "task", _, "root"] if is_process(process) => self.begin(Start::Root),
            ["proc", "self" | "thread-self", "cwd"] => return self.directory(),
            _ => self.known(),
        }
        Some(())
    }

    fn known(&mut self) {
        let places = &*PLACES;
        let inner = self.inner();
        if !places.could_be_known(inner) {
            return;
        }
        let is_here =
            |pattern: &Pattern| pattern.components().len() == inner.len() && pattern.matches(inner, false);
        if let Some((_, to)) = places.posix_links.iter().find(|(from, _)| is_here(from)) {
            self.stack.truncate(self.root());
            self.stack.extend(to.iter().map(String::as_str));
        } else if places.roots.iter().any(is_here) {
            self.roots.push(self.stack.len());
        }
    }

    fn text(&self) -> Option<String> {
        if self.start == Start::Root
            && let Some((letter, rest)) = drive(self.inner())
        {
            return windows::folded(&format!("{letter}:\\{}", rest.join("\\")), None);
        }
        let length = self.inner().iter().map(|component| component.len() + 1).sum();
        let mut text = String::with_capacity(length);
        for component in self.inner().iter().filter(|component| !is_projection(component)) {
            if self.start == Start::Root || !text.is_empty() {
                text.push('/');
            }
            text.push_str(component);
        }
        match self.start {
            Start::Root if text.is_empty() => Some("/".to_owned()),
            _ => Some(text).filter(|text| !text.is_empty()),
        }
    }
}

/// The drive of Windows that a Linux system under it has mounted (`/mnt/c` of WSL), or
/// that a POSIX layer shows (`/cygdrive/c` of Cygwin, `/c` of MSYS2). Other systems may
/// have such names too, so a directory that Windows has at its top must follow.
fn drive<'c, 'a>(components: &'c [&'a str]) -> Option<(&'a str, &'c [&'a str])> {
    let (letter, rest) = match components {
        ["mnt" | "cygdrive", letter, rest @ ..] | [letter, rest @ ..] => (*letter, rest),
        [] => return None,
    };
    let is_letter = letter.len() == 1 && letter.as_bytes()[0].is_ascii_alphabetic();
    (is_letter && windows::is_of_system_volume(rest.first()?)).then_some((letter, rest))
}

/// A number, or one of the names that the kernel has for the reader itself (proc(5)).
fn is_process(name: &str) -> bool {
    name == "self" || name == "thread-self" || name.bytes().all(|byte| byte.is_ascii_digit())
}

/// `..data` and `..2024_01_01_00_00_00.123`: the steps by which the kubelet swaps the
/// files of a projected volume at once (kubernetes, pkg/volume/util/atomic_writer.go).
fn is_projection(component: &str) -> bool {
    let Some(rest) = component.strip_prefix("..") else { return false };
    let is_dated =
        |rest: &[u8]| rest.len() > 4 && rest[..4].iter().all(u8::is_ascii_digit) && rest[4] == b'_';
    rest == "data" || rest == "data_tmp" || is_dated(rest.as_bytes())
}
