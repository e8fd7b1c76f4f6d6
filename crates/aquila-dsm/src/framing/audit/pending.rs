//! The events that wait for more records. They are few most of the time, so they
//! are looked through one by one.

use super::event::{Event, Key};

/// Events in no order, of which one is the current: that of the last record.
#[derive(Debug, Default)]
pub(super) struct Pending {
    events: Vec<Event>,
    /// The low bits of their serials, which tell nearly all apart: quick to search.
    serials: Vec<u32>,
    current: Option<usize>,
    bytes: usize,
    /// No event has a time before this.
    earliest: u64,
}

impl Pending {
    /// How many events there are.
    pub(super) fn len(&self) -> usize {
        self.events.len()
    }

    /// Bytes of all events.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// The event of the last record.
    pub(super) fn current(&self) -> Option<&Event> {
        self.events.get(self.current?)
    }

    /// Looks at or changes the current event, where its size may change.
    pub(super) fn with_current<T>(&mut self, change: impl FnOnce(&mut Event) -> T) -> Option<T> {
        let event = self.events.get_mut(self.current?)?;
        let before = event.len();
        let result = change(event);
        self.bytes = self.bytes - before + event.len();
        Some(result)
    }

    /// Makes the event of this key the current one, if there is one.
    pub(super) fn turn_to(&mut self, key: &Key) {
        let serial = key.stamp.serial as u32;
        self.current = match self.serials.iter().position(|other| *other == serial) {
            Some(at) if self.events.get(at).is_some_and(|event| event.key == *key) => Some(at),
            Some(_) => self.events.iter().position(|event| event.key == *key),
            None => None,
        };
    }

    /// Adds an event, as the current one.
    pub(super) fn begin(&mut self, event: Event) {
        let millis = event.key.stamp.millis();
        self.earliest = if self.events.is_empty() { millis } else { self.earliest.min(millis) };
        self.bytes += event.len();
        self.current = Some(self.events.len());
        self.serials.push(event.key.stamp.serial as u32);
        self.events.push(event);
    }

    /// Takes the current event out.
    pub(super) fn take_current(&mut self) -> Option<Event> {
        self.current.map(|at| self.take(at))
    }

    /// Takes the oldest event out, but for the current one.
    pub(super) fn take_oldest(&mut self) -> Option<Event> {
        let others = self.events.iter().enumerate().filter(|(at, _)| Some(*at) != self.current);
        let (at, _) = others.min_by_key(|(_, event)| event.age)?;
        Some(self.take(at))
    }

    /// Takes out the events of the node of `key` that are more than `millis` older
    /// than it and whose last record came before the one numbered `last`, in order of time.
    /// There is no current event then.
    pub(super) fn take_before(&mut self, key: &Key, millis: u64, last: u64) -> Vec<Event> {
        self.current = None;
        let now = key.stamp.millis();
        if self.events.is_empty() || self.earliest.saturating_add(millis) >= now {
            return Vec::new();
        }
        let (mut taken, mut at) = (Vec::new(), 0);
        self.earliest = u64::MAX;
        while let Some(event) = self.events.get(at) {
            let time = event.key.stamp.millis();
            if time.saturating_add(millis) < now && event.last < last && event.key.node == key.node {
                taken.push(self.take(at));
            } else {
                self.earliest = self.earliest.min(time);
                at += 1;
            }
        }
        taken.sort_by_key(|event| (event.key.stamp, event.age));
        taken
    }

    /// Takes all events out, the oldest first.
    pub(super) fn take_all(&mut self) -> Vec<Event> {
        let mut events = std::mem::take(self).events;
        events.sort_by_key(|event| event.age);
        events
    }

    /// All events.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Event> {
        self.events.iter_mut()
    }

    fn take(&mut self, at: usize) -> Event {
        self.serials.swap_remove(at);
        let event = self.events.swap_remove(at);
        self.bytes -= event.len();
        if self.current == Some(at) {
            self.current = None;
        } else if self.current == Some(self.events.len()) {
            self.current = Some(at);
        }
        event
    }
}
