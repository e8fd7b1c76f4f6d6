//! What the fuzz target of the parser starts from, and whatever crashed it before,
//! holds to what it checks. The long run is `fuzz/run`.
#![allow(clippy::unwrap_used, unreachable_pub)]

#[path = "../../../fuzz/src/aql.rs"]
mod aql;

use std::path::Path;

#[test]
fn seeds_and_past_crashers() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut checked = 0;
    for folder in ["tests/aql", "fuzz/crashers/aql", "packs/t1528/t1528-qradar-original"] {
        for entry in std::fs::read_dir(root.join(folder)).into_iter().flatten().flatten() {
            let text = String::from_utf8_lossy(&std::fs::read(entry.path()).unwrap()).into_owned();
            // A file of statements is no statement; its parts are.
            aql::check(&text);
            text.split("\n\n").for_each(aql::check);
            checked += 1;
        }
    }
    assert!(checked > 5, "there are seeds");
}
