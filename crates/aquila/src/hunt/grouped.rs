//! A rule that groups events: the whole statement runs, each row is an alert. Its
//! place is that of the newest event of the group.

use std::sync::{Arc, Mutex};

use aquila_query::QueryError;
use aquila_query::resolve::expr::Aggregate;
use aquila_query::resolve::{Resolved, ResolvedQuery, ResultColumn};
use aquila_rules::RuleProgram;
use aquila_rules::alert::{Entity, Source};
use datafusion::arrow::array::{ArrayRef, RecordBatch};
use futures::StreamExt;

use super::Hunt;
use super::firing::Firing;
use super::order::{AlertSender, Ordered};
use crate::input::OpenedFiles;
use crate::summary::{Tally, settings};
use crate::value::{integer, row, text};
use crate::{Control, EngineError};

/// Where the newest event of a group stands, and when it happened.
const PLACE: &[&str] = &[
    "$source",
    "$line",
    "$offset",
    "$length",
    "$record",
    "starttime",
    "$time_source",
    "devicetype",
    "payload",
];

pub(super) fn run(
    hunt: &Hunt,
    program: &RuleProgram,
    rule: usize,
    files: &OpenedFiles,
    sender: &AlertSender,
) -> Result<(), EngineError> {
    let Some(query) = &program.query else { return Ok(()) };
    let catalogue = hunt.engine.catalogue();
    let mut query = query.clone();
    let prefix = free_prefix(&query);
    for name in PLACE {
        let id =
            catalogue.id(name).ok_or_else(|| EngineError::internal(format!("{name} is in the catalogue")))?;
        let argument = Some(Box::new(Resolved::Property(id)));
        let expr = Resolved::Aggregate { aggregate: Aggregate::First, argument };
        query.columns.push(ResultColumn { name: format!("{prefix}{name}"), expr });
    }
    // Its own progress and tally: the events were counted once already.
    let control = Control::child(&hunt.control);
    let tally = Arc::new(Mutex::new(Tally::default()));
    let mut stream = crate::search::execute(
        &hunt.engine,
        &query,
        &hunt.context,
        &hunt.inputs,
        &hunt.options,
        &control,
        &tally,
    )?;
    let handle = hunt.engine.runtime().handle().clone();
    handle.block_on(async {
        while let Some(batch) = stream.next().await {
            // A group of some events only is not what the rule asks for.
            if control.is_stopped() {
                break;
            }
            let batch = batch.map_err(QueryError::from)?;
            let rows = Rows { hunt, program, files, batch: &batch, prefix: &prefix, rule };
            let alerts: Vec<Ordered> = (0..batch.num_rows()).filter_map(|index| rows.alert(index)).collect();
            hunt.control.add_alerts(alerts.len() as u64);
            tokio::task::block_in_place(|| sender.send(alerts))?;
        }
        Ok(())
    })
}

/// What no result column of the rule begins with.
fn free_prefix(query: &ResolvedQuery) -> String {
    let mut prefix = "$first ".to_owned();
    while query.columns.iter().any(|column| column.name.starts_with(&prefix)) {
        prefix.insert(0, '$');
    }
    prefix
}

/// The rows of one batch, about to become alerts.
struct Rows<'a> {
    hunt: &'a Hunt,
    program: &'a RuleProgram,
    files: &'a OpenedFiles,
    batch: &'a RecordBatch,
    prefix: &'a str,
    rule: usize,
}

impl Rows<'_> {
    fn place(&self, name: &str) -> Option<&ArrayRef> {
        self.batch.column_by_name(&format!("{}{name}", self.prefix))
    }

    fn number(&self, name: &str, index: usize) -> Option<i64> {
        integer(self.place(name)?, index)
    }

    fn unsigned(&self, name: &str, index: usize) -> Option<u64> {
        self.number(name, index).and_then(|value| u64::try_from(value).ok())
    }

    fn words(&self, name: &str, index: usize) -> Option<String> {
        text(self.place(name)?, index)
    }

    /// The alert of a row; none for a row that counts no event at all.
    fn alert(&self, index: usize) -> Option<Ordered> {
        let ordinal = self.number("$source", index)?;
        let file = self.files.get(ordinal)?;
        let source = Source {
            path: file.file.path.clone(),
            member: file.member.clone(),
            line: self.unsigned("$line", index).filter(|line| *line > 0),
            offset: self.unsigned("$offset", index)?,
            length: self.unsigned("$length", index)?,
            record: self.unsigned("$record", index)?,
        };
        let time = self.number("starttime", index)?;
        let mut columns = row(self.batch, index);
        columns.retain(|name, _| !name.starts_with(self.prefix));
        let taxonomy = self.hunt.engine.taxonomy();
        let device_type = self.number("devicetype", index);
        let firing = Firing {
            time,
            time_source: self.words("$time_source", index)?,
            item: 0,
            source,
            entity: Entity::default(),
            repeats: serde_json::to_string(&columns).ok(),
            columns,
            branch: None,
            log_source_type: device_type.and_then(|id| taxonomy.device_type_name(id).map(str::to_owned)),
            log_source: None,
            matches: Vec::new(),
            payload: self.hunt.options.payload.then(|| self.words("payload", index)).flatten(),
        };
        let alert = firing.into_alert(self.program, settings(&self.hunt.options, self.hunt.context.now));
        Some(Ordered { time, source: ordinal, rule: self.rule, alert })
    }
}
