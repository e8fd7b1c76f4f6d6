//! What a condition needs of an event to ever hold.
//!
//! A property that an event cannot carry is NULL in it. Over three-valued logic a
//! condition that needs it is unknown: never true, and never false either, so
//! that `NOT` does not help. This module asks that question of a whole condition
//! without looking at any event.

use std::collections::BTreeSet;

use aquila_event::{Catalogue, PropertyId};

use super::expr::Resolved;
use crate::settings::NullLogic;

/// One way in which a condition can hold.
#[derive(Debug, Clone)]
pub struct Branch {
    /// Its place: `where`, or `where.or[2]`.
    pub path: String,
    /// Its own condition.
    pub own: Resolved,
    /// All that must hold: what the branches share, and its own condition.
    pub whole: Resolved,
}

/// The branches of a filter: the arms of its outermost disjunction, or itself.
pub fn branches(filter: &Resolved) -> Vec<Branch> {
    let conjuncts: &[Resolved] = match filter {
        Resolved::And(all) => all,
        other => std::slice::from_ref(other),
    };
    let mut disjunctions = conjuncts.iter().enumerate().filter(|(_, part)| matches!(part, Resolved::Or(_)));
    let (Some((index, Resolved::Or(arms))), None) = (disjunctions.next(), disjunctions.next()) else {
        return vec![Branch { path: "where".to_owned(), own: filter.clone(), whole: filter.clone() }];
    };
    let shared: Vec<&Resolved> =
        conjuncts.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, part)| part).collect();
    let branch = |(number, arm): (usize, &Resolved)| {
        let parts = shared.iter().copied().chain([arm]).cloned();
        Branch {
            path: format!("where.or[{number}]"),
            own: arm.clone(),
            whole: Resolved::and(parts).unwrap_or_else(|| arm.clone()),
        }
    };
    arms.iter().enumerate().map(branch).collect()
}

#[derive(Debug, Clone, Copy)]
struct Possible {
    truth: bool,
    falsehood: bool,
}

/// Whether `condition` can hold for an event that carries only the properties
/// for which `available` says so.
pub fn can_hold(
    condition: &Resolved,
    catalogue: &Catalogue,
    null_logic: NullLogic,
    available: &dyn Fn(PropertyId) -> bool,
) -> bool {
    possible(condition, catalogue, null_logic, available).truth
}

/// The properties without which `condition` cannot hold, given those that are
/// available: all unavailable ones it names, if any of them is needed.
pub fn missing(
    condition: &Resolved,
    catalogue: &Catalogue,
    null_logic: NullLogic,
    available: &dyn Fn(PropertyId) -> bool,
) -> BTreeSet<PropertyId> {
    let mut absent = BTreeSet::new();
    if !can_hold(condition, catalogue, null_logic, available) {
        needed(condition, catalogue, null_logic, available, &mut absent);
    }
    absent
}

/// Walks down to what stops the condition: every failing part of a conjunction,
/// all arms of a disjunction.
fn needed(
    condition: &Resolved,
    catalogue: &Catalogue,
    null_logic: NullLogic,
    available: &dyn Fn(PropertyId) -> bool,
    absent: &mut BTreeSet<PropertyId>,
) {
    match condition {
        Resolved::And(parts) | Resolved::Or(parts) => {
            for part in parts {
                if !can_hold(part, catalogue, null_logic, available) {
                    needed(part, catalogue, null_logic, available, absent);
                }
            }
        }
        other => other.properties(&mut |id| {
            if !is_there(id, catalogue, available) {
                absent.insert(id);
            }
        }),
    }
}

fn possible(
    condition: &Resolved,
    catalogue: &Catalogue,
    null_logic: NullLogic,
    available: &dyn Fn(PropertyId) -> bool,
) -> Possible {
    let recurse = |part: &Resolved| possible(part, catalogue, null_logic, available);
    match condition {
        Resolved::And(parts) => {
            let parts: Vec<Possible> = parts.iter().map(recurse).collect();
            Possible {
                truth: parts.iter().all(|part| part.truth),
                falsehood: parts.iter().any(|part| part.falsehood),
            }
        }
        Resolved::Or(parts) => {
            let parts: Vec<Possible> = parts.iter().map(recurse).collect();
            Possible {
                truth: parts.iter().any(|part| part.truth),
                falsehood: parts.iter().all(|part| part.falsehood),
            }
        }
        Resolved::Not(operand) => {
            let inner = recurse(operand);
            Possible { truth: inner.falsehood, falsehood: inner.truth }
        }
        // An absent value satisfies IS NULL; one that may be there may do either.
        Resolved::IsNull(operand) => Possible { truth: true, falsehood: has_all(operand, catalogue, available) },
        Resolved::Constant(constant) => match constant {
            super::expr::Constant::Boolean(value) => Possible { truth: *value, falsehood: !value },
            _ => Possible { truth: false, falsehood: false },
        },
        leaf => {
            let there = has_all(leaf, catalogue, available);
            Possible { truth: there, falsehood: there || null_logic == NullLogic::TwoValued }
        }
    }
}

fn has_all(expr: &Resolved, catalogue: &Catalogue, available: &dyn Fn(PropertyId) -> bool) -> bool {
    // A CASE or a call may be non-NULL without one of its properties.
    if let Resolved::Case { arms, otherwise, .. } = expr {
        let results = arms.iter().map(|(_, then)| then).chain(otherwise.as_deref());
        return results.into_iter().any(|result| has_all(result, catalogue, available));
    }
    if let Resolved::Property(id) = expr {
        return is_there(*id, catalogue, available);
    }
    expr.children().into_iter().all(|child| has_all(child, catalogue, available))
}

/// An absent address or port still has a value in AQL, but a condition that
/// wants a certain address of an event that carries none cannot hold; only the
/// property itself counts here.
fn is_there(id: PropertyId, _catalogue: &Catalogue, available: &dyn Fn(PropertyId) -> bool) -> bool {
    available(id)
}
