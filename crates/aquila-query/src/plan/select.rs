//! A statement whose rows are events.

use std::collections::BTreeSet;
use std::sync::Arc;

use aquila_event::Catalogue;
use datafusion::catalog::TableProvider;
use datafusion::datasource::provider_as_source;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, SortExpr};

use super::expr::column;
use super::window::effective_filter;
use super::{Order, PlanContext};
use crate::QueryError;
use crate::resolve::ResolvedQuery;

/// The columns that make any order total: an input, then a place in it.
const POSITION: [&str; 2] = ["$source", "$offset"];

pub(super) fn plan(
    query: &ResolvedQuery,
    context: &PlanContext,
    events: Arc<dyn TableProvider>,
    order: Order,
) -> Result<LogicalPlan, QueryError> {
    let ordered = order == Order::Total || !query.order_by.is_empty() || query.limit.is_some();
    let filter = effective_filter(query, &context.catalogue, context.now);
    let mut wanted = columns_of(query, &context.catalogue);
    if ordered {
        wanted.extend(POSITION.map(str::to_owned));
    }
    let mut plan = scan(events, &wanted)?;
    if let Some(filter) = filter {
        plan = plan.filter(context.expr(&filter)?)?;
    }
    if ordered {
        plan = plan.sort_with_limit(sort_keys(query, context)?, row_cap(query))?;
    }
    if let Some(rows) = row_cap(query) {
        plan = plan.limit(0, Some(rows))?;
    }
    let columns = query.columns.iter().map(|column| Ok(context.expr(&column.expr)?.alias(&column.name)));
    let columns = columns.collect::<Result<Vec<Expr>, QueryError>>()?;
    Ok(plan.project(columns)?.build()?)
}

pub(super) fn row_cap(query: &ResolvedQuery) -> Option<usize> {
    query.limit.map(|rows| usize::try_from(rows).unwrap_or(usize::MAX).min(i64::MAX as usize))
}

/// The canonical names of the columns that a query reads; start time always, for the order.
pub(super) fn columns_of(query: &ResolvedQuery, catalogue: &Catalogue) -> BTreeSet<String> {
    let names = query.properties().into_iter().map(|id| catalogue.get(id).name.clone());
    names.chain(["starttime".to_owned()]).collect()
}

/// A scan of just these columns.
pub(super) fn scan(
    events: Arc<dyn TableProvider>,
    wanted: &BTreeSet<String>,
) -> Result<LogicalPlanBuilder, QueryError> {
    let schema = events.schema();
    let projection = wanted.iter().map(|name| schema.index_of(name)).collect::<Result<Vec<usize>, _>>();
    let projection = projection.map_err(|error| QueryError::Internal(error.to_string()))?;
    Ok(LogicalPlanBuilder::scan("events", provider_as_source(events), Some(projection))?)
}

fn sort_keys(query: &ResolvedQuery, context: &PlanContext) -> Result<Vec<SortExpr>, QueryError> {
    let mut keys = Vec::new();
    for key in &query.order_by {
        keys.push(context.expr(&key.expr)?.sort(!key.descending, false));
    }
    if keys.is_empty() {
        keys.push(column("starttime").sort(false, false));
    }
    keys.extend(POSITION.map(|name| column(name).sort(true, false)));
    Ok(keys)
}
