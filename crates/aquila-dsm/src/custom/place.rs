//! Where an expression of a custom property finds its text in a record.

use aquila_pattern::java::{CapturingPattern, Format, JavaPattern, PatternOptions};

use super::definition::{List, Pairs, Source};
use crate::record::{Format as Structure, NodeId, Path, Record};

/// A place, ready to be looked at.
#[derive(Debug)]
pub(crate) enum Place {
    /// A pattern over the payload, and what is made of its groups.
    Pattern(Box<CapturingPattern>, Format),
    /// A path into what the payload holds, from its root or from that of the inner record.
    Path(Path, Structure),
    /// The value of a name among pairs.
    Pairs(Pairs),
    /// An element of a list, from 0, and what stands between elements.
    Element(usize, String),
}

impl Place {
    /// The place of an expression; none where AQL computes it.
    pub(super) fn compile(source: Source<'_>) -> Result<Option<Place>, String> {
        Ok(Some(match source {
            Source::Regex { pattern, group, format } => {
                let compiled = JavaPattern::compile_capturing(pattern, PatternOptions::PLAIN);
                let compiled =
                    compiled.map_err(|error| format!("regex at byte {}: {error}", error.offset))?;
                let format = match format {
                    Some(format) => Format::for_pattern(format, &compiled)
                        .map_err(|error| format!("format at byte {}: {error}", error.offset))?,
                    None if group > compiled.group_count() => {
                        let count = compiled.group_count();
                        return Err(format!("the regex has {count} groups, group {group} is asked for"));
                    }
                    None => Format::group(group),
                };
                Place::Pattern(Box::new(compiled), format)
            }
            Source::Json(path) => Place::Path(Path::parse(&json_path(path)?)?, Structure::Json),
            Source::Xml(path) => Place::Path(Path::parse(&xml_path(path)?)?, Structure::Xml),
            Source::Cef(key) => Place::Path(Path::key(key), Structure::Cef),
            Source::Leef(key) => Place::Path(Path::key(key), Structure::Leef),
            Source::Pairs(pairs) if pairs.between.is_empty() || pairs.assign.is_empty() => {
                return Err("pairs need something between them and between name and value".to_owned());
            }
            Source::Pairs(pairs) => Place::Pairs(pairs.clone()),
            Source::List(List { between, .. }) if between.is_empty() => {
                return Err("a list needs something between its elements".to_owned());
            }
            Source::List(List { element, between }) => {
                let number = element.trim().trim_start_matches('$').parse::<usize>().ok();
                let number = number.and_then(|number| number.checked_sub(1));
                let number =
                    number.ok_or_else(|| format!("{element:?} is no element, write $1 for the first"))?;
                Place::Element(number, between.clone())
            }
            Source::Aql(_) | Source::Calculated(_) => return Ok(None),
        }))
    }

    /// The text there; with it the range in the record's text where that is known.
    pub(crate) fn text(
        &self,
        record: &mut Record<'_>,
        root: NodeId,
    ) -> Option<(String, Option<(usize, usize)>)> {
        match self {
            Place::Pattern(pattern, format) => {
                let text = record.whole();
                let captures = pattern.captures(text)?;
                let value = format.apply(&captures, text)?;
                let whole = captures.get(0)?;
                // Where one group is the value, that is where it stands.
                let group = (1..=pattern.group_count()).filter_map(|group| captures.get(group));
                let range = group.into_iter().find(|range| text.get(range.clone()) == Some(value.as_str()));
                let range = range.unwrap_or(whole);
                Some((value, Some((range.start, range.end))))
            }
            Place::Path(path, format) => at_path(record, root, path, *format),
            Place::Pairs(pairs) => of_parts(record.whole(), |text| pair(text, pairs)),
            Place::Element(number, between) => {
                of_parts(record.whole(), |text| text.split(between.as_str()).nth(*number))
            }
        }
    }
}

/// A part of a text, trimmed, and its range.
fn of_parts<'t>(
    text: &'t str,
    part: impl FnOnce(&'t str) -> Option<&'t str>,
) -> Option<(String, Option<(usize, usize)>)> {
    let part = part(text)?.trim();
    let quoted = |quote: char| part.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    let part = quoted('"').or_else(|| quoted('\'')).unwrap_or(part);
    let start = part.as_ptr() as usize - text.as_ptr() as usize;
    (!part.is_empty()).then(|| (part.to_owned(), Some((start, start + part.len()))))
}

/// The value of a name. A header before the first pair is no part of its name.
fn pair<'t>(text: &'t str, pairs: &Pairs) -> Option<&'t str> {
    text.split(pairs.between.as_str()).find_map(|pair| {
        let (name, value) = pair.split_once(pairs.assign.as_str())?;
        let name = name.trim_end();
        let rest = name.strip_suffix(pairs.name.as_str())?;
        let is_whole = rest.chars().next_back().is_none_or(|before| !is_of_name(before));
        is_whole.then_some(value)
    })
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}

fn at_path(
    record: &mut Record<'_>,
    root: NodeId,
    path: &Path,
    format: Structure,
) -> Option<(String, Option<(usize, usize)>)> {
    // The payload's own structure, what follows its header, and the record within.
    let whole = record.root();
    let embedded = record.embedded(whole);
    [Some(whole), embedded, Some(root)].into_iter().flatten().find_map(|from| {
        if record.format(from) != Some(format) {
            return None;
        }
        let found = record.get(from, path)?;
        let text = match record.text(found) {
            Some(text) => text.into_owned(),
            None => record.raw(found).to_owned(),
        };
        let range = record.place(found);
        (!text.is_empty()).then_some((text, range))
    })
}

/// `/"user"/"names"[0]`, as QRadar writes paths into JSON, as a path of ours.
fn json_path(text: &str) -> Result<String, String> {
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
fn xml_path(text: &str) -> Result<String, String> {
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
