//! One thread of a hunt: decode a chunk, evaluate all rules on it, send the alerts.

use aquila_dsm::decode::RowInfo;

use super::Hunt;
use super::firing::AlertBuilder;
use super::order::{AlertSender, Ordered};
use crate::EngineError;
use crate::input::{ChunkDecoder, DecodedChunk, Scan, Work};
use crate::summary::Tally;

pub(super) struct Worker<'a> {
    hunt: &'a Hunt,
    scan: &'a Scan,
    sender: AlertSender,
    decoder: ChunkDecoder,
    alerts: AlertBuilder<'a>,
    tally: Tally,
}

impl<'a> Worker<'a> {
    pub(super) fn new(hunt: &'a Hunt, scan: &'a Scan, sender: AlertSender) -> Self {
        let decoder = ChunkDecoder::new(&hunt.engine, hunt.programs.schema.clone());
        let alerts = AlertBuilder::new(&hunt.engine, &hunt.options, hunt.context.now);
        Self { hunt, scan, sender, decoder, alerts, tally: Tally::default() }
    }

    pub(super) fn run(&mut self) -> Result<(), EngineError> {
        while let Some(work) = self.scan.next() {
            let decoded = self.decoder.decode(&work)?;
            self.scan.control().add_events(decoded.rows.len() as u64);
            self.tally.add_rows(&decoded.rows, work.chunk.text.len());
            let firings = self.evaluate(&work, &decoded)?;
            if !firings.is_empty() {
                self.scan.control().add_alerts(firings.len() as u64);
                self.sender.send(firings)?;
            }
        }
        Ok(())
    }

    /// What was counted, also by a run that failed.
    pub(super) fn into_tally(mut self) -> Tally {
        self.tally.add_decoded(self.hunt.programs.schema.properties(), self.decoder.properties_decoded());
        self.tally
    }

    fn evaluate(&mut self, work: &Work, decoded: &DecodedChunk) -> Result<Vec<Ordered>, EngineError> {
        let mut firings = Vec::new();
        for (ordinal, (program, rule)) in self.hunt.programs.per_event.iter().enumerate() {
            let selected = rule.select(&decoded.batch)?;
            for (index, row) in selected.rows.iter().enumerate() {
                let info: &RowInfo = &decoded.rows[*row];
                let columns = crate::value::row(&selected.columns, index);
                let branch = selected.branches.get(index).cloned().flatten();
                let alert = self.alerts.build(program, work, info, columns, branch)?;
                firings.push(Ordered {
                    time: info.time,
                    source: work.file.input.source,
                    rule: ordinal,
                    alert,
                });
            }
        }
        Ok(firings)
    }
}
