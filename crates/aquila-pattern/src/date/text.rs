//! Text in UTF-16 units, the way Java looks at it: what begins where, and numbers as
//! `DecimalFormat.parse` reads integers.
//!
//! Digits of other scripts, `NaN` and `∞` are numbers in Java and not here.

/// The most digits whose value is kept apart from larger numbers.
const MOST: i128 = 10_i128.pow(30);

/// A text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Units<'t>(pub(super) &'t [u16]);

impl<'t> Units<'t> {
    pub(super) fn get(self, at: usize) -> Option<u16> {
        self.0.get(at).copied()
    }

    pub(super) fn len(self) -> usize {
        self.0.len()
    }

    /// The text up to a place; `None` if it ends before.
    pub(super) fn until(self, end: usize) -> Option<Units<'t>> {
        self.0.get(..end).map(Units)
    }

    /// Whether the ASCII character is there.
    pub(super) fn is(self, at: usize, c: char) -> bool {
        self.get(at).is_some_and(|unit| u32::from(unit) == u32::from(c))
    }

    /// The ASCII digit there.
    pub(super) fn digit(self, at: usize) -> Option<i32> {
        let unit = self.get(at)?;
        (u16::from(b'0')..=u16::from(b'9')).contains(&unit).then(|| i32::from(unit) - 0x30)
    }

    /// The first place from `at` on that is no blank; `None` if the text ends first.
    pub(super) fn skip_blanks(self, mut at: usize) -> Option<usize> {
        while self.is(at, ' ') || self.is(at, '\t') {
            at += 1;
        }
        self.get(at).map(|_| at)
    }

    /// Whether an ASCII name is there, in any case.
    pub(super) fn begins(self, at: usize, name: &str) -> bool {
        self.0.get(at..).is_some_and(|rest| {
            rest.len() >= name.len() && rest.iter().zip(name.bytes()).all(|(unit, byte)| same(*unit, byte))
        })
    }

    /// The integer there, and where it ends.
    pub(super) fn integer(self, at: usize) -> Option<(i32, usize)> {
        let (value, mut end) = self.digits(at)?;
        let mut value = value;
        let mut whole = true;
        // Java reads `1E2` as 100 wherever it reads a number.
        if self.is(end, 'E')
            && let Some((exponent, after)) = self.digits(end + 1)
        {
            end = after;
            (value, whole) = scaled(value, exponent);
        }
        // A whole number that 64 bits hold is cut to 32, any other one clamped.
        let cut = i64::try_from(value).ok().filter(|_| whole).map(|long| long as i32);
        let clamped = value.clamp(i128::from(i32::MIN), i128::from(i32::MAX));
        Some((cut.unwrap_or(clamped as i32), end))
    }

    /// A sign and digits.
    fn digits(self, at: usize) -> Option<(i128, usize)> {
        let negative = self.is(at, '-');
        let first = at + usize::from(negative);
        let mut end = first;
        let mut value: i128 = 0;
        while let Some(digit) = self.digit(end) {
            value = (value * 10 + i128::from(digit)).min(MOST);
            end += 1;
        }
        (end > first).then_some((if negative { -value } else { value }, end))
    }
}

/// The number times a power of ten, and whether it is whole.
fn scaled(value: i128, exponent: i128) -> (i128, bool) {
    let power = 10_i128.pow(exponent.unsigned_abs().min(31) as u32);
    if exponent < 0 {
        return (value / power, value % power == 0);
    }
    (value.saturating_mul(power).clamp(-MOST, MOST), true)
}

/// Whether a unit is an ASCII character or equals it but for case, by Java's mapping.
fn same(unit: u16, byte: u8) -> bool {
    let folded = match unit {
        0x0130 | 0x0131 => b'i',
        0x017F => b's',
        0x212A => b'k',
        unit => match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() => byte,
            _ => return false,
        },
    };
    folded.eq_ignore_ascii_case(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers() {
        for (text, expected) in [
            ("12x", Some((12, 2))),
            ("-7", Some((-7, 2))),
            ("007", Some((7, 3))),
            ("1.5", Some((1, 1))),
            ("1E2", Some((100, 3))),
            ("15E-1", Some((1, 5))),
            ("1Ex", Some((1, 1))),
            ("4294967297", Some((1, 10))),
            ("99999999999999999999", Some((i32::MAX, 20))),
            ("-99999999999999999999", Some((i32::MIN, 21))),
            ("1E999999999999", Some((i32::MAX, 14))),
            ("-", None),
            ("+1", None),
            ("", None),
        ] {
            let units: Vec<u16> = text.encode_utf16().collect();
            assert_eq!(Units(&units).integer(0), expected, "{text}");
        }
    }
}
