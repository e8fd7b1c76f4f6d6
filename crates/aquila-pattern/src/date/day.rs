//! The day that fields name. There are five ways to name one; the one that was
//! completed last counts, and where none is, the parts of one will do.

use super::calendar::{self, CUTOVER, Calendar};
use super::resolve::{Field, Stamped};

/// The year without one.
const EPOCH_YEAR: i32 = 1970;

/// The year in which the Gregorian calendar began.
const CUTOVER_YEAR: i32 = 1582;

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
    /// The day since 1970, `extra` days later.
    pub(super) fn day(&self, extra: i64) -> Option<i64> {
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
