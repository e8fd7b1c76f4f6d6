//! What NOW() and the time clause mean for a statement.
//!
//! A rule that hunts in old logs is read *as of each event's own time*: NOW() is
//! the event's start time, and what bounds the start time against NOW() is the
//! rule's look-back window, not a filter on the archive.

use aquila_event::{Catalogue, PropertyId};

use crate::resolve::expr::CompareOp;
use crate::resolve::time::TIME_FIELDS;
use crate::resolve::{Resolved, ResolvedQuery, TimeWindow};

/// What NOW() and LAST count from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Now {
    /// Each event's own time.
    Event,
    /// One instant, in epoch milliseconds.
    At(i64),
}

/// The condition that rows must meet: WHERE, and the time clause where it counts.
pub(super) fn effective_filter(query: &ResolvedQuery, catalogue: &Catalogue, now: Now) -> Option<Resolved> {
    let conjuncts = match &query.filter {
        None => Vec::new(),
        Some(Resolved::And(all)) => all.clone(),
        Some(other) => vec![other.clone()],
    };
    match now {
        Now::Event => Resolved::and(conjuncts.into_iter().filter(|part| !is_look_back(part, catalogue))),
        Now::At(instant) => {
            let window = query.window.iter().flat_map(|window| bounds(*window, instant, catalogue));
            Resolved::and(conjuncts.into_iter().chain(window))
        }
    }
}

/// Whether a statement looks only at a window of time before NOW().
pub fn looks_back(query: &ResolvedQuery, catalogue: &Catalogue) -> bool {
    let in_filter = query.filter.as_ref().is_some_and(|filter| match filter {
        Resolved::And(parts) => parts.iter().any(|part| is_look_back(part, catalogue)),
        other => is_look_back(other, catalogue),
    });
    in_filter || query.window.is_some()
}

/// Whether `condition` only bounds a time field against NOW().
fn is_look_back(condition: &Resolved, catalogue: &Catalogue) -> bool {
    let is_time = |id: PropertyId| TIME_FIELDS.contains(&catalogue.get(id).name.as_str());
    match condition {
        Resolved::And(parts) => parts.iter().all(|part| is_look_back(part, catalogue)),
        Resolved::Compare { op, left, right } => {
            let bounds = !matches!(op, CompareOp::Eq | CompareOp::NotEq);
            let has_now = |side: &Resolved| side.any(&|expr| matches!(expr, Resolved::Now));
            let is_field = |side: &Resolved| matches!(side, Resolved::Property(id) if is_time(*id));
            bounds && ((is_field(left) && has_now(right)) || (is_field(right) && has_now(left)))
        }
        _ => false,
    }
}

fn bounds(window: TimeWindow, now: i64, catalogue: &Catalogue) -> Vec<Resolved> {
    let Some(starttime) = catalogue.id("starttime") else { return Vec::new() };
    let bound = |op, instant| Resolved::Compare {
        op,
        left: Box::new(Resolved::Property(starttime)),
        right: Box::new(Resolved::Constant(crate::resolve::expr::Constant::Long(instant))),
    };
    let (start, stop) = match window {
        TimeWindow::Last { millis } => (now.saturating_sub(millis), now),
        TimeWindow::Range { start, stop } => (start, stop.unwrap_or(now)),
    };
    vec![bound(CompareOp::GtEq, start), bound(CompareOp::LtEq, stop)]
}
