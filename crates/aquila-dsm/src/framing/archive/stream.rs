//! A stream with members one after the other: each in turn reads its own bytes
//! out of it.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::framing::input::Bytes;
use crate::framing::told::told;

/// A stream that members take turns in.
#[derive(Clone)]
pub(super) struct Stream(Arc<Mutex<State>>);

struct State {
    input: Bytes,
    /// Where the stream is.
    offset: u64,
    /// What the member whose turn it is has not read yet.
    left: u64,
    /// Whose turn it is.
    turn: u64,
    /// Why nothing more comes.
    failure: Option<String>,
    /// What messages call the stream.
    name: &'static str,
}

impl Stream {
    pub(super) fn new(input: Bytes, name: &'static str) -> Self {
        Self(Arc::new(Mutex::new(State { input, offset: 0, left: 0, turn: 0, failure: None, name })))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the stream is.
    pub(super) fn offset(&self) -> u64 {
        self.lock().offset
    }

    /// Begins a member of a size.
    pub(super) fn begin(&self, size: u64) -> Turn {
        let mut state = self.lock();
        state.turn += 1;
        state.left = size;
        Turn { stream: self.clone(), turn: state.turn }
    }

    /// Ends the turn of a member and skips what it left.
    pub(super) fn finish(&self) -> io::Result<()> {
        let mut state = self.lock();
        state.turn += 1;
        let mut buffer = [0; 16 << 10];
        while state.left > 0 {
            state.read(&mut buffer)?;
        }
        Ok(())
    }

    /// Bytes between members. The number says how many there were: fewer than
    /// the buffer has only at the end of the stream.
    pub(super) fn between(&self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut state = self.lock();
        let mut filled = 0;
        while let Some(room) = buffer.get_mut(filled..)
            && !room.is_empty()
        {
            match state.raw(room)? {
                0 => break,
                n => filled += n,
            }
        }
        Ok(filled)
    }
}

impl State {
    fn raw(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(cause) = &self.failure {
            return Err(told(cause.clone()));
        }
        loop {
            match self.input.read(buffer) {
                Ok(n) => {
                    self.offset += n as u64;
                    return Ok(n);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.failure = Some(error.to_string());
                    return Err(error);
                }
            }
        }
    }

    /// Bytes of the member whose turn it is. They must be there.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        if size == 0 {
            return Ok(0);
        }
        let n = self.raw(buffer.get_mut(..size).unwrap_or_default())?;
        if n == 0 {
            let cause = format!("{} data ends early", self.name);
            self.failure = Some(cause.clone());
            return Err(told(cause));
        }
        self.left -= n as u64;
        Ok(n)
    }
}

/// The bytes of one member.
pub(super) struct Turn {
    stream: Stream,
    turn: u64,
}

impl Read for Turn {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut state = self.stream.lock();
        if state.turn != self.turn {
            return Err(told("the archive went on to its next member"));
        }
        state.read(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns() {
        let stream = Stream::new(Box::new(&b"aaabbc"[..]), "tar");
        let (mut first, mut out) = (stream.begin(3), [0; 8]);
        assert_eq!(first.read(&mut out[..2]).expect("memory reads"), 2);
        stream.finish().expect("memory reads");
        let mut second = stream.begin(2);
        assert!(first.read(&mut out).is_err());
        assert_eq!((second.read(&mut out).expect("memory reads"), &out[..2]), (2, &b"bb"[..]));
        assert_eq!(second.read(&mut out).expect("memory reads"), 0);
        assert_eq!((stream.between(&mut out).expect("memory reads"), stream.offset()), (1, 6));
        let mut third = stream.begin(1 << 60);
        assert_eq!(third.read(&mut out).expect_err("nothing is left").to_string(), "tar data ends early");
        assert!(stream.finish().is_err());
    }
}
