//! Paths as typed become a sorted list of files.
//!
//! Folders are walked, links in them not followed, and only regular files are
//! opened; whatever else is met is listed with the reason.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use walkdir::WalkDir;

use crate::EngineError;

/// One input.
#[derive(Debug, Clone)]
pub struct InputFile {
    /// Path as given, joined with `/`; `-` for standard input.
    pub path: String,
    /// Where its bytes are.
    pub location: Location,
    /// Its size on disk; 0 where unknown.
    pub size: u64,
    /// When it was last changed, epoch milliseconds; the start of the run for
    /// standard input.
    pub modified: i64,
}

/// Where the bytes of an input are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A regular file.
    File(PathBuf),
    /// A pipe that is open already, as shells hand them on (`<(command)`).
    Pipe(PathBuf),
    /// Standard input.
    Stdin,
}

/// Something that was met and not opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Its path.
    pub path: String,
    /// Why not.
    pub reason: String,
    /// Whether bytes were lost by it (an unreadable folder), rather than only
    /// passed over (a link).
    pub failed: bool,
}

/// The inputs of a run, in path order.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// What will be read.
    pub files: Vec<InputFile>,
    /// What will not.
    pub skipped: Vec<Skipped>,
}

impl Inputs {
    /// Resolves files, folders, globs and `-`.
    ///
    /// `now` is the time of the run, for inputs without a modification time.
    ///
    /// # Errors
    /// When a path does not exist, or a glob is malformed or matches nothing.
    pub fn resolve(paths: &[impl AsRef<OsStr>], now: i64) -> Result<Self, EngineError> {
        let mut inputs = Inputs::default();
        let is_only = paths.len() == 1;
        for path in paths.iter().map(AsRef::as_ref) {
            if path == "-" {
                let file = InputFile { path: "-".into(), location: Location::Stdin, size: 0, modified: now };
                inputs.files.push(file);
            } else if Path::new(path).symlink_metadata().is_ok() {
                inputs.add_named(Path::new(path), is_only, now)?;
            } else {
                match path.to_str().filter(|path| path.contains(['*', '?', '['])) {
                    Some(pattern) => inputs.add_glob(pattern, now)?,
                    None => return Err(usage(Path::new(path), "no such file or folder")),
                }
            }
        }
        inputs.files.sort_by(|a, b| a.path.cmp(&b.path));
        inputs.leave_out_repeats();
        inputs.skipped.sort_by(|a, b| a.path.cmp(&b.path));
        inputs.skipped.dedup();
        Ok(inputs)
    }

    /// Bytes on disk of all files.
    pub fn total_bytes(&self) -> u64 {
        self.files.iter().map(|file| file.size).sum()
    }

    /// Whether the inputs can be read a second time.
    pub fn can_be_read_again(&self) -> bool {
        self.files.iter().all(|file| matches!(file.location, Location::File(_)))
    }

    /// One file under several names is read once, under the first.
    fn leave_out_repeats(&mut self) {
        let mut seen = HashSet::new();
        self.files.retain(|file| {
            seen.insert(match &file.location {
                Location::Stdin => None,
                Location::Pipe(path) | Location::File(path) => {
                    Some(path.canonicalize().unwrap_or_else(|_| path.clone()))
                }
            })
        });
    }

    /// What the user named: it must be there and be a file, a folder or an open pipe.
    /// Of several, as when a shell writes out a pattern, the others are read all the same.
    fn add_named(&mut self, path: &Path, is_only: bool, now: i64) -> Result<(), EngineError> {
        let reason = match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_file() || metadata.is_dir() => {
                self.add_path(path, now);
                return Ok(());
            }
            Ok(_) if is_open_pipe(path) => {
                let location = Location::Pipe(path.to_owned());
                self.files.push(InputFile { path: shown(path), location, size: 0, modified: now });
                return Ok(());
            }
            Ok(_) => "not a regular file; pipe it in and name - instead".to_owned(),
            Err(error) if error.kind() == ErrorKind::NotFound => "a link to nothing".to_owned(),
            Err(error) => {
                self.skip(&shown(path), error.to_string(), true);
                return Ok(());
            }
        };
        if is_only {
            return Err(usage(path, &reason));
        }
        self.skip(&shown(path), reason, true);
        Ok(())
    }

    fn add_glob(&mut self, pattern: &str, now: i64) -> Result<(), EngineError> {
        let wrong = |reason: &str| usage(Path::new(pattern), reason);
        let matches = glob::glob(pattern).map_err(|error| wrong(&error.to_string()))?;
        let mut any = false;
        for found in matches {
            any = true;
            match found {
                Ok(path) => self.add_path(&path, now),
                Err(error) => self.skip(&shown(error.path()), error.error().to_string(), true),
            }
        }
        if any { Ok(()) } else { Err(wrong("no file matches")) }
    }

    fn add_path(&mut self, given: &Path, now: i64) {
        // A link that the user names is followed, one that a walk meets is not.
        let walk = WalkDir::new(given).follow_root_links(true).follow_links(false).sort_by_file_name();
        for entry in walk {
            match entry {
                Ok(entry) => self.add_entry(&entry, now),
                Err(error) => {
                    let path = error.path().map(shown).unwrap_or_else(|| shown(given));
                    let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                    self.skip(&path, reason, true);
                }
            }
        }
    }

    fn add_entry(&mut self, entry: &walkdir::DirEntry, now: i64) {
        let kind = entry.file_type();
        if kind.is_dir() {
            return;
        }
        let path = shown(entry.path());
        if kind.is_symlink() && entry.depth() > 0 {
            return self.skip(&path, "a link, not followed".into(), false);
        }
        match std::fs::metadata(entry.path()) {
            Ok(metadata) if metadata.is_file() => {
                let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
                let modified =
                    modified.and_then(|since| i64::try_from(since.as_millis()).ok()).unwrap_or(now);
                let location = Location::File(entry.path().to_owned());
                self.files.push(InputFile { path, location, size: metadata.len(), modified });
            }
            Ok(metadata) if metadata.is_dir() => {}
            Ok(_) => self.skip(&path, "not a regular file (pipe it in and name - instead)".into(), false),
            Err(error) => self.skip(&path, error.to_string(), true),
        }
    }

    fn skip(&mut self, path: &str, reason: String, failed: bool) {
        self.skipped.push(Skipped { path: path.to_owned(), reason, failed });
    }
}

/// Whether a path is one that is open already. Any other pipe may wait for a writer for
/// good, and a device may never end.
fn is_open_pipe(path: &Path) -> bool {
    ["/dev/fd", "/proc/self/fd", "/dev/stdin"].iter().any(|open| path.starts_with(open))
}

fn usage(path: &Path, reason: &str) -> EngineError {
    EngineError::Usage(format!("{}: {reason}", shown(path)))
}

/// A path as outputs show it: joined with `/`, bytes that are no UTF-8 as `\xff`,
/// so that two names stay two.
fn shown(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    if std::path::MAIN_SEPARATOR == '/' { text } else { text.replace(std::path::MAIN_SEPARATOR, "/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(inputs: &Inputs, root: &Path) -> Vec<String> {
        let root = shown(root);
        inputs.files.iter().map(|file| file.path.replace(&root, "R")).collect()
    }

    #[test]
    fn folders_are_walked_in_order_and_links_listed() {
        let folder = tempfile::tempdir().expect("folder");
        let root = folder.path();
        std::fs::create_dir(root.join("b")).expect("folder");
        for name in ["b/2.log", "b/1.log", "a.log"] {
            std::fs::write(root.join(name), "x").expect("file");
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(root, root.join("b/loop")).expect("link");
        let inputs = Inputs::resolve(&[shown(root)], 0).expect("inputs");
        assert_eq!(paths(&inputs, root), ["R/a.log", "R/b/1.log", "R/b/2.log"]);
        assert_eq!(inputs.total_bytes(), 3);
        #[cfg(unix)]
        assert_eq!(inputs.skipped.len(), 1, "{:?}", inputs.skipped);
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_no_text_stay_apart() {
        use std::os::unix::ffi::OsStrExt;
        let folder = tempfile::tempdir().expect("folder");
        for name in [&b"x\xff"[..], b"x\xfe"] {
            std::fs::write(folder.path().join(OsStr::from_bytes(name)), "x").expect("file");
        }
        let inputs = Inputs::resolve(&[folder.path()], 0).expect("inputs");
        assert_eq!(paths(&inputs, folder.path()), ["R/x\\xfe", "R/x\\xff"]);
    }

    #[test]
    fn globs_and_errors() {
        let folder = tempfile::tempdir().expect("folder");
        std::fs::write(folder.path().join("x.json"), "{}").expect("file");
        let pattern = format!("{}/*.json", shown(folder.path()));
        let inputs = Inputs::resolve(&[pattern.clone(), pattern], 0).expect("inputs");
        assert_eq!(paths(&inputs, folder.path()), ["R/x.json"], "named twice, read once");
        for wrong in ["no/such/file", "no/such/*.json", "[", "-x"] {
            assert!(Inputs::resolve(&[wrong.to_owned()], 0).is_err(), "{wrong}");
        }
    }
}
