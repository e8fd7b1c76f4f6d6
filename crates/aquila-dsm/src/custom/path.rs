//! Paths into JSON and XML as QRadar's users write them, in the form of ours.

/// `/"user"/"names"[0]`, as QRadar writes paths into JSON, as a path of ours.
pub(super) fn json_path(text: &str) -> Result<String, String> {
    let mut path = String::new();
    let mut rest = text.trim();
    let invalid = |at: &str| format!("{text:?} is no JSON path such as /\"user\"/\"names\"[0]: see {at:?}");
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('[') {
            let (number, after) = after.split_once(']').ok_or_else(|| invalid(rest))?;
            let number = number.trim();
            // `[]` is every element.
            let number = if number.is_empty() { "*" } else { number };
            if number != "*" && number.parse::<usize>().is_err() {
                return Err(invalid(rest));
            }
            path.push_str(&format!("[{number}]"));
            rest = after;
            continue;
        }
        rest = rest.strip_prefix('/').ok_or_else(|| invalid(rest))?;
        if rest.starts_with('[') {
            continue;
        }
        let (key, after) = match rest.strip_prefix('"') {
            Some(inside) => inside.split_once('"').ok_or_else(|| invalid(rest))?,
            None => rest.split_at(rest.find(['/', '[']).unwrap_or(rest.len())),
        };
        if key.is_empty() {
            return Err(invalid(rest));
        }
        path.push_str(&format!("{}\"{key}\"", if path.is_empty() { "" } else { "." }));
        rest = after;
    }
    if path.is_empty() { Err(invalid(text)) } else { Ok(path) }
}

/// `/Event/System/Provider/@Name`, `.../Data[@Name="Image"]`, `.../item[1]` as a path of ours.
pub(super) fn xml_path(text: &str) -> Result<String, String> {
    let invalid = || format!("{text:?} is no XML path such as /Event/System/Provider/@Name");
    let mut path = String::new();
    let steps = text.trim().trim_start_matches('/');
    for step in split_steps(steps) {
        let (name, choice) = step.split_at(step.find('[').unwrap_or(step.len()));
        // Names are compared without their namespace.
        let name = name.rsplit(':').next().unwrap_or(name).trim();
        let name = name.strip_suffix("text()").unwrap_or(name);
        if name.is_empty() {
            if step.ends_with("text()") && !path.is_empty() {
                continue;
            }
            return Err(invalid());
        }
        path.push_str(if path.is_empty() { "" } else { "." });
        path.push_str(name);
        if choice.is_empty() {
            continue;
        }
        let inside = choice.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).ok_or_else(invalid)?;
        let choice = match (inside.parse::<usize>(), inside.split_once('=')) {
            (Ok(position), _) => position.checked_sub(1).ok_or_else(invalid)?.to_string(),
            (_, Some((name, value))) => {
                // The `Name` of an element selects it by itself (`record::path`).
                let name = name.trim();
                let name = if name == "@Name" { "Name" } else { name };
                format!("{name}={}", value.trim().trim_matches(['"', '\'']))
            }
            _ => return Err(invalid()),
        };
        path.push_str(&format!("[{choice}]"));
    }
    if path.is_empty() { Err(invalid()) } else { Ok(path) }
}

/// The steps of a path; a slash in brackets is none between them.
fn split_steps(path: &str) -> Vec<&str> {
    let (mut steps, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, c) in path.char_indices() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            '/' if depth == 0 => {
                steps.push(&path[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    steps.push(&path[start..]);
    steps.retain(|step| !step.is_empty());
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_as_qradar_writes_them() {
        for (given, ours) in [
            (r#"/"user"/"names"[0]"#, Some(r#""user"."names"[0]"#)),
            (r#"/"a.b"/[1]/"c""#, Some(r#""a.b"[1]."c""#)),
            ("/user/name", Some(r#""user"."name""#)),
            (r#"/"list"[]/"x""#, Some(r#""list"[*]."x""#)),
            ("user", None),
            ("/", None),
            (r#"/"open"#, None),
            ("/a[x]", None),
        ] {
            assert_eq!(json_path(given).ok().as_deref(), ours, "{given}");
        }
        for (given, ours) in [
            ("/Event/System/EventID", Some("Event.System.EventID")),
            ("//Event/System/Provider/@Name", Some("Event.System.Provider.@Name")),
            (r#"/Event/EventData/Data[@Name="Image"]"#, Some("Event.EventData.Data[Name=Image]")),
            ("/a/b[2]/text()", Some("a.b[1]")),
            ("/ns:a/ns:b", Some("a.b")),
            ("/a[0]", None),
            ("", None),
        ] {
            assert_eq!(xml_path(given).ok().as_deref(), ours, "{given}");
        }
    }
}
