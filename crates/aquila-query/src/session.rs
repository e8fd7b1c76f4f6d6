//! A DataFusion session with our limits: threads, memory, spill.

use std::path::PathBuf;
use std::sync::Arc;

use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};

use crate::QueryError;

/// The least memory that sorting can spill with.
pub const LEAST_MEMORY: usize = 16 << 20;

/// The limits of one session.
#[derive(Debug, Clone)]
pub struct SessionLimits {
    /// Partitions that run at once.
    pub threads: usize,
    /// Bytes that sorting and grouping may hold before they spill.
    pub memory: usize,
    /// Where they spill to; the system's folder when absent.
    pub temp_dir: Option<PathBuf>,
    /// Bytes that may be spilled at once.
    pub spill: u64,
}

impl Default for SessionLimits {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Self { threads, memory: 64 << 20, temp_dir: None, spill: 100 << 30 }
    }
}

/// A session with these limits.
///
/// # Errors
/// When the spill folder cannot be used.
pub fn session(limits: &SessionLimits) -> Result<SessionContext, QueryError> {
    let mode = match &limits.temp_dir {
        Some(folder) => DiskManagerMode::Directories(vec![folder.clone()]),
        None => DiskManagerMode::OsTmpDirectory,
    };
    let disk = DiskManagerBuilder::default().with_mode(mode).with_max_temp_directory_size(limits.spill);
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(FairSpillPool::new(limits.memory)))
        .with_disk_manager_builder(disk)
        .build_arc()?;
    let config = SessionConfig::new()
        .with_target_partitions(limits.threads)
        // A merge of spilled runs holds a batch of each: with wide rows a batch
        // must be short for many runs to fit.
        .with_batch_size(256)
        // One sorter for all partitions: several would split the memory, and then
        // none of them can merge what it spilled.
        .with_repartition_sorts(false)
        .with_sort_spill_reservation_bytes((limits.memory / 8).min(10 << 20));
    Ok(SessionContext::new_with_config_rt(config, runtime))
}
