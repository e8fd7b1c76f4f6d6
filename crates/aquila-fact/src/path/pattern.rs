//! Patterns of paths: `*` stands for any part of one component, `**` for any components.

/// A pattern, component by component. `~` is a component like any other here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    components: Vec<String>,
}

impl Pattern {
    /// Reads a pattern with `/` or `\` between its components.
    pub(crate) fn new(pattern: &str) -> Self {
        let separator = if pattern.contains('\\') { '\\' } else { '/' };
        let components = pattern.split(separator).filter(|part| !part.is_empty()).map(str::to_owned);
        Self { components: components.collect() }
    }

    /// Its components.
    pub(crate) fn components(&self) -> &[String] {
        &self.components
    }

    /// Whether a path of these components is meant; `**` last stands for at least one.
    pub(crate) fn matches(&self, path: &[&str], ignore_case: bool) -> bool {
        components_match(&self.components, path, ignore_case)
    }
}

/// As with `*` in one text, but over components: only the last `**` needs to be tried
/// again, so the cost is at most the product of the lengths.
pub(crate) fn components_match(pattern: &[String], path: &[&str], ignore_case: bool) -> bool {
    let ends_open = pattern.last().is_some_and(|last| last == "**");
    if ends_open && path.is_empty() {
        return false;
    }
    let pattern = if ends_open { &pattern[..pattern.len() - 1] } else { pattern };
    let (mut at, mut next) = (0, 0);
    let mut again = None;
    loop {
        if next == pattern.len() && (at == path.len() || (ends_open && at < path.len())) {
            return at < path.len() || !ends_open;
        }
        match pattern.get(next) {
            Some(part) if part == "**" => {
                again = Some((at, next));
                next += 1;
                continue;
            }
            Some(part) if path.get(at).is_some_and(|text| component_matches(part, text, ignore_case)) => {
                at += 1;
                next += 1;
                continue;
            }
            _ => {}
        }
        let Some((from, star)) = again.filter(|(from, _)| *from < path.len()) else { return false };
        again = Some((from + 1, star));
        (at, next) = (from + 1, star + 1);
    }
}

/// Whether a text is what a pattern with `*` means.
pub(crate) fn component_matches(pattern: &str, text: &str, ignore_case: bool) -> bool {
    if !pattern.contains('*') {
        return same(pattern, text, ignore_case);
    }
    let parts: Vec<&str> = pattern.split('*').collect();
    let (first, last) = (parts[0], parts[parts.len() - 1]);
    let Some(inner) = text.len().checked_sub(last.len()).filter(|end| *end >= first.len()) else {
        return false;
    };
    let (Some(start), Some(middle), Some(end)) =
        (text.get(..first.len()), text.get(first.len()..inner), text.get(inner..))
    else {
        return false;
    };
    let mut rest = middle;
    same(first, start, ignore_case)
        && same(last, end, ignore_case)
        && parts.get(1..parts.len() - 1).unwrap_or_default().iter().all(|part| {
            let found = find(part, rest, ignore_case);
            rest = found.map_or("", |end| &rest[end..]);
            found.is_some()
        })
}

fn same(left: &str, right: &str, ignore_case: bool) -> bool {
    if ignore_case { left.eq_ignore_ascii_case(right) } else { left == right }
}

/// Where the first occurrence of a part ends.
fn find(part: &str, text: &str, ignore_case: bool) -> Option<usize> {
    (0..=text.len().checked_sub(part.len())?)
        .filter_map(|from| text.get(from..from + part.len()).map(|found| (from, found)))
        .find(|(_, found)| same(part, found, ignore_case))
        .map(|(from, _)| from + part.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_parts_and_components() {
        let cases = [
            ("/a/*/c", "/a/b/c", true),
            ("/a/*/c", "/a/c", false),
            ("/a/*/c", "/a/b/b/c", false),
            ("/a/**/c", "/a/c", true),
            ("/a/**/c", "/a/b/b/c", true),
            ("/a/**/c", "/a/b/c/d", false),
            ("**/c", "/a/b/c", true),
            ("**/b/*.x", "/b/a/b/q.x", true),
            ("/a/**", "/a/b/c", true),
            ("/a/**", "/a", false),
            ("**/a/**", "/a/a", true),
            ("**/a/**", "/a", false),
            ("/a/*.tbres", "/a/b.tbres", true),
            ("/a/*.tbres", "/a/.tbres", true),
            ("/a/*.tbres", "/a/tbres", false),
            ("/a/x*y*z", "/a/x-y-z", true),
            ("/a/x*y*z", "/a/xzy", false),
            ("/a/ab*ba", "/a/aba", false),
        ];
        for (pattern, path, expected) in cases {
            let path: Vec<&str> = path.split('/').skip(1).collect();
            assert_eq!(Pattern::new(pattern).matches(&path, false), expected, "{pattern} {path:?}");
        }
    }

    #[test]
    fn a_long_path_against_stars_ends() {
        let path = vec!["a"; 16_000];
        assert!(!Pattern::new("**/a/**/a/**/b").matches(&path, true));
        assert!(!component_matches("*a*a*a*b", &"a".repeat(16_000), true));
    }
}
