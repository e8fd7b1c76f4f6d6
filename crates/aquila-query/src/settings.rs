//! The readings that QRadar's documentation leaves open, named in every result.

use aquila_aql::Mode;

/// Whether `MATCHES` and `IMATCHES` look for the pattern anywhere or want the whole value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum RegexMatch {
    /// The pattern occurs somewhere.
    #[default]
    Find,
    /// The pattern covers the whole value.
    Full,
}

/// What a predicate over NULL is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum NullLogic {
    /// Unknown, as in SQL; `NOT` of it is unknown too.
    #[default]
    Sql,
    /// False; `NOT` of it is true.
    TwoValued,
}

/// All of them together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Settings {
    /// Whether what QRadar refuses is refused.
    pub mode: Mode,
    /// The reading of regex predicates.
    pub regex_match: RegexMatch,
    /// The reading of NULL.
    pub null_logic: NullLogic,
    /// The zone of times written without one, and of `DATEFORMAT`.
    pub timezone: chrono_tz::Tz,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            mode: Mode::Lenient,
            regex_match: RegexMatch::default(),
            null_logic: NullLogic::default(),
            timezone: chrono_tz::UTC,
        }
    }
}

impl RegexMatch {
    /// The word that flags and results use.
    pub const fn as_str(self) -> &'static str {
        match self {
            RegexMatch::Find => "find",
            RegexMatch::Full => "full",
        }
    }
}

impl NullLogic {
    /// The word that flags and results use.
    pub const fn as_str(self) -> &'static str {
        match self {
            NullLogic::Sql => "sql",
            NullLogic::TwoValued => "two-valued",
        }
    }
}
