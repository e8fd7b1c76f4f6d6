//! Events as a DataFusion table, wherever they are.
//!
//! A place that holds events implements [`EventSource`]; [`EventsTable`] shows it
//! to DataFusion. The filters of a plan reach the source as hints: it may use
//! them to read less, and every row is filtered again above it.

mod events;

use std::fmt::Debug;

use aquila_event::{EventSchema, PropertyId};
use datafusion::arrow::array::RecordBatch;
use datafusion::logical_expr::Expr;

use crate::QueryError;

pub use events::EventsTable;

/// A place that holds events.
pub trait EventSource: Debug + Send + Sync {
    /// Readers that share one scan, at most `readers` of them. Together they
    /// give every event once.
    ///
    /// # Errors
    /// When the place cannot be read at all.
    fn scan(&self, request: &ScanRequest, readers: usize) -> Result<Vec<Box<dyn EventReader>>, QueryError>;
}

/// What a scan is to give.
#[derive(Debug, Clone)]
pub struct ScanRequest {
    /// The columns, in this order.
    pub schema: EventSchema,
    /// Conditions that every wanted event meets; a source may ignore them.
    pub filters: Vec<Expr>,
}

impl ScanRequest {
    /// The wanted properties.
    pub fn properties(&self) -> &[PropertyId] {
        self.schema.properties()
    }
}

/// Gives events batch by batch.
pub trait EventReader: Send {
    /// The next batch; `None` at the end.
    ///
    /// # Errors
    /// When the source fails as a whole. A record that cannot be decoded is an
    /// event stored raw, not an error.
    fn next(&mut self) -> Result<Option<RecordBatch>, QueryError>;
}
