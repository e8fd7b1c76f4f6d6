//! The text of alerts while their keys are sorted: in memory while it is little,
//! in a file after that. Alerts can be as long as their records, which a sorter of
//! whole rows could not hold.

use std::io::{self, Read, Seek, SeekFrom, Write};

use aquila_query::QueryError;
use aquila_query::session::SessionLimits;
use tempfile::SpooledTempFile;

use crate::EngineError;

/// Texts, found again by their place.
#[derive(Debug)]
pub(super) struct Spool {
    texts: SpooledTempFile,
    end: u64,
    cap: u64,
}

impl Spool {
    pub(super) fn new(limits: &SessionLimits) -> Self {
        let in_memory = limits.memory / 4;
        let texts = match &limits.temp_dir {
            Some(folder) => tempfile::spooled_tempfile_in(in_memory, folder),
            None => tempfile::spooled_tempfile(in_memory),
        };
        Self { texts, end: 0, cap: limits.spill.saturating_add(in_memory as u64) }
    }

    /// Keeps a text and gives its place.
    ///
    /// # Errors
    /// When the cap on the spill is reached or the disk is full.
    pub(super) fn keep(&mut self, text: &str) -> Result<u64, EngineError> {
        let place = self.end;
        self.end += text.len() as u64;
        if self.end > self.cap {
            let reason = "alerts spilled to disk have reached the cap (--max-spill)";
            return Err(EngineError::Run(QueryError::Limit(reason.into())));
        }
        self.texts.seek(SeekFrom::Start(place)).map_err(spill)?;
        self.texts.write_all(text.as_bytes()).map_err(spill)?;
        Ok(place)
    }

    /// The text at a place.
    ///
    /// # Errors
    /// When the file cannot be read back.
    pub(super) fn text(&mut self, place: u64, length: usize) -> Result<String, EngineError> {
        let mut bytes = vec![0; length];
        self.texts.seek(SeekFrom::Start(place)).map_err(spill)?;
        self.texts.read_exact(&mut bytes).map_err(spill)?;
        String::from_utf8(bytes).map_err(EngineError::internal)
    }
}

fn spill(error: io::Error) -> EngineError {
    let reason = format!("alerts cannot be spilled to disk: {error}");
    EngineError::Run(match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => QueryError::Limit(reason),
        _ => QueryError::Data(reason),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_again_in_memory_and_on_disk() {
        for memory in [0, 1 << 20] {
            let mut spool = Spool::new(&SessionLimits { memory, ..SessionLimits::default() });
            let places: Vec<u64> =
                (0..50).map(|n| spool.keep(&format!("alert {n}")).expect("kept")).collect();
            assert_eq!(spool.text(places[7], 7).expect("text"), "alert 7");
            assert_eq!(spool.text(places[0], 7).expect("text"), "alert 0");
        }
    }

    #[test]
    fn the_cap_is_a_limit() {
        let mut spool = Spool::new(&SessionLimits { memory: 0, spill: 10, ..SessionLimits::default() });
        spool.keep("0123456789").expect("within the cap");
        let error = spool.keep("x").expect_err("beyond it");
        assert!(matches!(error, EngineError::Run(QueryError::Limit(_))), "{error}");
    }
}
