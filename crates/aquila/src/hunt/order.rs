//! Alerts in their total order: oldest first, ties by source path, offset, rule.
//!
//! Sorting is DataFusion's, so that it spills to disk where the memory limit ends.

use std::fmt;
use std::sync::{Arc, Mutex};

use aquila_query::QueryError;
use aquila_query::session::session;
use aquila_rules::Alert;
use datafusion::arrow::array::{AsArray, Int64Builder, RecordBatch, StringBuilder};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::error::DataFusionError;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::{LexOrdering, PhysicalSortExpr};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::sorts::sort::SortExec;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::{PartitionStream, StreamingTableExec};
use futures::StreamExt;
use tokio::sync::mpsc;

use crate::EngineError;
use crate::engine::Engine;

/// An alert with its place in the order.
#[derive(Debug)]
pub(super) struct Ordered {
    pub(super) time: i64,
    pub(super) source: i64,
    pub(super) rule: usize,
    pub(super) alert: Alert,
}

/// Where threads put their alerts.
#[derive(Debug, Clone)]
pub(super) struct AlertSender(mpsc::Sender<RecordBatch>);

impl From<mpsc::Sender<RecordBatch>> for AlertSender {
    fn from(sender: mpsc::Sender<RecordBatch>) -> Self {
        Self(sender)
    }
}

impl AlertSender {
    /// Waits while the sorter is behind.
    pub(super) fn send(&self, alerts: Vec<Ordered>) -> Result<(), EngineError> {
        let batch = batch(&alerts)?;
        // A closed channel means that the consumer failed, and says why itself.
        let _ = self.0.blocking_send(batch);
        Ok(())
    }
}

const KEYS: [&str; 4] = ["time", "source", "offset", "rule"];

fn schema() -> SchemaRef {
    let keys = KEYS.map(|key| Field::new(key, DataType::Int64, false));
    let alert = Field::new("alert", DataType::Utf8, false);
    Arc::new(Schema::new(keys.into_iter().chain([alert]).collect::<Vec<_>>()))
}

fn batch(alerts: &[Ordered]) -> Result<RecordBatch, EngineError> {
    let mut keys: [Int64Builder; 4] = std::array::from_fn(|_| Int64Builder::new());
    let mut texts = StringBuilder::new();
    for ordered in alerts {
        let offset = i64::try_from(ordered.alert.source.offset).unwrap_or(i64::MAX);
        for (key, value) in keys.iter_mut().zip([ordered.time, ordered.source, offset, ordered.rule as i64]) {
            key.append_value(value);
        }
        texts.append_value(serde_json::to_string(&ordered.alert).map_err(EngineError::internal)?);
    }
    let columns = keys.iter_mut().map(|key| Arc::new(key.finish()) as _).chain([Arc::new(texts.finish()) as _]);
    RecordBatch::try_new(schema(), columns.collect()).map_err(EngineError::internal)
}

/// Gives all alerts that arrive to `sink`, in order unless `unordered`.
pub(super) fn drain(
    engine: &Engine,
    receiver: mpsc::Receiver<RecordBatch>,
    unordered: bool,
    sink: &mut dyn FnMut(Alert) -> std::io::Result<()>,
) -> Result<(), EngineError> {
    let session = session(engine.limits())?;
    let arrivals = Arrivals { schema: schema(), receiver: Mutex::new(Some(receiver)) };
    let mut plan: Arc<dyn ExecutionPlan> = Arc::new(
        StreamingTableExec::try_new(schema(), vec![Arc::new(arrivals)], None, [], false, None)
            .map_err(QueryError::from)?,
    );
    if !unordered {
        plan = Arc::new(SortExec::new(ordering()?, plan));
    }
    engine.runtime().block_on(async {
        let mut sorted = plan.execute(0, session.task_ctx()).map_err(QueryError::from)?;
        while let Some(batch) = sorted.next().await {
            let batch = batch.map_err(QueryError::from)?;
            for text in batch.column(KEYS.len()).as_string::<i32>().iter().flatten() {
                sink(serde_json::from_str(text).map_err(EngineError::internal)?)?;
            }
        }
        Ok(())
    })
}

fn ordering() -> Result<LexOrdering, EngineError> {
    let keys = KEYS.iter().enumerate().map(|(index, key)| {
        PhysicalSortExpr::new_default(Arc::new(Column::new(key, index)))
    });
    LexOrdering::new(keys).ok_or_else(|| EngineError::internal("an ordering has keys"))
}

/// The channel as a stream.
struct Arrivals {
    schema: SchemaRef,
    receiver: Mutex<Option<mpsc::Receiver<RecordBatch>>>,
}

impl fmt::Debug for Arrivals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Arrivals")
    }
}

impl PartitionStream for Arrivals {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _context: Arc<TaskContext>) -> SendableRecordBatchStream {
        let receiver = self.receiver.lock().ok().and_then(|mut receiver| receiver.take());
        let stream = futures::stream::unfold(receiver, |receiver| async move {
            let mut receiver = receiver?;
            let batch = receiver.recv().await?;
            Some((Ok::<RecordBatch, DataFusionError>(batch), Some(receiver)))
        });
        Box::pin(RecordBatchStreamAdapter::new(Arc::clone(&self.schema), stream))
    }
}
