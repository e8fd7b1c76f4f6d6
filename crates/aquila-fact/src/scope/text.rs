//! What records hold of scopes, read to lists.
//!
//! Three forms, each perhaps as JSON text: a list with blanks or commas between; JSON
//! arrays and objects; and the grammar of Entra ID's `ConsentAction.Permissions`,
//! `[old] => [[Id: .., ConsentType: .., Scope: a b, CreatedDateTime: ..]]; `. Everything
//! is read as far as it goes: records are cut, and so are their brackets.

use std::borrow::Cow;

use super::name::Scope;

/// How often JSON text may stand in JSON text: what Sentinel exports of Entra ID do.
const NESTED: usize = 3;

/// Members of JSON objects whose values are scopes: of Google's `scope_data`, and of
/// what an Entra application lists that it wants.
const SCOPE_KEYS: &[&str] = &["scope_name", "EntitlementId"];

/// What the fields of a consent are called that matter here, in lower case.
const LABELS: &[&str] = &["id", "clientid", "principalid", "resourceid", "consenttype", "scope"];

/// Words of JSON objects around scopes.
const WORDS: &[&str] = &[":", "name", "value", "multiValue", "parameter", "scope", "scopes"];

/// Whom scopes were granted for, and to what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Holder {
    /// `AllPrincipals` or `Principal`, in lower case.
    pub(super) consent_type: String,
    principal: String,
    resource: String,
}

impl Holder {
    /// Whether the record says nothing of it.
    pub(super) fn is_unknown(&self) -> bool {
        self == &Holder::default()
    }
}

/// Scopes of one holder.
#[derive(Debug, Default)]
pub(super) struct Granted {
    pub(super) holder: Holder,
    pub(super) scopes: Vec<Scope>,
}

/// What a text says was granted, and before that if it says so.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub(super) before: Vec<Granted>,
    pub(super) after: Vec<Granted>,
}

/// Reads a text in any of the forms.
pub(super) fn read(text: &str) -> Texts {
    let text = unescaped(text);
    if !text.contains("=>") && !is_labelled(&text) {
        let scopes = listed(&text);
        return Texts { before: Vec::new(), after: vec![Granted { holder: Holder::default(), scopes }] };
    }
    let mut texts = Texts::default();
    for change in text.split(';') {
        match change.split_once("=>") {
            Some((before, after)) => {
                texts.before.extend(grants(before));
                texts.after.extend(grants(after));
            }
            None => texts.after.extend(grants(change)),
        }
    }
    texts
}

/// Whether a text has fields with labels, as consents have.
fn is_labelled(text: &str) -> bool {
    text.split(['[', ',', ';'])
        .any(|field| label(field).is_some_and(|(name, _)| LABELS.contains(&name.as_str())))
}

/// The label of a field, in lower case, and what follows it. URLs and scopes with a
/// colon have none.
fn label(field: &str) -> Option<(String, &str)> {
    let (name, value) = field.split_once(':')?;
    let name = name.trim();
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let name = name.to_lowercase();
    let is_label = value.is_empty() || value.starts_with(' ') || LABELS.contains(&name.as_str());
    (is_name && is_label).then_some((name, value))
}

/// The grants in innermost brackets; the whole text where there are none.
fn grants(text: &str) -> Vec<Granted> {
    if !text.contains(['[', ']']) {
        return grant(text).into_iter().collect();
    }
    text.split(['[', ']']).filter_map(grant).collect()
}

/// The grant that these fields describe.
fn grant(fields: &str) -> Option<Granted> {
    if !is_labelled(fields) {
        let scopes = listed(fields);
        return (!scopes.is_empty()).then(|| Granted { holder: Holder::default(), scopes });
    }
    let mut granted = Granted::default();
    let mut current = String::new();
    for field in fields.split(',') {
        let value = match label(field) {
            Some((name, value)) => {
                current = name;
                value
            }
            // The last one of a record has no colon where it has no value.
            None if field.trim().ends_with("DateTime") => {
                current.clear();
                continue;
            }
            None => field,
        };
        match current.as_str() {
            "scope" => granted.scopes.extend(listed(value)),
            "consenttype" => granted.holder.consent_type = value.trim().to_lowercase(),
            "principalid" => granted.holder.principal = value.trim().to_lowercase(),
            "resourceid" => granted.holder.resource = value.trim().to_lowercase(),
            _ => {}
        }
    }
    Some(granted)
}

/// The scopes of a list: between them are blanks, commas, and the signs of JSON.
fn listed(text: &str) -> Vec<Scope> {
    let is_between = |c: char| c.is_whitespace() || c.is_control() || ",;\"'[]{}()".contains(c);
    let words: Vec<&str> = text.split(is_between).filter(|word| !word.is_empty()).collect();
    let is_scope_key = |word: &str| SCOPE_KEYS.contains(&word.trim_end_matches(':'));
    if !words.iter().any(|word| is_scope_key(word)) {
        return words.into_iter().filter(|word| !WORDS.contains(word)).filter_map(Scope::read).collect();
    }
    let mut scopes = Vec::new();
    let mut is_next = false;
    for word in words {
        if is_scope_key(word) {
            is_next = true;
        } else if is_next && !WORDS.contains(&word) {
            scopes.extend(Scope::read(word));
            is_next = false;
        }
    }
    scopes
}

/// A text without the escapes of JSON.
fn unescaped(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..NESTED {
        if !text.contains('\\') {
            break;
        }
        text = Cow::Owned(unescape(&text));
    }
    text
}

fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        match rest.next() {
            Some('n' | 'r' | 't') => plain.push(' '),
            Some('u') => {
                let digits: String = rest.clone().take(4).collect();
                match u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32) {
                    Some(c) if digits.len() == 4 => {
                        plain.push(c);
                        rest.by_ref().take(4).for_each(drop);
                    }
                    _ => plain.push('u'),
                }
            }
            Some(c) => plain.push(c),
            None => {}
        }
    }
    plain
}
