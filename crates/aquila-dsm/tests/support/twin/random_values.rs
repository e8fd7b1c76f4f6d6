//! Random values: fields missing, null, empty or of another type, at every depth.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// A member that may be missing.
pub(super) type Member = (&'static str, BoxedStrategy<Option<Value>>);

const PLACEHOLDERS: &[&str] = &["", " ", "-", " - ", "null", "N/A", "n/a", "(null)", "<null>"];

/// What looks like something else than a text.
const ODD: &[&str] = &["{\"path\":\"/x\"}", "[1]", "path=/x a=b", "<a>b</a>", "true", "4242", "a\\u0041"];

/// One of these texts.
pub(super) fn of(texts: &'static [&'static str]) -> BoxedStrategy<Value> {
    select(texts).prop_map(Value::from).boxed()
}

/// A text as people, programs and attackers choose it.
pub(super) fn words() -> BoxedStrategy<Value> {
    prop_oneof![
        4 => "[a-z][a-z0-9._/-]{0,16}".prop_map(Value::from),
        2 => "[\\PC]{0,12}".prop_map(Value::from),
        2 => "[\u{0}-\u{1f}\"\\\\/ \u{a0}é日🙂]{0,8}".prop_map(Value::from),
        2 => "[ /a-zé\"\\\\]{30,90}".prop_map(Value::from),
        2 => of(PLACEHOLDERS),
        1 => of(ODD),
    ]
    .boxed()
}

/// A value where a text belongs.
pub(super) fn text(usual: &'static [&'static str]) -> BoxedStrategy<Value> {
    prop_oneof![4 => of(usual), 4 => words(), 1 => other()].boxed()
}

/// A value that is no text.
pub(super) fn other() -> BoxedStrategy<Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        Just(json!({})),
        Just(json!([])),
        Just(json!({"name": "x", "path": "/y"})),
        Just(json!(["/z"])),
    ]
    .boxed()
}

/// A whole number, written as one or as a text.
pub(super) fn number(range: std::ops::Range<i64>) -> BoxedStrategy<Value> {
    let text = |number: i64| Value::from(number.to_string());
    prop_oneof![
        6 => range.clone().prop_map(Value::from),
        3 => range.prop_map(text),
        1 => any::<u64>().prop_map(Value::from),
        1 => of(&["", "-", "many", " 7 ", "1.5"]),
        1 => Just(Value::Null),
    ]
    .boxed()
}

/// A member that is mostly there.
pub(super) fn named(name: &'static str, value: BoxedStrategy<Value>) -> Member {
    (name, proptest::option::weighted(0.8, value).boxed())
}

/// An object of these members, or null, or an empty one.
pub(super) fn object(members: Vec<Member>) -> BoxedStrategy<Value> {
    let (names, values): (Vec<_>, Vec<_>) = members.into_iter().unzip();
    let written = values.prop_map(move |values| {
        let members = names.iter().zip(values);
        let there = members.filter_map(|(name, value)| Some(((*name).to_owned(), value?)));
        Value::Object(there.collect::<Map<String, Value>>())
    });
    prop_oneof![18 => written, 1 => Just(Value::Null), 1 => Just(json!({}))].boxed()
}
