//! Fields that a text named become an instant, as Java's lenient `GregorianCalendar`
//! does it: of the ways to name a day the one named last counts, and what is out of
//! range carries over. Unlike in Java, years that no `Date` can hold name no instant.

use chrono_tz::Tz;

use super::calendar::{self, CUTOVER, Calendar, DAY};

/// A field of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// 0 before Christ, 1 after.
    Era,
    Year,
    WeekYear,
    /// From 0.
    Month,
    WeekOfYear,
    WeekOfMonth,
    DayOfMonth,
    DayOfYear,
    /// From 1, Sunday.
    DayOfWeek,
    /// Which one of its kind in the month, from 1.
    DayOfWeekInMonth,
    AmPm,
    /// From 0 to 11.
    Hour,
    HourOfDay,
    Minute,
    Second,
    Millisecond,
}

const FIELDS: usize = Field::Millisecond as usize + 1;

/// The year without one.
const EPOCH_YEAR: i32 = 1970;

/// The year in which the Gregorian calendar began.
const CUTOVER_YEAR: i32 = 1582;

/// What a zone in the text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Offset {
    /// The rules of the zone count.
    #[default]
    Rules,
    /// Standard time of the zone and so many seconds of saving.
    Saving(i32),
    /// Seconds east of Greenwich.
    Fixed(i32),
}

/// Fields with their values and the order in which they were set.
#[derive(Debug, Clone, Default)]
pub(super) struct Stamped {
    values: [i32; FIELDS],
    /// 0 where a field is not set.
    stamps: [u32; FIELDS],
    last: u32,
    offset: Offset,
    /// Whether the year is the one in which the window of two-digit years begins.
    pub(super) year_is_ambiguous: bool,
}

/// Which fields name the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DayBy {
    DayOfMonth,
    WeekOfMonth,
    DayOfWeekInMonth,
    DayOfYear,
    WeekOfYear,
}

impl Stamped {
    pub(super) fn set(&mut self, field: Field, value: i32) {
        self.last += 1;
        self.values[field as usize] = value;
        self.stamps[field as usize] = self.last;
    }

    pub(super) fn set_offset(&mut self, seconds: i32) {
        self.offset = Offset::Fixed(seconds);
    }

    /// `None` leaves an offset that was read before in force, as Java does.
    pub(super) fn set_saving(&mut self, seconds: Option<i32>) {
        if let Some(seconds) = seconds {
            self.offset = Offset::Saving(seconds);
        }
    }

    pub(super) fn add_century(&mut self) {
        for field in [Field::Year, Field::WeekYear] {
            self.values[field as usize] = self.value(field).wrapping_add(100);
        }
    }

    /// The instant in epoch milliseconds.
    pub(super) fn instant(&self, zone: Tz) -> Option<i64> {
        let by_week_year = self.stamp(Field::WeekYear) > self.stamp(Field::Year);
        let local = if by_week_year { self.week_date()?.local_millis()? } else { self.local_millis()? };
        let seconds = match self.offset {
            Offset::Fixed(seconds) => seconds,
            Offset::Saving(saving) => calendar::offset_by_wall(local, zone).standard().saturating_add(saving),
            Offset::Rules => calendar::offset_by_wall(local, zone).seconds,
        };
        local.checked_sub(i64::from(seconds) * 1000)
    }

    fn value(&self, field: Field) -> i32 {
        self.values[field as usize]
    }

    fn stamp(&self, field: Field) -> u32 {
        self.stamps[field as usize]
    }

    fn is_set(&self, field: Field) -> bool {
        self.stamp(field) > 0
    }

    /// The later of two stamps if both fields are set.
    fn both(&self, one: Field, other: Field) -> u32 {
        match (self.stamp(one), self.stamp(other)) {
            (0, _) | (_, 0) => 0,
            (one, other) => one.max(other),
        }
    }

    /// The fields with the day of a week year put in as year, month and day.
    fn week_date(&self) -> Option<Stamped> {
        let mut week =
            if self.is_set(Field::WeekOfYear) { i64::from(self.value(Field::WeekOfYear)) } else { 1 };
        let mut weekday =
            if self.is_set(Field::DayOfWeek) { i64::from(self.value(Field::DayOfWeek)) } else { 1 };
        if !(1..=7).contains(&weekday) {
            // It is still as read, Monday 1, and may be weeks away.
            week += (weekday - 1).div_euclid(7);
            weekday = (weekday - 1).rem_euclid(7) + 1;
            weekday = weekday % 7 + 1;
        }
        // The era is that of the other fields.
        let era = calendar::Fields::new(self.local_millis()?, 0).era_is_common;
        let mut first = Stamped::default();
        first.set(Field::Era, i32::from(era));
        first.set(Field::Year, self.value(Field::WeekYear));
        first.set(Field::WeekOfYear, 1);
        first.set(Field::DayOfWeek, 1);
        let days = weekday - 1 + 7 * (week - 1);
        let date = calendar::Fields::new(first.local_millis()?.checked_add(days * DAY)?, 0);
        let mut fields = self.clone();
        fields.set(Field::Era, i32::from(date.era_is_common));
        fields.set(Field::Year, i32::try_from(date.year).ok()?);
        fields.set(Field::Month, i32::try_from(date.month - 1).ok()?);
        fields.set(Field::DayOfMonth, i32::try_from(date.day).ok()?);
        Some(fields)
    }

    /// The time on the wall, in milliseconds as if in UTC.
    fn local_millis(&self) -> Option<i64> {
        let time = self.time_of_day();
        let day = self.day(time.div_euclid(DAY))?;
        day.checked_mul(DAY)?.checked_add(time.rem_euclid(DAY))
    }

    fn time_of_day(&self) -> i64 {
        let value = |field| i64::from(self.value(field));
        let by_half_day = self.both(Field::Hour, Field::AmPm);
        let by_hour_of_day = self.stamp(Field::HourOfDay);
        let hours = if by_hour_of_day > 0 && by_hour_of_day >= by_half_day {
            value(Field::HourOfDay)
        } else {
            value(Field::Hour) + 12 * value(Field::AmPm)
        };
        ((hours * 60 + value(Field::Minute)) * 60 + value(Field::Second)) * 1000 + value(Field::Millisecond)
    }

    /// The day since 1970, `extra` days later.
    fn day(&self, extra: i64) -> Option<i64> {
        let mut year = if self.is_set(Field::Year) { self.value(Field::Year) } else { EPOCH_YEAR };
        if self.is_set(Field::Era) && self.value(Field::Era) == 0 {
            year = 1i32.checked_sub(year)?;
        }
        let by = self.day_by();
        let day = |calendar| Some(extra + self.day_in(calendar, year, by)?);
        let (gregorian, julian) = (day(Calendar::Gregorian)?, day(Calendar::Julian)?);
        // What is reckoned from the start of that year is Julian in all of it.
        let from_new_year = matches!(by, DayBy::DayOfYear | DayBy::WeekOfYear);
        let is_julian = year < CUTOVER_YEAR || year == CUTOVER_YEAR && from_new_year || gregorian < CUTOVER;
        Some(if is_julian { julian } else { gregorian })
    }

    /// Which way to name a day was completed last.
    fn day_by(&self) -> DayBy {
        use Field::{DayOfMonth, DayOfWeek, DayOfWeekInMonth, DayOfYear, Month, WeekOfMonth, WeekOfYear};
        let mut of_month = self.both(WeekOfMonth, DayOfWeek);
        let mut in_month = self.both(DayOfWeekInMonth, DayOfWeek);
        let mut of_year = self.both(WeekOfYear, DayOfWeek);
        let mut by_day = self.stamp(DayOfMonth);
        let by_day_of_year = self.stamp(DayOfYear);
        let mut best = by_day.max(of_month).max(in_month).max(by_day_of_year).max(of_year);
        if best == 0 {
            // None is complete: a part will do, and without any the month.
            of_month = self.stamp(WeekOfMonth);
            in_month = self.stamp(DayOfWeekInMonth).max(self.stamp(DayOfWeek));
            of_year = self.stamp(WeekOfYear);
            best = of_month.max(in_month).max(of_year);
            if best == 0 {
                by_day = self.stamp(Month);
                best = by_day;
            }
        }
        let newer = |field| self.stamp(field) >= self.stamp(WeekOfYear);
        if best == by_day {
            return DayBy::DayOfMonth;
        }
        if best == of_month && newer(WeekOfMonth) || best == in_month && newer(DayOfWeekInMonth) {
            return match of_month.cmp(&in_month) {
                std::cmp::Ordering::Equal if self.stamp(WeekOfMonth) >= self.stamp(DayOfWeekInMonth) => {
                    DayBy::WeekOfMonth
                }
                std::cmp::Ordering::Equal => DayBy::DayOfWeekInMonth,
                _ if best == of_month => DayBy::WeekOfMonth,
                _ => DayBy::DayOfWeekInMonth,
            };
        }
        if best == by_day_of_year { DayBy::DayOfYear } else { DayBy::WeekOfYear }
    }

    /// The day since 1970 that the fields name in one of the two calendars.
    fn day_in(&self, calendar: Calendar, year: i32, by: DayBy) -> Option<i64> {
        let of_month = !matches!(by, DayBy::DayOfYear | DayBy::WeekOfYear);
        let months = if of_month { self.value(Field::Month) } else { 0 };
        let year = year.checked_add(months.div_euclid(12))?;
        let month = months.rem_euclid(12);
        let first = calendar.day(i64::from(year), i64::from(month) + 1);
        let weekday = self.is_set(Field::DayOfWeek).then(|| i64::from(self.value(Field::DayOfWeek)));
        let value = |field| i64::from(self.value(field));
        Some(match by {
            DayBy::DayOfMonth if !self.is_set(Field::DayOfMonth) => first,
            DayBy::DayOfMonth => first + value(Field::DayOfMonth) - 1,
            DayBy::DayOfYear => first + value(Field::DayOfYear) - 1,
            DayBy::WeekOfMonth => week(first, weekday) + 7 * (value(Field::WeekOfMonth) - 1),
            DayBy::WeekOfYear => week(first, weekday) + 7 * (value(Field::WeekOfYear) - 1),
            DayBy::DayOfWeekInMonth => {
                let weekday = weekday.unwrap_or(1);
                let which =
                    if self.is_set(Field::DayOfWeekInMonth) { value(Field::DayOfWeekInMonth) } else { 1 };
                // Below zero they count from the month's end.
                let length = if which < 0 {
                    calendar::month_length(i64::from(year), i64::from(month) + 1) + 7
                } else {
                    0
                };
                on_or_before(first + length + 7 * which - 1, weekday)
            }
        })
    }
}

/// The weekday in the week, from Sunday on, that holds a day.
fn week(day: i64, weekday: Option<i64>) -> i64 {
    let sunday = on_or_before(day, 1);
    weekday.map_or(sunday, |weekday| on_or_before(sunday + 6, weekday))
}

/// The last day up to `day` that has a weekday, from 1, Sunday.
fn on_or_before(day: i64, weekday: i64) -> i64 {
    // 1970-01-01 was a Thursday.
    day - (day + 4 - (weekday - 1)).rem_euclid(7)
}
