//! Where an expression of a custom property finds its text in a record.

use aquila_pattern::java::{CapturingPattern, Format, JavaPattern, PatternOptions};

use super::definition::{List, Pairs, Source};
use super::path::{json_path, xml_path};
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
