//! AQL logic tests: `tests/aql/*.slt` at the root of the repository.
//!
//! A file holds blocks, separated by blank lines:
//!
//! ```text
//! events                      one JSON object of properties per line
//! {"starttime": 1000, "sourceip": "10.0.0.1"}
//!
//! query now=5000 null-logic=two-valued
//! SELECT sourceip FROM events
//! ----
//! sourceip                    the names of the columns, then the rows
//! 10.0.0.1
//! ```
//!
//! A statement that does not compile has its diagnostics as result. A query over
//! single events, without LIMIT, is also run as a compiled rule, which must select
//! the same rows. To refresh the
//! results set `AQUILA_BLESS=1`, then read the change.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aquila_aql::Mode;
use aquila_event::{Catalogue, EventBuilder, EventSchema, LogSources, PropertyId, Taxonomy};
use aquila_query::function::FunctionContext;
use aquila_query::plan::{CompiledRule, Now, Order, PlanContext, plan};
use aquila_query::resolve::{ResolvedQuery, resolve};
use aquila_query::session::{SessionLimits, session};
use aquila_query::table::{EventReader, EventSource, EventsTable, ScanRequest};
use aquila_query::{NullLogic, QueryError, RegexMatch, Settings};
use datafusion::arrow::array::{Array, RecordBatch};
use datafusion::arrow::compute::concat_batches;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use serde_json::{Map, Value};

#[test]
fn logic_tests() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/aql");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 10, "the logic tests are there");
    let mut failures = String::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let actual = run_file(&text);
        if std::env::var_os("AQUILA_BLESS").is_some() {
            std::fs::write(&file, &actual).unwrap();
        } else if actual != text {
            writeln!(failures, "--- {}\n{}", file.display(), difference(&text, &actual)).unwrap();
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn long_chains_neither_overflow_nor_hang() {
    let event = serde_json::json!({ "starttime": 1, "username": "alice" });
    let events = [event.as_object().unwrap().clone()];
    let terms = |op: &str, compare: &str| -> String {
        (0..20_000).map(|n| format!("username {compare} 'user{n}'")).collect::<Vec<_>>().join(op)
    };
    for (condition, rows) in
        [(terms(" AND ", "!="), 1), (terms(" OR ", "="), 0), (format!("NOT ({})", terms(" OR ", "=")), 1)]
    {
        let aql = format!("SELECT starttime FROM events WHERE {condition}");
        let options = Options { settings: Settings::default(), now: Now::Event };
        let output = run_query(&aql, &options, &events);
        assert_eq!(output.lines().count(), 1 + rows, "{}", &output[..output.len().min(200)]);
    }
    let having =
        format!("SELECT COUNT(*) AS n FROM events GROUP BY username HAVING {}", terms(" AND ", "!="));
    let output = run_query(&having, &Options { settings: Settings::default(), now: Now::Event }, &events);
    assert_eq!(output, "n\n1.0");
}

#[test]
fn what_grows_without_bound_is_refused() {
    let nest =
        |open: &str, close: &str| format!("SELECT {}1{} FROM events", open.repeat(40), close.repeat(40));
    let options = Options { settings: Settings::default(), now: Now::Event };
    for aql in [
        nest("(", " BETWEEN 0 AND 1)"),
        nest("CASE (", ") WHEN 1 THEN 2 WHEN 2 THEN 1 END"),
        format!(
            "SELECT eventcount AS a0, {} FROM events",
            (1..40).map(|n| format!("a{0}+a{0} AS a{n}", n - 1)).collect::<Vec<_>>().join(", ")
        ),
    ] {
        let output = run_query(&aql, &options, &[]);
        assert!(output.starts_with("error AQL0313: "), "{aql}: {}", &output[..output.len().min(300)]);
    }
    let output = run_query(&nest("(1/", ")"), &options, &[]);
    assert!(!output.contains("error"), "division by a division is no growth: {output}");
}

fn difference(expected: &str, actual: &str) -> String {
    let mut lines = String::new();
    for (number, (old, new)) in expected.lines().zip(actual.lines()).enumerate() {
        if old != new {
            writeln!(lines, "line {}: expected {old:?}\n          found    {new:?}", number + 1).unwrap();
        }
    }
    if expected.lines().count() != actual.lines().count() {
        lines.push_str("the number of lines differs\n");
    }
    lines
}

/// The file with the results that the engine gives now.
fn run_file(text: &str) -> String {
    let mut events: Vec<Map<String, Value>> = Vec::new();
    let mut result = String::new();
    for block in text.trim_end().split("\n\n") {
        if !result.is_empty() {
            result.push_str("\n\n");
        }
        let (head, body) = block.split_once('\n').unwrap_or((block, ""));
        match head.split_whitespace().next() {
            Some("events") => {
                events = body.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
                result.push_str(block);
            }
            Some("query") => {
                let aql = body.split("\n----").next().unwrap();
                let output = run_query(aql, &Options::parse(head), &events);
                write!(result, "{head}\n{aql}\n----\n{}", output.trim_end()).unwrap();
            }
            _ => result.push_str(block),
        }
    }
    result.push('\n');
    result
}

struct Options {
    settings: Settings,
    now: Now,
}

impl Options {
    fn parse(head: &str) -> Self {
        let mut options = Options { settings: Settings::default(), now: Now::At(10_000_000) };
        for word in head.split_whitespace().skip(1) {
            match word.split_once('=').expect("key=value") {
                ("now", "event") => options.now = Now::Event,
                ("now", millis) => options.now = Now::At(millis.parse().unwrap()),
                ("mode", "strict") => options.settings.mode = Mode::Strict,
                ("null-logic", "two-valued") => options.settings.null_logic = NullLogic::TwoValued,
                ("regex-match", "full") => options.settings.regex_match = RegexMatch::Full,
                ("timezone", zone) => options.settings.timezone = zone.parse().unwrap(),
                other => panic!("unknown option {other:?}"),
            }
        }
        options
    }
}

fn run_query(aql: &str, options: &Options, events: &[Map<String, Value>]) -> String {
    let catalogue = Catalogue::builtin();
    let parse = aquila_aql::parse(aql, options.settings.mode);
    let mut diagnostics = parse.diagnostics.clone();
    let mut query = None;
    if let Some(statement) = parse.statement.as_ref().filter(|_| !parse.has_errors()) {
        let resolution = resolve(statement, &catalogue, &options.settings);
        diagnostics.extend(resolution.diagnostics);
        query = resolution.query;
    }
    let mut output = String::new();
    for diagnostic in diagnostics {
        write!(output, "{} {}: {}", diagnostic.severity.as_str(), diagnostic.code, diagnostic.message)
            .unwrap();
        diagnostic.help.iter().for_each(|help| write!(output, " | {help}").unwrap());
        output.push('\n');
    }
    let Some(query) = query else { return output };
    let functions = FunctionContext {
        taxonomy: Taxonomy::builtin(),
        log_sources: Arc::new(LogSources::default()),
        settings: options.settings,
    };
    let context = PlanContext { catalogue, functions, now: options.now };
    let source = Arc::new(Memory { events: events.to_vec() });
    let rows = search(&query, &context, source.clone());
    assert_rule_agrees(&query, &context, &source, &rows, aql);
    output.push_str(&table(&rows));
    output
}

fn search(query: &ResolvedQuery, context: &PlanContext, source: Arc<Memory>) -> RecordBatch {
    let table = Arc::new(EventsTable::new(Arc::clone(&context.catalogue), source));
    let plan = plan(query, context, table, Order::Total).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    runtime.block_on(async {
        let session = session(&SessionLimits::default()).unwrap();
        let frame = session.execute_logical_plan(plan).await.unwrap();
        let schema = Arc::new(frame.schema().as_arrow().clone());
        let batches = frame.collect().await.unwrap();
        concat_batches(&schema, &batches).unwrap()
    })
}

/// A rule and a search with the same condition select the same events.
fn assert_rule_agrees(
    query: &ResolvedQuery,
    context: &PlanContext,
    source: &Memory,
    rows: &RecordBatch,
    aql: &str,
) {
    if query.is_aggregated() || query.limit.is_some() {
        return;
    }
    let schema = EventSchema::all(&context.catalogue);
    let rule = CompiledRule::compile(query, context, &schema).unwrap();
    let selected = rule.select(&source.batch(&schema)).unwrap();
    let sorted = |batch: &RecordBatch| {
        let text = table(batch);
        let mut lines: Vec<String> = text.lines().skip(1).map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&selected.columns), sorted(rows), "rule and search disagree: {aql}");
}

fn table(batch: &RecordBatch) -> String {
    let names: Vec<String> = batch.schema().fields().iter().map(|field| field.name().clone()).collect();
    let mut text = names.join(" | ");
    let format = FormatOptions::default();
    let columns: Vec<ArrayFormatter<'_>> =
        batch.columns().iter().map(|column| ArrayFormatter::try_new(column, &format).unwrap()).collect();
    for row in 0..batch.num_rows() {
        let cells: Vec<String> = columns
            .iter()
            .zip(batch.columns())
            .map(|(column, array)| {
                if array.is_null(row) {
                    "NULL".into()
                } else {
                    column.value(row).to_string().replace('\n', "\\n")
                }
            })
            .collect();
        write!(text, "\n{}", cells.join(" | ")).unwrap();
    }
    text
}

/// Events given by the test.
#[derive(Debug)]
struct Memory {
    events: Vec<Map<String, Value>>,
}

impl Memory {
    fn batch(&self, schema: &EventSchema) -> RecordBatch {
        let catalogue = Catalogue::builtin();
        let mut builder = EventBuilder::new(&catalogue, schema.clone());
        for (ordinal, event) in self.events.iter().enumerate() {
            for (column, id) in schema.properties().iter().enumerate() {
                set(&mut builder, column, &catalogue, *id, event, ordinal);
            }
            builder.finish_row();
        }
        builder.finish().unwrap()
    }
}

fn set(
    builder: &mut EventBuilder,
    column: usize,
    catalogue: &Catalogue,
    id: PropertyId,
    event: &Map<String, Value>,
    ordinal: usize,
) {
    let name = catalogue.get(id).name.as_str();
    let fits = match (name, event.get(name)) {
        ("$source", _) => builder.set_integer(column, 0),
        ("$offset", _) => builder.set_integer(column, ordinal as i64),
        (_, None | Some(Value::Null)) => true,
        (_, Some(Value::Number(number))) => builder.set_integer(column, number.as_i64().unwrap()),
        (_, Some(Value::Bool(value))) => builder.set_boolean(column, *value),
        (_, Some(Value::String(text))) => builder.set_text(column, text),
        (_, Some(other)) => panic!("{name} cannot be {other}"),
    };
    assert!(fits, "{name} does not take {:?}", event.get(name));
}

impl EventSource for Memory {
    fn scan(&self, request: &ScanRequest, _readers: usize) -> Result<Vec<Box<dyn EventReader>>, QueryError> {
        Ok(vec![Box::new(Once(Some(self.batch(&request.schema))))])
    }
}

struct Once(Option<RecordBatch>);

impl EventReader for Once {
    fn next(&mut self) -> Result<Option<RecordBatch>, QueryError> {
        Ok(self.0.take())
    }
}
