//! Dates with slashes or month names, read word by word.

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use super::{Reading, Zone, millis, resolve};

#[derive(Debug, Default)]
struct Parts {
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
    /// Hour, minute, second, millisecond.
    clock: Option<(u32, u32, u32, i64)>,
    afternoon: Option<bool>,
    /// Minutes east of UTC.
    offset: Option<i32>,
}

/// `5/17/2021 9:47:31 AM`, `Jun 14 15:19:02`, `Mon Aug 28 08:04:30 2023`,
/// `28/Aug/2023:08:04:30 +0000`, `Mon, 28 Aug 2023 08:04:30 GMT`.
pub(super) fn parse(text: &str, zone: Zone, reading: Reading) -> Option<i64> {
    if text.len() > 48 {
        return None;
    }
    let mut parts = Parts::default();
    for word in text.trim_matches(['[', ']']).split([' ', ',']).filter(|word| !word.is_empty()) {
        parts.take(word)?;
    }
    let (hour, minute, second, ms) = parts.clock?;
    let hour = match parts.afternoon {
        Some(afternoon) if (1..=12).contains(&hour) => hour % 12 + if afternoon { 12 } else { 0 },
        Some(_) => return None,
        None => hour,
    };
    let at = |year: i32| -> Option<i64> {
        let date = NaiveDate::from_ymd_opt(year, parts.month?, parts.day?)?;
        let time: NaiveDateTime = date.and_hms_opt(hour, minute, second.min(59))?;
        let base = match parts.offset {
            Some(minutes) => time.and_utc().timestamp_millis() - i64::from(minutes) * 60_000,
            None => resolve(time, zone, reading)?,
        };
        Some(base + ms)
    };
    match parts.year {
        Some(year) => at(year),
        None => {
            // Clocks differ by up to a day between zones; older than that by a year.
            let limit = reading.reference_ms + 86_400_000;
            let year = chrono::DateTime::from_timestamp_millis(limit)?.year();
            (0..5).filter_map(|back| at(year - back)).find(|ms| *ms <= limit)
        }
    }
}

impl Parts {
    fn take(&mut self, word: &str) -> Option<()> {
        if let Some(month) = month(word) {
            self.month.is_none().then(|| self.month = Some(month))
        } else if WEEKDAYS.contains(&word.get(..3).unwrap_or_default()) {
            Some(())
        } else if word.contains('/') {
            self.slashed(word)
        } else if word.contains(':') && word.as_bytes()[0].is_ascii_digit() {
            self.clock(word)
        } else if let Some(minutes) = offset_minutes(word) {
            self.offset = Some(minutes);
            Some(())
        } else if word.eq_ignore_ascii_case("am") || word.eq_ignore_ascii_case("pm") {
            self.afternoon = Some(word.eq_ignore_ascii_case("pm"));
            Some(())
        } else {
            self.number(word)
        }
    }

    fn number(&mut self, word: &str) -> Option<()> {
        let value: u32 = word.parse().ok()?;
        match word.len() {
            1 | 2 if self.day.is_none() => self.day = Some(value),
            4 if self.year.is_none() => self.year = Some(value as i32),
            _ => return None,
        }
        Some(())
    }

    /// `5/17/2021`, as the US writes it, or `28/Aug/2023:08:04:30`.
    fn slashed(&mut self, word: &str) -> Option<()> {
        let (date, clock) = word.split_once(':').map_or((word, None), |(date, clock)| (date, Some(clock)));
        let mut pieces = date.split('/');
        let (first, second, year) = (pieces.next()?, pieces.next()?, pieces.next()?);
        match month(second) {
            Some(month) => (self.day, self.month) = (Some(first.parse().ok()?), Some(month)),
            None => (self.month, self.day) = (Some(first.parse().ok()?), Some(second.parse().ok()?)),
        }
        self.year = Some(year.parse().ok().filter(|_| year.len() == 4)?);
        match clock {
            Some(clock) => self.clock(clock),
            None => Some(()),
        }
    }

    fn clock(&mut self, word: &str) -> Option<()> {
        let (clock, fraction) = word.split_once('.').unwrap_or((word, ""));
        let mut pieces = clock.split(':');
        let (hour, minute) = (pieces.next()?.parse().ok()?, pieces.next()?.parse().ok()?);
        let second = pieces.next().map_or(Some(0), |second| second.parse().ok())?;
        let plain = pieces.next().is_none() && self.clock.is_none();
        plain.then(|| self.clock = Some((hour, minute, second, millis(fraction))))
    }
}

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

fn month(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let start = word.get(..3)?.to_ascii_lowercase();
    let position = MONTHS.iter().position(|month| *month == start)?;
    word.bytes().all(|b| b.is_ascii_alphabetic()).then_some(position as u32 + 1)
}

/// `Z`, `UTC`, `GMT`, `+02:00`, `+0200`, `-05`: minutes east of UTC.
pub(super) fn offset_minutes(text: &str) -> Option<i32> {
    if matches!(text, "Z" | "z" | "UTC" | "GMT") {
        return Some(0);
    }
    let (sign, digits) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => return None,
    };
    let plain: String = digits.chars().filter(|c| *c != ':').collect();
    let whole = matches!(plain.len(), 2 | 4) && plain.bytes().all(|b| b.is_ascii_digit());
    let value: i32 = if whole { plain.parse().ok()? } else { return None };
    let minutes = if plain.len() == 2 { value * 60 } else { value / 100 * 60 + value % 100 };
    Some(sign * minutes)
}
