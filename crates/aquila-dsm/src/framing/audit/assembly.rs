//! Puts records together to events and decides when an event is done.
//!
//! An event ends with its EOE, or, where there is none, when a record of another
//! event comes after its PROCTITLE; if then as many PATH records are there as it
//! says. It ends when a record of another event comes if no others belong to it.
//! All else waits until its node has come 2 s and some records further, for the
//! kernel writes an event at once, and audit-userspace waits no longer either
//! (`end_of_event_timeout` in auditd.conf(5)); or until too much waits.
//!
//! Only the order of the records and what is in them decide, no clock, so that the
//! same input gives the same events.

use std::collections::HashSet;
use std::sync::Arc;

use super::event::{Account, Event, Key, Read, Span};
use super::output::Output;
use super::pending::Pending;
use super::recent::Recent;
use super::types::Role;

/// What may wait.
#[derive(Debug, Clone)]
pub(super) struct Bounds {
    /// Events at once.
    pub(super) events: usize,
    /// Bytes of all of them; one alone may have more.
    pub(super) bytes: usize,
    /// How far the time of a node goes on before an event is given up.
    pub(super) millis: u64,
    /// How many records of others come after its last record by then. Where an
    /// audited host was quiet, one record takes its time far on, and those of the
    /// event before may still be on their way.
    pub(super) others: u64,
    /// Records of one event.
    pub(super) records: usize,
    /// Bytes of one event.
    pub(super) event: usize,
}

impl Bounds {
    /// The usual ones, for records of at most this size.
    pub(super) fn new(max_record: usize) -> Self {
        Self { events: 1024, bytes: 4 << 20, millis: 2000, others: 32, records: 10_000, event: max_record }
    }
}

/// How many names of nodes are known at once.
const NODES: usize = 1024;

/// How many lists of an event's lines are kept for the next.
const SPARE: usize = 64;

pub(super) const REPEATED: &str = "repeated audit record left out";
pub(super) const LATE: &str = "audit record after its event was complete";
pub(super) const PARTS: &str = "audit event too large, continued in another";

/// The events that are not done.
#[derive(Debug)]
pub(super) struct Assembly {
    bounds: Bounds,
    pending: Pending,
    recent: Recent,
    /// Whether events end with EOE, by the last that told.
    with_end: bool,
    nodes: HashSet<Arc<[u8]>>,
    /// The node of the last record.
    node: Arc<[u8]>,
    /// Events so far.
    age: u64,
    /// Records so far.
    count: u64,
    spare: Vec<Vec<Span>>,
}

impl Assembly {
    pub(super) fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            pending: Pending::default(),
            recent: Recent::default(),
            with_end: false,
            nodes: HashSet::new(),
            node: Arc::default(),
            age: 0,
            count: 0,
            spare: Vec::new(),
        }
    }

    /// Adds a record of this node to its event.
    pub(super) fn add(&mut self, read: &Read, out: &mut Output) {
        self.count += 1;
        self.with_end |= read.role == Role::End;
        let is_current = |event: &Event| event.key.stamp == read.stamp && event.key.node == self.node;
        if !self.pending.current().is_some_and(is_current) {
            self.turn_to(read, out);
        }
        let Bounds { records, event: size, .. } = self.bounds;
        let repeated = self.pending.with_current(|event| {
            let full = event.records() >= records || event.len_with(read) > size;
            (event.has(out.payload(&read.frame), &out.text), full, event.account)
        });
        match repeated {
            Some((true, ..)) => return out.problem(read, REPEATED),
            Some((_, true, account)) => {
                out.problem(read, PARTS);
                self.end_current(out);
                self.begin(read, account);
            }
            Some(_) => {}
            None => self.begin(read, Account::default()),
        }
        if self.pending.with_current(|event| event.add(read, self.count)) == Some(true) {
            self.end_current(out);
        }
        self.keep_bounds(out);
    }

    /// Says which node the next record is of: most of the time that of the last one.
    pub(super) fn set_node(&mut self, node: &[u8]) {
        if *self.node == *node {
            return;
        }
        if let Some(known) = self.nodes.get(node) {
            self.node = Arc::clone(known);
            return;
        }
        if self.nodes.len() >= NODES {
            self.nodes.clear();
        }
        self.node = node.into();
        self.nodes.insert(Arc::clone(&self.node));
    }

    fn key(&self, read: &Read) -> Key {
        Key { node: Arc::clone(&self.node), stamp: read.stamp }
    }

    /// Makes the event of a record the current one, if there is such an event.
    fn turn_to(&mut self, read: &Read, out: &mut Output) {
        if self.pending.current().is_some_and(|event| event.may_end(self.with_end)) {
            self.end_current(out);
        }
        let key = self.key(read);
        let last = self.count.saturating_sub(self.bounds.others);
        for event in self.pending.take_before(&key, self.bounds.millis, last) {
            self.give_up(event, out);
        }
        self.pending.turn_to(&key);
        if self.pending.current().is_none() && self.recent.has(&key) {
            out.problem(read, LATE);
        }
    }

    fn begin(&mut self, read: &Read, account: Account) {
        self.age += 1;
        let spare = self.spare.pop().unwrap_or_default();
        self.pending.begin(Event::new(self.key(read), read, account, self.age, spare));
    }

    fn keep_bounds(&mut self, out: &mut Output) {
        while self.pending.len() > self.bounds.events || self.pending.bytes() > self.bounds.bytes {
            let Some(event) = self.pending.take_oldest() else { return };
            self.give_up(event, out);
        }
    }

    /// Nothing more comes: all events end, the oldest first.
    pub(super) fn finish(&mut self, out: &mut Output) {
        for event in self.pending.take_all() {
            self.end(event, out);
        }
    }

    /// The text of a chunk is about to go.
    pub(super) fn keep(&mut self, text: &[u8]) {
        self.pending.iter_mut().for_each(|event| event.keep(text));
    }

    fn end_current(&mut self, out: &mut Output) {
        if let Some(event) = self.pending.take_current() {
            self.end(event, out);
        }
    }

    /// Ends an event that waited in vain.
    fn give_up(&mut self, event: Event, out: &mut Output) {
        self.with_end &= !event.lacks_end();
        self.end(event, out);
    }

    fn end(&mut self, event: Event, out: &mut Output) {
        let frame = event.finish(&mut out.text);
        out.frames.push(frame);
        let (key, spare) = event.into_parts();
        self.recent.add(key);
        if self.spare.len() < SPARE {
            self.spare.push(spare);
        }
    }
}
