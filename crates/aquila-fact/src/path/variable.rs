//! Variables at the start of a path: `$HOME`, `${HOME}`, `%APPDATA%`, `$env:APPDATA`.

use std::borrow::Cow;

use super::places::PLACES;

/// A chain such as `%HOMEDRIVE%%HOMEPATH%` is at most so long.
const MOST_VARIABLES: usize = 4;

/// The path with the variables at its start resolved, as far as `data/places.yml` knows
/// them. Others stay.
pub(super) fn resolved(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..MOST_VARIABLES {
        let Some(next) = first_resolved(&text) else { break };
        text = Cow::Owned(next);
    }
    text
}

/// Whether a path begins with a variable: one that is not known here.
pub(super) fn is_first(text: &str) -> bool {
    variable(text).is_some()
}

fn first_resolved(text: &str) -> Option<String> {
    let (name, rest) = variable(text)?;
    let places = &*PLACES;
    if let Some(value) = places.posix_variables.get(name) {
        return Some(format!("{value}{rest}"));
    }
    // Names of variables have no case in Windows, and paths are joined with `\`.
    let value = places.windows_variables.get(&name.to_ascii_uppercase())?;
    Some(format!("{value}{}", rest.replace('/', "\\")))
}

/// The name of the variable at the start, and what follows it.
fn variable(text: &str) -> Option<(&str, &str)> {
    if let Some(inner) = text.strip_prefix('%') {
        return inner.split_once('%').filter(|(name, _)| is_name(name));
    }
    let inner = text.strip_prefix('$')?;
    if let Some(inner) = inner.strip_prefix('{') {
        let (name, rest) = inner.split_once('}')?;
        return Some((without_scope(name), rest)).filter(|(name, _)| is_name(name));
    }
    let inner = without_scope(inner);
    let length = inner.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    (length > 0).then(|| inner.split_at(length))
}

/// PowerShell's `env:`.
fn without_scope(name: &str) -> &str {
    match name.get(..4) {
        Some(scope) if scope.eq_ignore_ascii_case("env:") => &name[4..],
        _ => name,
    }
}

fn is_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_()".contains(&byte);
    !name.is_empty() && name.len() <= 64 && name.bytes().all(allowed)
}
