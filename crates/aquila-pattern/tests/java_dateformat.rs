//! DATEFORMAT against a real `java.text.SimpleDateFormat`.

#![allow(clippy::print_stdout, reason = "figures that a reader of the test log wants")]

mod java;

use aquila_pattern::date::SimpleDateFormat;
use java::{Random, hex};

#[derive(Debug, Clone)]
struct Case {
    zone: chrono_tz::Tz,
    millis: i64,
    pattern: String,
}

/// `=` and the text, or `E` and why the pattern is refused.
fn ours(case: &Case) -> String {
    match SimpleDateFormat::parse(&case.pattern) {
        Ok(format) => format!("={}", format.format(case.millis, case.zone)),
        Err(message) => format!("E {message}"),
    }
}

fn unhex(text: &str) -> String {
    let bytes = (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex"));
    String::from_utf8(bytes.collect()).expect("UTF-8")
}

fn compare(cases: &[Case]) {
    let line = |case: &Case| format!("{}\t{}\t{}", case.zone.name(), case.millis, hex(&case.pattern));
    let lines: Vec<_> = cases.iter().map(line).collect();
    let Some(answers) = java::ask("DateFormats.java", &lines) else { return };
    let mut wrong = Vec::new();
    let mut refusals = 0;
    for (case, java) in cases.iter().zip(&answers.lines) {
        let ours = ours(case);
        let java = java.strip_prefix('=').map_or_else(|| java.clone(), |text| format!("={}", unhex(text)));
        refusals += usize::from(java.starts_with('E'));
        let both_refuse = java.starts_with('E') && ours.starts_with('E');
        if ours != java && !both_refuse {
            wrong.push(format!("{case:?}\n    Java {java:?}, here {ours:?}"));
        }
    }
    println!("{} cases, {refusals} refused by Java {}", cases.len(), answers.release);
    assert!(
        wrong.is_empty(),
        "{} of {} differ:\n{}",
        wrong.len(),
        cases.len(),
        wrong[..wrong.len().min(40)].join("\n")
    );
}

/// Zones whose clocks have changed within the times tested, and ones whose have not.
const ZONES: &[&str] = &[
    "UTC",
    "Europe/Berlin",
    "Europe/London",
    "Europe/Dublin",
    "America/New_York",
    "America/Los_Angeles",
    "America/St_Johns",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Asia/Kathmandu",
    "Australia/Sydney",
    "Pacific/Auckland",
    "Africa/Johannesburg",
];

const PATTERNS: &[&str] = &[
    "yyyy-MM-dd HH:mm:ss",
    "YYYY-MM-dd HH:mm:ss",
    "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
    "yyyy/MM/dd-hh:mm:ss a",
    "dd MMM yyyy",
    "EEEE, d. MMMM y G",
    "yy YY y Y yyy YYY yyyyy YYYYY",
    "M MM MMM MMMM MMMMM L LL LLL LLLL",
    "w ww W WW D DD DDD F FF",
    "d dd ddd E EE EEE EEEE EEEEE u uu",
    "a aa aaaa H HH HHH k kk K KK h hh",
    "m mm s ss S SS SSS SSSS",
    "Z ZZ ZZZZ X XX XXX",
    "G GG GGGG GGGGG",
    "''",
    "'o''clock' h",
    "h 'o''clock'''",
    "",
    "'",
    "'a",
    "a'",
    "b",
    "yyyy-nn",
    "e",
    "XXXX",
    "I",
    "é d 1",
    "yyyyMMdd_HHmmssSSS",
    "QQQ",
    "c",
    "T",
    "'T'",
    "J",
];

/// The times where something turns: days, weeks, years, leap days, clocks.
fn times() -> Vec<i64> {
    const DAY: i64 = 86_400_000;
    let mut times = vec![0, -1, 1, 999, 1_582_934_399_999, 1_709_164_800_000];
    for year in 1999..2031i64 {
        let new_year = (year - 1970) * 365 * DAY + ((year - 1969) / 4) * DAY;
        times.extend((-4..=7).map(|day| new_year + day * DAY + 12_345_678));
    }
    // Through a year by odd steps.
    times.extend((0..120).map(|step| 1_735_689_600_000 + step * 263_647_321));
    times
}

#[test]
fn chosen_patterns() {
    let mut cases = Vec::new();
    for (at, millis) in times().into_iter().enumerate() {
        for pattern in PATTERNS {
            // All zones take turns, and UTC comes with every time.
            for zone in [ZONES[0], ZONES[at % ZONES.len()]] {
                let zone = zone.parse().expect("a zone");
                cases.push(Case { zone, millis, pattern: (*pattern).to_owned() });
            }
        }
    }
    compare(&cases);
}

#[test]
fn zone_names() {
    let names = "z|zz|zzz|zzzz|zzzzz";
    // Kathmandu has no name here, and from Java 23 on São Paulo has no short one there.
    let zones = ZONES.iter().filter(|zone| !matches!(**zone, "Asia/Kathmandu" | "America/Sao_Paulo"));
    let times = [1_705_000_000_000, 1_720_000_000_000];
    let case =
        |zone: &&str, millis| Case { zone: zone.parse().expect("a zone"), millis, pattern: names.to_owned() };
    compare(&zones.flat_map(|zone| times.map(|millis| case(zone, millis))).collect::<Vec<_>>());
}

/// Early in year 1.
const FIRST_YEAR: i64 = -62_135_000_000_000;

#[test]
fn centuries_in_utc() {
    let mut random = Random(0x5eed_0004);
    let mut cases = Vec::new();
    for _ in 0..2000 {
        let far = random.below(2) == 0;
        let span: i64 = if far { 400_000_000_000_000 } else { 20_000_000_000_000 };
        let millis = (random.below(1 << 30) as i64) * (span / (1 << 29)) - span;
        // Java's week years before year 1 are off by one around some New Years.
        let week_year = if millis > FIRST_YEAR { "YYYY YY" } else { "" };
        let pattern = format!("G yyyy yy {week_year} MM dd DDD w W F E u HH:mm:ss.SSS");
        cases.push(Case { zone: chrono_tz::UTC, millis, pattern });
    }
    // The year that lost ten days has week numbers of its own in Java.
    let lost = -12_240_000_000_000..-12_187_000_000_000;
    cases.retain(|case| !lost.contains(&case.millis));
    compare(&cases);
}

#[test]
fn generated_patterns() {
    const LETTERS: &[&str] = &[
        "G", "y", "Y", "M", "L", "w", "W", "D", "d", "F", "E", "u", "a", "H", "k", "K", "h", "m", "s", "S",
        "Z", "X", "'", " ", "-", ":", "b", "é", "1",
    ];
    let mut random = Random(0x5eed_0005);
    let mut cases = Vec::new();
    for _ in 0..6000 {
        let mut pattern = String::new();
        for _ in 0..1 + random.below(5) {
            let letter = random.pick(LETTERS);
            pattern.extend(std::iter::repeat_n(letter, 1 + random.below(5)));
        }
        let zone = random.pick(ZONES).parse().expect("a zone");
        // 1970 to 2036.
        let millis = random.below(2_100_000_000) as i64 * 1000 + random.below(1000) as i64;
        cases.push(Case { zone, millis, pattern });
    }
    compare(&cases);
}
