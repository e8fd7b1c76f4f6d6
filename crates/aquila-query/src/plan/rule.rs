//! A statement as compiled expressions over one batch of events: how rules run
//! over files and streams alike.

use std::sync::Arc;

use aquila_event::EventSchema;
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, RecordBatch, RecordBatchOptions, UInt64Array,
};
use datafusion::arrow::compute::take_record_batch;
use datafusion::arrow::datatypes::{Field, Schema, SchemaRef};
use datafusion::common::DFSchema;
use datafusion::physical_plan::PhysicalExpr;
use datafusion::prelude::SessionContext;

use super::PlanContext;
use super::window::effective_filter;
use crate::QueryError;
use crate::resolve::evaluable::{Branch, branches};
use crate::resolve::{Resolved, ResolvedQuery};

/// A statement without aggregation, ready for batches of one schema.
#[derive(Debug)]
pub struct CompiledRule {
    filter: Option<Arc<dyn PhysicalExpr>>,
    branches: Vec<(String, Arc<dyn PhysicalExpr>)>,
    columns: Vec<Arc<dyn PhysicalExpr>>,
    result: SchemaRef,
}

/// What a rule selected from a batch.
#[derive(Debug)]
pub struct Selected {
    /// The rows of the batch that hold.
    pub rows: Vec<usize>,
    /// Its result columns, one row per entry of `rows`.
    pub columns: RecordBatch,
    /// The branch that held, one per entry of `rows`.
    pub branches: Vec<Option<String>>,
}

impl CompiledRule {
    /// Compiles `query` for batches of `schema`, which holds at least its properties.
    ///
    /// # Errors
    /// Only by a defect of ours: a resolved query compiles.
    pub fn compile(
        query: &ResolvedQuery,
        context: &PlanContext,
        schema: &EventSchema,
    ) -> Result<Self, QueryError> {
        let session = SessionContext::new();
        let df_schema = DFSchema::try_from(schema.arrow())?;
        let physical = |resolved: &Resolved| -> Result<Arc<dyn PhysicalExpr>, QueryError> {
            Ok(session.create_physical_expr(context.expr(resolved)?, &df_schema)?)
        };
        let filter = effective_filter(query, &context.catalogue, context.now);
        let branches = branches_of(filter.as_ref())
            .into_iter()
            .map(|branch| Ok((branch.path, physical(&branch.own)?)))
            .collect::<Result<_, QueryError>>()?;
        let mut columns = Vec::new();
        let mut fields = Vec::new();
        for column in &query.columns {
            let expr = physical(&column.expr)?;
            fields.push(Field::new(&column.name, expr.data_type(&schema.arrow())?, true));
            columns.push(expr);
        }
        let filter = filter.as_ref().map(physical).transpose()?;
        Ok(Self { filter, branches, columns, result: Arc::new(Schema::new(fields)) })
    }

    /// The schema of the result columns.
    pub fn result_schema(&self) -> SchemaRef {
        Arc::clone(&self.result)
    }

    /// The rows of `batch` that hold, with their result columns.
    ///
    /// # Errors
    /// Only by a defect of ours: the functions do not fail on any value.
    pub fn select(&self, batch: &RecordBatch) -> Result<Selected, QueryError> {
        let rows = match &self.filter {
            Some(filter) => true_rows(&evaluate(filter, batch)?),
            None => (0..batch.num_rows()).collect(),
        };
        if rows.is_empty() {
            let columns = RecordBatch::new_empty(self.result_schema());
            return Ok(Selected { rows, columns, branches: Vec::new() });
        }
        let indices = UInt64Array::from_iter_values(rows.iter().map(|row| *row as u64));
        let selected =
            take_record_batch(batch, &indices).map_err(|error| QueryError::Internal(error.to_string()))?;
        let columns = self.columns.iter().map(|expr| evaluate(expr, &selected));
        let columns = columns.collect::<Result<Vec<_>, QueryError>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
        let columns = RecordBatch::try_new_with_options(self.result_schema(), columns, &options)
            .map_err(|error| QueryError::Internal(error.to_string()))?;
        let branches = self.branches_held(&selected)?;
        Ok(Selected { rows, columns, branches })
    }

    /// The first branch that held, for each selected row.
    fn branches_held(&self, selected: &RecordBatch) -> Result<Vec<Option<String>>, QueryError> {
        let mut held: Vec<Option<String>> = vec![None; selected.num_rows()];
        for (path, condition) in &self.branches {
            for row in true_rows(&evaluate(condition, selected)?) {
                held[row].get_or_insert_with(|| path.clone());
            }
        }
        Ok(held)
    }
}

/// The branches of what a rule filters by; none when it takes every event.
pub(super) fn branches_of(filter: Option<&Resolved>) -> Vec<Branch> {
    filter.map(branches).unwrap_or_default()
}

fn evaluate(expr: &Arc<dyn PhysicalExpr>, batch: &RecordBatch) -> Result<ArrayRef, QueryError> {
    Ok(expr.evaluate(batch)?.into_array(batch.num_rows())?)
}

fn true_rows(condition: &ArrayRef) -> Vec<usize> {
    let Some(condition): Option<&BooleanArray> = condition.as_boolean_opt() else { return Vec::new() };
    (0..condition.len()).filter(|row| condition.is_valid(*row) && condition.value(*row)).collect()
}
