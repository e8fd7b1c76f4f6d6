//! SIGINT and SIGTERM: the first ends the run with valid output, a second at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aquila::Control;
use signal_hook::consts::{SIGINT, SIGTERM};

use crate::exit::Exit;

/// What has been received.
#[derive(Debug, Clone, Default)]
pub(crate) struct Interrupts(Arc<AtomicUsize>);

impl Interrupts {
    /// Watches from now on; `control` is told to stop at the first signal.
    pub(crate) fn watch(control: Arc<Control>) -> Self {
        let interrupts = Interrupts::default();
        let received = Arc::clone(&interrupts.0);
        if let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) {
            std::thread::spawn(move || {
                for signal in &mut signals {
                    let code = if signal == SIGTERM { Exit::Terminated } else { Exit::Interrupted };
                    if received.swap(usize::from(code.code()), Ordering::SeqCst) != 0 {
                        leave(code);
                    }
                    control.stop();
                }
            });
        }
        interrupts
    }

    /// The exit that a signal asks for.
    pub(crate) fn exit(&self) -> Option<Exit> {
        match self.0.load(Ordering::SeqCst) {
            0 => None,
            code if code == usize::from(Exit::Terminated.code()) => Some(Exit::Terminated),
            _ => Some(Exit::Interrupted),
        }
    }
}

/// The second signal: at once, without waiting for anything.
#[expect(
    clippy::disallowed_methods,
    reason = "the user asked twice; only what must not stay behind is removed"
)]
fn leave(code: Exit) -> ! {
    crate::output::remove_unfinished();
    std::process::exit(i32::from(code.code()))
}
