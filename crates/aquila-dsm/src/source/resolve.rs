//! A path as a process named it, made absolute by its working directory.

/// `name` in `directory`, without `.`, doubled slashes and, by the letter alone
/// (no link is followed), `..`.
pub(super) fn resolve(directory: Option<&str>, name: &str) -> String {
    let mut path = String::with_capacity(directory.map_or(0, str::len) + name.len() + 1);
    if !name.starts_with('/')
        && let Some(directory) = directory
    {
        append(&mut path, directory);
    }
    append(&mut path, name);
    // A name that ends with a slash is a directory's.
    if name.ends_with('/') && !path.ends_with('/') {
        path.push('/');
    }
    path
}

fn append(path: &mut String, more: &str) {
    if path.is_empty() && more.starts_with('/') {
        path.push('/');
    }
    for part in more.split('/') {
        match part {
            "" | "." => {}
            ".." if leave(path) => {}
            _ => {
                if !path.is_empty() && !path.ends_with('/') {
                    path.push('/');
                }
                path.push_str(part);
            }
        }
    }
}

/// Goes to the parent directory, where the path says what that is.
fn leave(path: &mut String) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    if path == "/" {
        return true;
    }
    if last.is_empty() || last == ".." {
        return false;
    }
    let end = path.len() - last.len();
    path.truncate(if end > 1 { end - 1 } else { end });
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_resolved_by_the_letter() {
        for (directory, name, expected) in [
            (Some("/root"), "a", "/root/a"),
            (Some("/root/"), "./a//b", "/root/a/b"),
            (Some("/root"), "/etc//passwd", "/etc/passwd"),
            (Some("/root"), "//var/run/x", "/var/run/x"),
            (Some("/a/b"), "../c", "/a/c"),
            (Some("/a"), "../../../c", "/c"),
            (Some("/a"), "..", "/"),
            (Some("/"), "x", "/x"),
            (Some("/a"), ".", "/a"),
            (Some("/a"), "b/", "/a/b/"),
            (None, "x/../y", "y"),
            (None, "../y", "../y"),
            (None, "../../y", "../../y"),
            (None, "/", "/"),
            (Some("/a"), "b/ü .txt", "/a/b/ü .txt"),
        ] {
            assert_eq!(resolve(directory, name), expected, "{directory:?} {name}");
        }
    }
}
