//! Times: the clause at the end of a statement, and constants compared with a time field.

use aquila_aql::ast::{ExprKind, Literal, TimeClause, UnaryOp};
use aquila_aql::{Diagnostic, Mode, Span, ast};
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone};
use chrono_tz::Tz;

use super::expr::{Constant, Resolved};
use super::query::TimeWindow;
use super::{Resolver, codes};

const MINUTE: i64 = 60_000;

/// The forms of the start/stop page; a zone offset may follow each.
const FORMATS: &[&str] = &[
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d-%H:%M:%S",
    "%Y/%m/%d-%H:%M",
    "%Y:%m:%d-%H:%M:%S",
    "%Y %m %d %H:%M:%S",
];

/// The fields whose values are times.
pub(crate) const TIME_FIELDS: &[&str] = &["starttime", "endtime", "devicetime"];

/// A time as written: its instant, and whether its seconds were written.
struct Written {
    millis: i64,
    has_seconds: bool,
}

impl Resolver {
    pub(super) fn time_window(&mut self, clause: &TimeClause) -> Option<TimeWindow> {
        match clause {
            TimeClause::Last { count, unit, span } => {
                let millis =
                    i64::try_from(*count).ok().and_then(|count| count.checked_mul(unit.millis() as i64));
                if millis.is_none() {
                    self.error(codes::BAD_TIME, *span, "this is longer than time itself");
                }
                Some(TimeWindow::Last { millis: millis? })
            }
            TimeClause::Range { start, stop, .. } => {
                // Ariel stores by the minute: a text START begins its minute.
                let from = self.bound(start)?;
                let first = from.written.map_or(from.millis, |_| from.millis.div_euclid(MINUTE) * MINUTE);
                let last = match stop {
                    Some(stop) => Some(self.bound(stop)?.stop()),
                    None => None,
                };
                if last.is_some_and(|last| last < first) {
                    let message = "this window ends before it begins, so nothing is in it";
                    self.report(Diagnostic::warning(codes::EMPTY_WINDOW, start.span, message));
                }
                let (start, stop) = (first, last);
                Some(TimeWindow::Range { start, stop })
            }
        }
    }

    fn bound(&mut self, expr: &ast::Expr) -> Option<Bound> {
        match &expr.kind {
            ExprKind::Literal(Literal::Integer(millis)) => Some(Bound { millis: *millis, written: None }),
            ExprKind::Unary { op: UnaryOp::Minus, operand } => {
                let bound = self.bound(operand)?;
                Some(Bound { millis: bound.millis.checked_neg()?, written: None })
            }
            ExprKind::Literal(Literal::String(text)) => match parse(text, self.settings.timezone) {
                Some(written) => Some(Bound { millis: written.millis, written: Some(written.has_seconds) }),
                None => {
                    self.bad_time(text, expr.span);
                    None
                }
            },
            ExprKind::Call { function, .. } => {
                let message = format!("{}() in START and STOP is not supported yet", function.text);
                self.error(codes::UNSUPPORTED_FUNCTION, expr.span, message);
                None
            }
            _ => {
                self.error(
                    codes::BAD_TIME,
                    expr.span,
                    "START and STOP want a time in quotes or epoch milliseconds",
                );
                None
            }
        }
    }

    fn bad_time(&mut self, text: &str, span: Span) {
        let message = format!("{text:?} is not a time that AQL reads");
        self.report(Diagnostic::error(codes::BAD_TIME, span, message).with_help(
            "write '2026-01-31 17:00:00', a zone such as +0000 may follow, or epoch milliseconds",
        ));
    }

    pub(super) fn is_time(&self, expr: &Resolved) -> bool {
        matches!(expr, Resolved::Property(id) if TIME_FIELDS.contains(&self.catalogue.get(*id).name.as_str()))
    }

    /// A quoted time compared with a time field, as epoch milliseconds. `None`
    /// when `expr` is not text that looks like a time; `Some(None)` after an error.
    pub(super) fn time_constant(&mut self, expr: &Resolved, span: Span) -> Option<Option<Resolved>> {
        let Resolved::Constant(Constant::Text(text)) = expr else { return None };
        if text.trim().parse::<i64>().is_ok() {
            return None;
        }
        let Some(written) = parse(text, self.settings.timezone) else {
            self.bad_time(text, span);
            return Some(None);
        };
        let message = "time fields hold epoch milliseconds; QRadar does not read a quoted time here";
        if self.settings.mode == Mode::Strict {
            self.error(codes::TIME_AS_TEXT, span, message);
            return Some(None);
        }
        self.report(
            Diagnostic::warning(codes::TIME_AS_TEXT, span, message)
                .with_help(format!("write {} or use START and STOP", written.millis)),
        );
        Some(Some(Resolved::Constant(Constant::Long(written.millis))))
    }
}

struct Bound {
    millis: i64,
    /// Whether it was text, and then whether with seconds.
    written: Option<bool>,
}

impl Bound {
    /// As the end of a window: '17:00:20' covers its whole minute, '17:00' ends
    /// just before it (IBM's start/stop page).
    fn stop(&self) -> i64 {
        match self.written {
            None => self.millis,
            Some(true) => self.millis.div_euclid(MINUTE) * MINUTE + MINUTE - 1,
            Some(false) => self.millis - 1,
        }
    }
}

fn parse(text: &str, zone: Tz) -> Option<Written> {
    let text = text.trim();
    // A zone by name: 'UTC', 'EST', 'Europe/Berlin'.
    if let Some((time, name)) = text.rsplit_once(' ')
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
    {
        return parse(time, name.parse().ok()?);
    }
    for format in FORMATS {
        let has_seconds = format.ends_with("%S");
        if let Ok(local) = NaiveDateTime::parse_from_str(text, format) {
            let instant = zone.from_local_datetime(&local).earliest()?;
            return Some(Written { millis: instant.timestamp_millis(), has_seconds });
        }
        let with_zone = format!("{format}%z");
        if let Ok(instant) =
            DateTime::parse_from_str(&text.replace(" +", "+").replace('Z', "+0000"), &with_zone)
        {
            return Some(Written { millis: instant.timestamp_millis(), has_seconds });
        }
    }
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0)?;
    let instant = zone.from_local_datetime(&day).earliest()?;
    Some(Written { millis: instant.timestamp_millis(), has_seconds: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_times() {
        for (text, millis) in [
            ("2015-10-15 10:00+0000", 1_444_903_200_000),
            ("2015-10-15 10:00:00", 1_444_903_200_000),
            ("2015/10/15-10:00:00", 1_444_903_200_000),
            ("2015:10:15-10:00:00", 1_444_903_200_000),
            ("2015-10-15 12:00 +0200", 1_444_903_200_000),
            ("2015-10-15", 1_444_867_200_000),
            ("2015-10-15 10:00:00 UTC", 1_444_903_200_000),
            ("2015-10-15 12:00 Europe/Berlin", 1_444_903_200_000),
            ("2015/10/15-10:00", 1_444_903_200_000),
        ] {
            assert_eq!(parse(text, chrono_tz::UTC).map(|written| written.millis), Some(millis), "{text}");
        }
        assert!(parse("yesterday", chrono_tz::UTC).is_none());
    }

    #[test]
    fn the_end_of_a_window_is_inclusive() {
        let at = |written| Bound { millis: 60_000 * 100 + 20_000, written }.stop();
        assert_eq!(at(None), 6_020_000);
        assert_eq!(at(Some(true)), 6_059_999);
        assert_eq!(Bound { millis: 6_000_000, written: Some(false) }.stop(), 5_999_999);
    }
}
