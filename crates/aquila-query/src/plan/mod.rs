//! The checked form becomes DataFusion's: `expr` translates expressions, `select`
//! and `aggregate` whole statements, `rule` a statement that is evaluated batch
//! by batch, `window` what NOW and the time clause mean.

mod aggregate;
mod chain;
mod expr;
mod not_zero;
mod power;
mod rule;
mod select;
mod window;

use std::sync::Arc;

use aquila_event::Catalogue;
use datafusion::catalog::TableProvider;
use datafusion::logical_expr::LogicalPlan;

use crate::QueryError;
use crate::function::FunctionContext;
use crate::resolve::ResolvedQuery;

pub use rule::{CompiledRule, Selected};
pub use window::{Now, looks_back};

/// What planning looks things up in.
#[derive(Debug, Clone)]
pub struct PlanContext {
    /// The properties.
    pub catalogue: Arc<Catalogue>,
    /// What functions look up, and the settings.
    pub functions: FunctionContext,
    /// What NOW() and LAST count from.
    pub now: Now,
}

/// A statement as a DataFusion plan over `events`, in the total order that
/// searches promise.
///
/// # Errors
/// Only by a defect of ours: a resolved query has a plan.
pub fn plan(
    query: &ResolvedQuery,
    context: &PlanContext,
    events: Arc<dyn TableProvider>,
    order: Order,
) -> Result<LogicalPlan, QueryError> {
    if query.is_aggregated() {
        aggregate::plan(query, context, events)
    } else {
        select::plan(query, context, events, order)
    }
}

/// Whether rows are put in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The total order: ORDER BY, else newest first; ties by source, then offset.
    #[default]
    Total,
    /// As found, except for what ORDER BY and LIMIT need.
    Unordered,
}
