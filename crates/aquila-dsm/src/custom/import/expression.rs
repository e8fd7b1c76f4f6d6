//! The expressions of all kinds, put to their properties in the order of their ids.

use std::collections::{HashMap, HashSet};

use aquila_pattern::java::{Format, JavaPattern, PatternOptions};
use serde_json::Value;

use super::Item;
use super::lists::{Kind, Lists};
use super::names::{Names, Scope};
use super::property::Known;
use crate::custom::definition::{Calculation, ExpressionDefinition, List, Operand, Operator, Pairs};

/// The kinds, and what problems call them.
const KINDS: &[(Kind, &str)] = &[
    (Kind::Regex, "regex"),
    (Kind::Json, "JSON"),
    (Kind::Leef, "LEEF"),
    (Kind::Cef, "CEF"),
    (Kind::Pairs, "name-value"),
    (Kind::List, "list"),
    (Kind::Xml, "XML"),
    (Kind::Aql, "AQL"),
    (Kind::Calculated, "calculated"),
];

/// Adds every expression of the lists to its property.
pub(super) fn add(lists: &Lists, names: &Names, properties: &mut [Known], problems: &mut Vec<String>) {
    let by_identifier: HashMap<String, usize> = properties
        .iter()
        .enumerate()
        .filter_map(|(at, known)| Some((known.identifier.clone()?, at)))
        .collect();
    for (kind, what, item) in in_order(lists) {
        let label = format!("{what} expression {}", item.label());
        let identifier = item.text("regex_property_identifier").unwrap_or_default();
        let property = by_identifier.get(identifier).and_then(|at| properties.get_mut(*at));
        let Some(property) = property else {
            problems.push(format!("{label}: its property '{identifier}' is not among those given"));
            continue;
        };
        let name = &property.definition.name;
        match definition(kind, item, names.scope(item)) {
            Ok(mut expression) => {
                if let Err(reason) = check(&expression) {
                    problems.push(format!("{label} of '{name}': {reason}; it is switched off"));
                    expression.enabled = false;
                }
                property.definition.from.push(expression);
            }
            Err(reason) => problems.push(format!("{label} of '{name}': {reason}")),
        }
    }
}

/// All expressions, each once, by their ids; those without come last.
fn in_order(lists: &Lists) -> Vec<(Kind, &'static str, &Item)> {
    let mut seen = HashSet::new();
    let mut all: Vec<_> = KINDS
        .iter()
        .flat_map(|(kind, what)| lists.of(*kind).iter().map(move |item| (*kind, *what, item)))
        .filter(|(kind, _, item)| item.key().is_none_or(|key| seen.insert((*kind, key))))
        .collect();
    all.sort_by_key(|(kind, _, item)| (item.number("id").unwrap_or(i64::MAX), *kind));
    all
}

fn definition(kind: Kind, item: &Item, scope: Scope) -> Result<ExpressionDefinition, String> {
    let text = |key: &str| item.text(key).map(str::to_owned).ok_or_else(|| format!("it has no {key}"));
    let Scope { log_source_type, log_source, qid, category } = scope;
    let enabled = item.enabled();
    let scoped =
        ExpressionDefinition { log_source_type, log_source, qid, category, enabled, ..Default::default() };
    Ok(match kind {
        Kind::Regex => regex(item, text("regex")?, scoped)?,
        Kind::Json => ExpressionDefinition { json: Some(text("expression")?), ..scoped },
        Kind::Leef => ExpressionDefinition { leef: Some(text("expression")?), ..scoped },
        Kind::Cef => ExpressionDefinition { cef: Some(text("expression")?), ..scoped },
        Kind::Xml => ExpressionDefinition { xml: Some(text("expression")?), ..scoped },
        Kind::Aql => ExpressionDefinition { aql: Some(text("expression")?), ..scoped },
        Kind::Pairs => {
            let (name, between) = (text("expression")?, text("delimiter_pair")?);
            let assign = text("delimiter_name_value")?;
            ExpressionDefinition { pairs: Some(Pairs { name, between, assign }), ..scoped }
        }
        Kind::List => {
            let (element, between) = (text("expression")?, text("delimiter")?);
            ExpressionDefinition { list: Some(List { element, between }), ..scoped }
        }
        Kind::Calculated => ExpressionDefinition { calculated: Some(calculation(item)?), ..scoped },
        _ => return Err("this is no kind of expression".to_owned()),
    })
}

/// A format string is stronger than the number of a group.
fn regex(item: &Item, pattern: String, scoped: ExpressionDefinition) -> Result<ExpressionDefinition, String> {
    let format = item.text("format_string").map(str::to_owned);
    let group = match item.number("capture_group") {
        None | Some(1) => None,
        Some(group) => {
            Some(usize::try_from(group).map_err(|_| format!("there is no capture group {group}"))?)
        }
    };
    let group = group.filter(|_| format.is_none());
    Ok(ExpressionDefinition { regex: Some(pattern), group, format, ..scoped })
}

/// Whether a pattern is valid and has the groups that are wanted of it.
fn check(expression: &ExpressionDefinition) -> Result<(), String> {
    let Some(regex) = &expression.regex else { return Ok(()) };
    let pattern = JavaPattern::compile_capturing(regex, PatternOptions::PLAIN)
        .map_err(|error| format!("the pattern is not valid: {error}"))?;
    if let Some(format) = &expression.format {
        return Format::for_pattern(format, &pattern).map(|_| ()).map_err(|error| error.message);
    }
    let (group, groups) = (expression.group.unwrap_or(1), pattern.group_count());
    if group > groups {
        return Err(format!("the value is group {group}, the pattern has {groups}"));
    }
    Ok(())
}

/// The arithmetic of an item that has operands; the operator is ADD without one.
pub(super) fn calculation(item: &Item) -> Result<Calculation, String> {
    let operator = match item.text("operator").unwrap_or("ADD").to_ascii_uppercase().as_str() {
        "ADD" | "+" => Operator::Add,
        "SUBTRACT" | "-" => Operator::Subtract,
        "MULTIPLY" | "*" => Operator::Multiply,
        "DIVIDE" | "/" => Operator::Divide,
        "MODULO" | "%" => Operator::Remainder,
        other => return Err(format!("operator '{other}' is not known")),
    };
    Ok(Calculation {
        first: operand(item, "first_operand")?,
        operator,
        second: operand(item, "second_operand")?,
    })
}

fn operand(item: &Item, key: &str) -> Result<Operand, String> {
    let fields = item.field(key).and_then(Value::as_object).ok_or_else(|| format!("it has no {key}"))?;
    let property = fields.get("property_name").and_then(Value::as_str).filter(|name| !name.is_empty());
    let number = fields.get("numeric_value").and_then(Value::as_f64);
    // An operand has both fields, and its type says which one counts.
    let kind = fields.get("type").and_then(Value::as_str).unwrap_or_default().to_ascii_uppercase();
    match (kind.as_str(), property, number) {
        ("STATIC", _, Some(number)) => Ok(constant(number)),
        ("PROPERTY", Some(property), _) => Ok(Operand::Property(property.to_owned())),
        ("STATIC", ..) => Err(format!("its {key} is a number without a value")),
        ("PROPERTY", ..) => Err(format!("its {key} is a property without a name")),
        _ => Err(format!("its {key} is of the type '{kind}', which is not known")),
    }
}

fn constant(number: f64) -> Operand {
    // Whole numbers up to here are exact.
    if number.fract() == 0.0 && number.abs() < 9.0e15 {
        return Operand::Integer(number as i64);
    }
    Operand::Number(number)
}
