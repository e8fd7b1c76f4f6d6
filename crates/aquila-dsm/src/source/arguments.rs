//! The command line in a list of arguments: a JSON list, or the fields `a0`, `a1`
//! and so on of audit records. The kernel splits a long argument into `a1[0]`,
//! `a1[1]`, ... and many arguments over several records.

use crate::record::{NodeId, Path, Record};

/// A part of an argument: number of the argument, number of the part.
type Part = (u32, u32, String);

/// The arguments found at these paths, one blank between them.
pub(super) fn command_line(record: &mut Record<'_>, root: NodeId, paths: &[Path]) -> Option<String> {
    let mut found = Vec::new();
    for path in paths {
        record.all(root, path, &mut found);
        let mut parts: Vec<Part> = Vec::new();
        for list in &found {
            record.each_member(*list, |key, text| {
                let number = if key.is_empty() { Some((parts.len() as u32, 0)) } else { numbers(key) };
                if let (Some((argument, part)), Some(text)) = (number, text) {
                    parts.push((argument, part, text.into_owned()));
                }
            });
        }
        if !parts.is_empty() {
            found.iter().for_each(|list| record.touch(*list, path));
            return Some(joined(parts));
        }
    }
    None
}

/// `a1` is the first part of argument 1, `a1[2]` its third.
fn numbers(key: &str) -> Option<(u32, u32)> {
    let rest = key.strip_prefix('a')?;
    match rest.strip_suffix(']').and_then(|rest| rest.split_once('[')) {
        Some((argument, part)) => Some((argument.parse().ok()?, part.parse().ok()?)),
        None => Some((rest.parse().ok()?, 0)),
    }
}

fn joined(mut parts: Vec<Part>) -> String {
    // Records of one event may come in any order.
    if !parts.is_sorted_by_key(|(argument, part, _)| (*argument, *part)) {
        parts.sort_by_key(|(argument, part, _)| (*argument, *part));
    }
    let mut line = String::with_capacity(parts.iter().map(|(_, _, text)| text.len() + 1).sum());
    for (index, (_, part, text)) in parts.iter().enumerate() {
        if index > 0 && *part == 0 {
            line.push(' ');
        }
        line.push_str(text);
    }
    line
}
