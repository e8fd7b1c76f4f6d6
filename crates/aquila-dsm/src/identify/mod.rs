//! Which log source type a record has, told by its content alone.
//!
//! The first type and shape whose conditions hold is taken, so that neither the
//! records around it nor the number of threads ever change what a record is. A record
//! that no type knows may be an envelope: a relay's JSON around the original line, a
//! syslog header before it. What lies in the known places of envelopes
//! (`data/envelopes.yml`) is then tried in its stead.

use crate::record::{NodeId, Record};
use crate::source::SourceTypes;

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
}

/// A place in a record where another may begin.
#[derive(Debug, Clone, Copy)]
struct Place {
    node: NodeId,
    line: Option<NodeId>,
    /// Whether it is not the record itself.
    inner: bool,
    envelopes: usize,
}

/// Identifies a record.
pub(crate) fn identify(types: &SourceTypes, record: &mut Record<'_>) -> Found {
    let root = record.root();
    let line = record.is_plain(root).then_some(root);
    let start = Place { node: root, line, inner: false, envelopes: 0 };
    let mut places = MAX_PLACES;
    search(types, record, start, &mut places)
        .unwrap_or_else(|| found(start, types.iter().count().saturating_sub(1), 0))
}

fn found(place: Place, source_type: usize, shape: usize) -> Found {
    Found { source_type, shape, root: place.node, line: place.line, wrapped: place.inner }
}

fn search(types: &SourceTypes, record: &mut Record<'_>, place: Place, left: &mut usize) -> Option<Found> {
    *left = left.checked_sub(1)?;
    if let Some((source_type, shape, node)) = known(types, record, place.node) {
        return Some(found(Place { node, ..place }, source_type, shape));
    }
    if record.is_plain(place.node) {
        let node = record.embedded(place.node)?;
        let inner = Place { node, line: Some(place.node), inner: true, ..place };
        return search(types, record, inner, left);
    }
    if place.envelopes == MAX_ENVELOPES {
        return None;
    }
    types.envelopes().iter().find_map(|path| {
        let value = record.get(place.node, path)?;
        let node = record.structure(value).or_else(|| record.line(value))?;
        let line = record.is_plain(node).then_some(node);
        let inner = Place { node, line, inner: true, envelopes: place.envelopes + 1 };
        search(types, record, inner, left)
    })
}

/// The first type and shape whose conditions hold, and where its fields are: in a node
/// of its own for texts that the shape says how to read.
fn known(types: &SourceTypes, record: &mut Record<'_>, node: NodeId) -> Option<(usize, usize, NodeId)> {
    let is_text = record.is_plain(node);
    let keys = record.keys(node);
    types.iter().enumerate().find_map(|(index, source_type)| {
        source_type.shapes.iter().enumerate().find_map(|(position, shape)| {
            if shape.is_text != is_text || !shape.keys_needed.are_in(keys) {
                return None;
            }
            Some((index, position, shape.enter(record, node)?))
        })
    })
}
