//! The shape of the repository: dependencies in one direction, the seed byte for byte.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use std::collections::BTreeMap;

use support::{root, skip};

/// What each crate may depend on, of ours.
const ALLOWED: &[(&str, &[&str])] = &[
    ("aquila-aql", &[]),
    ("aquila-event", &[]),
    ("aquila-fact", &[]),
    ("aquila-pattern", &[]),
    ("aquila-dsm", &["aquila-event", "aquila-fact", "aquila-pattern"]),
    ("aquila-query", &["aquila-aql", "aquila-event", "aquila-pattern"]),
    ("aquila-rules", &["aquila-aql", "aquila-event", "aquila-query"]),
    ("aquila", &["aquila-aql", "aquila-dsm", "aquila-event", "aquila-query", "aquila-rules"]),
    ("aquila-cli", &["aquila"]),
];

#[test]
fn dependencies_go_one_way() {
    let output = std::process::Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let ours: BTreeMap<&str, &[&str]> = ALLOWED.iter().copied().collect();
    assert_eq!(packages.len(), ours.len(), "a new crate has its line here");
    for package in packages {
        let package_name = package["name"].as_str().unwrap();
        let allowed = ours[package_name];
        for dependency in package["dependencies"].as_array().unwrap() {
            let name = dependency["name"].as_str().unwrap();
            if ours.contains_key(name) {
                assert!(allowed.contains(&name), "{package_name} may not depend on {name}");
            }
            let is_arrow = name == "object_store" || name.starts_with("arrow") || name.starts_with("parquet");
            let is_below_the_planner = matches!(package_name, "aquila-event" | "aquila-dsm");
            assert!(
                !is_arrow || is_below_the_planner,
                "{package_name}: {name} comes only through DataFusion"
            );
        }
    }
}

/// Name, version and features of each package in a dependency tree.
fn features(arguments: &[&str]) -> BTreeMap<String, String> {
    let output = std::process::Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--prefix", "none", "-f", "{p}|{f}"])
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().filter_map(|line| line.trim_end_matches(" (*)").split_once('|'));
    lines.map(|(package, features)| (package.to_owned(), features.to_owned())).collect()
}

#[test]
fn running_and_testing_share_one_build_of_datafusion() {
    let run = features(&["-p", "aquila-cli", "-e", "normal,build"]);
    let test = features(&["--workspace", "-e", "normal,build,dev"]);
    let below = features(&["-p", "datafusion", "-e", "normal,build"]);
    assert!(below.len() > 100, "DataFusion has a tree");
    for package in below.keys() {
        let (run, test) = (run.get(package), test.get(package));
        assert!(run.is_none() || run == test, "{package}: {run:?} to run, {test:?} to test; see Cargo.toml");
    }
}

#[test]
fn the_default_rule_is_the_published_query() {
    let ours = std::fs::read(root().join("packs/t1528/t1528-qradar-original/query.aql")).unwrap();
    let shared = std::env::var_os("AQUILA_SHARED").map_or_else(|| root().join("../shared"), Into::into);
    let published = shared.join("corpus/t1528-seed.aql");
    match std::fs::read(&published) {
        Ok(published) => assert!(ours == published, "query.aql is a copy, byte for byte"),
        Err(_) if !shared.exists() => println!("SKIPPED: the published query is not here to compare with"),
        Err(_) => skip("the published query is not in the shared folder"),
    }
    // Without the original at hand, its length and a checksum still tell of a change.
    let sum = ours.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3)
    });
    assert_eq!((ours.len(), sum), SEED);
}

/// Length and FNV-1a of the published query.
const SEED: (usize, u64) = (3873, 0x2a2c_6238_c74b_6950);

#[test]
fn every_diagnostic_has_a_page() {
    for code in aquila::query::resolve::codes::ALL {
        let page = root().join("docs/diagnostics").join(format!("{code}.md"));
        assert!(page.is_file(), "{}", page.display());
    }
}
