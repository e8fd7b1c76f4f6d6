//! Java's SimpleDateFormat with Locale US: patterns and how each letter prints.
//! The fields come from `calendar`, the zone names from `zone_name`.
//!
//! ```text
//! instant -> calendar -> text                                     format
//! text -> parse (text, zone_text) -> resolve (day) -> instant     parse_time
//! ```
//!
//! Known differences: before 1900, and after the last change of clocks that the
//! zone data lists, Java reckons the offset of some zones in another way; its week
//! years before year 1 and its week numbers of 1582 follow no rule. In texts that are
//! read, zones are known by the names that are printed; Java knows some more.

use chrono_tz::Tz;

use self::calendar::Fields;

mod calendar;
mod day;
mod parse;
mod resolve;
mod text;
mod zone_name;
mod zone_text;

/// All letters that mean something.
const LETTERS: &str = "GyMdkHmsSEDFwWahKzZYuXL";

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// A parsed pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimpleDateFormat {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Literal(String),
    /// A letter and how often it stood there.
    Field(char, usize),
}

impl SimpleDateFormat {
    /// Reads a pattern; the error says in words what Java would throw for.
    pub fn parse(pattern: &str) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut literal = String::new();
        let mut rest = pattern.chars().peekable();
        let mut quoted = false;
        while let Some(c) = rest.next() {
            match c {
                '\'' if rest.next_if_eq(&'\'').is_some() => literal.push('\''),
                '\'' => quoted = !quoted,
                c if !quoted && c.is_ascii_alphabetic() => {
                    let mut count = 1;
                    while rest.next_if_eq(&c).is_some() {
                        count += 1;
                    }
                    check_field(c, count)?;
                    if !literal.is_empty() {
                        pieces.push(Piece::Literal(std::mem::take(&mut literal)));
                    }
                    pieces.push(Piece::Field(c, count));
                }
                c => literal.push(c),
            }
        }
        if quoted {
            return Err(
                "a quote is open at the end of the date pattern, write '' for a quote itself".to_owned()
            );
        }
        if !literal.is_empty() {
            pieces.push(Piece::Literal(literal));
        }
        Ok(SimpleDateFormat { pieces })
    }

    /// The text of an instant.
    pub fn format(&self, millis: i64, zone: Tz) -> String {
        let offset = calendar::offset(millis, zone);
        let fields = Fields::new(millis, offset.seconds);
        let mut out = String::with_capacity(self.pieces.len() * 3);
        for piece in &self.pieces {
            match piece {
                Piece::Literal(text) => out.push_str(text),
                Piece::Field('z', count) => {
                    out.push_str(&zone_name::display(zone, offset, *count >= 4));
                }
                Piece::Field(letter, count) => push_field(&mut out, &fields, offset.seconds, *letter, *count),
            }
        }
        out
    }
}

fn check_field(letter: char, count: usize) -> Result<(), String> {
    if !LETTERS.contains(letter) {
        return Err(format!(
            "'{letter}' is no letter of a date pattern, use one of {LETTERS} or put text in quotes"
        ));
    }
    if letter == 'X' && count > 3 {
        return Err(format!("a zone is written X, XX or XXX, not {count} times X"));
    }
    Ok(())
}

fn push_field(out: &mut String, fields: &Fields, offset: i32, letter: char, count: usize) {
    let long = count >= 4;
    match letter {
        'G' => out.push_str(if fields.era_is_common { "AD" } else { "BC" }),
        'y' => push_year(out, fields.year, count),
        'Y' => push_year(out, fields.week_year(), count),
        'M' | 'L' if count >= 3 => out.push_str(name(&MONTHS, fields.month0(), long)),
        'M' | 'L' => push_number(out, fields.month, count),
        'E' => out.push_str(name(&DAYS, fields.weekday_from_sunday(), long)),
        'a' => out.push_str(if fields.hour < 12 { "AM" } else { "PM" }),
        'Z' => push_offset(out, offset, ""),
        'X' => push_iso_offset(out, offset, count),
        letter => push_number(out, number(fields, letter), count),
    }
}

/// The letters that are plain numbers.
fn number(fields: &Fields, letter: char) -> i64 {
    match letter {
        'd' => fields.day,
        'D' => fields.day_of_year,
        'F' => (fields.day - 1) / 7 + 1,
        'w' => fields.week_of_year(),
        'W' => fields.week_of_month(),
        'u' => (fields.weekday + 6) % 7 + 1,
        'H' => fields.hour,
        'k' => (fields.hour + 23) % 24 + 1,
        'K' => fields.hour % 12,
        'h' => (fields.hour + 11) % 12 + 1,
        'm' => fields.minute,
        's' => fields.second,
        // 'S', the last one left.
        _ => fields.millisecond,
    }
}

/// The full name, or its first three letters: true of all English ones.
fn name<const N: usize>(names: &[&'static str; N], index: usize, long: bool) -> &'static str {
    let name = names[index % N];
    if long { name } else { &name[..3] }
}

/// Two letters clip to two digits; any other number of them pads.
fn push_year(out: &mut String, year: i64, count: usize) {
    match count {
        2 if year < 0 => out.push_str(&format!("-{:02}", year.unsigned_abs() % 100)),
        2 => push_number(out, year % 100, 2),
        _ => push_number(out, year, count),
    }
}

/// The sign is not one of the digits that are padded to.
fn push_number(out: &mut String, number: i64, digits: usize) {
    if number < 0 {
        out.push('-');
    }
    let text = number.unsigned_abs().to_string();
    out.extend(std::iter::repeat_n('0', digits.saturating_sub(text.len())));
    out.push_str(&text);
}

/// `+0100`, with a separator between hours and minutes.
fn push_offset(out: &mut String, seconds: i32, separator: &str) {
    let minutes = seconds / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.abs();
    out.push_str(&format!("{sign}{:02}{separator}{:02}", minutes / 60, minutes % 60));
}

fn push_iso_offset(out: &mut String, seconds: i32, count: usize) {
    match count {
        _ if seconds == 0 => out.push('Z'),
        1 => {
            let minutes = seconds / 60;
            out.push_str(&format!("{}{:02}", if minutes < 0 { '-' } else { '+' }, minutes.abs() / 60));
        }
        2 => push_offset(out, seconds, ""),
        _ => push_offset(out, seconds, ":"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(pattern: &str, millis: i64) -> String {
        SimpleDateFormat::parse(pattern).expect("a pattern").format(millis, chrono_tz::UTC)
    }

    #[test]
    fn each_letter() {
        // 2008-02-29 is a Friday, day 60, in week 9, the fifth Friday.
        let friday = 1_204_297_445_006; // 15:04:05.006
        for (pattern, expected) in [
            ("G GGGG", "AD AD"),
            ("y yy yyy yyyy yyyyy", "2008 08 2008 2008 02008"),
            ("M MM MMM MMMM MMMMM", "2 02 Feb February February"),
            ("w W D d F", "9 5 60 29 5"),
            ("ww DDDD dd", "09 0060 29"),
            ("E EEE EEEE u", "Fri Fri Friday 5"),
            ("a H k K h", "PM 15 15 3 3"),
            ("m s S SSS SSSS", "4 5 6 006 0006"),
            ("z zzzz Z X XX XXX", "UTC Coordinated Universal Time +0000 Z Z Z"),
            ("'day' d, '' ''''", "day 29, ' ''"),
            ("yyyy-MM-dd'T'HH:mm:ss.SSS", "2008-02-29T15:04:05.006"),
        ] {
            assert_eq!(utc(pattern, friday), expected, "{pattern}");
        }
    }

    #[test]
    fn hours_around_midnight_and_noon() {
        assert_eq!(utc("H k K h a", 0), "0 24 0 12 AM");
        assert_eq!(utc("H k K h a", 12 * 3_600_000), "12 12 0 12 PM");
    }

    #[test]
    fn week_years_turn_on_the_sunday_before_new_year() {
        // The trap of `YYYY`: 2024-12-29 is a Sunday and already of 2025.
        let saturday = 1_735_344_000_000; // 2024-12-28
        let sunday = saturday + 86_400_000;
        assert_eq!(utc("yyyy YYYY w", saturday), "2024 2024 52");
        assert_eq!(utc("yyyy YYYY YY w", sunday), "2024 2025 25 1");
    }

    #[test]
    fn zones_with_clock_changes() {
        let format = SimpleDateFormat::parse("HH:mm z zzzz Z X XXX").expect("a pattern");
        let summer = format.format(1_720_000_000_000, chrono_tz::Europe::Berlin);
        assert_eq!(summer, "11:46 CEST Central European Summer Time +0200 +02 +02:00");
        let west = format.format(1_700_000_000_000, chrono_tz::America::St_Johns);
        assert_eq!(west, "18:43 NST Newfoundland Standard Time -0330 -03 -03:30");
    }

    #[test]
    fn what_java_throws_for_is_refused() {
        for (pattern, word) in
            [("b", "'b'"), ("yyyy'", "quote"), ("XXXX", "XXX"), ("I", "'I'"), ("'a", "quote")]
        {
            let message = SimpleDateFormat::parse(pattern).expect_err(pattern);
            assert!(message.contains(word), "{message}");
        }
        assert_eq!(utc("", 0), "");
        assert_eq!(utc("''", 0), "'");
    }

    #[test]
    fn no_instant_is_out_of_range() {
        assert_eq!(utc("yyyy G", i64::MAX), "292278994 AD");
        assert_eq!(utc("yyyy G", i64::MIN), "292269055 BC");
    }
}
