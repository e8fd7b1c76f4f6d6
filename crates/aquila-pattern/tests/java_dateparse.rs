//! Times in texts against a real `java.text.SimpleDateFormat`.

#![allow(clippy::print_stdout, reason = "figures that a reader of the test log wants")]

mod java;

use std::collections::BTreeMap;

use aquila_pattern::date::SimpleDateFormat;
use java::{Random, hex};

#[derive(Debug, Clone)]
struct Case {
    zone: chrono_tz::Tz,
    now: i64,
    pattern: String,
    text: String,
}

/// 2024-05-17.
const NOW: i64 = 1_715_940_000_000;

/// `=` and the milliseconds, `-` for none, or `E` and why the pattern is refused.
fn ours(case: &Case) -> String {
    match SimpleDateFormat::parse(&case.pattern) {
        Ok(format) => match format.parse_time(&case.text, case.zone, case.now) {
            Some(millis) => format!("={millis}"),
            None => "-".to_owned(),
        },
        Err(message) => format!("E {message}"),
    }
}

/// What differs on purpose, by its reason. Everything else is a bug.
fn known_difference(case: &Case, ours: &str, java: &str) -> Option<&'static str> {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
    let millis = |text: &str| text.strip_prefix('=').and_then(|text| text.parse::<i64>().ok());
    Some(match () {
        () if ours == "-"
            && digits(&case.text) >= 9
            && millis(java).is_some_and(|java| java.abs() > 1 << 55) =>
        {
            "years that no date can hold wrap around in Java"
        }
        () if ours == "-" && case.pattern.contains(['z', 'Z']) => "Java knows more names of zones",
        () if case.zone != chrono_tz::UTC && millis(java).is_some_and(|java| java < -2_208_988_800_000) => {
            "before 1900 Java knows zones by their standard offset alone"
        }
        () if case.zone != chrono_tz::UTC && millis(java).is_some_and(|java| java > 2_145_916_800_000) => {
            "after the last change of clocks in the zone data Java goes on by rules"
        }
        () => return None,
    })
}

fn compare(cases: &[Case]) {
    let line = |case: &Case| {
        let Case { zone, now, pattern, text } = case;
        format!("{}\t{now}\t{}\t{}", zone.name(), hex(pattern), hex(text))
    };
    let lines: Vec<_> = cases.iter().map(line).collect();
    let Some(answers) = java::ask("DateParses.java", &lines) else { return };
    let mut wrong = Vec::new();
    let mut known: BTreeMap<_, usize> = BTreeMap::new();
    let mut read = 0;
    for (case, java) in cases.iter().zip(&answers.lines) {
        let ours = ours(case);
        read += usize::from(java.starts_with('='));
        if ours == *java || java.starts_with('E') && ours.starts_with('E') {
            continue;
        }
        match known_difference(case, &ours, java) {
            Some(reason) => *known.entry(reason).or_default() += 1,
            None => wrong.push(format!("{case:?}\n    Java {java:?}, here {ours:?}")),
        }
    }
    println!("{} cases, {read} are times to Java {}", cases.len(), answers.release);
    known.iter().for_each(|(reason, count)| println!("{count} known differences: {reason}"));
    let shown = wrong[..wrong.len().min(40)].join("\n");
    assert!(wrong.is_empty(), "{} of {} differ:\n{shown}", wrong.len(), cases.len());
    let known: usize = known.values().sum();
    assert!(known * 8 <= cases.len(), "{known} known differences are too many");
}

const ZONES: &[&str] = &[
    "UTC",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "America/St_Johns",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Asia/Kathmandu",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
];

fn zone(name: &str) -> chrono_tz::Tz {
    name.parse().expect("a zone")
}

/// Patterns, and texts for each of them.
#[rustfmt::skip]
const CHOSEN: &[(&str, &[&str])] = &[
    ("yyyy-MM-dd HH:mm:ss", &[
        "2024-02-29 12:34:56", "2023-02-29 12:34:56", "2024-13-01 00:00:00", "2024-00-00 00:00:00",
        "2024-01-01 25:61:61", " 2024-1-1 1:2:3 and more", "2024-01-01", "24-01-01 00:00:00", "x2024-01-01 00:00:00",
        "-2024-01-01 00:00:00", "0-01-01 00:00:00", "2024--1--1 00:00:00", "2024-01-01T00:00:00", "2024-01-01  00:00:00",
        "2024-01-01\t00:00:00", "2024-03-31 02:30:00", "2024-10-27 02:30:00", "2024-03-10 02:30:00",
        "2024-11-03 01:30:00", "1582-10-10 00:00:00", "1582-10-15 00:00:00", "1500-02-29 00:00:00",
        "1E3-01-01 00:00:00", "2024-01-01 00:00:1E1", "",
    ]),
    ("yyyyMMddHHmmssSSS", &["20240229123456789", "2024022912345678", "2024 229123456789", "20240229123456"]),
    ("yyMMdd", &["240517", "240518", "440517", "440518", "44051", "45051", "040101", "990101", "-10101", "4405171"]),
    ("yy-MM-dd", &["44-05-16", "44-05-17", "44-05-18", "4-05-17", "0044-05-17", "044-05-17", "99-1-1", "-1-1-1"]),
    ("y/M/d", &["44/5/16", "44/5/17", "44/5/18", "9/9/9", "2024/5/6"]),
    ("MMM d, yyyy h:mm:ss a", &[
        "Jan 2, 2024 3:04:05 PM", "january 2, 2024 12:00:00 am", "JANUARY 2, 2024 12:00:00 PM", "Sept 2, 2024 1:00:00 AM",
        "May 2, 2024 13:00:00 PM", "Mai 2, 2024 1:00:00 PM", " Jan 2, 2024 3:04:05 PM", "Jan 2, 2024 3:04:05  PM",
        "Jan 2, 2024 3:04:05 p", "Jan -2, 2024 3:04:05 PM", "ſep 2, 2024 3:04:05 PM",
    ]),
    ("EEE MMM dd HH:mm:ss zzz yyyy", &[
        "Fri May 17 10:00:00 CEST 2024", "Fri May 17 10:00:00 CET 2024", "Fri May 17 10:00:00 PDT 2024",
        "Wed Jan 17 10:00:00 PDT 2024", "Wed Jan 17 10:00:00 EST 2024", "Wed Jan 17 10:00:00 IST 2024",
        "Wed Jan 17 10:00:00 CST 2024", "Wed Jan 17 10:00:00 BST 2024", "Wed Jan 17 10:00:00 GMT+1:00 2024",
        "Wed Jan 17 10:00:00 GMT-01:30 2024", "Wed Jan 17 10:00:00 GMT 2024", "Wed Jan 17 10:00:00 gmt+1 2024",
        "Wed Jan 17 10:00:00 UTC 2024", "Wed Jan 17 10:00:00 +0100 2024", "Wed Jan 17 10:00:00 +01:00 2024",
        "Wed Jan 17 10:00:00 Z 2024", "Wed Jan 17 10:00:00 XYZ 2024", "Wed Jan 17 10:00:00  GMT+1:00 2024",
        "Mon May 17 10:00:00 AEDT 2024", "Mon May 17 10:00:00 ACDT 2024", "Mon May 17 10:00:00 HDT 2024",
        "Mon May 17 10:00:00 NZDT 2024", "Mon Jan 17 10:00:00 SAST 2024", "Mon Jan 17 10:00:00 JDT 2024",
        "Wed Jan 17 10:00:00 Central European Summer Time 2024", "Wed Jan 17 10:00:00 japan standard time 2024",
    ]),
    ("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", &[
        "2024-05-17T10:00:00.123Z", "2024-05-17T10:00:00.1+01:00", "2024-05-17T10:00:00.123456-05:30",
        "2024-05-17T10:00:00.123+0100", "2024-05-17T10:00:00.123+1:00", "2024-05-17T10:00:00.123+24:00",
        "2024-05-17T10:00:00.123+01:60", "2024-05-17T10:00:00.123", "2024-05-17t10:00:00.123Z",
        "2024-05-17T10:00:00.123 Z", "2024-05-17T10:00:00.123z",
    ]),
    ("HH:mm X", &["10:00 +01", "10:00 +01 ", "10:00 -0130", "10:00 +1", "10:00 Z", "10:00 "]),
    ("HH:mm XX", &["10:00 +01", "10:00 -0130", "10:00 -01:30", "10:00 Zulu"]),
    ("HH:mm Z", &["10:00 +0100", "10:00 +100", "10:00 -1200", "10:00 +2400", "10:00 GMT+1:00", "10:00 PST", "10:00 +01"]),
    ("YYYY-'W'ww-u", &["2024-W01-1", "2024-W53-7", "2020-W53-8", "2020-W10-0", "2020-W10--9", "2020-W10-15", "0-W1-1"]),
    ("YYYY", &["2024", "2025", "1600", "1582"]), ("YY ww", &["24 1", "44 20", "44 30"]), ("Y y", &["2020 2021"]),
    ("y Y", &["2020 2021"]), ("YYYY D", &["2024 60"]), ("YYYY G", &["100 BC"]), ("G YYYY", &["BC 100"]),
    ("yyyy D", &["2024 366", "2023 366", "2024 0", "2024 -1", "1582 280", "1582 300"]),
    ("yyyy w E", &["2024 1 Mon", "2024 53 sunday", "1582 42 Mon"]), ("yyyy w", &["2024 10", "1582 50"]),
    ("yyyy M W E", &["2024 5 2 Fri", "2024 2 0 Fri", "2024 2 9 Mon"]), ("yyyy M W", &["2024 5 2"]),
    ("yyyy M F E", &["2024 5 2 Fri", "2024 5 -1 Fri", "2024 2 -2 Mon", "2024 5 0 Fri", "2024 5 6 Mon"]),
    ("yyyy M F", &["2024 5 2"]), ("yyyy M E", &["2024 5 Fri"]), ("yyyy E", &["2024 Tue"]), ("E", &["Tue", " Tue", "tuesday"]),
    ("yyyy M u", &["2024 5 5", "2024 5 9", "2024 5 -3"]), ("W F E", &["2 3 Mon"]), ("F W E", &["2 3 Mon"]),
    ("w W E", &["20 3 Mon"]), ("W w E", &["3 20 Mon"]), ("d D", &["3 200"]), ("D d", &["200 3"]), ("D M", &["200 3"]),
    ("w d", &["20 3"]), ("W", &["3"]), ("F", &["3"]), ("w", &["3"]), ("M", &["3"]), ("W F", &["2 3"]), ("F w", &["2 3"]),
    ("G yyyy", &["BC 44", "AD 44", "ad 2024", "B 44", "bc 0", "AD -5"]), ("yyyy G", &["44 BC", "44 Anno Domini", "44 before christ"]),
    ("H k K h a", &["1 2 3 4 PM"]), ("a h", &["PM 12", "AM 12", "pm 11"]), ("K a", &["11 PM", "12 PM"]), ("k", &["24", "25", "0"]),
    ("h", &["12", "13"]), ("a", &["PM"]), ("H a", &["3 PM"]), ("h H", &["3 4"]), ("h a H", &["3 PM 4"]), ("H h a", &["4 3 PM"]),
    ("LLL d", &["May 3", "march 3"]), ("L/d", &["5/3"]), ("MMMM", &["may", "Ma"]), ("dd''MM", &["03'05"]), ("'day' d", &["day 3", "Day 3"]),
    ("S", &["1", "1234567", "-5"]), ("s", &["1700000000", "-1", "99999999999", "4294967297"]), ("", &["", "x"]), ("''", &["'"]),
    ("MMddyyyy", &["05172024", "5172024", "0517202412"]), ("MMMdd", &["May03", "May3"]), ("ddMMM", &["03May", "3May", "123May"]),
    ("HHmm", &["1234", "123", "12345", "12 34"]), ("Hmm", &["123", "1234"]), ("yyyyMMdd'T'HHmmssZ", &["20240517T101112+0200"]),
    ("é d", &["é 3", "e 3"]), ("d 😀 M", &["3 😀 5"]), ("yyyyDDD", &["2024060", "202460"]), ("XXXX", &["Z"]), ("b", &["b"]),
];

#[test]
fn chosen_patterns() {
    let mut cases = Vec::new();
    for (pattern, texts) in CHOSEN {
        for (text, name) in texts.iter().flat_map(|text| ZONES.iter().map(move |name| (text, name))) {
            let (pattern, text) = ((*pattern).to_owned(), (*text).to_owned());
            cases.push(Case { zone: zone(name), now: NOW, pattern, text });
        }
    }
    compare(&cases);
}

fn pattern(random: &mut Random) -> String {
    const LETTERS: &[&str] = &[
        "y", "y", "M", "M", "d", "d", "H", "m", "s", "S", "h", "a", "E", "Z", "X", "G", "Y", "L", "w", "W",
        "D", "F", "u", "k", "K",
    ];
    const BETWEEN: &[&str] = &["", "", "-", " ", ":", "/", ", ", ".", "'T'", "''"];
    let mut pattern = String::new();
    for _ in 0..1 + random.below(7) {
        pattern.push_str(random.pick(BETWEEN));
        let letter = random.pick(LETTERS);
        let most = if letter == "X" { 3 } else { 4 };
        pattern.extend(std::iter::repeat_n(letter, 1 + random.below(most)));
    }
    pattern
}

/// The text with some characters changed.
fn mutated(random: &mut Random, text: &str) -> String {
    const CHARS: &[&str] =
        &[" ", "  ", "\t", "-", "+", ":", "0", "1", "9", "Z", "a", "GMT", "E", ".", "é", "😀", "T"];
    let mut chars: Vec<String> = text.chars().map(String::from).collect();
    for _ in 0..random.below(4) {
        let at = random.below(chars.len() + 1);
        match random.below(4) {
            0 => chars.insert(at, random.pick(CHARS).to_owned()),
            1 if at < chars.len() => drop(chars.remove(at)),
            2 if at < chars.len() => chars[at] = random.pick(CHARS).to_owned(),
            _ if at < chars.len() => chars[at] = chars[at].to_uppercase(),
            _ => chars.truncate(at),
        }
    }
    chars.concat()
}

fn generated(seed: u64, count: usize, make: impl Fn(&mut Random, &str) -> String) -> Vec<Case> {
    let mut random = Random(seed);
    let mut cases = Vec::new();
    for _ in 0..count {
        let pattern = pattern(&mut random);
        let Ok(format) = SimpleDateFormat::parse(&pattern) else { continue };
        // 1970 to 2036.
        let mut instant = || random.below(2_100_000_000) as i64 * 1000 + 123;
        let (written, now) = (instant(), instant());
        let zone = zone(random.pick(ZONES));
        let text = format.format(written, zone);
        cases.push(Case { zone, now, text: make(&mut random, &text), pattern });
    }
    cases
}

#[test]
fn formatted_texts() {
    compare(&generated(0x5eed_0008, 10_000, |_, text| text.to_owned()));
}

#[test]
fn mutated_texts() {
    compare(&generated(0x5eed_0009, 15_000, mutated));
}

#[test]
fn any_numbers() {
    compare(&generated(0x5eed_000a, 5000, |random, text| {
        let digit = |random: &mut Random, c: char| match c {
            '0'..='9' => char::from(b'0' + random.below(10) as u8),
            c => c,
        };
        text.chars().map(|c| digit(random, c)).collect()
    }));
}

#[test]
fn zone_names() {
    let mut random = Random(0x5eed_000b);
    let mut cases = Vec::new();
    for _ in 0..3000 {
        let pattern = random.pick(&[
            "yyyy-MM-dd HH:mm:ss z",
            "zzzz yyyy D H:mm",
            "MMM d HH:mm:ss zzz yyyy",
            "hh:mm az",
        ]);
        let written = 1_420_070_400_000 + random.below(500_000_000) as i64 * 1000;
        let (writer, reader) = (zone(random.pick(ZONES)), zone(random.pick(ZONES)));
        let format = SimpleDateFormat::parse(pattern).expect("a pattern");
        let text = format.format(written, writer);
        let text = if random.below(4) == 0 { mutated(&mut random, &text) } else { text };
        cases.push(Case { zone: reader, now: NOW, pattern: pattern.to_owned(), text });
    }
    compare(&cases);
}
