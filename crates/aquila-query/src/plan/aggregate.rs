//! A statement whose rows are groups of events.
//!
//! Expressions above the aggregation are rewritten: an aggregate or a group key
//! becomes the column that holds it, and a field that is neither becomes the
//! value of the group's first row, newest first (Ariel's `FIRST_field`).

use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::functions_aggregate::expr_fn;
use datafusion::functions_aggregate::first_last::{first_value_udaf, last_value_udaf};
use datafusion::logical_expr::expr::{AggregateFunction, Sort};
use datafusion::logical_expr::{Expr, ExprFunctionExt, LogicalPlan, SortExpr, cast, lit};

use super::PlanContext;
use super::expr::column;
use super::select::{columns_of, row_cap, scan};
use super::window::Now;
use super::window::effective_filter;
use crate::QueryError;
use crate::resolve::expr::{Aggregate, address_key, in_order};
use crate::resolve::{Resolved, ResolvedQuery};
use crate::types::AqlType;

pub(super) fn plan(
    query: &ResolvedQuery,
    context: &PlanContext,
    events: Arc<dyn TableProvider>,
) -> Result<LogicalPlan, QueryError> {
    let mut wanted = columns_of(query, &context.catalogue);
    wanted.extend(["$source", "$offset"].map(str::to_owned));
    let mut plan = scan(events, &wanted)?;
    if let Some(filter) = effective_filter(query, &context.catalogue, context.now) {
        plan = plan.filter(context.expr(&filter)?)?;
    }
    let mut groups = Groups { context, query, aggregates: Vec::new() };
    let columns = query
        .columns
        .iter()
        .map(|column| Ok(groups.above(&column.expr)?.alias(&column.name)))
        .collect::<Result<Vec<Expr>, QueryError>>()?;
    let having = query.having.as_ref().map(|condition| groups.above(condition)).transpose()?;
    let order = groups.order()?;

    let keys =
        query.group_by.iter().enumerate().map(|(index, key)| Ok(context.expr(key)?.alias(key_name(index))));
    let keys = keys.collect::<Result<Vec<Expr>, QueryError>>()?;
    let aggregates = groups.planned()?;
    plan = plan.aggregate(keys, aggregates)?;
    if let Some(having) = having {
        plan = plan.filter(having)?;
    }
    plan = if order.is_empty() { plan } else { plan.sort_with_limit(order, row_cap(query))? };
    if let Some(rows) = row_cap(query) {
        plan = plan.limit(0, Some(rows))?;
    }
    Ok(plan.project(columns)?.build()?)
}

struct Groups<'a> {
    context: &'a PlanContext,
    query: &'a ResolvedQuery,
    /// The distinct aggregates that the statement needs.
    aggregates: Vec<Resolved>,
}

impl Groups<'_> {
    /// An expression over the groups' columns.
    fn above(&mut self, expr: &Resolved) -> Result<Expr, QueryError> {
        let rewritten = self.rewrite(expr);
        self.context.expr(&rewritten)
    }

    /// Replaces what the aggregation computes by the columns that hold it, so
    /// that the rest goes through the planner of rows unchanged.
    fn rewrite(&mut self, expr: &Resolved) -> Resolved {
        if let Some(index) = self.query.group_by.iter().position(|key| key == expr) {
            let result = expr.aql_type(&self.context.catalogue);
            return Resolved::Computed { column: key_name(index), result };
        }
        match expr {
            Resolved::Aggregate { .. } => self.aggregate(expr.clone()),
            Resolved::Property(_) => self.aggregate(Resolved::Aggregate {
                aggregate: Aggregate::First,
                argument: Some(Box::new(expr.clone())),
            }),
            // As of the group's newest event.
            Resolved::Now if self.context.now == Now::Event => self.newest(),
            other => map_children(other, &mut |child| self.rewrite(child)),
        }
    }

    fn newest(&mut self) -> Resolved {
        let Some(starttime) = self.context.catalogue.id("starttime") else { return Resolved::Now };
        self.aggregate(Resolved::Aggregate {
            aggregate: Aggregate::First,
            argument: Some(Box::new(Resolved::Property(starttime))),
        })
    }

    fn aggregate(&mut self, aggregate: Resolved) -> Resolved {
        let result = aggregate.aql_type(&self.context.catalogue);
        let index = self.aggregates.iter().position(|known| *known == aggregate).unwrap_or_else(|| {
            self.aggregates.push(aggregate);
            self.aggregates.len() - 1
        });
        Resolved::Computed { column: aggregate_name(index), result }
    }

    fn planned(&self) -> Result<Vec<Expr>, QueryError> {
        let planned = self.aggregates.iter().enumerate().map(|(index, aggregate)| match aggregate {
            Resolved::Aggregate { aggregate, argument } => {
                let planned = self.planned_aggregate(*aggregate, argument.as_deref())?;
                Ok(planned.alias(aggregate_name(index)))
            }
            _ => Err(QueryError::Internal("only aggregates are collected".into())),
        });
        planned.collect()
    }

    fn planned_aggregate(
        &self,
        aggregate: Aggregate,
        argument: Option<&Resolved>,
    ) -> Result<Expr, QueryError> {
        let Some(argument) = argument else { return plan_aggregate(aggregate, lit(1_i64)) };
        let planned = self.context.expr(argument)?;
        match (aggregate, argument.aql_type(&self.context.catalogue)) {
            // A NULL that no type was found for.
            (_, AqlType::Null) => plan_aggregate(aggregate, cast(planned, AqlType::Double.arrow())),
            // The order of addresses is numeric, that of their text is not.
            (Aggregate::Min | Aggregate::Max, AqlType::Address) => {
                let ascending = aggregate == Aggregate::Min;
                let key = self.context.expr(&address_key(argument.clone()))?;
                first_by(planned, vec![key.sort(ascending, false)])
            }
            _ => plan_aggregate(aggregate, planned),
        }
    }

    /// ORDER BY, then the group keys, so that the order is total.
    fn order(&mut self) -> Result<Vec<SortExpr>, QueryError> {
        let mut keys: Vec<SortExpr> = Vec::new();
        for key in &self.query.order_by {
            keys.push(self.above(&key.expr)?.sort(!key.descending, false));
        }
        for key in &self.query.group_by {
            keys.push(self.above(&in_order(key.clone(), &self.context.catalogue))?.sort(true, false));
        }
        Ok(keys)
    }
}

fn key_name(index: usize) -> String {
    format!("$key{index}")
}

fn aggregate_name(index: usize) -> String {
    format!("$aggregate{index}")
}

/// The aggregate as DataFusion's; counts and sums are doubles, as in Ariel.
fn plan_aggregate(aggregate: Aggregate, argument: Expr) -> Result<Expr, QueryError> {
    Ok(match aggregate {
        Aggregate::Count => expr_fn::count(argument),
        Aggregate::UniqueCount => expr_fn::count_distinct(argument),
        Aggregate::Sum => expr_fn::sum(argument),
        Aggregate::Avg => expr_fn::avg(argument),
        Aggregate::Min => expr_fn::min(argument),
        Aggregate::Max => expr_fn::max(argument),
        Aggregate::First => in_scan_order(first_value_udaf(), argument)?,
        Aggregate::Last => in_scan_order(last_value_udaf(), argument)?,
    })
}

/// First and last count in the order of a scan: newest first, then by position.
fn in_scan_order(
    udaf: Arc<datafusion::logical_expr::AggregateUDF>,
    argument: Expr,
) -> Result<Expr, QueryError> {
    let order: Vec<Sort> = vec![
        column("starttime").sort(false, false),
        column("$source").sort(true, false),
        column("$offset").sort(true, false),
    ];
    ordered(udaf, argument, order)
}

/// The value of the row that comes first by these keys.
fn first_by(argument: Expr, order: Vec<Sort>) -> Result<Expr, QueryError> {
    ordered(first_value_udaf(), argument, order)
}

fn ordered(
    udaf: Arc<datafusion::logical_expr::AggregateUDF>,
    argument: Expr,
    order: Vec<Sort>,
) -> Result<Expr, QueryError> {
    let function =
        Expr::AggregateFunction(AggregateFunction::new_udf(udaf, vec![argument], false, None, vec![], None));
    Ok(function.order_by(order).build()?)
}

fn map_children(expr: &Resolved, map: &mut dyn FnMut(&Resolved) -> Resolved) -> Resolved {
    match expr {
        Resolved::Property(_)
        | Resolved::Constant(_)
        | Resolved::Now
        | Resolved::Computed { .. }
        | Resolved::Aggregate { .. } => expr.clone(),
        Resolved::And(parts) => Resolved::And(parts.iter().map(map).collect()),
        Resolved::Or(parts) => Resolved::Or(parts.iter().map(map).collect()),
        Resolved::Not(operand) => Resolved::Not(Box::new(map(operand))),
        Resolved::IsNull(operand) => Resolved::IsNull(Box::new(map(operand))),
        Resolved::Compare { op, left, right } => {
            Resolved::Compare { op: *op, left: Box::new(map(left)), right: Box::new(map(right)) }
        }
        Resolved::Match { op, operand, pattern } => {
            Resolved::Match { op: *op, operand: Box::new(map(operand)), pattern: Box::new(map(pattern)) }
        }
        Resolved::InList { operand, list } => {
            Resolved::InList { operand: Box::new(map(operand)), list: list.clone() }
        }
        Resolved::Arithmetic { op, left, right, result } => Resolved::Arithmetic {
            op: *op,
            left: Box::new(map(left)),
            right: Box::new(map(right)),
            result: *result,
        },
        Resolved::Case { arms, otherwise, result } => Resolved::Case {
            arms: arms.iter().map(|(when, then)| (map(when), map(then))).collect(),
            otherwise: otherwise.as_deref().map(|expr| Box::new(map(expr))),
            result: *result,
        },
        Resolved::Call { function, arguments } => {
            Resolved::Call { function: *function, arguments: arguments.iter().map(map).collect() }
        }
        Resolved::Convert { conversion, operand } => {
            Resolved::Convert { conversion: *conversion, operand: Box::new(map(operand)) }
        }
    }
}
