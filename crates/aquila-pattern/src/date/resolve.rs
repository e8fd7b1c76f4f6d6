//! Fields that a text named become an instant, as Java's lenient `GregorianCalendar`
//! does it: of the ways to name a day the one named last counts, and what is out of
//! range carries over. Unlike in Java, years that no `Date` can hold name no instant.

use chrono_tz::Tz;

use super::calendar::{self, DAY};

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

    pub(super) fn value(&self, field: Field) -> i32 {
        self.values[field as usize]
    }

    pub(super) fn stamp(&self, field: Field) -> u32 {
        self.stamps[field as usize]
    }

    pub(super) fn is_set(&self, field: Field) -> bool {
        self.stamp(field) > 0
    }

    /// The later of two stamps if both fields are set.
    pub(super) fn both(&self, one: Field, other: Field) -> u32 {
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
}
