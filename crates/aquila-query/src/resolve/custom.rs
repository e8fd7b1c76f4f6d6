//! Custom properties that are computed from others: their AQL expressions stand in
//! for their names, so that they are evaluated like anything else in the query.

use aquila_aql::ast::{SelectItem, Source};
use aquila_aql::{Mode, Span, ast};
use aquila_event::{Part, PropertyId};

use super::expr::Constant;
use super::{Resolved, Resolver, codes};
use crate::types::AqlType;

/// How many custom properties may be made from one another.
const MOST_NESTED: usize = 16;

impl Resolver {
    /// The first part of a custom property that has a value.
    pub(super) fn custom(&mut self, id: PropertyId, span: Span) -> Option<Resolved> {
        let property = self.catalogue.get(id);
        let (name, parts) = (property.name.clone(), property.parts.clone());
        let result: AqlType = property.property_type.into();
        if self.within.contains(&id) || self.within.len() >= MOST_NESTED {
            let message = format!("custom property {name:?} is made from itself");
            self.error(codes::CUSTOM_PROPERTY, span, message);
            return None;
        }
        self.within.push(id);
        let arms = parts.iter().map(|part| self.part(&name, part, result, span)).collect::<Option<Vec<_>>>();
        self.within.pop();
        let arms = arms?;
        let size = arms.iter().map(|(condition, value)| condition.size() + value.size()).sum();
        if !self.grow(size, span) {
            return None;
        }
        Some(Resolved::Case { arms, otherwise: None, result })
    }

    /// When a part has the value, and the value.
    fn part(&mut self, name: &str, part: &Part, result: AqlType, span: Span) -> Option<(Resolved, Resolved)> {
        let there = |value: &Resolved| Resolved::Not(Box::new(Resolved::IsNull(Box::new(value.clone()))));
        match part {
            Part::Decoded(part) => {
                let value = Resolved::Property(self.catalogue.id(part)?);
                Some((there(&value), value))
            }
            Part::Computed { scope, aql } => {
                let value = self.expression(name, aql, span)?;
                let Ok(value) = self.convert(value, result) else {
                    let message = format!("custom property {name:?}: {aql} is not of its type");
                    self.error(codes::CUSTOM_PROPERTY, span, message);
                    return None;
                };
                let scope = scope.iter().map(|(field, numbers)| {
                    let operand = Box::new(Resolved::Property(self.catalogue.id(field)?));
                    let list = numbers.iter().map(|number| Constant::Long(*number)).collect();
                    Some(Resolved::InList { operand, list })
                });
                let scope = scope.collect::<Option<Vec<_>>>()?;
                let condition = Resolved::and(scope.into_iter().chain([there(&value)]))?;
                Some((condition, value))
            }
        }
    }

    /// Parses and resolves the expression of a property, apart from the query around it.
    fn expression(&mut self, name: &str, aql: &str, span: Span) -> Option<Resolved> {
        let expr = match parse(aql) {
            Ok(expr) => expr,
            Err(reason) => {
                let message = format!("custom property {name:?}: {reason}");
                self.error(codes::CUSTOM_PROPERTY, span, message);
                return None;
            }
        };
        let scope = std::mem::take(&mut self.scope);
        let before = self.diagnostics.len();
        let resolved = self.expr(&expr);
        self.scope = scope;
        // Places in the expression are none of the query.
        for diagnostic in &mut self.diagnostics[before..] {
            diagnostic.message = format!("custom property {name:?}: {}", diagnostic.message);
            diagnostic.span = span;
            diagnostic.labels.clear();
        }
        let resolved = resolved?;
        if resolved.has_aggregate() {
            let message = format!("custom property {name:?} looks at one event and cannot hold an aggregate");
            self.error(codes::CUSTOM_PROPERTY, span, message);
            return None;
        }
        Some(resolved)
    }
}

/// The one expression of a text.
fn parse(aql: &str) -> Result<ast::Expr, String> {
    let parsed = aquila_aql::parse(&format!("SELECT {aql} FROM events"), Mode::Lenient);
    if let Some(error) = parsed.diagnostics.iter().find(|diagnostic| diagnostic.is_error()) {
        return Err(format!("{aql}: {}", error.message));
    }
    let whole = || format!("{aql}: one AQL expression is expected");
    let statement = parsed.statement.ok_or_else(whole)?;
    let Source::Name(source) = &statement.source;
    let is_alone = source.text == "events" && statement.filter.is_none() && statement.group_by.is_empty();
    match (
        statement.items.into_iter().next(),
        is_alone && statement.limit.is_none() && statement.time.is_none(),
    ) {
        (Some(SelectItem::Expr { expr, alias: None }), true) => Ok(expr),
        _ => Err(whole()),
    }
}
