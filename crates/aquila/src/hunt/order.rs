//! Alerts in their total order: oldest first, ties by source path, offset, rule.
//!
//! DataFusion sorts the keys, spilling to disk where the memory limit ends; the
//! text of the alerts waits in a [`Spool`].

use std::fmt;
use std::sync::{Arc, Mutex};

use aquila_query::QueryError;
use aquila_query::session::session;
use aquila_rules::Alert;
use datafusion::arrow::array::{AsArray, Int64Array, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Field, Int64Type, Schema, SchemaRef};
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

use super::spool::Spool;
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

/// Alerts on their way to the sorter: keys, and the alert as JSON.
type Arrival = Vec<([i64; 4], String)>;
/// The end of the channel that the sorter holds.
pub(super) type AlertReceiver = mpsc::Receiver<Arrival>;

/// Where threads put their alerts.
#[derive(Debug, Clone)]
pub(super) struct AlertSender(mpsc::Sender<Arrival>);

/// A channel that holds at most this many batches.
pub(super) fn channel(batches: usize) -> (AlertSender, AlertReceiver) {
    let (sender, receiver) = mpsc::channel(batches);
    (AlertSender(sender), receiver)
}

impl AlertSender {
    /// Waits while the sorter is behind.
    pub(super) fn send(&self, alerts: Vec<Ordered>) -> Result<(), EngineError> {
        let arrival = alerts.into_iter().map(|ordered| {
            let offset = i64::try_from(ordered.alert.source.offset).unwrap_or(i64::MAX);
            let keys = [ordered.time, ordered.source, offset, ordered.rule as i64];
            Ok((keys, serde_json::to_string(&ordered.alert).map_err(EngineError::internal)?))
        });
        let arrival = arrival.collect::<Result<Arrival, EngineError>>()?;
        // A closed channel means that the consumer failed, and says why itself.
        let _ = self.0.blocking_send(arrival);
        Ok(())
    }
}

/// Gives all alerts that arrive to `sink`, in order unless `unordered`.
pub(super) fn drain(
    engine: &Engine,
    receiver: AlertReceiver,
    unordered: bool,
    sink: &mut dyn FnMut(Alert) -> std::io::Result<()>,
) -> Result<(), EngineError> {
    if unordered { as_found(engine, receiver, sink) } else { in_order(engine, receiver, sink) }
}

fn as_found(
    engine: &Engine,
    mut receiver: AlertReceiver,
    sink: &mut dyn FnMut(Alert) -> std::io::Result<()>,
) -> Result<(), EngineError> {
    engine.runtime().block_on(async {
        while let Some(arrival) = receiver.recv().await {
            for (_, text) in arrival {
                sink(serde_json::from_str(&text).map_err(EngineError::internal)?)?;
            }
        }
        Ok(())
    })
}

fn in_order(
    engine: &Engine,
    receiver: AlertReceiver,
    sink: &mut dyn FnMut(Alert) -> std::io::Result<()>,
) -> Result<(), EngineError> {
    let session = session(engine.limits())?;
    let spool = Arc::new(Mutex::new(Spool::new(engine.limits())));
    let arrivals =
        Arrivals { schema: schema(), receiver: Mutex::new(Some(receiver)), spool: Arc::clone(&spool) };
    let unsorted = StreamingTableExec::try_new(schema(), vec![Arc::new(arrivals)], None, [], false, None);
    let sorted = SortExec::new(ordering()?, Arc::new(unsorted.map_err(QueryError::from)?));
    engine.runtime().block_on(async {
        let mut sorted = sorted.execute(0, session.task_ctx()).map_err(QueryError::from)?;
        while let Some(batch) = sorted.next().await {
            let batch = batch.map_err(own_error)?;
            let column = |index: usize| batch.column(index).as_primitive::<Int64Type>();
            let (places, lengths) = (column(PLACE), column(LENGTH));
            for row in 0..batch.num_rows() {
                let mut spool = spool.lock().map_err(EngineError::internal)?;
                let text = spool.text(places.value(row) as u64, lengths.value(row) as usize)?;
                drop(spool);
                sink(serde_json::from_str(&text).map_err(EngineError::internal)?)?;
            }
        }
        Ok(())
    })
}

/// An error of the spool that came through DataFusion, as it was.
fn own_error(error: DataFusionError) -> EngineError {
    match error {
        DataFusionError::External(inner) => match inner.downcast::<EngineError>() {
            Ok(own) => *own,
            Err(other) => QueryError::from(DataFusionError::External(other)).into(),
        },
        other => QueryError::from(other).into(),
    }
}

const KEYS: usize = 4;
const PLACE: usize = 4;
const LENGTH: usize = 5;
const COLUMNS: [&str; 6] = ["time", "source", "offset", "rule", "place", "length"];

fn schema() -> SchemaRef {
    let fields: Vec<Field> = COLUMNS.iter().map(|name| Field::new(*name, DataType::Int64, false)).collect();
    Arc::new(Schema::new(fields))
}

fn ordering() -> Result<LexOrdering, EngineError> {
    let keys = COLUMNS.iter().take(KEYS).enumerate();
    let keys = keys.map(|(index, key)| PhysicalSortExpr::new_default(Arc::new(Column::new(key, index))));
    LexOrdering::new(keys).ok_or_else(|| EngineError::internal("an ordering has keys"))
}

/// Keeps the texts of an arrival and gives the keys with their places.
fn keys(arrival: Arrival, spool: &Mutex<Spool>) -> Result<RecordBatch, EngineError> {
    let mut columns: [Vec<i64>; 6] = Default::default();
    let mut spool = spool.lock().map_err(EngineError::internal)?;
    for (keys, text) in arrival {
        let place = spool.keep(&text)? as i64;
        let values = keys.into_iter().chain([place, text.len() as i64]);
        columns.iter_mut().zip(values).for_each(|(column, value)| column.push(value));
    }
    let columns = columns.into_iter().map(|column| Arc::new(Int64Array::from(column)) as _).collect();
    RecordBatch::try_new(schema(), columns).map_err(EngineError::internal)
}

/// The channel as a stream of keys.
struct Arrivals {
    schema: SchemaRef,
    receiver: Mutex<Option<AlertReceiver>>,
    spool: Arc<Mutex<Spool>>,
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
        let spool = Arc::clone(&self.spool);
        let stream = futures::stream::unfold(receiver, move |receiver| {
            let spool = Arc::clone(&spool);
            async move {
                let mut receiver = receiver?;
                let arrival = receiver.recv().await?;
                let batch = keys(arrival, &spool).map_err(|error| DataFusionError::External(Box::new(error)));
                Some((batch, Some(receiver)))
            }
        });
        Box::pin(RecordBatchStreamAdapter::new(Arc::clone(&self.schema), stream))
    }
}
