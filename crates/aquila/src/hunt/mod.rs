//! Rules over the inputs: threads decode chunks and evaluate every rule on each,
//! firings become alerts, alerts are put in order (spilling where memory ends).
//!
//! `program` settles which rules run and over which columns, `worker` is one
//! thread, `firing` makes the alert, `grouped` runs rules that aggregate, `order`
//! and `spool` sort, `blind` says what no event could show.

mod blind;
mod firing;
mod grouped;
mod order;
mod program;
mod spans;
mod spool;
mod worker;

use std::sync::{Arc, Mutex, PoisonError};

use aquila_query::plan::PlanContext;
use aquila_rules::{Alert, Rule};

use crate::engine::{Engine, RunOptions};
use crate::input::{Inputs, Scan};
use crate::summary::{AlertCounts, Summary, Tally};
use crate::{Control, EngineError};
use order::AlertSender;
use program::Programs;
use worker::Worker;

/// Batches of alerts that may wait for the sorter.
const QUEUE: usize = 4;

/// A hunt that is ready to run.
pub(crate) struct Hunt {
    engine: Engine,
    inputs: Inputs,
    options: RunOptions,
    control: Arc<Control>,
    context: PlanContext,
    programs: Programs,
}

impl Hunt {
    pub(crate) fn new(
        engine: &Engine,
        rules: Vec<Rule>,
        inputs: Inputs,
        options: &RunOptions,
        control: &Arc<Control>,
    ) -> Result<Self, EngineError> {
        // Resolved before the inputs are looked at: a typing mistake shows at once.
        let resolved = program::resolve(engine, rules, options)?;
        let context = engine.plan_context(&inputs, options, control)?;
        let programs = Programs::compile(engine, resolved, &context)?;
        if !programs.grouped.is_empty() && !inputs.can_be_read_again() {
            let reason =
                "rules that group events read the inputs once more, which standard input does not allow";
            return Err(EngineError::Usage(reason.to_owned()));
        }
        let (engine, options, control) = (engine.clone(), options.clone(), Arc::clone(control));
        Ok(Self { engine, inputs, options, control, context, programs })
    }

    pub(crate) fn run(
        self,
        sink: &mut dyn FnMut(Alert) -> std::io::Result<()>,
    ) -> Result<Summary, EngineError> {
        let mut counts = AlertCounts::default();
        let mut counting = |alert: Alert| {
            counts.add(&alert);
            sink(alert)
        };
        let (sender, receiver) = order::channel(QUEUE);
        let tally = Mutex::new(Tally::default());
        let ended = std::thread::scope(|scope| {
            let producer = scope.spawn(|| self.produce(sender, &tally));
            let drained = order::drain(&self.engine, receiver, self.options.unordered, &mut counting);
            if drained.is_err() {
                self.control.stop();
            }
            let produced =
                producer.join().map_err(|_| EngineError::internal("a thread of the hunt panicked"))?;
            drained.and(produced)
        });
        let failure = match ended {
            Err(output @ EngineError::Output(_)) => return Err(output),
            other => other.err().map(Arc::new),
        };
        let tally = tally.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut summary = Summary::new(&self.engine, &self.inputs, &tally, &self.options, self.context.now);
        summary.failure = failure;
        summary.set_alerts(counts);
        summary.set_not_evaluable(blind::not_evaluable(&self.engine, &self.programs, &tally, &self.options));
        summary.rules = self.programs.figures();
        summary.warnings = self.programs.warnings();
        summary.scan.pairs = tally.events * self.programs.per_event.len() as u64;
        Ok(summary)
    }

    /// Reads everything on all threads, then runs the rules that group.
    fn produce(&self, sender: AlertSender, tally: &Mutex<Tally>) -> Result<(), EngineError> {
        let scan =
            Scan::new(&self.inputs, self.engine.scan_options(&self.options), Arc::clone(&self.control));
        tally.lock().unwrap_or_else(PoisonError::into_inner).files = Arc::clone(scan.opened());
        self.read_all(&scan, &sender, tally)?;
        for (ordinal, program) in self.programs.grouped.iter().enumerate() {
            if self.control.is_stopped() {
                break;
            }
            grouped::run(self, program, self.programs.per_event.len() + ordinal, scan.opened(), &sender)?;
        }
        Ok(())
    }

    fn read_all(&self, scan: &Scan, sender: &AlertSender, tally: &Mutex<Tally>) -> Result<(), EngineError> {
        let threads = self.engine.limits().threads.max(1);
        let work = || {
            let mut worker = Worker::new(self, scan, sender.clone());
            let result = worker.run();
            if result.is_err() {
                self.control.stop();
            }
            tally.lock().unwrap_or_else(PoisonError::into_inner).merge(worker.into_tally());
            result
        };
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            workers.into_iter().try_for_each(|worker| {
                worker.join().unwrap_or_else(|_| Err(EngineError::internal("a worker thread panicked")))
            })
        })
    }
}
