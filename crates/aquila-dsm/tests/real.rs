//! How much of the real samples is understood: per folder, the share of records
//! with a log source type and with a time of their own. The samples are third
//! parties' and stay outside of the repository; nothing of them is repeated here.
#![allow(clippy::print_stdout, reason = "the figures are the result")]

mod decoded;
#[path = "support/samples.rs"]
mod samples;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use aquila_dsm::decode::TimeSource;
use aquila_dsm::source::SourceTypes;
use decoded::text;
use samples::samples;

/// Folders and name parts whose records must be understood.
const REQUIRED: &[&str] = &[
    "otrf-security-datasets/aadinternals",
    "otrf-security-datasets/cmd_",
    "otrf-security-datasets/covenant",
    "otrf-security-datasets/empire",
    "otrf-security-datasets/psh_",
    "otrf-security-datasets/goldensaml",
    "otrf-security-datasets/log4shell_securityauditing",
    "otrf-security-datasets/log4shell_syslog_sysmon_linux",
    "invictus-o365-ual",
    "sekoia-intake/Office_365_o365",
    "sekoia-intake/Azure_azure-ad",
    "sekoia-intake/Azure_azure-windows",
    "sekoia-intake/Microsoft_",
    "sekoia-intake/Windows_windows",
    "sekoia-intake/Beats_winlogbeat",
    "sekoia-intake/Log_Insight",
    "k8s-runtime/tetragon",
    "k8s-runtime/varmor",
    "sigma-regression",
    "evtx/",
    "open-xp-rules/Windows_eventlog",
    "open-xp-rules/eventlog_",
    "open-xp-rules/wmi_",
];

/// Records that nothing in them identifies: a text that is no JSON although it
/// means to be, rendered messages without an event id, a message of an application.
const HOPELESS: &[&str] = &["Windows_windows/wrong-startswith", "Log_Insight_Windows"];

/// Records without any time in them.
const TIMELESS: &[&str] = &[
    "k8s-runtime/tetragon",
    "Log_Insight_Windows",
    "Windows_windows/wrong-startswith",
    "Windows_windows/Event_4625_reason",
    "Windows_windows/Event_4825_1",
];

#[derive(Debug, Default)]
struct Tally {
    records: usize,
    typed: usize,
    timed: usize,
    /// Records without a type or a time that have an excuse above.
    untyped_excused: usize,
    untimed_excused: usize,
    others: Vec<String>,
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("folder") {
            let path = entry.expect("entry").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if !matches!(extension.as_str(), "md" | "yml" | "yaml" | "golden" | "ini")
                && name != "LICENSE"
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn real_records_are_understood() {
    let Some(folder) = samples() else {
        return;
    };
    let types = SourceTypes::builtin();
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for path in files(&folder) {
        let name = path.strip_prefix(&folder).expect("inside").to_string_lossy().into_owned();
        let chunks = decoded::chunks(&path);
        let (batch, infos) = decoded::decode(&chunks, true);
        let (unhinted, _) = decoded::decode(&chunks, false);
        assert_eq!(
            text(&batch, "qid"),
            text(&unhinted, "qid"),
            "{name}: what a record is depends on its neighbours"
        );
        let parent = Path::new(&name).parent().unwrap_or(Path::new("")).to_string_lossy().into_owned();
        let group = if name.starts_with("sigma-regression") { "sigma-regression".to_owned() } else { parent };
        let required =
            REQUIRED.iter().find(|start| name.starts_with(**start)).map(|start| (*start).to_owned());
        let tally = tallies.entry(required.map_or(group, |start| format!("* {start}"))).or_default();
        for (row, info) in infos.iter().enumerate() {
            let hopeless = HOPELESS.iter().any(|part| name.contains(part));
            let timeless = TIMELESS.iter().any(|part| name.contains(part));
            tally.records += 1;
            let timed = info.time_source == TimeSource::Record;
            tally.typed += usize::from(!info.unparsed);
            tally.timed += usize::from(timed);
            tally.untyped_excused += usize::from(info.unparsed && hopeless);
            tally.untimed_excused += usize::from(!timed && timeless);
            if info.unparsed || !timed {
                tally.others.push(format!(
                    "{name} #{}: {} {:?}",
                    row + 1,
                    types.describe(info.kind),
                    info.time_source
                ));
            }
        }
    }
    report(&tallies);
    for (group, tally) in tallies.iter().filter(|(group, _)| group.starts_with('*')) {
        assert!(tally.records > 0, "{group}: no records");
        let (typed, timed) = (tally.typed + tally.untyped_excused, tally.timed + tally.untimed_excused);
        assert!(typed * 100 >= tally.records * 99, "{group}: {typed} of {} typed", tally.records);
        assert!(timed * 100 >= tally.records * 99, "{group}: {timed} of {} timed", tally.records);
    }
}

fn report(tallies: &BTreeMap<String, Tally>) {
    println!("{:<70} {:>8} {:>8} {:>8}", "folder (* must be understood)", "records", "typed %", "timed %");
    for (group, tally) in tallies {
        let share = |part: usize| 100.0 * part as f64 / tally.records.max(1) as f64;
        println!("{group:<70} {:>8} {:>8.1} {:>8.1}", tally.records, share(tally.typed), share(tally.timed));
        if group.starts_with('*') {
            for other in tally.others.iter().take(20) {
                println!("    {other}");
            }
        }
    }
}

#[test]
fn consents_and_removals_are_told_apart() {
    let Some(folder) = samples() else {
        return;
    };
    let taxonomy = SourceTypes::builtin().taxonomy();
    for part in ["auditrecords_part1.csv", "auditrecords_part2.csv"] {
        let path = folder.join("invictus-o365-ual").join(part);
        let (batch, _) = decoded::decode(&decoded::chunks(&path), true);
        let (operations, categories) = (text(&batch, "Event Name"), text(&batch, "category"));
        let mut consents = 0;
        for row in 0..batch.num_rows() {
            let category = categories.value(row).parse().ok().and_then(|id| taxonomy.category_name(id));
            match operations.value(row) {
                "Consent to application." => {
                    consents += 1;
                    assert_eq!(category, Some("Application Consent"));
                }
                "Add delegated permission grant." => assert_eq!(category, Some("Permission Grant Added")),
                "Remove delegated permission grant." => assert_eq!(category, Some("Permission Removed")),
                _ => assert!(!category.unwrap_or_default().contains("onsent")),
            }
        }
        assert!(consents > 0, "{part}: no consents");
    }
}
