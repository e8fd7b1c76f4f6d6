use std::collections::HashSet;

use super::*;
use crate::path::{canonical, is_windows};

fn read() -> file::File {
    file::file().expect("the file reads")
}

/// The system that a path is of.
fn system(path: &str) -> &'static str {
    let is_macos = |path: &str| {
        ["/Users/", "/Library/", "/opt/homebrew/", "/Applications/"]
            .iter()
            .any(|start| path.starts_with(start))
    };
    match path {
        path if is_windows(path) => "windows",
        "/var/db/SystemKey" => "macos",
        path if is_macos(path) => "macos",
        _ => "linux",
    }
}

#[test]
fn the_file_reads_and_names_are_single() {
    assert_eq!(file::file().err(), None);
    let ids: HashSet<_> = all().iter().map(|store| store.id.as_str()).collect();
    assert_eq!(ids.len(), all().len());
}

#[test]
fn every_store_has_examples_for_its_systems_and_near_misses() {
    for store in read().stores {
        assert!(!store.near_misses.is_empty(), "{} has no near miss", store.id);
        let shown: HashSet<_> = store.examples.iter().map(|example| system(example)).collect();
        let named: HashSet<_> = store.systems.iter().map(String::as_str).collect();
        assert_eq!(shown, named, "{}", store.id);
    }
}

#[test]
fn examples_belong_to_their_store_and_near_misses_do_not() {
    let mut wrong = Vec::new();
    for store in read().stores {
        let of = |path: &str| of_path(path).map(|store| store.id.as_str());
        for example in &store.examples {
            // Examples may be in any case where the system has none.
            let path = canonical(example, None).expect("a path");
            if of(&path) != Some(store.id.as_str()) {
                wrong.push(format!("{example} belongs to {:?}, not to {}", of(&path), store.id));
            }
        }
        for near in store.near_misses.iter().filter(|near| of(near) == Some(store.id.as_str())) {
            wrong.push(format!("{near} belongs to {}", store.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn examples_are_found_in_commands() {
    for example in read().stores.iter().flat_map(|store| &store.examples) {
        let (directory, name) = example.rsplit_once(['/', '\\']).expect("a file");
        let program = if is_windows(example) { "more.com" } else { "cat" };
        for (line, directory) in [
            (format!("{program} \"{example}\""), None),
            (format!("{program} \"{name}\""), Some(directory)),
            (format!("sh -c 'cat \"{name}\"'"), Some(directory)),
        ] {
            let found = in_command(&line, directory).map(|(store, path, _)| (store.id.as_str(), path));
            let path = canonical(example, None).expect("a path");
            let store = of_path(&path).expect("a store");
            assert_eq!(found, Some((store.id.as_str(), path)), "{line} in {directory:?}");
        }
    }
}

#[test]
fn every_pattern_means_canonical_paths() {
    let patterns = all().iter().flat_map(|store| store.patterns.iter().chain(&store.readers));
    for pattern in patterns {
        // What a pattern could mean: a letter for stars, and a directory for `**`.
        let path = pattern.replace("**", "q").replace('*', "q");
        let path = if path.starts_with('q') && !path.starts_with("q:") { format!("/{path}") } else { path };
        let system_is_open = path.starts_with("~/");
        let found = canonical(&path, None);
        assert!(found.as_deref() == Some(path.as_str()) || system_is_open, "{pattern}: {found:?}");
    }
}

#[test]
fn every_pattern_finds_its_store_or_one_before() {
    for (number, store) in all().iter().enumerate() {
        for pattern in &store.patterns {
            let path = pattern.replace("**", "q").replace('*', "q");
            let path = if path.starts_with('q') { format!("/{path}") } else { path };
            let found = of_path(&path).and_then(|found| all().iter().position(|store| store.id == found.id));
            assert!(found.is_some_and(|found| found <= number), "{pattern} of {}: {found:?}", store.id);
        }
    }
}

#[test]
fn reader_groups_exist_and_are_used() {
    let file = read();
    let named: HashSet<_> = file.stores.iter().flat_map(|store| &store.readers).collect();
    let known: HashSet<_> = file.readers.keys().collect();
    assert_eq!(named, known);
}

#[test]
fn readers_are_known_by_their_whole_path() {
    let store = |id: &str| all().iter().find(|store| store.id == id).expect("known");
    #[rustfmt::skip]
    let cases = [
        ("aws-credentials", "/usr/local/aws-cli/v2/2.15.0/dist/aws", true),
        ("aws-credentials", "/usr/local/aws-cli/v2/a/b/dist/aws", false),
        ("aws-credentials", "/tmp/usr/local/aws-cli/v2/2/dist/aws", false),
        ("aws-credentials", r"c:\program files\amazon\awscliv2\AWS.EXE", true),
        ("aws-credentials", "/usr/bin/cat", false),
        ("chromium-cookies", r"C:\Program Files\Google\Chrome\Application\chrome.exe", true),
        ("chromium-cookies", r"C:\Users\bob\chrome.exe", false),
        ("teams-classic", r"C:\Users\bob\AppData\Local\Microsoft\Teams\current\Teams.exe", true),
        ("aws-credentials", "aws", false),
        ("aws-credentials", "", false),
    ];
    for (id, image, expected) in cases {
        assert_eq!(store(id).is_reader(image), expected, "{id} {image}");
    }
}

#[test]
fn homes_are_those_of_any_user() {
    #[rustfmt::skip]
    let cases = [
        ("/root/.aws/credentials", true),
        ("/home/bob/.aws/credentials", true),
        ("/Users/bob/.AWS/Credentials", true),
        ("/home/bob/.AWS/credentials", false),
        ("~/.aws/credentials", true),
        ("~bob/.aws/credentials", true),
        (".aws/credentials", true),
        ("aws/credentials", false),
        ("x/.aws/credentials", false),
        ("/.aws/credentials", false),
        ("/srv/.aws/credentials", false),
        ("/var/lib/jenkins/.aws/credentials", true),
        (r"C:\Users\bob\.aws\credentials", true),
        (r"d:\users\bob\.AWS\CREDENTIALS", true),
        (r"C:\Windows\ServiceProfiles\LocalService\.aws\credentials", true),
        (r"C:\Windows\SysWOW64\config\systemprofile\.aws\credentials", true),
        (r"~\.aws\credentials", true),
        (r"\\srv\C$\Users\bob\.aws\credentials", true),
        (r"\\srv\share\Users\bob\.aws\credentials", false),
        ("$X/.aws/credentials", false),
        (r"%X%\.aws\credentials", false),
        ("", false),
        ("/", false),
    ];
    for (path, expected) in cases {
        let found = of_path(path).is_some_and(|store| store.id == "aws-credentials");
        assert_eq!(found, expected, "{path}");
    }
}

/// `cargo test --release -p aquila-fact -- --ignored --nocapture costs`
#[test]
#[ignore = "a measurement"]
fn what_ordinary_paths_cost() {
    let paths = [
        "/usr/lib/x86_64-linux-gnu/libc.so.6",
        "/proc/1234/status",
        "/home/bob/src/app/target/debug/deps/app-0123456789abcdef",
        r"C:\Windows\System32\svchost.exe",
        r"C:\Users\bob\AppData\Local\Microsoft\Windows\Explorer\thumbcache_256.db",
        "/var/log/syslog",
    ];
    let commands = [
        "/usr/bin/python3 -m pip install --no-cache-dir -r /srv/app/requirements.txt",
        r#""C:\Program Files\Git\cmd\git.exe" -c core.longpaths=true fetch origin main"#,
    ];
    let rounds = 200_000;
    for path in paths {
        let clock = std::time::Instant::now();
        let found = (0..rounds).filter(|_| of_path(std::hint::black_box(path)).is_some()).count();
        println!("of_path: {:?} for {path} ({found} found)", clock.elapsed() / 200_000);
    }
    let clock = std::time::Instant::now();
    let folded =
        (0..rounds).filter_map(|round| canonical(std::hint::black_box(paths[round % paths.len()]), None));
    println!("canonical: {} paths, {:?} a path", folded.count(), clock.elapsed() / 200_000);
    let clock = std::time::Instant::now();
    let told = (0..rounds)
        .filter(|round| in_command(std::hint::black_box(commands[round % 2]), Some("/srv/app")).is_some());
    println!("in_command: {} found, {:?} a line", told.count(), clock.elapsed() / 200_000);
}
