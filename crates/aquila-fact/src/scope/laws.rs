//! What holds for every text.

use proptest::prelude::*;

use super::{Grant, delta, weight};

/// Names of scopes, known and not.
fn scope() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "Mail.Read",
            "User.Read",
            "offline_access",
            "https://mail.google.com/",
            "https://graph.microsoft.com/Files.Read.All",
            "810c84a8-4a9e-49e6-bf7d-12d183f40d01",
            "read:org",
            "okta.apps.manage",
        ])
        .prop_map(str::to_owned),
        "[A-Z][a-z]{1,6}\\.[A-Z][a-z]{1,6}",
    ]
}

fn scopes() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(scope(), 0..8)
}

/// Texts of the signs that the grammar is made of.
fn grammar() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "[",
        "]",
        "=>",
        ";",
        ",",
        "Scope:",
        "ConsentType:",
        "PrincipalId: a",
        "AllPrincipals",
        "Mail.Read",
        "openid",
        "\\",
        "\"",
        "\\u00",
        "scope_name",
        ":",
        " ",
        "é",
        "{",
        "CreatedDateTime",
    ]);
    prop::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

fn grants() -> impl Strategy<Value = Grant> {
    prop::sample::select(vec![Grant::Delegated, Grant::Application])
}

proptest! {
    #[test]
    fn no_text_panics_and_the_two_sides_are_disjoint(
        new in prop_oneof![grammar(), any::<String>()],
        old in prop::option::of(prop_oneof![grammar(), any::<String>()]),
        grant in grants(),
    ) {
        let change = delta(&new, old.as_deref(), grant);
        prop_assert!(change.added.iter().all(|scope| !change.removed.contains(scope)));
        prop_assert!(change.weight <= 4);
        prop_assert_eq!(change.heaviest.is_some(), change.weight > 0);
        prop_assert!(weight(&new, grant) <= 4);
    }

    #[test]
    fn consent_to_the_same_set_again_changes_nothing(scopes in scopes(), grant in grants()) {
        let backwards: Vec<String> = scopes.iter().rev().cloned().collect();
        let json = format!("[{}]", backwards.iter().map(|scope| format!("{scope:?}")).collect::<Vec<_>>().join(","));
        for old in [backwards.join(" "), backwards.join(",").to_uppercase(), json] {
            let change = delta(&scopes.join(" "), Some(&old), grant);
            prop_assert!(change.added.is_empty() && change.removed.is_empty(), "{old}: {change:?}");
            prop_assert_eq!(change.weight, 0);
        }
    }

    #[test]
    fn what_is_added_one_way_is_removed_the_other(new in scopes(), old in scopes(), grant in grants()) {
        let there = delta(&new.join(" "), Some(&old.join(" ")), grant);
        let back = delta(&old.join(" "), Some(&new.join(" ")), grant);
        prop_assert_eq!(there.added, back.removed);
        prop_assert_eq!(there.removed, back.added);
    }

    #[test]
    fn the_heaviest_that_is_added_weighs(new in scopes(), grant in grants()) {
        let change = delta(&new.join(" "), None, grant);
        prop_assert_eq!(change.weight, new.iter().map(|scope| weight(scope, grant)).max().unwrap_or(0));
        for scope in &change.added {
            prop_assert!(weight(scope, grant) <= change.weight);
        }
    }
}
