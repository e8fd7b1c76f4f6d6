//! The `events` table over an [`EventSource`].

use std::sync::{Arc, Mutex};

use aquila_event::{Catalogue, EventSchema};
use async_trait::async_trait;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::Result;
use datafusion::error::DataFusionError;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::{PartitionStream, StreamingTableExec};

use super::{EventReader, EventSource, ScanRequest};

/// Every property of the catalogue as a column; only those that a plan needs are decoded.
#[derive(Debug)]
pub struct EventsTable {
    catalogue: Arc<Catalogue>,
    schema: EventSchema,
    source: Arc<dyn EventSource>,
}

impl EventsTable {
    /// The table over `source`.
    pub fn new(catalogue: Arc<Catalogue>, source: Arc<dyn EventSource>) -> Self {
        let schema = EventSchema::all(&catalogue);
        Self { catalogue, schema, source }
    }
}

#[async_trait]
impl TableProvider for EventsTable {
    fn schema(&self) -> SchemaRef {
        self.schema.arrow()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        _limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let all = self.schema.properties();
        let properties = match projection {
            Some(columns) => columns.iter().filter_map(|column| all.get(*column).copied()).collect(),
            None => all.to_vec(),
        };
        let schema = EventSchema::new(&self.catalogue, &properties);
        let request = ScanRequest { schema: schema.clone(), filters: filters.to_vec() };
        let readers = self
            .source
            .scan(&request, state.config().target_partitions())
            .map_err(|error| DataFusionError::External(Box::new(error)))?;
        let partitions = readers.into_iter().map(|reader| -> Arc<dyn PartitionStream> {
            Arc::new(Partition { schema: schema.arrow(), reader: Mutex::new(Some(reader)) })
        });
        let exec = StreamingTableExec::try_new(schema.arrow(), partitions.collect(), None, [], false, None)?;
        Ok(Arc::new(exec))
    }
}

/// One reader of a scan. It can be run once: a scan is planned anew for each run.
struct Partition {
    schema: SchemaRef,
    reader: Mutex<Option<Box<dyn EventReader>>>,
}

impl std::fmt::Debug for Partition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Partition")
    }
}

impl PartitionStream for Partition {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _context: Arc<TaskContext>) -> SendableRecordBatchStream {
        let reader = self.reader.lock().ok().and_then(|mut reader| reader.take());
        let stream = futures::stream::unfold(reader, |reader| async move {
            let mut reader = reader?;
            match reader.next() {
                Ok(Some(batch)) => Some((Ok(batch), Some(reader))),
                Ok(None) => None,
                Err(error) => Some((Err(DataFusionError::External(Box::new(error))), None)),
            }
        });
        Box::pin(RecordBatchStreamAdapter::new(Arc::clone(&self.schema), stream))
    }
}
