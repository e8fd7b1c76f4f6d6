//! Which log source type a record has, told by its content alone.
//!
//! A record that no type knows may be an envelope: a relay's JSON around the
//! original line, a syslog header before it. What lies in the known places of
//! envelopes (`data/envelopes.yml`) is then tried in its stead. What matched the
//! last record of the input is tried first; shapes hold for no record but theirs,
//! so that the order of records never changes what they are.

use crate::record::{NodeId, Record};
use crate::source::{SourceTypes, all_hold};

/// How many envelopes may lie around a record.
const MAX_ENVELOPES: usize = 3;
/// How many places are looked at in one record, however it is nested.
const MAX_PLACES: usize = 32;

/// What a record turned out to be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    /// Index of the log source type.
    pub(crate) source_type: usize,
    /// Index of the shape within the type.
    pub(crate) shape: usize,
    /// Where the record itself starts, its envelopes peeled off.
    pub(crate) root: NodeId,
    /// The line that it stands in, whose header may say when and where.
    pub(crate) line: Option<NodeId>,
    /// Whether it lies in an envelope.
    pub(crate) wrapped: bool,
    /// The same in a number, for the next record.
    pub(crate) hint: u64,
}

/// A place in a record, and the steps that lead to it: one byte each, 1 for the
/// structure in a line, then two per envelope for its structure and its text.
#[derive(Debug, Clone, Copy)]
struct Place {
    node: NodeId,
    line: Option<NodeId>,
    steps: u64,
    envelopes: usize,
}

const STEP_EMBEDDED: u64 = 1;
const STEP_BITS: u32 = 40;
const STEP_MASK: u64 = (1 << STEP_BITS) - 1;

/// Identifies a record. `hint` is that of an earlier record of the input, or 0.
pub(crate) fn identify(types: &SourceTypes, record: &mut Record<'_>, hint: u64) -> Found {
    let root = record.root();
    let line = record.is_plain(root).then_some(root);
    let start = Place { node: root, line, steps: 0, envelopes: 0 };
    let mut places = MAX_PLACES;
    hinted(types, record, start, hint)
        .or_else(|| search(types, record, start, &mut places))
        .unwrap_or_else(|| found(start, types.iter().count() - 1, 0))
}

fn found(place: Place, source_type: usize, shape: usize) -> Found {
    let hint = (source_type as u64 + 1) << 48 | (shape as u64) << STEP_BITS | place.steps;
    Found { source_type, shape, root: place.node, line: place.line, wrapped: place.steps != 0, hint }
}

/// Tries what an earlier record was.
fn hinted(types: &SourceTypes, record: &mut Record<'_>, start: Place, hint: u64) -> Option<Found> {
    let source_type = usize::try_from(hint >> 48).ok()?.checked_sub(1)?;
    let shape = (hint >> STEP_BITS) as usize & 0xff;
    let mut steps = hint & STEP_MASK;
    let mut place = start;
    // Steps are kept last first.
    let mut bytes = [0_u64; 5];
    let mut count = 0;
    while steps != 0 {
        bytes[count] = steps & 0xff;
        steps >>= 8;
        count += 1;
    }
    for step in bytes[..count].iter().rev() {
        place = follow(types, record, place, *step)?;
    }
    let when = &types.get(source_type)?.shapes.get(shape)?.when;
    (!when.is_empty() && all_hold(when, record, place.node)).then(|| found(place, source_type, shape))
}

fn search(types: &SourceTypes, record: &mut Record<'_>, place: Place, left: &mut usize) -> Option<Found> {
    *left = left.checked_sub(1)?;
    if let Some((source_type, shape)) = known(types, record, place.node) {
        return Some(found(place, source_type, shape));
    }
    if record.is_plain(place.node) {
        let inner = follow(types, record, place, STEP_EMBEDDED)?;
        return search(types, record, inner, left);
    }
    if place.envelopes == MAX_ENVELOPES {
        return None;
    }
    (0..types.envelopes().len() as u64).find_map(|envelope| {
        let inner = follow(types, record, place, 2 + 2 * envelope)
            .or_else(|| follow(types, record, place, 3 + 2 * envelope))?;
        search(types, record, inner, left)
    })
}

fn follow(types: &SourceTypes, record: &mut Record<'_>, place: Place, step: u64) -> Option<Place> {
    let steps = place.steps << 8 | step;
    if steps > STEP_MASK {
        return None;
    }
    if step == STEP_EMBEDDED {
        let node = record.embedded(place.node)?;
        return Some(Place { node, line: Some(place.node), steps, ..place });
    }
    let path = types.envelopes().get((step as usize - 2) / 2)?;
    let value = record.get(place.node, path)?;
    let node = if step.is_multiple_of(2) { record.structure(value)? } else { record.line(value)? };
    let line = record.is_plain(node).then_some(node);
    Some(Place { node, line, steps, envelopes: place.envelopes + 1 })
}

/// The first type and shape whose conditions hold.
fn known(types: &SourceTypes, record: &mut Record<'_>, node: NodeId) -> Option<(usize, usize)> {
    let is_text = record.is_plain(node);
    types.iter().enumerate().find_map(|(index, source_type)| {
        let mut shapes = source_type.shapes.iter();
        let shape = shapes.position(|shape| {
            shape.is_text == is_text && !shape.when.is_empty() && all_hold(&shape.when, record, node)
        })?;
        Some((index, shape))
    })
}
