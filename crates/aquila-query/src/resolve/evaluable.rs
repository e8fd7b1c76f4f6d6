//! What a condition needs of an event to ever hold.
//!
//! A property that an event cannot carry is NULL in it. Over three-valued logic a
//! condition that needs it is unknown: never true, and never false either, so
//! that `NOT` does not help. This module asks that question of a whole condition
//! without looking at any event.

use std::collections::BTreeSet;

use aquila_event::{Catalogue, PropertyId, PropertyType};

use super::expr::{CompareOp, Constant, Resolved};
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
            if !available(id) {
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
        Resolved::IsNull(operand) => {
            Possible { truth: true, falsehood: has_all(operand, catalogue, available) }
        }
        Resolved::Constant(constant) => match constant {
            Constant::Boolean(value) => Possible { truth: *value, falsehood: !value },
            _ => Possible { truth: false, falsehood: false },
        },
        leaf => {
            if let Some(known) = over_defaults(leaf, catalogue, available) {
                return Possible { truth: known, falsehood: !known };
            }
            let there = has_all(leaf, catalogue, available);
            Possible { truth: there, falsehood: there || null_logic == NullLogic::TwoValued }
        }
    }
}

fn has_all(expr: &Resolved, catalogue: &Catalogue, available: &dyn Fn(PropertyId) -> bool) -> bool {
    let recurse = |child: &Resolved| has_all(child, catalogue, available);
    match expr {
        // An absent address or port has a value in AQL all the same.
        Resolved::Property(id) => available(*id) || absent_value(*id, catalogue).is_some(),
        // A CASE or a tolerant call may have a value without one of its properties.
        Resolved::Case { arms, otherwise, .. } => {
            arms.iter().map(|(_, then)| then).chain(otherwise.as_deref()).any(recurse)
        }
        Resolved::Call { function, arguments } if function.0.tolerates_null => arguments.iter().any(recurse),
        other => other.children().into_iter().all(recurse),
    }
}

/// What a leaf is for an event without its address or port: those have a value
/// in AQL all the same. `None` when the leaf looks at anything else.
fn over_defaults(
    leaf: &Resolved,
    catalogue: &Catalogue,
    available: &dyn Fn(PropertyId) -> bool,
) -> Option<bool> {
    let default = |operand: &Resolved| match operand {
        Resolved::Property(id) if !available(*id) => absent_value(*id, catalogue),
        _ => None,
    };
    match leaf {
        Resolved::Compare { op, left, right } => {
            let (value, op, constant) = match (default(left), default(right)) {
                (Some(value), None) => (value, *op, right),
                (None, Some(value)) => (value, op.flipped(), left),
                _ => return None,
            };
            match (constant.as_ref(), op) {
                (Resolved::Constant(constant), CompareOp::Eq) => Some(*constant == value),
                (Resolved::Constant(constant), CompareOp::NotEq) => Some(*constant != value),
                (Resolved::Constant(Constant::Long(bound)), op) => match value {
                    Constant::Long(value) => Some(op.holds(value.cmp(bound))),
                    _ => None,
                },
                _ => None,
            }
        }
        Resolved::InList { operand, list } => Some(list.contains(&default(operand)?)),
        _ => None,
    }
}

fn absent_value(id: PropertyId, catalogue: &Catalogue) -> Option<Constant> {
    match catalogue.get(id).property_type {
        PropertyType::Port => Some(Constant::Long(0)),
        other if other.is_address() => other.absent_text().map(|text| Constant::Address(text.to_owned())),
        other => other.absent_text().map(|text| Constant::Text(text.to_owned())),
    }
}
