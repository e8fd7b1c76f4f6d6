//! One snapshot per file in `tests/logs`: all properties of its events. The values
//! there are invented; the fields are written as the real sources write them.

mod decoded;

use std::path::{Path, PathBuf};

use aquila_dsm::framing::Format;

/// Folders of this suite; others belong to other suites.
const FOLDERS: &[&str] = &[
    "windows",
    "linux_os",
    "microsoft_365_defender",
    "entra_id",
    "office_365",
    "tetragon",
    "varmor",
    "envelopes",
    "universal",
];

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("folder");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("entry").path()).collect();
    files.sort();
    files
}

#[test]
fn events_have_these_properties() {
    let logs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/logs");
    for folder in FOLDERS {
        for path in files(&logs.join(folder)) {
            let name = path.file_name().expect("file").to_string_lossy().into_owned();
            // Telling formats apart is framing's part, and tested there.
            let format = name.ends_with(".csv").then_some(Format::Csv);
            let chunks = decoded::chunks_as(&path, format);
            let (batch, infos) = decoded::decode(&chunks, true);
            let (alone, _) = decoded::decode(&chunks, false);
            assert_eq!(decoded::text(&batch, "qid"), decoded::text(&alone, "qid"), "{folder}/{name}");
            let events = decoded::render(&batch, &infos);
            insta::assert_snapshot!(format!("{folder}__{}", name.replace('.', "_")), events);
        }
    }
}
