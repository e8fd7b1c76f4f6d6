//! The import of custom properties: what QRadar's API returns in, YAML out. The JSON is
//! written after the field lists of the API documentation.

use aquila_dsm::custom::definition::{self, ExpressionDefinition, NameOrId, PropertyDefinition, Source};
use aquila_dsm::custom::import::{Imported, import, to_yaml};
use proptest::prelude::*;
use serde_json::{Value, json};

const EXPORT: &str = include_str!("custom/export.json");
const BROKEN: &str = include_str!("custom/broken.json");

fn read_back(imported: &Imported) -> Vec<PropertyDefinition> {
    let yaml = to_yaml(imported);
    definition::read(&yaml).unwrap_or_else(|error| panic!("{error}\n{yaml}"))
}

#[test]
fn every_kind() {
    let imported = import([("export.json", EXPORT)]);
    insta::assert_snapshot!(to_yaml(&imported));
    assert_eq!(read_back(&imported), imported.properties);
}

#[test]
fn what_is_broken_is_told_and_the_rest_is_read() {
    let imported = import([("broken.json", BROKEN), ("empty.json", ""), ("number.json", "1")]);
    insta::assert_snapshot!(to_yaml(&imported));
    assert_eq!(read_back(&imported), imported.properties);
}

#[test]
fn a_list_alone_is_known_by_the_keys_of_its_items() {
    let export: Value = serde_json::from_str(EXPORT).expect("JSON");
    let lists = export.as_object().expect("an object");
    let alike = ["property_leef_expressions", "property_cef_expressions", "property_aql_expressions"];
    let (alike, alone): (Vec<_>, Vec<_>) = lists.iter().partition(|(name, _)| alike.contains(&name.as_str()));
    let mut texts: Vec<_> = alone.iter().map(|(_, list)| ("list", list.to_string())).collect();
    texts.extend(alike.iter().map(|(name, list)| ("object", json!({name.as_str(): list}).to_string())));
    let imported = import(texts.iter().map(|(name, text)| (*name, text.as_str())));
    assert_eq!(imported, import([("export.json", EXPORT)]));
}

#[test]
fn expressions_that_look_alike_are_told_apart_by_their_payload_or_not_at_all() {
    let property = json!([{"id": 1, "identifier": "p", "name": "P", "property_type": "STRING"}]).to_string();
    for (payload, expected) in [
        ("<13>host CEF:0|v|p|1|e|n|5|act=x", Some(Source::Cef("act"))),
        ("LEEF:2.0|v|p|1|e|^|act=x", Some(Source::Leef("act"))),
        ("act=x", None),
    ] {
        let expression = json!([
            {"id": 1, "regex_property_identifier": "p", "expression": "act", "payload": payload}
        ]);
        let imported = import([("a", property.as_str()), ("b", expression.to_string().as_str())]);
        let from = &imported.properties[0].from;
        assert_eq!(from.first().map(|expression| expression.source()), expected.map(Ok), "{payload}");
        let told = imported.problems.iter().any(|problem| problem.contains("look alike"));
        assert_eq!(told, expected.is_none(), "{:?}", imported.problems);
    }
}

#[test]
fn pages_that_overlap_give_each_thing_once() {
    assert_eq!(import([("1", EXPORT), ("2", EXPORT)]), import([("1", EXPORT)]));
}

#[test]
fn an_entry_names_one_place() {
    let read = |yaml: &str| {
        let yaml = format!("- name: X\n  from:\n    - {yaml}");
        definition::read(&yaml).map(|mut properties| properties.remove(0).from.remove(0))
    };
    let source = |yaml: &str| read(yaml).expect(yaml).source().map(|_| ());
    for yaml in [
        "regex: (a)",
        "{regex: (a), group: 0}",
        "{regex: (a), format: $1}",
        "cef: act",
        "{json: '/\"a\"', qid: 5}",
    ] {
        assert_eq!(source(yaml), Ok(()), "{yaml}");
    }
    for (yaml, word) in [
        ("qid: 5", "no place"),
        ("{cef: act, leef: act}", "several"),
        ("{cef: act, group: 1}", "belong to a regex"),
        ("{regex: (a), group: 1, format: $1}", "exclude"),
    ] {
        let reason = source(yaml).expect_err(yaml);
        assert!(reason.contains(word), "{yaml}: {reason}");
    }
    assert!(read("{cef: act, colour: red}").is_err());
    let numbers = read("{cef: act, qid: 5, log_source: '5'}").expect("an entry");
    assert_eq!(numbers.qid, Some(NameOrId::Id(5)));
    assert_eq!(numbers.log_source, Some(NameOrId::Name("5".to_owned())));
}

#[test]
fn thousands_of_properties_read_back() {
    let properties: Vec<_> = (0..5000)
        .map(|id| json!({"id": id, "identifier": format!("p{id}"), "name": format!("P {id:04}"), "property_type": "STRING"}))
        .collect();
    let expressions: Vec<_> = (0..5000)
        .map(|id| json!({"id": id, "regex_property_identifier": format!("p{id}"), "regex": format!("p{id}=(\\S+)")}))
        .collect();
    let text = json!({"regex_properties": properties, "property_expressions": expressions}).to_string();
    let imported = import([("large", text.as_str())]);
    assert_eq!(imported.problems, Vec::<String>::new());
    assert_eq!(read_back(&imported), imported.properties);
}

/// Texts that YAML could take for something else.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        r"[\\$'\x22:#\-\[\]{}&*!|>%@` \n\t,?a0-9]{1,12}",
        prop::sample::select(vec![
            "1",
            "1.5",
            "true",
            "null",
            "~",
            "no",
            "0x1F",
            "2024-01-01",
            "1_000",
            ".inf",
            "-",
            "=",
            "<<"
        ])
        .prop_map(str::to_owned),
    ]
}

proptest! {
    #[test]
    fn whatever_is_imported_reads_back(name in text(), meaning in text(), scope in text(), value in text(), between in text()) {
        let text = json!({
            "regex_properties": [{"id": 1, "identifier": "p", "name": name, "description": meaning, "property_type": "STRING"}],
            "property_cef_expressions": [{"id": 1, "regex_property_identifier": "p", "expression": value, "log_source_type_id": 3}],
            "property_expressions": [{"id": 2, "regex_property_identifier": "p", "regex": value, "format_string": between}],
            "property_genericlist_expressions": [{"id": 3, "regex_property_identifier": "p", "expression": value, "delimiter": between}],
            "property_calculated_expressions": [{"id": 4, "regex_property_identifier": "p",
                "first_operand": {"type": "PROPERTY", "property_name": value}, "second_operand": {"type": "STATIC", "numeric_value": 2.5}}],
            "log_source_types": [{"id": 3, "name": scope, "custom": true}],
        }).to_string();
        let imported = import([("text", text.as_str())]);
        prop_assert_eq!(read_back(&imported), imported.properties);
    }

    #[test]
    fn no_json_makes_it_panic(text in r#"(\[|\]|\{|\}|,|:|"(id|name|qid|regex|expression|first_operand|property_type|regex_property_identifier|identifier|p|STATIC|type|capture_group|property_expressions|regex_properties)"|null|-?[0-9]{1,20}|true){0,30}"#) {
        import([("text", text.as_str())]);
    }

    #[test]
    fn no_item_makes_it_panic(values in prop::collection::vec(prop_oneof![
        Just(Value::Null), any::<i64>().prop_map(Value::from), any::<f64>().prop_map(Value::from),
        Just(json!("p")), any::<String>().prop_map(Value::from), Just(json!({"type": "STATIC", "numeric_value": 1e300})),
    ], 12)) {
        const KEYS: [&str; 12] = ["id", "name", "regex_property_identifier", "regex", "capture_group", "format_string",
            "qid", "log_source_type_id", "enabled", "first_operand", "second_operand", "operator"];
        let item: serde_json::Map<_, _> = KEYS.iter().map(|key| (*key).to_owned()).zip(values).collect();
        let property = json!({"id": 1, "identifier": "p", "name": "P", "property_type": "STRING"});
        let text = json!({"regex_properties": [property, item], "property_expressions": [item],
            "property_calculated_expressions": [item], "calculated_properties": [item], "qid_records": [item]}).to_string();
        let imported = import([("text", text.as_str())]);
        prop_assert_eq!(read_back(&imported), imported.properties);
    }
}

#[test]
fn what_is_not_given_is_not_written() {
    let nothing = ExpressionDefinition { enabled: true, cef: Some("act".to_owned()), ..Default::default() };
    let properties = vec![PropertyDefinition {
        name: "Action".to_owned(),
        kind: Default::default(),
        meaning: None,
        time: None,
        enabled: true,
        from: vec![nothing],
    }];
    let yaml = to_yaml(&Imported { properties, problems: Vec::new() });
    assert_eq!(yaml, "- name: Action\n  type: string\n  from:\n  - cef: act\n");
}
