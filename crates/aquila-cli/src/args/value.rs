//! What the values of flags are, and how they are read.

use aquila::aql::Mode;
use aquila::event::PropertyType;
use aquila::{NowReading, NullLogic, RegexMatch};
use clap::ValueEnum;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Table,
    Jsonl,
    Json,
    Csv,
    Parquet,
    Html,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SummaryFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ErrorFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorWhen {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ModeArg {
    Strict,
    Lenient,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum NullLogicArg {
    Sql,
    TwoValued,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RegexMatchArg {
    Find,
    Full,
}

impl From<ModeArg> for Mode {
    fn from(mode: ModeArg) -> Self {
        match mode {
            ModeArg::Strict => Mode::Strict,
            ModeArg::Lenient => Mode::Lenient,
        }
    }
}

impl From<NullLogicArg> for NullLogic {
    fn from(null_logic: NullLogicArg) -> Self {
        match null_logic {
            NullLogicArg::Sql => NullLogic::Sql,
            NullLogicArg::TwoValued => NullLogic::TwoValued,
        }
    }
}

impl From<RegexMatchArg> for RegexMatch {
    fn from(regex_match: RegexMatchArg) -> Self {
        match regex_match {
            RegexMatchArg::Find => RegexMatch::Find,
            RegexMatchArg::Full => RegexMatch::Full,
        }
    }
}

pub(super) fn parse_now(text: &str) -> Result<NowReading, String> {
    match text {
        "event" => Ok(NowReading::Event),
        "wall" => Ok(NowReading::Wall),
        "newest" => Ok(NowReading::Newest),
        _ => match text.parse::<i64>().ok().or_else(|| aquila::value::parse_timestamp(text)) {
            Some(millis) => Ok(NowReading::At(millis)),
            None => Err("expected event, wall, newest, 2026-01-31T17:00:00Z, or epoch milliseconds".into()),
        },
    }
}

pub(super) fn parse_property(text: &str) -> Result<(String, PropertyType), String> {
    let (name, kind) = text.rsplit_once(':').unwrap_or((text, "String"));
    if name.trim().is_empty() {
        return Err("a property needs a name".into());
    }
    let property_type = match kind.to_ascii_lowercase().as_str() {
        "string" => PropertyType::String,
        "long" | "integer" | "number" | "numeric" => PropertyType::Long,
        "double" => PropertyType::Double,
        "boolean" => PropertyType::Boolean,
        "host" | "ip" => PropertyType::HostV4V6,
        "port" => PropertyType::Port,
        _ => return Err(format!("{kind:?} is not one of String, Long, Double, Boolean, Host, Port")),
    };
    Ok((name.trim().to_owned(), property_type))
}

pub(super) fn parse_sort_memory(text: &str) -> Result<u64, String> {
    let least = aquila::LEAST_SORT_MEMORY as u64;
    match parse_size(text)? {
        size if size < least => Err("at least 16MiB is needed to sort what does not fit".into()),
        size => Ok(size),
    }
}

/// Records are addressed with 32 bits within their chunk.
pub(super) fn parse_record_size(text: &str) -> Result<u64, String> {
    match parse_size(text)? {
        0 => Err("at least one byte".into()),
        size if size > 1 << 30 => Err("at most 1GiB".into()),
        size => Ok(size),
    }
}

/// `64MiB`, `2GB`, `1024`.
pub(super) fn parse_size(text: &str) -> Result<u64, String> {
    let split = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let factor: u64 = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kib" => 1 << 10,
        "m" | "mib" => 1 << 20,
        "g" | "gib" => 1 << 30,
        "t" | "tib" => 1 << 40,
        "kb" => 1_000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        "tb" => 1_000_000_000_000,
        other => return Err(format!("{other:?} is not a unit: B, KiB, MiB, GiB, TiB, KB, MB, GB, TB")),
    };
    let number: u64 = number.parse().map_err(|_| "expected a size such as 64MiB".to_owned())?;
    number.checked_mul(factor).ok_or_else(|| "too large".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        assert_eq!(parse_size("64MiB"), Ok(64 << 20));
        assert_eq!(parse_size("2GB"), Ok(2_000_000_000));
        assert!(parse_size("many").is_err());
        assert_eq!(parse_now("2021-05-03T00:00:00Z"), Ok(NowReading::At(1_620_000_000_000)));
        assert_eq!(parse_now("newest"), Ok(NowReading::Newest));
        assert!(parse_now("yesterday").is_err());
        assert_eq!(parse_property("Risk Level:Long"), Ok(("Risk Level".into(), PropertyType::Long)));
        assert_eq!(parse_property("x"), Ok(("x".into(), PropertyType::String)));
    }
}
