//! What the process used: processor time and peak memory.

/// Processor time and peak memory so far.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ResourceUsage {
    pub(crate) cpu_ms: u64,
    pub(crate) peak_memory_bytes: Option<u64>,
}

/// As the system counts them; zero and absent where it does not tell.
#[cfg(unix)]
pub(crate) fn now() -> ResourceUsage {
    use nix::sys::resource::{UsageWho, getrusage};
    let Ok(usage) = getrusage(UsageWho::RUSAGE_SELF) else { return ResourceUsage::default() };
    let millis = |time: nix::sys::time::TimeVal| (time.tv_sec() * 1000 + time.tv_usec() / 1000) as u64;
    // Linux counts in KiB, macOS in bytes.
    let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
    ResourceUsage {
        cpu_ms: millis(usage.user_time()) + millis(usage.system_time()),
        peak_memory_bytes: u64::try_from(usage.max_rss()).ok().map(|rss| rss * unit),
    }
}

/// As the system counts them; zero and absent where it does not tell.
#[cfg(not(unix))]
pub(crate) fn now() -> ResourceUsage {
    ResourceUsage::default()
}
