//! The progress line: bytes, events per second, alerts so far; only on a terminal.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use aquila::Control;
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Draws until it is dropped.
pub(crate) struct Progress {
    done: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Starts drawing, unless `quiet` or standard error is no terminal.
    pub(crate) fn start(control: &Arc<Control>, total_bytes: u64, quiet: bool) -> Self {
        let done = Arc::new(AtomicBool::new(false));
        if quiet || !std::io::stderr().is_terminal() {
            return Self { done, thread: None };
        }
        let (control, finished) = (Arc::clone(control), Arc::clone(&done));
        let thread = std::thread::spawn(move || draw(&control, total_bytes, &finished));
        Self { done, thread: Some(thread) }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // A drawing thread that failed has nothing to tell.
            let _ = thread.join();
        }
    }
}

fn draw(control: &Control, total_bytes: u64, finished: &AtomicBool) {
    let template = "{bytes}/{total_bytes} [{wide_bar}] {bytes_per_sec} {msg}";
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::with_draw_target(Some(total_bytes), ProgressDrawTarget::stderr_with_hz(8))
        .with_style(style);
    let start = Instant::now();
    while !finished.load(Ordering::Relaxed) {
        let progress = control.progress();
        let seconds = start.elapsed().as_secs_f64().max(0.001);
        let rate = HumanCount((progress.events as f64 / seconds) as u64);
        bar.set_position(progress.bytes);
        bar.set_message(format!("{rate} events/s, {} alerts", HumanCount(progress.alerts)));
        std::thread::sleep(Duration::from_millis(120));
    }
    bar.finish_and_clear();
}
