//! An independent writer renders an event in each envelope, decoding gives it back,
//! and two envelopes of one event decode alike.

mod decoded;
#[path = "support/envelopes/mod.rs"]
mod envelopes;
#[path = "support/evtx_writer.rs"]
mod evtx_writer;

use std::io::Cursor;
use std::sync::{Arc, LazyLock};

use aquila_dsm::chunk::{Chunk, FrameKind};
use aquila_dsm::decode::RowInfo;
use aquila_dsm::framing::{Input, MemberContent, Opened, Options, open};
use aquila_dsm::source::SourceTypes;
use aquila_event::Catalogue;
use arrow_array::{Array, RecordBatch};
use envelopes::audit::AuditEvent;
use envelopes::audit_forms::AuditForm;
use envelopes::carriers::Carrier;
use envelopes::containers::{Container, crlf};
use envelopes::text_events::{self, TextForm};
use envelopes::windows::WindowsEvent;
use envelopes::windows_forms::{WindowsForm, evtx};
use envelopes::{Expected, audit, exceptions, windows_random};
use evtx_writer::Style;
use proptest::prelude::*;
use proptest::sample::select;

/// Few cases, unless PROPTEST_CASES asks for more.
fn config() -> ProptestConfig {
    let cases =
        if std::env::var_os("PROPTEST_CASES").is_some() { ProptestConfig::default().cases } else { 120 };
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 3000, ..ProptestConfig::default() }
}

/// The chunks of all texts in a file, in order.
fn read(bytes: Vec<u8>) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    let input = Input::File(Box::new(Cursor::new(bytes)));
    collect(open(input, &Options::default()).expect("input"), &mut chunks);
    chunks
}

fn collect(opened: Opened, chunks: &mut Vec<Chunk>) {
    match opened {
        Opened::Text(mut reader) => chunks.extend(std::iter::from_fn(|| reader.next_chunk())),
        Opened::Archive(mut archive) => {
            while let Some(member) = archive.next_member() {
                let MemberContent::Opened(opened) = member.opened else { panic!("a member that is text") };
                collect(opened, chunks);
            }
        }
        other => panic!("no text: {other:?}"),
    }
}

/// A file with these records, two members where that is possible, and its text.
fn file(carrier: Carrier, container: Container, records: &[String]) -> (Vec<u8>, String) {
    let half = if container.is_archive() { records.len() / 2 } else { 0 };
    let parts = [&records[..half], &records[half..]];
    let documents: Vec<Vec<u8>> =
        parts.iter().filter(|part| !part.is_empty()).map(|part| carrier.write(part).into_bytes()).collect();
    let mut text = documents.concat();
    if container == Container::Crlf {
        text = crlf(&text);
    }
    (container.pack(&documents), String::from_utf8(text).expect("our own text"))
}

fn column(batch: &RecordBatch, name: &str, row: usize) -> Option<String> {
    let column = decoded::text(batch, name);
    column.is_valid(row).then(|| column.value(row).to_owned())
}

/// Checks one event against what the writer put in.
fn check(
    batch: &RecordBatch,
    row: usize,
    expected: &Expected,
    cannot: impl Fn(&str) -> bool,
    what: &str,
) -> Result<(), TestCaseError> {
    for (property, value) in expected.iter().filter(|(property, _)| !cannot(property)) {
        prop_assert_eq!(&column(batch, property, row), value, "{} of row {}, {}", property, row, what);
    }
    Ok(())
}

/// Every payload is a piece of the text; those of assembled events are by line.
fn payloads(chunks: &[Chunk], text: &str) -> Result<(), TestCaseError> {
    for chunk in chunks {
        prop_assert!(chunk.problems.is_empty(), "{:?}", chunk.problems);
        for frame in &chunk.frames {
            let payload = std::str::from_utf8(chunk.payload(frame)).expect("UTF-8");
            let joined = frame.kind == FrameKind::Audit && payload.lines().all(|line| text.contains(line));
            let found = joined || text.contains(payload);
            prop_assert!(found, "no payload: {payload}");
        }
    }
    Ok(())
}

/// The columns that two envelopes of one event must have alike.
fn alike(
    one: (&RecordBatch, usize),
    other: (&RecordBatch, usize),
    cannot: impl Fn(&str) -> bool,
    what: &str,
) -> Result<(), TestCaseError> {
    for field in one.0.schema().fields() {
        let name = field.name().as_str();
        if !exceptions::OF_THE_ENVELOPE.contains(&name) && !cannot(name) {
            let (left, right) = (column(one.0, name, one.1), column(other.0, name, other.1));
            prop_assert_eq!(left, right, "{}, {}", name, what);
        }
    }
    Ok(())
}

fn decode(bytes: Vec<u8>) -> (Vec<Chunk>, RecordBatch, Vec<RowInfo>) {
    let chunks = read(bytes);
    let (batch, infos) = decoded::decode(&chunks, true);
    (chunks, batch, infos)
}

/// The shipped types that take any text, after one that a user taught.
static TAUGHT: LazyLock<Arc<SourceTypes>> = LazyLock::new(|| {
    let files = [
        ("example.yml", include_str!("support/envelopes/text_events.yml")),
        ("linux_os.yml", include_str!("../sources/linux_os.yml")),
        ("universal.yml", include_str!("../sources/universal.yml")),
    ];
    Arc::new(SourceTypes::load_with(&files, &Catalogue::builtin()).expect("valid types"))
});

fn check_windows(
    form: WindowsForm,
    events: &[WindowsEvent],
    batch: &RecordBatch,
    infos: &[RowInfo],
    what: &str,
) -> Result<(), TestCaseError> {
    prop_assert_eq!(batch.num_rows(), events.len(), "{}", what);
    for (row, event) in events.iter().enumerate() {
        let cannot = |property: &str| exceptions::windows(form, event, property);
        check(batch, row, &event.expected(), cannot, what)?;
        prop_assert_eq!(infos[row].time, exceptions::windows_time(form, event), "{}", what);
    }
    Ok(())
}

fn windows_form() -> impl Strategy<Value = (WindowsForm, Carrier)> {
    select(&WindowsForm::ALL[..]).prop_flat_map(|form| (Just(form), select(Carrier::of(form.is_json()))))
}

fn audit_form() -> impl Strategy<Value = (AuditForm, Carrier)> {
    select(&AuditForm::ALL[..]).prop_flat_map(|form| {
        let carriers = if form.is_json() { Carrier::of(true) } else { Carrier::OF_TEXT.to_vec() };
        (Just(form), select(carriers))
    })
}

/// Checks audit events, each of which may be several.
fn check_audit(
    form: AuditForm,
    events: &[AuditEvent],
    batch: &RecordBatch,
    infos: &[RowInfo],
    what: &str,
) -> Result<(), TestCaseError> {
    let mut row = 0;
    for event in events {
        for expected in event.expected(form.has_names()) {
            prop_assert!(row < batch.num_rows(), "{row} rows, {what}");
            check(batch, row, &expected, |_| false, what)?;
            prop_assert_eq!(infos[row].time, event.time as i64, "{}", what);
            row += 1;
        }
    }
    prop_assert_eq!(batch.num_rows(), row, "{}", what);
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn windows_events_come_back(
        events in proptest::collection::vec(windows_random::event(), 1..5),
        (form, carrier) in windows_form(),
        container in select(&Container::ALL[..]),
    ) {
        let records: Vec<String> = events.iter().map(|event| form.write(event)).collect();
        let (bytes, text) = file(carrier, container, &records);
        let what = format!("{form:?} {carrier:?} {container:?}\n{text}");
        let (chunks, batch, infos) = decode(bytes);
        payloads(&chunks, &text)?;
        check_windows(form, &events, &batch, &infos, &what)?;
    }

    #[test]
    fn binary_windows_events_come_back(
        events in proptest::collection::vec(windows_random::event(), 1..5),
        style in select(&[Style::Inline, Style::Template][..]),
        container in select(&Container::OF_BYTES[..]),
    ) {
        let (_, batch, infos) = decode(container.pack(&[evtx(&events, style)]));
        check_windows(WindowsForm::Xml, &events, &batch, &infos, "EVTX")?;
    }

    #[test]
    fn envelopes_of_a_windows_event_are_alike(event in windows_random::event(), (form, carrier) in windows_form()) {
        let (_, binary, _) = decode(evtx(std::slice::from_ref(&event), Style::Template));
        let record = form.write(&event);
        let (_, other, _) = decode(file(carrier, Container::Plain, std::slice::from_ref(&record)).0);
        let cannot = |property: &str| exceptions::windows(form, &event, property);
        alike((&binary, 0), (&other, 0), cannot, &format!("{form:?} {carrier:?} {record}"))?;
    }

    #[test]
    fn audit_events_come_back(
        mut events in proptest::collection::vec(audit::event(), 1..5),
        (form, carrier) in audit_form(),
        container in select(&Container::ALL[..]),
    ) {
        events.retain(|event| exceptions::carries(form, event));
        prop_assume!(!events.is_empty());
        let records: Vec<String> = events.iter().map(|event| form.write(event)).collect();
        let (bytes, text) = file(carrier, container, &records);
        let what = format!("{form:?} {carrier:?} {container:?}\n{text}");
        let (chunks, batch, infos) = decode(bytes);
        payloads(&chunks, &text)?;
        check_audit(form, &events, &batch, &infos, &what)?;
    }

    #[test]
    fn events_in_taught_formats_come_back(
        mut events in proptest::collection::vec(text_events::event(), 1..5),
        form in select(&TextForm::ALL[..]),
        carrier in select(&Carrier::OF_TEXT[..]),
        container in select(&Container::ALL[..]),
    ) {
        events.retain(|event| exceptions::carries_text(form, event));
        prop_assume!(!events.is_empty());
        let records: Vec<String> = events.iter().map(|event| form.write(event)).collect();
        let (bytes, text) = file(carrier, container, &records);
        let what = format!("{form:?} {carrier:?} {container:?}\n{text}");
        let chunks = read(bytes);
        let (batch, infos) = decoded::decode_by(Arc::clone(&TAUGHT), &chunks, true);
        payloads(&chunks, &text)?;
        prop_assert_eq!(batch.num_rows(), events.len(), "{}", what);
        for (row, event) in events.iter().enumerate() {
            check(&batch, row, &event.expected(), |_| false, &what)?;
            prop_assert_eq!(infos[row].time, event.time as i64, "{}", what);
        }
    }

    #[test]
    fn envelopes_of_an_audit_event_are_alike(event in audit::event(), (form, carrier) in audit_form()) {
        prop_assume!(exceptions::carries(form, &event));
        let (_, enriched, _) = decode(file(Carrier::Lines, Container::Plain, &[AuditForm::Enriched.write(&event)]).0);
        let record = form.write(&event);
        let (_, other, _) = decode(file(carrier, Container::Plain, std::slice::from_ref(&record)).0);
        prop_assert_eq!(enriched.num_rows(), other.num_rows());
        for row in 0..other.num_rows() {
            let cannot = |property: &str| exceptions::audit(form, &event, property);
            alike((&enriched, row), (&other, row), cannot, &format!("{form:?} {carrier:?} {record}"))?;
        }
    }
}
