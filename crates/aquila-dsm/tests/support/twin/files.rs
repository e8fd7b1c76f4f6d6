//! What kernel functions do to files.

use serde_json::Value;

use super::event::{Event, Kind};
use super::reading::{at, text};
use super::{Properties, set};

const ACCESS: Kind = Kind(6_001_003, "file access", "File Read");
const WRITE: Kind = Kind(6_001_004, "file write", "File Modified");
const MASKED_WRITE: Kind = Kind(6_001_007, "file write", "File Modified");

/// The arguments that are files or paths, and the program of an exec.
const PATHS: [&str; 3] = ["file_arg", "path_arg", "linux_binprm_arg"];

/// The bits of the mask of `security_file_permission` (linux/fs.h). Those for access,
/// chdir and not blocking are asked of inodes, not of open files.
const MAY_EXEC: u64 = 1;
const MAY_WRITE: u64 = 2;
const MAY_READ: u64 = 4;
const MAY_APPEND: u64 = 8;
const MAY_OPEN: u64 = 32;

/// A system call by its symbol: Tetragon writes that of the architecture.
fn call(function: &str) -> &str {
    let call = ["__x64_", "__arm64_"].iter().find_map(|prefix| function.strip_prefix(prefix));
    call.filter(|call| call.starts_with("sys_")).unwrap_or(function)
}

/// What is asked for of a file, by the function that is called.
fn access(function: &str, body: &Value) -> Option<&'static str> {
    Some(match call(function) {
        "security_file_permission" => masked(body),
        "security_file_open" | "security_mmap_file" | "fd_install" | "sys_openat" => "open",
        "security_path_truncate" | "sys_write" => "write",
        _ => return None,
    })
}

/// The mask is the only whole number among the arguments.
fn masked(body: &Value) -> &'static str {
    let mask = argument(body, &["int_arg"]).and_then(|mask| mask.parse::<u64>().ok()).unwrap_or(0);
    let known = MAY_EXEC | MAY_WRITE | MAY_READ | MAY_APPEND | MAY_OPEN;
    match mask {
        mask if mask & !known != 0 => "open",
        mask if mask & (MAY_WRITE | MAY_APPEND) != 0 => "write",
        mask if mask & MAY_READ != 0 => "read",
        mask if mask & MAY_EXEC != 0 => "execute",
        _ => "open",
    }
}

/// Which event a function that has to do with files is.
pub(super) fn kind(function: &str, body: &Value) -> Option<Kind> {
    Some(match (call(function), access(function, body)?) {
        ("security_file_permission", "write") => MASKED_WRITE,
        (_, "write") => WRITE,
        _ => ACCESS,
    })
}

/// The arguments of the function that was called.
fn arguments(body: &Value) -> impl Iterator<Item = &Value> {
    at(body, &["args"]).and_then(Value::as_array).into_iter().flatten()
}

/// What the first argument with this field says: one that says nothing hides those after
/// it, as `[*]` in a path takes the first that is not null.
pub(super) fn argument(body: &Value, keys: &[&str]) -> Option<String> {
    text(arguments(body).find_map(|argument| at(argument, keys))?)
}

pub(super) fn add(event: &Event<'_>, properties: &mut Properties) {
    let function = event.function.as_deref().unwrap_or_default();
    let done = if event.name == "process_exec" { Some("execute") } else { access(function, event.body) };
    set(properties, "File Access", done.map(str::to_owned));
    let mut paths: Vec<String> =
        PATHS.iter().filter_map(|kind| argument(event.body, &[kind, "path"])).collect();
    if call(function) == "sys_openat" {
        // The name that it is called with is its only text.
        paths.extend(argument(event.body, &["string_arg"]));
    }
    // Of paths, the first that has a last component: a root has none.
    let name = paths.iter().find_map(|path| last_component(path)).map(str::to_owned);
    set(properties, "filePath", paths.into_iter().next());
    set(properties, "fileName", name);
}

/// To Linux a backslash is a letter; a path that does not begin with a slash may be
/// written on another system.
fn last_component(path: &str) -> Option<&str> {
    let is_linux = path.starts_with('/');
    let name = path.rsplit(|c| c == '/' || (c == '\\' && !is_linux)).next()?;
    (!name.is_empty()).then_some(name)
}
