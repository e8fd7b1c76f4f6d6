//! Java's GregorianCalendar, as far as formatting needs it: Julian before
//! 1582-10-15, weeks that start on Sunday and count from the one that holds
//! January 1 (Locale US).

use chrono::{DateTime, LocalResult, Offset, TimeZone};
use chrono_tz::{OffsetComponents, Tz};

/// A day in milliseconds.
pub(super) const DAY: i64 = 86_400_000;

/// The first day of the Gregorian calendar, 1582-10-15, in days since 1970.
pub(super) const CUTOVER: i64 = -141_427;

/// How a zone's clocks stand at an instant.
#[derive(Debug, Clone, Copy)]
pub(super) struct ZoneOffset {
    /// East of Greenwich.
    pub(super) seconds: i32,
    /// Whether that is summer time.
    pub(super) daylight: bool,
    /// How many of the seconds are due to that.
    pub(super) saving: i32,
}

impl ZoneOffset {
    fn new(offset: &(impl Offset + OffsetComponents)) -> Self {
        let seconds = offset.fix().local_minus_utc();
        let saving = offset.dst_offset();
        let saving_seconds = i32::try_from(saving.num_seconds()).unwrap_or(0);
        ZoneOffset { seconds, daylight: !saving.is_zero(), saving: saving_seconds }
    }

    /// East of Greenwich without summer time.
    pub(super) fn standard(self) -> i32 {
        self.seconds - self.saving
    }
}

/// The offset of a zone at an instant; instants out of chrono's reach take that
/// of the nearest one within.
pub(super) fn offset(millis: i64, zone: Tz) -> ZoneOffset {
    let reach = (DateTime::<chrono::Utc>::MIN_UTC, DateTime::<chrono::Utc>::MAX_UTC);
    let instant = DateTime::from_timestamp_millis(millis)
        .unwrap_or(if millis < 0 { reach.0 } else { reach.1 })
        .naive_utc();
    ZoneOffset::new(&zone.offset_from_utc_datetime(&instant))
}

/// The offset of a zone by the time on its wall, in milliseconds as if in UTC. Of a time
/// that comes twice it is the later, and one that is left out counts on from before.
pub(super) fn offset_by_wall(local_ms: i64, zone: Tz) -> ZoneOffset {
    let Some(wall) = DateTime::from_timestamp_millis(local_ms).map(|wall| wall.naive_utc()) else {
        return offset(local_ms, zone);
    };
    match zone.offset_from_local_datetime(&wall) {
        LocalResult::Single(offset) | LocalResult::Ambiguous(_, offset) => ZoneOffset::new(&offset),
        LocalResult::None => offset(local_ms.saturating_sub(DAY), zone),
    }
}

/// An instant, taken apart on the clocks of a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fields {
    pub(super) era_is_common: bool,
    /// Within the era, from 1.
    pub(super) year: i64,
    /// From 1.
    pub(super) month: i64,
    pub(super) day: i64,
    /// From 1.
    pub(super) day_of_year: i64,
    /// From 0, Sunday.
    pub(super) weekday: i64,
    pub(super) hour: i64,
    pub(super) minute: i64,
    pub(super) second: i64,
    pub(super) millisecond: i64,
    /// With a year 0 before 1, and the length of that year.
    proleptic_year: i64,
    year_length: i64,
}

impl Fields {
    pub(super) fn new(millis: i64, offset_seconds: i32) -> Self {
        // Days first, so that the largest instants do not overflow.
        let shifted = millis.rem_euclid(DAY) + i64::from(offset_seconds) * 1000;
        let days = millis.div_euclid(DAY) + shifted.div_euclid(DAY);
        let time = shifted.rem_euclid(DAY);
        let (proleptic_year, month, day) = civil(days);
        let first = first_of_year(proleptic_year);
        Fields {
            era_is_common: proleptic_year > 0,
            year: if proleptic_year > 0 { proleptic_year } else { 1 - proleptic_year },
            month,
            day,
            day_of_year: days - first + 1,
            weekday: (days + 4).rem_euclid(7),
            hour: time / 3_600_000,
            minute: time / 60_000 % 60,
            second: time / 1000 % 60,
            millisecond: time % 1000,
            proleptic_year,
            year_length: first_of_year(proleptic_year + 1) - first,
        }
    }

    /// The same day some years before, or the month's last one.
    pub(super) fn go_back(&mut self, years: i64) {
        self.proleptic_year -= years;
        self.year = if self.proleptic_year > 0 { self.proleptic_year } else { 1 - self.proleptic_year };
        self.era_is_common = self.proleptic_year > 0;
        self.day = self.day.min(month_length(self.proleptic_year, self.month));
    }

    /// The time on the wall, in milliseconds as if in UTC, by year, month, day and time.
    pub(super) fn local_millis(&self) -> i64 {
        let day = |calendar: Calendar| calendar.day(self.proleptic_year, self.month) + self.day - 1;
        let gregorian = day(Calendar::Gregorian);
        let day = if gregorian >= CUTOVER { gregorian } else { day(Calendar::Julian) };
        let minutes = self.hour * 60 + self.minute;
        day.saturating_mul(DAY).saturating_add((minutes * 60 + self.second) * 1000 + self.millisecond)
    }

    /// From 0, January.
    pub(super) fn month0(&self) -> usize {
        (self.month - 1).unsigned_abs() as usize
    }

    /// From 0, Sunday.
    pub(super) fn weekday_from_sunday(&self) -> usize {
        self.weekday.unsigned_abs() as usize
    }

    /// Whether the week's Saturday lies in the next year, whose first week it is.
    fn is_in_first_week_of_next_year(&self) -> bool {
        self.day_of_year + 6 - self.weekday > self.year_length
    }

    pub(super) fn week_year(&self) -> i64 {
        self.proleptic_year + i64::from(self.is_in_first_week_of_next_year())
    }

    pub(super) fn week_of_year(&self) -> i64 {
        if self.is_in_first_week_of_next_year() { 1 } else { self.week(self.day_of_year) }
    }

    pub(super) fn week_of_month(&self) -> i64 {
        self.week(self.day)
    }

    /// The week of the `day`-th day of a period, counted from its first day's week.
    fn week(&self, day: i64) -> i64 {
        let first_weekday = (self.weekday - (day - 1)).rem_euclid(7);
        (day - 1 + first_weekday) / 7 + 1
    }
}

/// One of the two calendars, reckoned through all times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Calendar {
    Julian,
    Gregorian,
}

impl Calendar {
    /// The day since 1970 of the first of a month, from 1; there is a year 0.
    pub(super) fn day(self, year: i64, month: i64) -> i64 {
        let year = year - i64::from(month <= 2);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5;
        let days = year * 365 + year.div_euclid(4) + day_of_year;
        match self {
            Calendar::Julian => days - 719_470,
            Calendar::Gregorian => days - year.div_euclid(100) + year.div_euclid(400) - 719_468,
        }
    }
}

/// How many days a month has, from 1, in the calendar of its year.
pub(super) fn month_length(year: i64, month: i64) -> i64 {
    let calendar = if year > 1582 { Calendar::Gregorian } else { Calendar::Julian };
    let (next_year, next) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    calendar.day(next_year, next) - calendar.day(year, month)
}

/// Year (with a year 0), month and day of a day since 1970. The year is reckoned
/// from March, so that the leap day is its last.
fn civil(days: i64) -> (i64, i64, i64) {
    let (year, day_of_year) = if days >= CUTOVER {
        let days = days + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        (year + era * 400, of_era - (365 * year + year / 4 - year / 100))
    } else {
        let days = days + 719_470;
        let era = days.div_euclid(1461);
        let of_era = days.rem_euclid(1461);
        let year = (of_era - of_era / 1460) / 365;
        (year + era * 4, of_era - 365 * year)
    };
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + i64::from(month <= 2), month, day)
}

/// The day since 1970 of a January 1.
fn first_of_year(year: i64) -> i64 {
    let calendar = if year > 1582 { Calendar::Gregorian } else { Calendar::Julian };
    calendar.day(year, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calendars_meet() {
        assert_eq!(civil(CUTOVER), (1582, 10, 15));
        assert_eq!(civil(CUTOVER - 1), (1582, 10, 4));
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(Fields::new(CUTOVER * DAY, 0).weekday, 5);
        assert_eq!(Fields::new(CUTOVER * DAY, 0).year_length, 355);
    }

    #[test]
    fn first_days_agree_with_the_calendar() {
        for year in (-4000..4000).chain([1_000_000, -1_000_000]) {
            assert_eq!(civil(first_of_year(year)), (year, 1, 1));
        }
    }

    #[test]
    fn offsets_cross_midnight_both_ways() {
        assert_eq!(Fields::new(0, -1).day, 31);
        assert_eq!(Fields::new(DAY - 1, 1).day, 2);
    }
}
