//! Standard input, and other pipes, that let go when the run is stopped.
//!
//! A read of a pipe waits for its writer for as long as that lives; a thread of
//! its own does the waiting, so that the run can end without it.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

use crate::Control;

/// Bytes read at once.
const BLOCK: usize = 64 * 1024;
/// Blocks that may wait.
const AHEAD: usize = 16;
/// How often a stop is looked for.
const PATIENCE: Duration = Duration::from_millis(50);

/// What comes through a pipe.
pub(super) struct Pipe {
    blocks: Receiver<io::Result<Vec<u8>>>,
    block: Vec<u8>,
    used: usize,
    control: Arc<Control>,
}

impl Pipe {
    pub(super) fn start(mut source: impl Read + Send + 'static, control: Arc<Control>) -> Self {
        let (sender, blocks) = sync_channel(AHEAD);
        std::thread::spawn(move || {
            loop {
                let mut block = vec![0; BLOCK];
                let read = source.read(&mut block).map(|length| {
                    block.truncate(length);
                    block
                });
                let is_last = !matches!(&read, Ok(block) if !block.is_empty());
                // A closed channel means that the run has ended.
                if sender.send(read).is_err() || is_last {
                    return;
                }
            }
        });
        Self { blocks, block: Vec::new(), used: 0, control }
    }
}

impl Read for Pipe {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.used == self.block.len() {
            match self.blocks.recv_timeout(PATIENCE) {
                Ok(Ok(block)) if block.is_empty() => return Ok(0),
                Ok(Ok(block)) => (self.block, self.used) = (block, 0),
                Ok(Err(error)) => return Err(error),
                Err(RecvTimeoutError::Timeout) if !self.control.is_stopped() => {}
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return Ok(0),
            }
        }
        let waiting = &self.block[self.used..];
        let length = waiting.len().min(buffer.len());
        buffer[..length].copy_from_slice(&waiting[..length]);
        self.used += length;
        Ok(length)
    }
}
