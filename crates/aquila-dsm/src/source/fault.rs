//! What is wrong with a log source type file, and where.

use aquila_event::nearest;
use serde_saphyr::Location;

/// A mistake in a file.
#[derive(Debug)]
pub(crate) struct Fault {
    /// Line and column, from 1, where they are known.
    pub(crate) place: Option<(u64, u64)>,
    /// What is wrong.
    pub(crate) reason: String,
}

impl Fault {
    /// A mistake at this place.
    pub(crate) fn at(location: Location, reason: impl Into<String>) -> Fault {
        let known = (location != Location::UNKNOWN).then(|| (location.line(), location.column()));
        Fault { place: known, reason: reason.into() }
    }

    /// A mistake in the place of another, where that is not known better.
    pub(crate) fn or_at(mut self, location: Location) -> Fault {
        self.place = self.place.or(Fault::at(location, "").place);
        self
    }

    /// The same, told of what it is part of.
    pub(crate) fn of(mut self, part: &str) -> Fault {
        self.reason = format!("{part}: {}", self.reason);
        self
    }
}

impl From<String> for Fault {
    fn from(reason: String) -> Fault {
        Fault { place: None, reason }
    }
}

impl From<serde_saphyr::Error> for Fault {
    fn from(error: serde_saphyr::Error) -> Fault {
        let message = error.without_snippet().to_string();
        let reason = message.lines().next().unwrap_or_default();
        let Some(location) = error.location() else { return Fault::from(reason.to_owned()) };
        // The message ends with the place, which is told before it.
        let place = format!(" at line {}, column {}", location.line(), location.column());
        let reason = reason.strip_suffix(place.as_str()).unwrap_or(reason);
        Fault::at(location, format!("{reason}{}", meant_key(reason)))
    }
}

/// What an unknown key is meant to be, by what serde says could stand there.
fn meant_key(reason: &str) -> String {
    let parts = reason.strip_prefix("unknown field `").and_then(|rest| rest.split_once("`, expected "));
    let Some((key, known)) = parts else { return String::new() };
    let names = known.trim_start_matches("one of ").split(", ").map(|name| name.trim_matches('`'));
    did_you_mean(&nearest(key, names))
}

/// A question after what is meant, if anything looks like it.
pub(crate) fn did_you_mean(near: &[&str]) -> String {
    match near {
        [] => String::new(),
        near => format!(
            "; did you mean {}?",
            near.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(" or ")
        ),
    }
}
