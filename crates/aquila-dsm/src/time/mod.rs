//! Times as logs write them, as epoch milliseconds.
//!
//! Formats are told apart by their looks: ISO 8601 and its relatives, epoch
//! numbers, Microsoft's `/Date(...)/`, US and syslog and web-server dates. What is
//! outside the years 1980 to 2100 is no time.

mod calendar;

use chrono::{NaiveDateTime, TimeZone};
use chrono_tz::Tz;

/// What a time means that does not say it all.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    /// Zone of local times.
    pub(crate) timezone: Tz,
    /// The file's modification time: a date without a year lies before it.
    pub(crate) reference_ms: i64,
}

/// The zone of a time that is written without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Zone {
    /// Coordinated universal time.
    #[default]
    Utc,
    /// The zone of the machine that wrote the log.
    Local,
}

const EARLIEST_MS: i64 = 315_532_800_000;
const LATEST_MS: i64 = 4_133_980_800_000;

/// The time that `text` says, if it says one.
pub(crate) fn parse(text: &str, zone: Zone, reading: Reading) -> Option<i64> {
    let text = text.trim();
    let ms = match text.as_bytes() {
        [b'/' | b'D', ..] => ticks(text)?,
        [first, ..] if first.is_ascii_digit() => epoch(text)
            .or_else(|| iso(text, zone, reading))
            .or_else(|| calendar::parse(text, zone, reading))?,
        _ => calendar::parse(text, zone, reading)?,
    };
    sane(ms)
}

/// The time that `text` says in the format given (chrono's letters).
pub(crate) fn parse_as(text: &str, format: &str, zone: Zone, reading: Reading) -> Option<i64> {
    let text = text.trim();
    let ms = match chrono::DateTime::parse_from_str(text, format) {
        Ok(time) => time.timestamp_millis(),
        Err(_) => resolve(NaiveDateTime::parse_from_str(text, format).ok()?, zone, reading)?,
    };
    sane(ms)
}

fn sane(ms: i64) -> Option<i64> {
    (EARLIEST_MS..LATEST_MS).contains(&ms).then_some(ms)
}

/// Seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by
/// size; seconds may have a fraction.
fn epoch(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !(9..=19).contains(&whole.len()) || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit())
    {
        return None;
    }
    let value: i64 = whole.parse().ok()?;
    match whole.len() {
        9 | 10 => Some(value * 1000 + millis(fraction)),
        12 | 13 => Some(value),
        15 | 16 => Some(value / 1000),
        18 | 19 => Some(value / 1_000_000),
        _ => None,
    }
}

/// `/Date(1620000000000)/`, as .NET's JSON writes it.
fn ticks(text: &str) -> Option<i64> {
    let inside = text.trim_matches('/').strip_prefix("Date(")?.strip_suffix(')')?;
    inside.split(['+', '-']).next()?.parse().ok()
}

/// The milliseconds in the digits after a decimal point.
fn millis(fraction: &str) -> i64 {
    fraction
        .bytes()
        .chain(std::iter::repeat(b'0'))
        .take(3)
        .fold(0, |sum, digit| sum * 10 + i64::from(digit.wrapping_sub(b'0') % 10))
}

/// `2024-05-01T10:00:00.1234567+02:00` and its relatives: a blank for the `T`,
/// slashes for the dashes, a comma for the point, no seconds, no zone.
fn iso(text: &str, zone: Zone, reading: Reading) -> Option<i64> {
    let bytes = text.as_bytes();
    if bytes.len() < 16
        || !matches!(bytes[4], b'-' | b'/')
        || !matches!(bytes[7], b'-' | b'/')
        || !matches!(bytes[10], b'T' | b't' | b' ')
        || bytes[13] != b':'
    {
        return None;
    }
    let number = |from: usize, to: usize| -> Option<u32> {
        bytes
            .get(from..to)?
            .iter()
            .try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0')))
    };
    let mut rest = &text.get(16..)?;
    let mut seconds = 0;
    let tail;
    if bytes.get(16) == Some(&b':') {
        seconds = number(17, 19)?;
        tail = text.get(19..)?;
        rest = &tail;
    }
    let (ms, offset) = match rest.strip_prefix(['.', ',']) {
        Some(after) => {
            let end = after.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(after.len());
            (millis(&after[..end]), &after[end..])
        }
        None => (0, *rest),
    };
    let date = chrono::NaiveDate::from_ymd_opt(number(0, 4)? as i32, number(5, 7)?, number(8, 10)?)?;
    let time = date.and_hms_opt(number(11, 13)?, number(14, 16)?, seconds.min(59))?;
    let local = time.and_utc().timestamp_millis() + ms;
    match calendar::offset_minutes(offset.trim()) {
        Some(minutes) => Some(local - i64::from(minutes) * 60_000),
        None if offset.trim().is_empty() => Some(resolve(time, zone, reading)? + ms),
        None => None,
    }
}

/// A time without a zone, read in `zone`. An hour that the clocks skip is read as
/// if they had not been changed yet.
fn resolve(time: NaiveDateTime, zone: Zone, reading: Reading) -> Option<i64> {
    if zone == Zone::Utc || reading.timezone == Tz::UTC {
        return Some(time.and_utc().timestamp_millis());
    }
    let at = |time: &NaiveDateTime| reading.timezone.from_local_datetime(time).earliest();
    match at(&time) {
        Some(time) => Some(time.timestamp_millis()),
        None => {
            let hour = chrono::TimeDelta::hours(1);
            Some(at(&(time - hour))?.timestamp_millis() + hour.num_milliseconds())
        }
    }
}

#[cfg(test)]
mod tests;
