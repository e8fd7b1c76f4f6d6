//! Text to instant, as `java.text.DateFormat.parse` reads it with a lenient calendar
//! and Locale US: blanks before a field are passed over, numbers stop at their first
//! other character (or at the letters' count where a number follows), names have any
//! case, and text after the last piece is left alone.

use chrono_tz::Tz;

use super::resolve::{Field, Stamped};
use super::text::Units;
use super::{DAYS, MONTHS, Piece, SimpleDateFormat, calendar, zone_text};

/// How much of a text is looked at, in UTF-16 units.
const REACH: usize = 4096;

/// How many years before now the years of two digits begin.
const CENTURY_WINDOW: i64 = 80;

impl SimpleDateFormat {
    /// The instant that a text names, in epoch milliseconds; `None` if the text does
    /// not begin as the pattern says. Fields that the pattern does not have are those of
    /// 1970-01-01 00:00:00 in `zone`, which counts unless the text names a zone. A year of
    /// two digits is within 80 years before and 20 years after `now_ms`. Month and day
    /// names are English.
    pub fn parse_time(&self, text: &str, zone: Tz, now_ms: i64) -> Option<i64> {
        let units: Vec<u16> = text.encode_utf16().take(REACH).collect();
        let window = Window::new(zone, now_ms);
        let mut reader = Reader { text: Units(&units), fields: Stamped::default(), zone, window, at: 0 };
        for (index, piece) in self.pieces.iter().enumerate() {
            match piece {
                Piece::Literal(literal) => reader.literal(literal)?,
                Piece::Field(letter, count) => {
                    // A number that another one follows is as long as its letters say.
                    let adjacent = self.pieces.get(index + 1).is_some_and(is_number);
                    reader.field(*letter, *count, adjacent)?;
                }
            }
        }
        if reader.at == 0 {
            return None;
        }
        reader.instant()
    }
}

/// Whether a piece is read as a number.
fn is_number(piece: &Piece) -> bool {
    match piece {
        Piece::Field('M' | 'L', count) => *count <= 2,
        Piece::Field(letter, _) => !matches!(letter, 'G' | 'E' | 'a' | 'z' | 'Z' | 'X'),
        Piece::Literal(_) => false,
    }
}

/// The hundred years that years of two digits belong to.
#[derive(Debug, Clone, Copy)]
struct Window {
    start_ms: i64,
    start_year: i32,
}

impl Window {
    fn new(zone: Tz, now_ms: i64) -> Self {
        let mut fields = calendar::Fields::new(now_ms, calendar::offset(now_ms, zone).seconds);
        fields.go_back(CENTURY_WINDOW);
        let local_ms = fields.local_millis();
        let offset = i64::from(calendar::offset_by_wall(local_ms, zone).seconds) * 1000;
        // A year within the era, as Java has it.
        let start_year = i32::try_from(fields.year).unwrap_or(i32::MAX);
        Window { start_ms: local_ms.saturating_sub(offset), start_year }
    }

    /// The year that ends in two digits, and whether that is the year in which the
    /// window begins, so that the date must decide.
    fn year(self, two_digits: i32) -> (i32, bool) {
        let first = self.start_year % 100;
        let century = self.start_year / 100 * 100 + if two_digits < first { 100 } else { 0 };
        (two_digits.saturating_add(century), two_digits == first)
    }
}

struct Reader<'t> {
    text: Units<'t>,
    fields: Stamped,
    zone: Tz,
    window: Window,
    at: usize,
}

impl Reader<'_> {
    fn literal(&mut self, literal: &str) -> Option<()> {
        for unit in literal.encode_utf16() {
            if self.text.get(self.at)? != unit {
                return None;
            }
            self.at += 1;
        }
        Some(())
    }

    fn field(&mut self, letter: char, count: usize, adjacent: bool) -> Option<()> {
        // Blanks are passed over, but names must begin where the field does.
        let start = self.at;
        let first = self.text.skip_blanks(start)?;
        match letter {
            'G' => self.named(Field::Era, &["Before Christ", "Anno Domini"], &["BC", "AD"], 0),
            'a' => self.named(Field::AmPm, &["AM", "PM"], &[], 0),
            'E' => self.named(Field::DayOfWeek, &DAYS, &DAYS.map(abbreviated), 1),
            'M' | 'L' if count > 2 => self.named(Field::Month, &MONTHS, &MONTHS.map(abbreviated), 0),
            'z' | 'Z' => self.zone_read(zone_text::general(self.text, start, first, self.zone)?),
            'X' => self.zone_read(zone_text::iso(self.text, first, count)?),
            _ => {
                let end = if adjacent { start + count } else { self.text.len() };
                let (value, after) = self.text.until(end)?.integer(first)?;
                self.at = after;
                self.number(letter, count, value, first)
            }
        }
    }

    /// The longest of the names at the cursor.
    fn named(&mut self, field: Field, long: &[&str], short: &[&str], from: i32) -> Option<()> {
        let matching = [long, short].into_iter().flat_map(|names| (from..).zip(names));
        let matching = matching.filter(|(_, name)| self.text.begins(self.at, name));
        let (value, name) = matching.max_by_key(|(_, name)| name.len())?;
        self.fields.set(field, value);
        self.at += name.len();
        Some(())
    }

    fn number(&mut self, letter: char, count: usize, value: i32, first: usize) -> Option<()> {
        let (field, value) = match letter {
            'y' | 'Y' => {
                let field = if letter == 'y' { Field::Year } else { Field::WeekYear };
                let two_digits = count <= 2 && self.at - first == 2 && value >= 0;
                let (value, ambiguous) = if two_digits { self.window.year(value) } else { (value, false) };
                self.fields.year_is_ambiguous = ambiguous || self.fields.year_is_ambiguous && !two_digits;
                (field, value)
            }
            'M' | 'L' => (Field::Month, value.wrapping_sub(1)),
            'd' => (Field::DayOfMonth, value),
            'D' => (Field::DayOfYear, value),
            'F' => (Field::DayOfWeekInMonth, value),
            'w' => (Field::WeekOfYear, value),
            'W' => (Field::WeekOfMonth, value),
            // Monday is 1; the calendar counts from Sunday. What is no day stays as it is.
            'u' => (Field::DayOfWeek, if (1..=7).contains(&value) { value % 7 + 1 } else { value }),
            'H' => (Field::HourOfDay, value),
            'k' => (Field::HourOfDay, if value == 24 { 0 } else { value }),
            'K' => (Field::Hour, value),
            'h' => (Field::Hour, if value == 12 { 0 } else { value }),
            'm' => (Field::Minute, value),
            's' => (Field::Second, value),
            'S' => (Field::Millisecond, value),
            _ => return None,
        };
        self.fields.set(field, value);
        Some(())
    }

    fn zone_read(&mut self, found: zone_text::Found) -> Option<()> {
        self.at = found.end;
        match found.clock {
            zone_text::Clock::Fixed(seconds) => self.fields.set_offset(seconds),
            zone_text::Clock::Zone(zone, saving) => {
                self.zone = zone;
                self.fields.set_saving(saving);
            }
        }
        Some(())
    }

    fn instant(mut self) -> Option<i64> {
        let instant = self.fields.instant(self.zone)?;
        if self.fields.year_is_ambiguous && instant < self.window.start_ms {
            self.fields.add_century();
            return self.fields.instant(self.zone);
        }
        Some(instant)
    }
}

fn abbreviated(name: &'static str) -> &'static str {
    &name[..3]
}

#[cfg(test)]
mod tests {
    use chrono_tz::UTC;
    use proptest::prelude::*;

    use super::*;

    /// 2024-05-17.
    const NOW: i64 = 1_715_940_000_000;

    fn parse(pattern: &str, text: &str, zone: Tz) -> Option<i64> {
        SimpleDateFormat::parse(pattern).expect(pattern).parse_time(text, zone, NOW)
    }

    #[test]
    fn times() {
        for (pattern, text, expected) in [
            ("yyyy-MM-dd HH:mm:ss", "2024-02-29 12:34:56", Some("2024-02-29T12:34:56.000")),
            ("yyyy-MM-dd HH:mm:ss", "2024-2-30 24:00:00 and more", Some("2024-03-02T00:00:00.000")),
            ("yyyyMMddHHmmssSSS", "20240229123456789", Some("2024-02-29T12:34:56.789")),
            ("MMM d, yyyy h:mm a", "march 3, 2024 12:05 pm", Some("2024-03-03T12:05:00.000")),
            ("yyyy-MM-dd'T'HH:mm:ssXXX", "2024-05-17T10:00:00+02:00", Some("2024-05-17T08:00:00.000")),
            ("HH:mm z", "10:00 PST", Some("1970-01-01T18:00:00.000")),
            ("HH:mm Z", "10:00 GMT-1:30", Some("1970-01-01T11:30:00.000")),
            ("yyyy D", "2024 366", Some("2024-12-31T00:00:00.000")),
            ("YYYY w E", "2024 1 Sun", Some("2023-12-31T00:00:00.000")),
            ("yyyy-MM-dd", "yesterday", None),
            ("yyyy-MM-dd", "2024-05", None),
            ("yyyy", "", None),
            ("", "text", None),
            ("yyyy", "999999999", None),
        ] {
            let format = SimpleDateFormat::parse("yyyy-MM-dd'T'HH:mm:ss.SSS").expect("a pattern");
            let time = parse(pattern, text, UTC).map(|millis| format.format(millis, UTC));
            assert_eq!(time.as_deref(), expected, "{pattern} on {text}");
        }
    }

    #[test]
    fn years_of_two_digits_are_from_80_years_ago_on() {
        for (text, expected) in
            [("44-05-16", "2044"), ("44-05-18", "1944"), ("43-01-01", "2043"), ("45-1-1", "1945")]
        {
            let millis = parse("yy-MM-dd", text, UTC).expect(text);
            let year = SimpleDateFormat::parse("yyyy").expect("a pattern").format(millis, UTC);
            assert_eq!(year, expected, "{text}");
        }
    }

    #[test]
    fn times_that_come_twice_or_not_at_all() {
        let berlin = chrono_tz::Europe::Berlin;
        // The later one, and an hour on.
        assert_eq!(parse("yyyy-MM-dd HH:mm", "2024-10-27 02:30", berlin), Some(1_729_992_600_000));
        assert_eq!(parse("yyyy-MM-dd HH:mm", "2024-03-31 02:30", berlin), Some(1_711_848_600_000));
        assert_eq!(parse("yyyy-MM-dd HH:mm z", "2024-10-27 02:30 CEST", berlin), Some(1_729_989_000_000));
    }

    proptest! {
        #[test]
        fn never_panics(
            pattern in "[GyYMLwWDdFEuaHkKhmsSzZX' :/-]{0,12}",
            text in r"[0-9A-Za-z +:/E\t-]{0,40}",
            now in any::<i64>(),
        ) {
            if let Ok(format) = SimpleDateFormat::parse(&pattern) {
                format.parse_time(&text, chrono_tz::Europe::Dublin, now);
            }
        }

        #[test]
        fn what_is_written_is_read(millis in 0i64..2_100_000_000_000) {
            let format = SimpleDateFormat::parse("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").expect("a pattern");
            let zone = chrono_tz::America::New_York;
            prop_assert_eq!(format.parse_time(&format.format(millis, zone), zone, NOW), Some(millis));
        }
    }
}
