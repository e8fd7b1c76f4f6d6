//! Real telemetry by others, read in place: what the seed finds in it, and that
//! every file is accounted for. Runs where the shared folder is.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use aquila::rules::Alert;
use aquila::{Control, Engine, EngineOptions, Inputs, RunOptions, Summary};

const NOW: i64 = 1_790_000_000_000;

/// The shared folder of real data; `None` where it is not (said, and a failure in CI
/// when the folder around it is there).
fn real() -> Option<PathBuf> {
    let default = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("AQUILA_SHARED").map_or_else(default, PathBuf::from);
    let data = shared.join("data/real");
    if data.is_dir() {
        return Some(data);
    }
    assert!(!(std::env::var_os("AQUILA_CI").is_some() && shared.exists()), "CI must see {}", data.display());
    println!("SKIPPED: no real data at {}", data.display());
    None
}

fn hunt(path: PathBuf) -> (Vec<Alert>, Summary) {
    let engine = Engine::new(EngineOptions::default()).unwrap();
    let inputs = Inputs::resolve(&[path.display().to_string()], NOW).unwrap();
    let mut alerts = Vec::new();
    let rules = engine.default_rules().unwrap();
    let control = Arc::new(Control::default());
    let summary = engine
        .hunt(rules, inputs, &RunOptions::hunt(NOW), &control, &mut |alert| {
            alerts.push(alert);
            Ok(())
        })
        .unwrap();
    (alerts, summary)
}

#[test]
fn sixty_consents_in_the_unified_audit_log() {
    let Some(real) = real() else { return };
    let (alerts, _) = hunt(real.join("invictus-o365-ual"));
    assert_eq!(alerts.len(), 60);
    let of = |part: &str| alerts.iter().filter(|alert| alert.source.path.ends_with(part)).count();
    assert_eq!((of("auditrecords_part1.csv"), of("auditrecords_part2.csv")), (39, 21));
    assert!(alerts.iter().all(|alert| alert.vector.as_deref() == Some("OAuth High-Privilege Consent Grant")));
    let record = |alert: &Alert| {
        let payload = alert.payload.clone().unwrap();
        let start = payload.find("\"\"Id\"\":\"\"").unwrap() + 10;
        payload[start..start + 36].to_owned()
    };
    let by_record: BTreeSet<(String, &str)> =
        alerts.iter().map(|alert| (record(alert), alert.finding_id.as_str())).collect();
    assert_eq!(by_record.len(), 33, "33 records, and the repeats of each share a finding");
    let removed = "\"Remove delegated permission grant.\"";
    assert!(
        !alerts.iter().any(|alert| alert.payload.as_deref().unwrap().contains(removed)),
        "removals stay quiet"
    );
}

#[test]
fn the_grant_in_entra_and_the_read_in_the_cluster() {
    let Some(real) = real() else { return };
    let (grants, _) = hunt(real.join("otrf-security-datasets/goldensaml_AADAuditEvents.json"));
    let [grant] = grants.as_slice() else { panic!("one grant, not {}", grants.len()) };
    assert_eq!(grant.vector.as_deref(), Some("OAuth High-Privilege Consent Grant"));
    assert_eq!(grant.platform.as_deref(), Some("Multi-Cloud"));

    let (reads, _) = hunt(real.join("k8s-runtime/tetragon_process_kprobe_serviceaccount_token.json"));
    let [read] = reads.as_slice() else { panic!("one read, not {}", reads.len()) };
    assert_eq!(read.vector.as_deref(), Some("Kubernetes Service Account Token"));
    assert_eq!(read.platform.as_deref(), Some("Kubernetes"));
    assert_eq!(read.time_source, "file", "the record carries no time");
}

#[test]
fn reads_without_a_process_are_not_selected() {
    // The records name the pid, not the image; over unknown, NOT is unknown.
    let Some(real) = real() else { return };
    let (alerts, summary) = hunt(real.join("k8s-runtime/varmor_violations.jsonl"));
    assert_eq!((alerts.len(), summary.events), (0, 7));
}

#[test]
fn every_file_is_accounted_for() {
    let Some(real) = real() else { return };
    let (alerts, summary) = hunt(real.clone());
    assert_eq!(alerts.len(), 62);
    let files = &summary.files;
    assert_eq!(files.decoded + files.stored + files.skipped + files.failed, files.total);
    let on_disk = walkdir::WalkDir::new(&real)
        .into_iter()
        .filter(|entry| entry.as_ref().unwrap().file_type().is_file());
    assert_eq!(files.total, on_disk.count() as u64);
    assert_eq!(files.failed, 0, "{:?}", summary.errors);
    assert!(!summary.has_losses(), "{:?}", summary.errors);
    assert!(summary.skipped.iter().all(|skipped| skipped.path.ends_with(".evtx")), "{:?}", summary.skipped);
    assert_eq!(summary.events_by_type.values().sum::<u64>(), summary.events);
}
