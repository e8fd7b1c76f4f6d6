//! Folds Windows paths as Win32 does (Microsoft: "Naming files, paths, and namespaces"):
//! by their text alone, then through the junctions that Windows comes with.

use super::places::PLACES;
use super::posix;
use super::root::{Root, Start};

pub(super) use super::share::is_drive_share;

/// A prepared Windows path, joined with the directory and folded.
pub(super) fn folded(text: &str, directory: Option<&str>) -> Option<String> {
    let text = text.replace('/', "\\");
    let directory = directory.map(|directory| directory.replace('/', "\\"));
    let start = Start::of(&text)?;
    let base = match (&start.root, directory.as_deref()) {
        (Root::Relative | Root::Rooted | Root::DriveRelative(_), Some(directory)) => Start::of(directory),
        _ => None,
    };
    if let (Root::Relative, Some(Start { root: Root::Linux, rest, .. })) = (&start.root, &base) {
        return posix::folded(&slashed(start.rest), Some(&format!("/{}", slashed(rest))));
    }
    let mut walk = Walk { root: Root::Relative, stack: Vec::new() };
    walk.begin(start, base)?;
    walk.text()
}

fn slashed(text: &str) -> String {
    text.replace('\\', "/")
}

struct Walk<'a> {
    root: Root<'a>,
    stack: Vec<&'a str>,
}

impl<'a> Walk<'a> {
    fn begin(&mut self, start: Start<'a>, base: Option<Start<'a>>) -> Option<()> {
        let joined = match (&start.root, base) {
            (Root::Relative, Some(base)) => {
                self.start(base)?;
                true
            }
            (Root::DriveRelative(letter), Some(base)) if base.root == Root::Drive(*letter) => {
                self.start(base)?;
                true
            }
            (Root::Rooted, Some(base)) => {
                self.root = base.root;
                // A home or a variable has a drive, and it is not known which.
                if !matches!(self.root, Root::Drive(_) | Root::Share(..) | Root::Device(_)) {
                    self.root = Root::Drive('C');
                }
                true
            }
            _ => false,
        };
        if joined { self.components(start.rest) } else { self.start(start) }
    }

    fn start(&mut self, start: Start<'a>) -> Option<()> {
        self.root = match start.root {
            Root::Rooted => Root::Drive('C'),
            Root::DriveRelative(letter) => Root::Drive(letter),
            root => root,
        };
        self.stack.extend(start.first);
        if self.root == Root::Linux {
            self.stack.push(start.rest)
        } else {
            self.components(start.rest)?
        }
        Some(())
    }

    fn components(&mut self, rest: &'a str) -> Option<()> {
        rest.split('\\').try_for_each(|component| self.step(component))
    }

    fn step(&mut self, component: &'a str) -> Option<()> {
        if component.trim_end_matches(' ') == ".." {
            return self.up();
        }
        // A stream, as in `name:stream:$DATA`, is a part of the file.
        let name = component.split(':').next().unwrap_or_default();
        // Win32 takes dots and blanks off the end of a name.
        let name = name.trim_end_matches(['.', ' ']);
        if !name.is_empty() {
            self.stack.push(name);
        }
        Some(())
    }

    fn up(&mut self) -> Option<()> {
        if self.stack.pop().is_some() {
            return Some(());
        }
        match self.root {
            Root::Relative | Root::Variable(_) => return None,
            Root::Home => {
                self.root = Root::Drive('C');
                self.stack.push("Users");
            }
            _ => {}
        }
        Some(())
    }

    fn text(mut self) -> Option<String> {
        if let Root::Linux = self.root {
            return posix::folded(&format!("/{}", slashed(&self.stack.join("\\"))), None);
        }
        if let Root::Device(_) = self.root
            && self.stack.first().is_some_and(|first| is_of_system_volume(first))
        {
            self.root = Root::Drive('C');
        }
        let root = self.root.to_string();
        let stack = through_links(&root, &self.stack);
        let rest = stack.join("\\");
        match self.root {
            Root::Relative => Some(rest).filter(|rest| !rest.is_empty()),
            Root::Drive(_) => Some(format!("{root}\\{rest}")),
            _ if rest.is_empty() => Some(root),
            _ => Some(format!("{root}\\{rest}")),
        }
    }
}

/// Whether Windows has a directory of this name at the top of its own volume.
pub(super) fn is_of_system_volume(name: &str) -> bool {
    PLACES.system_volume.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// The components with known junctions replaced by what they lead to.
fn through_links<'a>(root: &str, components: &[&'a str]) -> Vec<&'a str> {
    let places = &*PLACES;
    let mut stack: Vec<&str> = Vec::with_capacity(components.len());
    let mut place = Vec::new();
    for component in components {
        stack.push(component);
        let mut named = places.windows_links.iter().filter(|link| link.is_named(component)).peekable();
        // No junction that is known lies deeper.
        if named.peek().is_none() || stack.len() > MOST_COMPONENTS {
            continue;
        }
        place.clear();
        place.push(root);
        place.extend(&stack);
        let Some(link) =
            named.find(|link| link.from.components().len() == place.len() && link.from.matches(&place, true))
        else {
            continue;
        };
        stack.pop();
        for part in &link.to {
            match part.as_str() {
                "." => {}
                ".." => drop(stack.pop()),
                part => stack.push(part),
            }
        }
    }
    stack
}

/// A test compares it with the file.
pub(super) const MOST_COMPONENTS: usize = 5;
