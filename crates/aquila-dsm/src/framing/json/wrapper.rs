//! Objects that only wrap records: which keys hold the records, and how such an
//! object is told from a record that has a list in it.

use memchr::memchr_iter;

use super::scan::{Scan, Scanner, colon, skip_space, string};

/// How far into an object its records may begin.
pub(super) const WINDOW: usize = 64 << 10;

/// A key with records under it.
struct Wrapper {
    key: &'static str,
    /// Only services that deliver records use it: what else is in the object
    /// does not matter.
    sure: bool,
}

const fn sure(key: &'static str) -> Wrapper {
    Wrapper { key, sure: true }
}

const fn unsure(key: &'static str) -> Wrapper {
    Wrapper { key, sure: false }
}

const WRAPPERS: &[Wrapper] = &[
    sure("Records"),      // AWS: CloudTrail, S3, SQS
    sure("logEvents"),    // AWS: CloudWatch subscriptions
    unsure("records"),    // Azure: diagnostic settings, Firehose
    unsure("value"),      // OData: Microsoft Graph, Defender
    unsure("Events"),     // AWS: lookup-events
    unsure("events"),     // AWS, Okta, generic
    unsure("results"),    // Splunk, generic
    unsure("items"),      // Kubernetes lists, Google Workspace
    unsure("hits"),       // Elasticsearch
    unsure("entries"),    // Google Cloud Logging, Box
    unsure("data"),       // generic
    unsure("logs"),       // Auth0, Datadog
    unsure("log_events"), // generic
    unsure("alerts"),     // generic
    unsure("resources"),  // CrowdStrike
    unsure("Resources"),  // SCIM
    unsure("activities"), // generic
    unsure("audit_logs"), // GitLab, Zendesk
];

/// Keys that describe the delivery and no event. An object with any other key
/// beside an unsure wrapper is a record itself.
const DELIVERY: &[&str] = &[
    "@odata.context",
    "@odata.count",
    "@odata.nextLink",
    "@odata.deltaLink",
    "NextToken",
    "_scroll_id",
    "_shards",
    "apiVersion",
    "continuation",
    "count",
    "cursor",
    "etag",
    "fields",
    "has_more",
    "hasMore",
    "init_offset",
    "itemsPerPage",
    "kind",
    "limit",
    "links",
    "max_score",
    "messages",
    "meta",
    "metadata",
    "next",
    "nextLink",
    "nextPageToken",
    "nextToken",
    "next_page",
    "next_token",
    "offset",
    "page",
    "pageSize",
    "page_size",
    "pagination",
    "paging",
    "per_page",
    "preview",
    "previous",
    "requestId",
    "request_id",
    "resultCount",
    "size",
    "startIndex",
    "status",
    "success",
    "timed_out",
    "took",
    "total",
    "totalCount",
    "totalResults",
    "total_count",
];

/// Keys that may hold the wrapper one level down: Elasticsearch's `hits.hits`.
const NESTING: &[&str] = &["hits"];

/// What was found at the start of an object.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// The object is a record.
    No,
    /// Not enough text to say.
    More,
    /// The records begin at `start`, inside so many objects and an array.
    At {
        /// First byte after the array's bracket.
        start: usize,
        /// How many objects are open.
        objects: usize,
        /// The key of the array.
        key: &'static str,
    },
}

/// Whether the brace at `brace` opens the first object of an array under one
/// of the wrapper keys. Cheap, and needed but not enough.
pub(super) fn is_candidate(text: &[u8], brace: usize) -> bool {
    let before = |end: usize, byte: u8| {
        let space = text.get(..end)?.iter().rposition(|b| !matches!(b, b' ' | b'\n' | b'\t' | b'\r'))?;
        (text[space] == byte).then_some(space)
    };
    let key = || {
        let bracket = before(brace, b'[')?;
        let colon = before(bracket, b':')?;
        let end = before(colon, b'"')?;
        let start =
            memchr::memrchr(b'"', text.get(end.saturating_sub(32)..end)?)? + end.saturating_sub(32) + 1;
        wrapper(text.get(start..end)?)
    };
    key().is_some()
}

/// Whether any brace in `text` is a candidate.
pub(super) fn has_candidate(text: &[u8]) -> bool {
    memchr_iter(b'{', text).any(|brace| is_candidate(text, brace))
}

fn wrapper(key: &[u8]) -> Option<&'static Wrapper> {
    WRAPPERS.iter().find(|wrapper| wrapper.key.as_bytes() == key)
}

fn is_delivery(key: &[u8]) -> bool {
    DELIVERY.iter().any(|known| known.as_bytes() == key)
}

/// Looks for records in the object at the start of `text`. The answer depends
/// on the first [`WINDOW`] bytes alone.
pub(super) fn find(scanner: &mut Scanner, text: &[u8], last: bool) -> Found {
    let window = text.get(..WINDOW).unwrap_or(text);
    let cut = if window.len() < WINDOW && !last { Found::More } else { Found::No };
    let whole = last && window.len() == text.len();
    let (mut at, mut objects, mut pure) = (1, 1, true);
    loop {
        let Some((key, value)) = (match member(window, at) {
            Ok(member) => member,
            Err(Scan::Open) => return cut,
            Err(_) => return Found::No,
        }) else {
            return Found::No;
        };
        let first = window.get(value);
        if let Some(wrapper) = wrapper(key)
            && (wrapper.sure || pure)
            && first == Some(&b'[')
        {
            match window.get(skip_space(window, value + 1)) {
                None => return cut,
                Some(b'{') => {
                    let found = Found::At { start: value + 1, objects, key: wrapper.key };
                    if wrapper.sure {
                        return found;
                    }
                    return match rest_is_delivery(scanner, window, value, whole, cut == Found::More) {
                        Some(true) => found,
                        Some(false) => Found::No,
                        None => Found::More,
                    };
                }
                Some(_) => {}
            }
        }
        if objects == 1 && first == Some(&b'{') && NESTING.iter().any(|nesting| nesting.as_bytes() == key) {
            objects = 2;
            at = value + 1;
            continue;
        }
        pure &= is_delivery(key);
        at = match scanner.scan(window.get(value..).unwrap_or_default(), whole) {
            Scan::Complete { len, .. } => value + len,
            Scan::Open => return cut,
            Scan::Bad { .. } => return Found::No,
        };
    }
}

/// Whether what follows the array at `at` describes the delivery as well, as
/// far as the window goes. `None` if more text will tell.
fn rest_is_delivery(
    scanner: &mut Scanner,
    window: &[u8],
    at: usize,
    whole: bool,
    more: bool,
) -> Option<bool> {
    let beyond = if more { None } else { Some(true) };
    let mut value = at;
    loop {
        let end = match scanner.scan(window.get(value..).unwrap_or_default(), whole) {
            Scan::Complete { len, .. } => value + len,
            Scan::Open => return beyond,
            Scan::Bad { .. } => return Some(true),
        };
        match member(window, end) {
            Ok(Some((key, next))) if is_delivery(key) => value = next,
            Ok(Some(_)) => return Some(false),
            Err(Scan::Open) => return beyond,
            Ok(None) | Err(_) => return Some(true),
        }
    }
}

/// The key of the next member of an object and where its value begins, or
/// `None` at the end of the object.
pub(super) fn member(text: &[u8], mut at: usize) -> Result<Option<(&[u8], usize)>, Scan> {
    while matches!(text.get(at), Some(b' ' | b'\n' | b'\t' | b'\r' | b',')) {
        at += 1;
    }
    match text.get(at) {
        Some(b'"') => {}
        Some(b'}') => return Ok(None),
        Some(_) => return Err(Scan::Bad { at }),
        None => return Err(Scan::Open),
    }
    let end = string(text, at)?;
    let value = skip_space(text, colon(text, end)?);
    Ok(Some((text.get(at + 1..end - 1).unwrap_or_default(), value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Option<(usize, usize, &'static str)> {
        let all = text.as_bytes();
        let found = find(&mut Scanner::new(128), all, true);
        for len in 0..all.len() {
            let part = find(&mut Scanner::new(128), &all[..len], false);
            assert!(part == Found::More || part == found, "{text} cut at {len}: {part:?}, {found:?}");
        }
        match found {
            Found::At { start, objects, key } => {
                assert!(has_candidate(all));
                Some((start, objects, key))
            }
            _ => None,
        }
    }

    #[test]
    fn wrappers() {
        for (text, want) in [
            (r#"{"Records":[{"a":1}]}"#, Some((12, 1, "Records"))),
            (r#"{"account":"1","big":{"x":[1]},"Records" : [ {"a":1}],"other":2}"#, Some((44, 1, "Records"))),
            (r#"{"records":[{"a":1}]}"#, Some((12, 1, "records"))),
            (r#"{"@odata.context":"u","value":[{"a":1}],"@odata.nextLink":"n"}"#, Some((31, 1, "value"))),
            (r#"{"took":1,"hits":{"total":{"value":1},"hits":[{"_id":1}]}}"#, Some((46, 2, "hits"))),
            (
                r#"{"messageType":"D","subscriptionFilters":["f"],"logEvents":[{"id":"1"}]}"#,
                Some((60, 1, "logEvents")),
            ),
            // A list inside a record.
            (r#"{"actor":"x","events":[{"a":1}]}"#, None),
            (r#"{"events":[{"a":1}],"actor":"x"}"#, None),
            (r#"{"query":"x","records":[{"type":"A"}]}"#, None),
            // No objects, none at all, another key, no JSON.
            (r#"{"Records":["a"]}"#, None),
            (r#"{"Records":[]}"#, None),
            (r#"{"PATH":[{"a":1}]}"#, None),
            (r#"{"a":{"Records":[{"a":1}]}}"#, None),
            (r#"{"a" "Records":[{"a":1}]}"#, None),
            ("{}", None),
        ] {
            assert_eq!(check(text), want, "{text}");
        }
    }

    #[test]
    fn beyond_the_window() {
        let far = format!(r#"{{"x":"{}","Records":[{{"a":1}}]}}"#, "y".repeat(WINDOW));
        assert_eq!(find(&mut Scanner::new(128), far.as_bytes(), true), Found::No);
        let long = format!(r#"{{"records":[{{"a":"{}"}}],"query":1}}"#, "y".repeat(WINDOW));
        let found = find(&mut Scanner::new(128), long.as_bytes(), true);
        assert_eq!(found, Found::At { start: 12, objects: 1, key: "records" });
    }
}
