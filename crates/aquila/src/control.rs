//! The strings that a caller holds while a run goes on: stop it, watch it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Shared between a run and its caller.
#[derive(Debug, Default)]
pub struct Control {
    stop: AtomicBool,
    bytes: AtomicU64,
    events: AtomicU64,
    alerts: AtomicU64,
    parent: Option<Arc<Control>>,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of input read, as they lie on disk.
    pub bytes: u64,
    /// Events decoded.
    pub events: u64,
    /// Alerts so far.
    pub alerts: u64,
}

impl Control {
    /// Asks the run to end early; what it has so far is kept, and is valid.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// One for a second look at the inputs: it stops with its parent and keeps its
    /// own progress.
    pub(crate) fn child(parent: &Arc<Control>) -> Arc<Control> {
        Arc::new(Control { parent: Some(Arc::clone(parent)), ..Control::default() })
    }

    /// Whether [`stop`](Self::stop) was called.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || self.parent.as_ref().is_some_and(|parent| parent.is_stopped())
    }

    /// How far the run is.
    pub fn progress(&self) -> Progress {
        Progress {
            bytes: self.bytes.load(Ordering::Relaxed),
            events: self.events.load(Ordering::Relaxed),
            alerts: self.alerts.load(Ordering::Relaxed),
        }
    }

    pub(crate) fn add_bytes(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(crate) fn add_events(&self, events: u64) {
        self.events.fetch_add(events, Ordering::Relaxed);
    }

    pub(crate) fn add_alerts(&self, alerts: u64) {
        self.alerts.fetch_add(alerts, Ordering::Relaxed);
    }
}
