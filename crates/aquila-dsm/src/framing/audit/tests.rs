//! Records in, events out. A record is written here as `PATH 7 item=0`, with the
//! serial; `PATH 7@103 item=0` has another time than second 100.

use proptest::prelude::*;

use super::*;
use crate::chunk::Problem;
use crate::framing::Options;
use crate::framing::tests::{Full, frame_as, read_all, reader};

/// A line as auditd writes it. What is not written as above is taken as it is.
fn line(short: &str) -> String {
    let expand = || {
        let (kind, rest) = short.split_once(' ')?;
        let (stamp, fields) = rest.split_once(' ').unwrap_or((rest, ""));
        let (serial, time) = stamp.split_once('@').unwrap_or((stamp, "100"));
        let is_short =
            kind.bytes().all(|b| b.is_ascii_uppercase() || b == b'_') && serial.parse::<u64>().is_ok();
        is_short.then(|| format!("type={kind} msg=audit({time}.000:{serial}): {fields}"))
    };
    expand().unwrap_or_else(|| short.to_owned())
}

fn lines(shorts: &[&str], end: &str) -> String {
    shorts.iter().map(|short| line(short) + end).collect()
}

/// What the frames must be: for each one, its kind, the line it is at, its records.
fn check(text: &str, want: &[(FrameKind, u64, &[&str])], causes: &[&str]) {
    let (frames, problems) = frame_as(text.as_bytes(), Some(Format::Lines), 1000);
    let got: Vec<_> = frames.iter().map(|got| (got.kind, got.line, got.payload.clone())).collect();
    let want: Vec<_> = want
        .iter()
        .map(|(kind, at, records)| {
            (*kind, *at, records.iter().map(|short| line(short)).collect::<Vec<_>>().join("\n"))
        })
        .collect();
    assert_eq!(got, want, "{text}");
    assert!(problems.iter().all(|problem| !problem.lost));
    assert_eq!(problems.into_iter().map(|problem| problem.cause).collect::<Vec<_>>(), causes, "{text}");
}

/// Events by the numbers of their lines, in the order of the frames. Lines that are
/// no records are not named.
fn grouped(shorts: &[&str], want: &[&[usize]], causes: &[&str]) {
    let events: Vec<Vec<&str>> =
        want.iter().map(|event| event.iter().map(|number| shorts[number - 1]).collect()).collect();
    let frames: Vec<_> =
        want.iter().zip(&events).map(|(event, lines)| (A, event[0] as u64, lines.as_slice())).collect();
    check(&lines(shorts, "\n"), &frames, causes);
}

const A: FrameKind = FrameKind::Audit;
const L: FrameKind = FrameKind::Line;

#[test]
fn records_that_stand_together() {
    let first = ["SYSCALL 7 a0=1 items=1 x", "CWD 7 cwd=1", "PATH 7 item=0", "PROCTITLE 7 x", "EOE 7"];
    let second = ["SYSCALL 8 items=0", "PROCTITLE 8 x"];
    let all = [&first[..], &second].concat();
    grouped(&all, &[&[1, 2, 3, 4, 5], &[6, 7]], &[]);
    // CR LF stays inside of an event, wherever chunks begin.
    let text = lines(&all, "\r\n");
    let joined = |shorts: &[&str]| shorts.iter().map(|short| line(short)).collect::<Vec<_>>().join("\r\n");
    check(&text, &[(A, 1, &[&joined(&first)]), (A, 6, &[&joined(&second)])], &[]);
    // Blank lines are left out.
    let text = lines(&second, "\r\n \r\n");
    check(&text, &[(A, 1, &second)], &[]);
}

#[test]
fn an_event_ends_with_its_last_record() {
    // EOE ends it at once, PROCTITLE when another event begins.
    grouped(&["SYSCALL 7 items=0", "EOE 7", "CWD 9"], &[&[1, 2], &[3]], &[]);
    grouped(&["SYSCALL 7 items=0", "PROCTITLE 7 x", "CWD 9"], &[&[1, 2], &[3]], &[]);
    grouped(&["CWD 6", "SYSCALL 7 items=0", "PROCTITLE 7 x", "CWD 9"], &[&[2, 3], &[1], &[4]], &[]);
    // A PATH record is missing, so the event waits for it.
    grouped(&["SYSCALL 7 items=1", "EOE 7", "SYSCALL 8 items=0", "EOE 8"], &[&[3, 4], &[1, 2]], &[]);
    grouped(&["SYSCALL 7 items=1", "EOE 7", "CWD 8", "PATH 7 x", "CWD 8 x"], &[&[1, 2, 4], &[3, 5]], &[]);
    // So does one whose number of PATH records was cut off, or of which only the end came.
    grouped(&["SYSCALL 7 it", "EOE 7", "URINGOP 8 items=0", "EOE 8"], &[&[3, 4], &[1, 2]], &[]);
    grouped(&["EOE 7", "SYSCALL 8 items=0", "EOE 8"], &[&[2, 3], &[1]], &[]);
    // Newest first, as some viewers export it.
    let backward =
        ["EOE 8", "PATH 8 item=0", "CWD 8 x", "SYSCALL 8 items=1", "AVC 8", "EOE 7", "SYSCALL 7 items=0"];
    grouped(&backward, &[&[1, 2, 3, 4, 5], &[6, 7]], &[]);
}

#[test]
fn records_of_several_events_alternate() {
    let shorts = [
        "SYSCALL 7 items=2",
        "SYSCALL 8 items=1",
        "PATH 7 item=0",
        "CWD 8 x",
        "SYSCALL 9 items=0",
        "PATH 8 item=0",
        "EOE 9",
        "PATH 7 item=1",
        "EOE 8",
        "EOE 7",
        "USER_END 10 x",
        "LOGIN 11",
    ];
    grouped(&shorts, &[&[5, 7], &[2, 4, 6, 9], &[1, 3, 8, 10], &[11], &[12]], &[]);
}

#[test]
fn records_that_are_alone() {
    grouped(&["CWD 6", "USER_CMD 7 a", "DAEMON_START 8 a", "CRED_ACQ 9 a"], &[&[2], &[3], &[1], &[4]], &[]);
    // The kernel adds to them if the system call that sent them is audited.
    let sent = ["CWD 6", "SERVICE_START 7 x", "SYSCALL 7 items=0", "SOCKADDR 7 x", "EOE 7"];
    grouped(&sent, &[&[2, 3, 4, 5], &[1]], &[]);
    // Others may have companions.
    grouped(&["LOGIN 7 a", "USER_CMD 8 a", "SYSCALL 7 items=0", "EOE 7"], &[&[2], &[1, 3, 4]], &[]);
}

#[test]
fn what_waits_too_long() {
    // More than 2 s, by the time of the same node.
    given_up(&["CWD 7@100", "CWD 8@102", "CWD 9@103", "CWD 7@100"], &[&[1], &[2], &[3], &[4]], 1);
    given_up(&["CWD 7@100", "CWD 8@101", "CWD 9@103", "CWD 8@101 x"], &[&[1], &[2, 4], &[3]], 0);
    let nodes = ["node=a type=CWD msg=audit(100.000:7): x", "SYSCALL 8@200 items=0", "EOE 8@200"];
    given_up(&nodes, &[&[2, 3], &[1]], 0);
    // The clock was set back: the events before it wait for the end, later ones do not.
    let back =
        ["CWD 7@5000", "SYSCALL 8@100 items=1", "CWD 9@101", "PATH 8@100 x", "EOE 8@100", "CWD 10@104"];
    given_up(&back, &[&[2, 4, 5], &[3], &[1], &[6]], 0);
    // After a quiet time one record is not enough.
    grouped(&["SYSCALL 7 items=1", "CWD 8@200", "PATH 7 x", "EOE 7"], &[&[1, 3, 4], &[2]], &[]);
    let mut many: Vec<String> = (8..45).map(|serial| format!("CWD {serial}@200")).collect();
    many.splice(0..0, ["SYSCALL 7 items=1".to_owned()]);
    many.push("PATH 7 x".to_owned());
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let alone: Vec<Vec<usize>> = (1..=many.len()).map(|number| vec![number]).collect();
    grouped(&many, &alone.iter().map(Vec::as_slice).collect::<Vec<_>>(), &[assembly::LATE]);
}

/// As [`grouped`], where an event is given up by its time alone. So many records
/// come late.
fn given_up(shorts: &[&str], want: &[&[usize]], late: usize) {
    let text = |numbers: &[usize]| {
        numbers.iter().map(|number| line(shorts[number - 1])).collect::<Vec<_>>().join("\n")
    };
    let all: Vec<usize> = (1..=shorts.len()).collect();
    let (events, causes) = bounded(&text(&all), Bounds { others: 0, ..Bounds::new(1000) });
    assert_eq!(events, want.iter().map(|event| text(event)).collect::<Vec<_>>());
    assert_eq!(causes, vec![assembly::LATE; late]);
}

#[test]
fn where_events_end_with_eoe_proctitle_does_not() {
    let shorts = [
        "SYSCALL 6 items=0",
        "EOE 6",
        "SYSCALL 7 items=0",
        "PROCTITLE 7 x",
        "SYSCALL 8 items=0",
        "PROCTITLE 8 x",
        "EOE 7",
        "EOE 8",
    ];
    grouped(&shorts, &[&[1, 2], &[3, 4, 7], &[5, 6, 8]], &[]);
    // Until an event waits for it in vain.
    let then = [
        "SYSCALL 6 items=0",
        "EOE 6",
        "SYSCALL 7 items=0",
        "PROCTITLE 7 x",
        "CWD 8",
        "CWD 9@103",
        "SYSCALL 10@103 items=0",
        "PROCTITLE 10@103 x",
        "CWD 11@103",
    ];
    given_up(&then, &[&[1, 2], &[3, 4], &[5], &[7, 8], &[6], &[9]], 0);
}

#[test]
fn serials_start_again() {
    let shorts = [
        "SYSCALL 4294967295 items=1",
        "SYSCALL 0 items=1",
        "CWD 4294967295 x",
        "SYSCALL 1 items=0",
        "PATH 0 x",
        "PATH 4294967295 x",
        "EOE 4294967295",
        "EOE 0",
        "EOE 1",
    ];
    grouped(&shorts, &[&[1, 3, 6, 7], &[2, 5, 8], &[4, 9]], &[]);
}

#[test]
fn late_and_repeated_records() {
    let late = ["SYSCALL 7 items=0", "EOE 7", "CWD 7 x", "PATH 7 x", "EOE 7"];
    grouped(&late, &[&[1, 2], &[3, 4, 5]], &[assembly::LATE]);
    let twice = ["SYSCALL 7 items=0", "SYSCALL 7 items=0", "CWD 8", "SYSCALL 7 items=0", "CWD 8", "EOE 7"];
    grouped(&twice, &[&[1, 6], &[3]], &[assembly::REPEATED; 3]);
}

#[test]
fn lines_that_are_no_records_stay_in_place() {
    let text = lines(
        &[
            "# SYSCALL of 7",
            "SYSCALL 7 items=0",
            "hello",
            "",
            "EOE 7",
            "# type=CWD msg=audit(1.0:2): x",
            "bye",
        ],
        "\n",
    );
    let comment = "# type=CWD msg=audit(1.0:2): x";
    let event: &[&str] = &["SYSCALL 7 items=0", "EOE 7"];
    check(
        &text,
        &[
            (L, 1, &["# SYSCALL of 7"]),
            (L, 3, &["hello"]),
            (A, 2, event),
            (L, 6, &[comment]),
            (L, 7, &["bye"]),
        ],
        &[],
    );
    let malformed =
        ["type=A msg=audit(1337845201): a", "type=A msg=audit(): a", "type=A msg=audit(1.2:x): a"];
    check(
        &lines(&malformed, "\n"),
        &[(L, 1, &malformed[..1]), (L, 2, &malformed[1..2]), (L, 3, &malformed[2..])],
        &[],
    );
}

#[test]
fn records_in_other_lines() {
    let syslog = |host: &str, rest: &str| format!("<13>Jun  4 15:19:02 {host} {rest}");
    let shorts = [
        syslog("h1", "audispd: type=SYSCALL msg=audit(100.000:7): items=0"),
        syslog("h2", "audispd: type=SYSCALL msg=audit(100.000:7): items=0"),
        "node=h3 type=SYSCALL msg=audit(100.000:7): items=0 \u{1d}UID=\"root\"".to_owned(),
        syslog("h1", "audispd: type=EOE msg=audit(100.000:7): "),
        syslog("relay", "audispd: node=h3 type=EOE msg=audit(100.000:7): "),
        syslog("h2", "audispd: type=EOE msg=audit(100.000:7): "),
        syslog("h2", "kernel: [1.5] audit: type=1400 audit(100.100:8): apparmor=\"DENIED\""),
        syslog("h2", "kernel: audit(50.4294965305:0): initialized"),
    ];
    let shorts: Vec<&str> = shorts.iter().map(String::as_str).collect();
    grouped(&shorts, &[&[1, 4], &[3, 5], &[2, 6], &[7], &[8]], &[]);
}

#[test]
fn events_in_one_line_are_let_alone() {
    let joined = "type=AUOMS_EXECVE audit(100.000:7): a=[1,2]";
    grouped(&["CWD 7 x", joined, joined, "CWD 8"], &[&[2], &[3], &[1], &[4]], &[]);
}

/// The records of each event, read with these bounds.
fn bounded(text: &str, bounds: Bounds) -> (Vec<String>, Vec<String>) {
    let frames = text.lines().scan(0, |start, line| {
        let (begin, end) = (*start, *start + line.len());
        *start = end + 1;
        Some(Frame { start: begin, end, offset: begin as u64, line: 1, record: 1, kind: L })
    });
    let frames: Vec<Frame> = frames.collect();
    let chunk = Chunk { text: text.into(), frames, context: Arc::default(), problems: Vec::new() };
    let mut lines = Assembled::new(Chunks(vec![chunk].into_iter()), bounds);
    let (mut events, mut causes) = (Vec::new(), Vec::new());
    while let Some(chunk) = lines.next_chunk() {
        events.extend(
            chunk.frames.iter().map(|frame| String::from_utf8_lossy(chunk.payload(frame)).into_owned()),
        );
        causes.extend(chunk.problems.into_iter().map(|problem: Problem| problem.cause));
    }
    (events, causes)
}

/// Chunks that are there already.
pub(super) struct Chunks(pub(super) std::vec::IntoIter<Chunk>);

impl Records for Chunks {
    fn next_chunk(&mut self) -> Option<Chunk> {
        self.0.next()
    }
}

#[test]
fn too_much_waits() {
    let usual = Bounds::new(1 << 20);
    let shorts = ["CWD 1", "CWD 2", "CWD 3", "CWD 4", "CWD 1 x", "CWD 3 x"].map(line);
    let text = shorts.join("\n");
    let event = |numbers: &[usize]| {
        numbers.iter().map(|number| shorts[*number].as_str()).collect::<Vec<_>>().join("\n")
    };
    let all = vec![event(&[0, 4]), event(&[1]), event(&[2, 5]), event(&[3])];
    assert_eq!(bounded(&text, usual.clone()), (all, vec![]));
    // The oldest goes first, and what comes later is an event of its own.
    let apart = vec![event(&[0]), event(&[1]), event(&[2, 5]), event(&[3]), event(&[4])];
    let late = vec![assembly::LATE.to_owned()];
    assert_eq!(bounded(&text, Bounds { events: 3, ..usual.clone() }), (apart, late.clone()));
    let bytes = 4 * shorts[0].len() - 1;
    assert_eq!(bounded(&text, Bounds { bytes, ..usual.clone() }).1, late);
    // One event alone may be as large as a record.
    let large = "CWD 1 a\nCWD 1 b\nCWD 1 c".lines().map(line).collect::<Vec<_>>().join("\n");
    assert_eq!(bounded(&large, Bounds { bytes: 1, ..usual }), (vec![large.clone()], vec![]));
}

#[test]
fn an_event_that_is_too_large_is_continued() {
    let records = |count: usize| (0..count).map(|n| line(&format!("PATH 7 item={n}")));
    let text = |count| records(count).collect::<Vec<_>>().join("\n");
    let (events, causes) = bounded(&text(10_001), Bounds::new(1 << 20));
    assert_eq!(events.iter().map(|event| event.lines().count()).collect::<Vec<_>>(), [10_000, 1]);
    assert_eq!(causes, [assembly::PARTS]);
    let max = text(3).len();
    let whole = format!("{}\n{}", line("SYSCALL 7 items=7"), text(7)) + "\n" + &line("EOE 7");
    for max in [max, max + 1] {
        let (events, causes) = bounded(&whole, Bounds::new(max));
        assert!(events.iter().all(|event| event.len() <= max), "{events:?}");
        assert_eq!(events.join("\n"), whole);
        assert!(events.len() > 1);
        assert_eq!(causes, vec![assembly::PARTS; events.len() - 1]);
    }
}

/// Events of an input to come, and how it is read.
#[derive(Debug, Clone)]
struct Plan {
    /// For each: number of PATH records, whether there is PROCTITLE, its node,
    /// whether a PATH is lost.
    events: Vec<(usize, bool, u8, bool)>,
    /// Whether there are EOE records.
    ends: bool,
    /// Which of the open events goes on.
    order: Vec<prop::sample::Index>,
    /// Which lines come twice.
    twice: Vec<bool>,
    crlf: bool,
    step: usize,
    chunk: usize,
}

fn plan() -> impl Strategy<Value = Plan> {
    let event = (0_usize..4, any::<bool>(), 0_u8..3, prop::bool::weighted(0.1));
    let order = prop::collection::vec(any::<prop::sample::Index>(), 300);
    let twice = prop::collection::vec(prop::bool::weighted(0.1), 300);
    let events = prop::collection::vec(event, 1..30);
    (events, any::<[bool; 2]>(), order, twice, 1_usize..200, 1_usize..2000).prop_map(
        |(events, [ends, crlf], order, twice, step, chunk)| Plan {
            events,
            ends,
            order,
            twice,
            crlf,
            step,
            chunk,
        },
    )
}

impl Plan {
    /// The records of each event.
    fn records(&self) -> Vec<Vec<String>> {
        let event = |(number, (paths, title, node, lost)): (usize, &(usize, bool, u8, bool))| {
            let node = ["", "node=a ", "<13>Jun  4 15:19:02 h1 audispd: "][usize::from(*node)];
            let record = |short: String| format!("{node}{}", line(&short));
            // A few have times of their own.
            let stamp = format!("{}@{}", number / 2, 100 + number / 20);
            let mut records = vec![record(format!("SYSCALL {stamp} a0=1 items={paths} n={number}"))];
            records.extend(
                (usize::from(*lost)..*paths).map(|n| record(format!("PATH {stamp} item={n} n={number}"))),
            );
            records.extend(title.then(|| record(format!("PROCTITLE {stamp} n={number}"))));
            records.extend(self.ends.then(|| record(format!("EOE {stamp} n={number}"))));
            records
        };
        // Two events with one stamp are of two nodes, or one event.
        let mut events: Vec<Vec<String>> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for (number, plan) in self.events.iter().enumerate() {
            if seen.insert((number / 2, plan.2)) {
                events.push(event((number, plan)));
            }
        }
        events
    }

    fn read(&self, lines: &[String]) -> (Vec<Full>, Vec<Problem>) {
        let text = lines.join(if self.crlf { "\r\n" } else { "\n" });
        let read = |step, chunk| {
            let options = Options {
                format: Some(Format::Lines),
                limits: Limits { chunk, ..Limits::default() },
                ..Options::default()
            };
            reader(text.as_bytes(), step, &options).map(read_all).unwrap_or_default()
        };
        let all = read(usize::MAX, 1 << 20);
        assert_eq!(read(self.step, self.chunk), all);
        all
    }
}

/// The records of the frames, in order.
fn split(frames: &[Full]) -> Vec<Vec<String>> {
    frames
        .iter()
        .map(|frame| String::from_utf8_lossy(&frame.1).lines().map(str::to_owned).collect())
        .collect()
}

fn sorted<T: Ord>(mut items: Vec<T>) -> Vec<T> {
    items.sort();
    items
}

/// What records and the lines between them are made of.
const PIECES: &[&str] = &[
    "type=SYSCALL msg=audit(100.000:7): items=1",
    "type=PATH msg=audit(100.000:7): item=0",
    "type=EOE msg=audit(100.000:7): ",
    "\ntype=SYSCALL msg=audit(100.000:8): items=0\ntype=EOE msg=audit(100.000:8): \n",
    "\ntype=PROCTITLE msg=audit(100.000:7): x",
    "\ntype=USER_CMD msg=audit(103.000:9): x",
    "\ntype=AUOMS_X audit(100.000:7): x",
    "node=a ",
    "msg=audit(",
    "100.000:7",
    "): ",
    "\n",
    "\n",
    "\r\n",
    "\r",
    " ",
    "# ",
    "text that is no record and makes the line of a record too long",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn events_come_together(plan in plan()) {
        let mut events = plan.records();
        let (mut lines, mut open, mut rest) = (Vec::new(), Vec::new(), events.iter());
        let mut repeated = 0;
        for (index, twice) in plan.order.iter().zip(&plan.twice) {
            // At most six at once, in the order of their records.
            while open.len() < 6 && let Some(event) = rest.next() {
                open.push(event.iter().peekable());
            }
            if open.is_empty() {
                break;
            }
            let at = index.index(open.len());
            let record: &String = open[at].next().expect("a record");
            lines.push(record.clone());
            if open[at].peek().is_none() {
                drop(open.remove(at));
            } else if *twice {
                repeated += 1;
                lines.push(record.clone());
            }
        }
        if plan.ends {
            // So it is known that EOE comes.
            let first = ["SYSCALL 1000 items=0", "EOE 1000"].map(line).to_vec();
            lines = [first.clone(), lines].concat();
            events.push(first);
        }
        let (frames, problems) = plan.read(&lines);
        prop_assert!(frames.iter().all(|frame| frame.0 == A));
        prop_assert_eq!(sorted(split(&frames)), sorted(events));
        prop_assert!(problems.iter().all(|problem| problem.cause == assembly::REPEATED));
        prop_assert_eq!(problems.len(), repeated);
    }

    #[test]
    fn frames_do_not_depend_on_reading(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60), step in 1_usize..50,
        chunk in 1_usize..300, max_record in prop::sample::select(vec![7_usize, 40, 60, 120, 1 << 20]),
    ) {
        let text = pieces.concat();
        let read = |step, chunk| {
            let limits = Limits { max_record, chunk, ..Limits::default() };
            reader(text.as_bytes(), step, &Options { format: Some(Format::Lines), limits, ..Options::default() }).map(read_all)
        };
        let all = read(usize::MAX, 1 << 20);
        prop_assert_eq!(&read(step, chunk), &all);
        prop_assert!(all.iter().flat_map(|(frames, _)| frames).all(|frame| frame.1.len() <= max_record));
    }

    #[test]
    fn no_record_is_lost(plan in plan(), other in prop::sample::select(vec!["", "text", "type=X msg=audit(1)"])) {
        let mut lines = plan.records().concat();
        lines.push(other.to_owned());
        let order: Vec<usize> = plan.order.iter().map(|index| index.index(lines.len())).collect();
        for (at, with) in order.into_iter().take(lines.len()).enumerate() {
            lines.swap(at, with);
        }
        let twice: Vec<String> = lines.iter().zip(&plan.twice).filter(|(_, twice)| **twice).map(|(line, _)| line.clone()).collect();
        lines.extend(twice);
        let (frames, problems) = plan.read(&lines);
        let events = split(&frames);
        for (event, frame) in events.iter().zip(&frames).filter(|(_, frame)| frame.0 == A) {
            let keys = event.iter().map(|line| line.split_once("n=").map(|(_, rest)| rest.rsplit("n=").next()));
            prop_assert!(keys.collect::<std::collections::HashSet<_>>().len() == 1, "{:?}", frame);
        }
        let repeated = problems.iter().filter(|problem| problem.cause == assembly::REPEATED).count();
        lines.retain(|line| !line.is_empty());
        prop_assert_eq!(events.concat().len() + repeated, lines.len());
        let records = |lines: Vec<String>| lines.into_iter().collect::<std::collections::BTreeSet<_>>();
        prop_assert_eq!(records(events.concat()), records(lines));
    }
}
