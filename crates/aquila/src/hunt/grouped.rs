//! A rule that groups events: the whole statement runs, each row is an alert. Its
//! place is that of the newest event of the group.

use std::sync::{Arc, Mutex};

use aquila_query::QueryError;
use aquila_query::resolve::expr::Aggregate;
use aquila_query::resolve::{Resolved, ResultColumn};
use aquila_rules::alert::{Entity, Source};
use aquila_rules::{Alert, RuleProgram, Verdict};
use datafusion::arrow::array::RecordBatch;
use futures::StreamExt;

use super::Hunt;
use super::firing::{alert_id, finding_id, platform, vector};
use super::order::{AlertSender, Ordered};
use crate::input::FileState;
use crate::summary::{Tally, settings};
use crate::value::{integer, row, text, timestamp};
use crate::{Control, EngineError};

/// Where the newest event of a group stands, and when it happened.
const PLACE: &[&str] = &["$source", "$line", "$offset", "$length", "$record", "starttime", "$time_source", "devicetype", "payload"];

pub(super) fn run(
    hunt: &Hunt,
    program: &RuleProgram,
    files: &[Arc<FileState>],
    sender: &AlertSender,
) -> Result<(), EngineError> {
    let Some(query) = &program.query else { return Ok(()) };
    let catalogue = hunt.engine.catalogue();
    let mut query = query.clone();
    for name in PLACE {
        let id = catalogue.id(name).ok_or_else(|| EngineError::internal(format!("{name} is in the catalogue")))?;
        let argument = Some(Box::new(Resolved::Property(id)));
        let expr = Resolved::Aggregate { aggregate: Aggregate::First, argument };
        query.columns.push(ResultColumn { name: format!("$first {name}"), expr });
    }
    // Its own progress and tally: the events were counted once already.
    let control = Arc::new(Control::default());
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
    let rule = hunt.programs.per_event.len();
    let handle = hunt.engine.runtime().handle().clone();
    handle.block_on(async {
        while let Some(batch) = stream.next().await {
            if hunt.control.is_stopped() {
                control.stop();
            }
            let batch = batch.map_err(QueryError::from)?;
            let alerts = (0..batch.num_rows()).map(|index| alert(hunt, program, files, &batch, index, rule));
            let alerts: Vec<Ordered> = alerts.collect();
            hunt.control.add_alerts(alerts.len() as u64);
            tokio::task::block_in_place(|| sender.send(alerts))?;
        }
        Ok(())
    })
}

fn alert(
    hunt: &Hunt,
    program: &RuleProgram,
    files: &[Arc<FileState>],
    batch: &RecordBatch,
    index: usize,
    rule: usize,
) -> Ordered {
    let metadata = &program.rule.metadata;
    let place = |name: &str| batch.column_by_name(&format!("$first {name}"));
    let number = |name: &str| place(name).and_then(|column| integer(column, index));
    let words = |name: &str| place(name).and_then(|column| text(column, index));
    let ordinal = number("$source").unwrap_or_default();
    let unsigned = |name: &str| number(name).and_then(|value| u64::try_from(value).ok());
    let file = usize::try_from(ordinal).ok().and_then(|ordinal| files.get(ordinal));
    let source = Source {
        path: file.map(|file| file.file.path.clone()).unwrap_or_default(),
        member: None,
        line: unsigned("$line"),
        offset: unsigned("$offset").unwrap_or_default(),
        length: unsigned("$length").unwrap_or_default(),
        record: unsigned("$record").unwrap_or_default(),
    };
    let mut columns = row(batch, index);
    columns.retain(|name, _| !name.starts_with("$first "));
    let (vector, platform) = (vector(&columns), platform(&columns));
    let time = number("starttime").unwrap_or(hunt.options.wall);
    let entity = Entity::default();
    let group = serde_json::to_string(&columns).unwrap_or_default();
    let alert = Alert {
        schema: "aquila.alert/1".to_owned(),
        id: alert_id(&metadata.id, &metadata.version, &source),
        finding_id: finding_id(&metadata.id, vector.as_deref(), Some(&group), &entity),
        verdict: Verdict::Alert,
        severity: metadata.severity,
        rule_id: metadata.id.clone(),
        rule_title: metadata.title.clone(),
        rule_version: metadata.version.clone(),
        vector,
        platform,
        branch: None,
        tactics: metadata.attack.tactics.clone(),
        techniques: metadata.attack.techniques.clone(),
        time: timestamp(time),
        time_source: words("$time_source").unwrap_or_else(|| "record".to_owned()),
        log_source_type: number("devicetype")
            .and_then(|id| hunt.engine.taxonomy().device_type_name(id).map(str::to_owned)),
        log_source: None,
        source,
        entity,
        columns,
        matches: Vec::new(),
        evidence: Vec::new(),
        missing: Vec::new(),
        suppressed_by: None,
        payload: hunt.options.payload.then(|| words("payload")).flatten(),
        settings: settings(&hunt.options, hunt.context.now),
    };
    Ordered { time, source: ordinal, rule, alert }
}
