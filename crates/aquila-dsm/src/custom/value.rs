//! The text that an expression found as the value of its property.

use aquila_event::{EventBuilder, address};
use aquila_pattern::date::SimpleDateFormat;

use super::definition::{PropertyDefinition, ValueKind};
use crate::time::{self, Reading, Zone};

/// What texts are read as.
#[derive(Debug, Clone)]
pub(crate) struct ValueReading {
    kind: ValueKind,
    /// Of times: how they are written, if that cannot be seen, and their zone.
    time: Option<(SimpleDateFormat, Option<chrono_tz::Tz>)>,
}

impl ValueReading {
    pub(super) fn compile(definition: &PropertyDefinition) -> Result<ValueReading, String> {
        let time = definition.time.as_ref().map(|time| {
            let format = SimpleDateFormat::parse(&time.format)?;
            let zone = time.zone.as_ref().map(|zone| {
                zone.parse::<chrono_tz::Tz>()
                    .map_err(|_| format!("{zone:?} is no time zone, such as Europe/Rome"))
            });
            Ok::<_, String>((format, zone.transpose()?))
        });
        if time.is_some() && definition.kind != ValueKind::Time {
            return Err("only properties of type time have a time format".to_owned());
        }
        Ok(ValueReading { kind: definition.kind, time: time.transpose()? })
    }

    /// Puts a text in a column; false where it is no value of this kind.
    pub(crate) fn set(&self, text: &str, column: usize, reading: Reading, out: &mut EventBuilder) -> bool {
        match self.kind {
            ValueKind::String => out.set_text(column, text),
            ValueKind::Number | ValueKind::Port => out.set_text(column, &number(text)),
            ValueKind::Ip => {
                let parsed = address::parse(text.trim());
                parsed.is_some_and(|(ip, _)| out.set_address(column, ip))
            }
            ValueKind::Time => {
                self.instant(text, reading).is_some_and(|instant| out.set_integer(column, instant))
            }
        }
    }

    /// Whether a text is a value of this kind.
    pub(crate) fn is_valid(&self, text: &str, reading: Reading) -> bool {
        match self.kind {
            ValueKind::String => true,
            ValueKind::Number => number(text).parse::<f64>().is_ok(),
            ValueKind::Port => number(text).parse::<u16>().is_ok(),
            ValueKind::Ip => address::parse(text.trim()).is_some(),
            ValueKind::Time => self.instant(text, reading).is_some(),
        }
    }

    fn instant(&self, text: &str, reading: Reading) -> Option<i64> {
        match &self.time {
            Some((format, zone)) => {
                format.parse_time(text, zone.unwrap_or(reading.timezone), reading.reference_ms)
            }
            None => time::parse(text, Zone::Local, reading),
        }
    }
}

/// A number without the commas between its thousands.
fn number(text: &str) -> String {
    text.trim().replace(',', "")
}
