//! Records become events: at least one row per frame, only the wanted properties.
//!
//! For each event kind a plan says what every wanted column is: a constant, a
//! time, a place in the input, or fields of the record. Which kind a record has is
//! found by `identify` and by the type's event rules.

mod custom;
mod derived;
mod fact;
mod origin;
mod plan;
mod record;
mod row;

use std::collections::HashMap;
use std::sync::Arc;

use aquila_event::{Catalogue, EventBuilder, EventSchema, LogSources};

use crate::chunk::{Chunk, Context, Problem};
use crate::hash::NameMap;
use crate::record::{Header, Store};
use crate::source::{EventKind, SourceTypes};
use crate::time::Reading;

pub use origin::Origin;
use plan::SharedValues;
pub(crate) use plan::{DERIVED_FROM, Plan};

/// What decoding needs to know beside the records.
#[derive(Debug, Clone, Copy)]
pub struct DecodeOptions {
    /// Zone of times that are written without one.
    pub timezone: chrono_tz::Tz,
    /// Modification time of the input, epoch milliseconds: the year of times
    /// without one, and the time of records before the first timed record.
    pub file_time_ms: i64,
}

impl DecodeOptions {
    const fn reading(&self) -> Reading {
        Reading { timezone: self.timezone, reference_ms: self.file_time_ms }
    }
}

/// Where the time of an event comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeSource {
    /// The record itself.
    Record,
    /// The nearest earlier record with a time.
    Neighbour,
    /// The modification time of the input.
    File,
}

impl TimeSource {
    /// As `$time_source` has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            TimeSource::Record => "record",
            TimeSource::Neighbour => "neighbour",
            TimeSource::File => "file",
        }
    }
}

/// What decoding found out about a row, beside its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowInfo {
    /// Time of the event, epoch milliseconds.
    pub time: i64,
    /// Where that time comes from.
    pub time_source: TimeSource,
    /// What kind of event it is.
    pub kind: EventKind,
    /// Whether the record was not understood and is stored raw.
    pub unparsed: bool,
    /// Index of its frame in the chunk.
    pub frame: u32,
    /// Which of the events of that frame this is, from 0.
    pub item: u16,
    /// How many parts of the record should be events of their own but are not,
    /// since a record becomes only so many; told with the last of its events. They
    /// are in the payload of each.
    pub unsplit: u32,
}

/// What is known about one input, shared by the threads that decode it.
#[derive(Debug, Default)]
pub struct InputState {
    /// Ordinal of the input: the value of `$source`.
    pub source: i64,
}

impl InputState {
    /// The state of an input before its first record.
    pub fn new(source: i64) -> Self {
        InputState { source }
    }
}

/// A frame, and what is known beside it.
#[derive(Debug)]
struct Place<'a> {
    chunk: &'a Chunk,
    index: usize,
    input: &'a InputState,
    options: &'a DecodeOptions,
    /// Bytes of payloads that may still be copied for further events of a record.
    extra: &'a mut usize,
}

/// The most bytes of payloads that are copied in one chunk because a record is several
/// events: sixteen times as much as a chunk usually has.
const MAX_EXTRA: usize = 16 << 20;

/// Decodes the records of one thread for one schema.
#[derive(Debug)]
pub struct Decoder {
    types: Arc<SourceTypes>,
    catalogue: Arc<Catalogue>,
    log_sources: Arc<LogSources>,
    schema: EventSchema,
    counts: Vec<u64>,
    plans: NameMap<EventKind, Arc<Plan>>,
    shared: SharedValues,
    store: Store,
    problems: Vec<Problem>,
    header: Option<(Arc<Context>, Arc<Header>)>,
    /// Event rules by type and key, for keys that only a pattern may know.
    patterns: HashMap<(usize, String), Vec<usize>>,
    /// By column, where its value came from; only while that is asked for.
    trace: Option<Vec<Origin>>,
}

impl Decoder {
    /// A decoder for these columns.
    pub fn new(
        types: Arc<SourceTypes>,
        catalogue: Arc<Catalogue>,
        log_sources: Arc<LogSources>,
        schema: EventSchema,
    ) -> Self {
        let counts = vec![0; schema.properties().len()];
        Self {
            types,
            catalogue,
            log_sources,
            schema,
            counts,
            plans: NameMap::default(),
            shared: SharedValues::default(),
            store: Store::default(),
            problems: Vec::new(),
            header: None,
            patterns: HashMap::new(),
            trace: None,
        }
    }

    /// Decodes all records of a chunk: the rows of each frame, at least one, in order.
    ///
    /// `before` gives the time of the nearest earlier record of the input; it is
    /// asked only if the chunk starts with records that have no time of their own.
    pub fn decode_chunk(
        &mut self,
        chunk: &Chunk,
        input: &InputState,
        options: &DecodeOptions,
        before: &mut dyn FnMut() -> Option<i64>,
        out: &mut EventBuilder,
    ) -> Vec<RowInfo> {
        let mut last: Option<(i64, TimeSource)> = None;
        let mut infos = Vec::with_capacity(chunk.frames.len());
        out.reserve(chunk.frames.len(), chunk.text.len());
        let mut extra = MAX_EXTRA;
        for index in 0..chunk.frames.len() {
            let mut timed = |own: Option<i64>| match own {
                Some(time) => {
                    last = Some((time, TimeSource::Neighbour));
                    (time, TimeSource::Record)
                }
                None => *last.get_or_insert_with(|| match before() {
                    Some(time) => (time, TimeSource::Neighbour),
                    None => (options.file_time_ms, TimeSource::File),
                }),
            };
            let place = Place { chunk, index, input, options, extra: &mut extra };
            self.decode_frame(place, None, &mut timed, out, &mut infos);
        }
        infos
    }

    /// Decodes one row alone; its time and kind are known.
    pub fn decode_row(
        &mut self,
        chunk: &Chunk,
        input: &InputState,
        options: &DecodeOptions,
        info: &RowInfo,
        out: &mut EventBuilder,
    ) {
        let mut timed = |_: Option<i64>| (info.time, info.time_source);
        let mut extra = 0;
        let place = Place { chunk, index: info.frame as usize, input, options, extra: &mut extra };
        let mut infos = Vec::new();
        self.decode_frame(place, Some(info.item), &mut timed, out, &mut infos);
        if infos.is_empty() {
            out.finish_row();
        }
    }

    /// What was passed over in the records decoded since the last call.
    pub fn take_problems(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.problems)
    }

    /// Per schema column: for how many events it was looked up.
    pub fn properties_decoded(&self) -> &[u64] {
        &self.counts
    }

    fn plan(&mut self, kind: EventKind) -> Arc<Plan> {
        if let Some(plan) = self.plans.get(&kind) {
            return Arc::clone(plan);
        }
        let properties = self.schema.properties();
        let plan = Plan::new(&self.types, &self.catalogue, properties, kind, &mut self.shared);
        let plan = Arc::new(plan);
        self.plans.insert(kind, Arc::clone(&plan));
        plan
    }

    fn header(&mut self, context: &Arc<Context>) -> Arc<Header> {
        if let Some((known, header)) = &self.header
            && Arc::ptr_eq(known, context)
        {
            return Arc::clone(header);
        }
        let header = Arc::new(Header::new(context));
        self.header = Some((Arc::clone(context), Arc::clone(&header)));
        header
    }
}
