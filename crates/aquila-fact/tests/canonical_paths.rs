//! `canonical_paths.tsv`, and what holds for every path.

use aquila_fact::path::{canonical, folded, is_windows};
use proptest::prelude::*;

struct Case {
    given: &'static str,
    directory: Option<&'static str>,
    expected: Option<&'static str>,
    remark: &'static str,
}

fn cases() -> Vec<Case> {
    let given = |text: &'static str| Some(text).filter(|text| *text != "-");
    let rows = include_str!("canonical_paths.tsv").lines().filter(|line| !line.starts_with('#'));
    rows.map(|row| match row.split('\t').collect::<Vec<_>>()[..] {
        [path, directory, expected, remark] => {
            Case { given: path, directory: given(directory), expected: given(expected), remark }
        }
        _ => panic!("not four columns: {row}"),
    })
    .collect()
}

#[test]
fn every_row_of_the_table_holds() {
    let cases = cases();
    println!("{} paths", cases.len());
    assert!(cases.len() >= 150);
    let mut wrong = Vec::new();
    for case in &cases {
        let found = canonical(case.given, case.directory);
        if found.as_deref() != case.expected {
            wrong.push(format!(
                "{} in {:?}: {found:?}, not {:?} ({})",
                case.given, case.directory, case.expected, case.remark
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn expected_paths_are_canonical() {
    for expected in cases().iter().filter_map(|case| case.expected) {
        assert_eq!(canonical(expected, None).as_deref(), Some(expected));
    }
}

/// Texts made of what paths are made of, and of what breaks them.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "/",
        "\\",
        "..",
        ".",
        "...",
        "~",
        "C:",
        "\\\\?\\",
        "\\??\\",
        "\\Device\\",
        "HarddiskVolume3",
        "UNC",
        "localhost",
        "c$",
        "proc",
        "self",
        "1",
        "root",
        "cwd",
        "var",
        "run",
        "bin",
        "host",
        "merged",
        "..data",
        "..2024_01_01_00_00_00.1",
        " (deleted)",
        "\"",
        "'",
        "file://",
        "http://",
        "%41",
        "%APPDATA%",
        "%",
        "$HOME",
        "${",
        "}",
        "$env:",
        "$X",
        ":",
        "::$DATA",
        " ",
        "a",
        "é",
        "Application Data",
        "Users",
        "\0",
        "\n",
        "wsl$",
        "GLOBALROOT",
        "Volume{",
        "\u{feff}",
        "private",
        "System/Volumes/Data",
    ]);
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

fn components(path: &str) -> Vec<&str> {
    if is_windows(path) { path.split('\\').collect() } else { path.split('/').collect() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn a_canonical_path_is_its_own(path in pieces(), directory in prop::option::of(pieces())) {
        if let Some(found) = canonical(&path, directory.as_deref()) {
            prop_assert_eq!(canonical(&found, None), Some(found.clone()));
            prop_assert!(!found.is_empty());
        }
    }

    #[test]
    fn no_step_up_is_left(path in pieces(), directory in prop::option::of(pieces())) {
        if let Some(found) = canonical(&path, directory.as_deref()) {
            let is_step = |component: &&str| matches!(*component, "." | "..");
            // `\\.\` is the name of a place.
            let rest = found.strip_prefix(r"\\.\").unwrap_or(&found);
            prop_assert!(!components(rest).iter().any(is_step), "{found}");
        }
    }

    #[test]
    fn length_has_a_bound(path in pieces(), directory in prop::option::of(pieces())) {
        let longest = path.len() + directory.as_deref().map_or(0, str::len) + 128;
        prop_assert!(canonical(&path, directory.as_deref()).is_none_or(|found| found.len() <= longest));
    }

    #[test]
    fn any_text_is_read(path in any::<String>(), directory in any::<Option<String>>()) {
        canonical(&path, directory.as_deref());
    }

    #[test]
    fn joining_by_hand_is_joining(
        path in "([a-z]{1,4}|\\.\\.|\\.|var|run|proc|1|root|host)(/([a-z]{1,4}|\\.\\.|\\.|run|root)){0,6}",
        directory in "/([a-z]{1,4}|\\.\\.|var|proc|host)(/([a-z]{1,4}|run|1|root|\\.\\.)){0,5}",
    ) {
        let by_hand = canonical(&format!("{directory}/{path}"), None);
        prop_assert_eq!(canonical(&path, Some(&directory)), by_hand);
    }

    #[test]
    fn joining_by_hand_is_joining_on_windows(
        path in r"([a-z]{1,4}|\.\.|\.|x y)([\\/]([a-z]{1,4}|\.\.|\.|b\.)){0,6}",
        directory in r"(C:|\\\\srv\\share|\\Device\\HarddiskVolume3|\\\\\?\\D:)(\\([a-z]{1,4}|\.\.|Users)){1,5}",
    ) {
        let by_hand = canonical(&format!("{directory}\\{path}"), None);
        prop_assert_eq!(canonical(&path, Some(&directory)), by_hand);
    }

    #[test]
    fn case_makes_no_difference_on_windows(rest in r"[a-zA-Z]{1,5}(\\[a-zA-Z ]{1,5}){0,4}") {
        let lower = canonical(&format!(r"c:\{}", rest.to_lowercase()), None);
        let upper = canonical(&format!(r"C:\{}", rest.to_uppercase()), None);
        prop_assert_eq!(lower.as_deref().map(folded), upper.as_deref().map(folded));
    }
}

#[test]
fn deep_and_long_paths_end() {
    for piece in [
        "../",
        "a/",
        "/proc/self/root",
        "~/",
        "\\Application Data",
        "/host",
        "%",
        "\"",
        "file://",
        " (deleted)",
    ] {
        let path = format!("/{}", piece.repeat(32_000 / piece.len()));
        assert!(canonical(&path, None).is_none_or(|found| found.len() <= path.len() + 128));
        assert_eq!(canonical(&path.repeat(40), None), None);
    }
}

#[cfg(target_os = "linux")]
mod on_a_real_disk {
    use std::fs;

    use super::*;

    /// Directories without links: the kernel folds as text does. The test's own
    /// directory is canonical by the system; what is below it must be so by us.
    #[test]
    fn folding_agrees_with_the_kernel() {
        let disk = tempfile::tempdir().expect("a directory");
        let top = fs::canonicalize(disk.path()).expect("exists");
        let names = ["a", "b", "c"];
        for first in names {
            for second in names {
                fs::create_dir_all(top.join(first).join(second).join("..x")).expect("made");
                fs::write(top.join(first).join(second).join("f"), "").expect("written");
            }
        }
        let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(2000));
        let steps = prop::sample::select(vec!["a", "b", "c", "..", ".", "", "f", "..x"]);
        runner
            .run(&prop::collection::vec(steps, 0..9), |steps| {
                let path = format!("{}/{}", top.display(), steps.join("/"));
                if let Ok(real) = fs::canonicalize(&path) {
                    let real = real.to_str().map(|real| canonical(real, None));
                    prop_assert_eq!(real, Some(canonical(&path, None)));
                    let joined = canonical(&steps.join("/"), top.to_str());
                    if !steps.join("/").is_empty() && !steps.join("/").starts_with('/') {
                        prop_assert_eq!(joined, canonical(&path, None));
                    }
                }
                Ok(())
            })
            .expect("agrees");
    }
}
