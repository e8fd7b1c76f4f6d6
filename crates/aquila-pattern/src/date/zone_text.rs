//! Zones as they are written in times: offsets of all forms, and names.

use chrono_tz::Tz;

use super::text::Units;
use super::zone_name;

/// A zone that was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) clock: Clock,
    /// Where the text goes on.
    pub(super) end: usize,
}

/// What a zone says of the clock.
#[derive(Debug, Clone, Copy)]
pub(super) enum Clock {
    /// So many seconds east of Greenwich.
    Fixed(i32),
    /// The clock of a zone, and whether the name says how much it is ahead for summer
    /// time, in seconds; else the zone's own rules do.
    Zone(Tz, Option<i32>),
}

/// What an offset may look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `h:mm`, `hh:mm`
    AfterGmt,
    /// `hhmm`
    Rfc822,
    /// `hh`
    Hours,
    /// `hh:mm`
    Colon,
}

/// `z` and `Z`: `+0100`, `GMT+1:00`, `GMT`, `CET`, `Central European Time`. After
/// blanks (`first` is behind them, `start` before) Java knows GMT as a name alone.
pub(super) fn general(text: Units<'_>, start: usize, first: usize, zone: Tz) -> Option<Found> {
    if let Some(sign) = sign(text, first) {
        return offset(text, first + 1, sign, Form::Rfc822);
    }
    if (text.is(first, 'G') || text.is(first, 'g')) && text.begins(start, "GMT") {
        let end = start + 3;
        return match sign(text, end) {
            Some(sign) => offset(text, end + 1, sign, Form::AfterGmt),
            None => Some(Found { clock: Clock::Fixed(0), end }),
        };
    }
    let name = zone_name::parse(text, first, zone)?;
    Some(Found { clock: Clock::Zone(name.zone, name.saving), end: first + name.length })
}

/// `X`, `XX` and `XXX`: `Z`, `+01`, `+0100`, `+01:00`.
pub(super) fn iso(text: Units<'_>, first: usize, count: usize) -> Option<Found> {
    if text.is(first, 'Z') {
        return Some(Found { clock: Clock::Fixed(0), end: first + 1 });
    }
    let form = match count {
        1 => Form::Hours,
        2 => Form::Rfc822,
        _ => Form::Colon,
    };
    offset(text, first + 1, sign(text, first)?, form)
}

fn sign(text: Units<'_>, at: usize) -> Option<i32> {
    match () {
        () if text.is(at, '+') => Some(1),
        () if text.is(at, '-') => Some(-1),
        () => None,
    }
}

fn offset(text: Units<'_>, mut at: usize, sign: i32, form: Form) -> Option<Found> {
    let mut hours = text.digit(at)?;
    at += 1;
    // Java wants to see what comes after a digit, even where that could be the end.
    text.get(at)?;
    match text.digit(at) {
        Some(digit) => {
            hours = hours * 10 + digit;
            at += 1;
        }
        None if form == Form::AfterGmt => {}
        None => return None,
    }
    let mut minutes = 0;
    if form != Form::Hours {
        if matches!(form, Form::AfterGmt | Form::Colon) {
            at += usize::from(text.is(at, ':').then_some(true)?);
        }
        minutes = text.digit(at)? * 10 + text.digit(at + 1)?;
        at += 2;
    }
    let valid = hours <= 23 && minutes <= 59;
    valid.then_some(Found { clock: Clock::Fixed(sign * (hours * 60 + minutes) * 60), end: at })
}
