//! The real samples: third parties' and outside of the repository, so read in place
//! where a machine has them.
#![allow(clippy::print_stdout, reason = "a test that is passed over says so")]

use std::path::{Path, PathBuf};

/// The folder of real samples. Without it a test is passed over visibly; in CI that is
/// a failure where the folder around it is there.
pub(crate) fn samples() -> Option<PathBuf> {
    let shared = std::env::var_os("AQUILA_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let folder = shared.join("data/real");
    if folder.is_dir() {
        return Some(folder);
    }
    let must_be_there = std::env::var_os("AQUILA_CI").is_some() && shared.is_dir();
    assert!(!must_be_there, "{} must be there", folder.display());
    println!("SKIPPED: there are no real samples in {}", folder.display());
    None
}
