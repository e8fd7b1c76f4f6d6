//! Properties that are made from others, set in the columns of an event.

use aquila_event::{EventBuilder, address};

use super::Decoder;
use super::fact::{Fact, Inputs, Made};
use super::origin::Origin;
use super::plan::{Column, Otherwise};
use super::record::identifier;
use super::row::{Around, Row, drop_result};
use crate::source::{SourceTypes, Value};

/// A property that is made from others.
#[derive(Debug)]
pub(super) struct Derived {
    pub(super) fact: &'static Fact,
    /// What the properties that it is made from are for the event kind.
    pub(super) inputs: Vec<Column>,
    /// Their names.
    pub(super) from: Vec<String>,
}

impl Decoder {
    /// Makes a derived property of an event.
    pub(super) fn derive(
        &mut self,
        around: Around<'_>,
        derived: &Derived,
        row: &mut Row<'_, '_>,
        index: usize,
        out: &mut EventBuilder,
    ) {
        let mut texts: Vec<Option<String>> = Vec::with_capacity(derived.inputs.len());
        for input in &derived.inputs {
            texts.push(self.text(around, input, row));
        }
        let made = derived.fact.make(Inputs(&texts), row.known.get_or_insert_default());
        match &made {
            Some(Made::Text(text)) => drop_result(out.set_text(index, text)),
            Some(Made::Number(number)) => drop_result(out.set_integer(index, *number)),
            Some(Made::Flag(flag)) => drop_result(out.set_boolean(index, *flag)),
            None => return,
        }
        if let Some(origin) = self.trace.as_mut().and_then(|trace| trace.get_mut(index)) {
            let given = derived.from.iter().zip(&texts).filter(|(_, text)| text.is_some());
            *origin = Origin { from: given.map(|(name, _)| name.clone()).collect(), range: None };
        }
    }

    /// The text that a column has of an event.
    fn text(&mut self, around: Around<'_>, column: &Column, row: &mut Row<'_, '_>) -> Option<String> {
        match column {
            Column::Integer(value) => Some(value.to_string()),
            Column::Text(text) => Some(text.clone()),
            Column::Key => row.key.clone(),
            Column::Identifier => identifier(around.types, row.record, &row.found),
            Column::Custom(extractors, otherwise) => {
                let found = self
                    .extracted(around, extractors, row, |value, text| value.is_valid(text, around.reading));
                found.map(|(text, _)| text).or_else(|| self.text(around, otherwise, row))
            }
            Column::Fields { values, swapped, otherwise, is_address } => {
                let values = if row.swap { swapped.as_ref().unwrap_or(values) } else { values };
                field_text(around.types, values, *is_address, row).or_else(|| match otherwise {
                    Otherwise::Absent => None,
                    Otherwise::Text(text) => Some(text.clone()),
                    Otherwise::Key => row.key.clone(),
                })
            }
            _ => None,
        }
    }
}

/// The first of these values that is there; of addresses, the first that is one.
fn field_text(
    types: &SourceTypes,
    values: &[Value],
    is_address: bool,
    row: &mut Row<'_, '_>,
) -> Option<String> {
    let placeholders = &types.get(row.found.source_type)?.placeholders;
    values.iter().find_map(|value| {
        let text = value.read(row.record, row.found.root, placeholders)?;
        if !is_address {
            return Some(text.into_owned());
        }
        address::parse(&text).map(|(ip, _)| address::text(ip))
    })
}
