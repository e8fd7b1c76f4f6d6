//! The format of a text, by the look of its first bytes, never by a name.

use super::json::{self, Shape};
use super::lines::Lines;
use super::reader::Framer;
use super::xml::Xml;
use super::{Envelope, Format, Options, csv};
use crate::chunk::Context;

/// How many bytes are looked at.
pub(super) const HEAD: usize = 64 << 10;

/// What was found out.
pub(super) struct Detected {
    pub(super) format: Format,
    pub(super) framer: Framer,
    pub(super) context: Context,
    pub(super) envelope: Option<Envelope>,
    /// Bytes before the first record that are nothing, and the lines in them.
    pub(super) skip: usize,
    pub(super) skipped_lines: u64,
}

/// Decides on the format of the text with this head. `whole` says that nothing
/// follows the head.
pub(super) fn detect(head: &[u8], whole: bool, options: &Options) -> Detected {
    let limits = &options.limits;
    let shape = || json::shape(head, whole, limits);
    match options.format {
        Some(Format::Json) => json(shape().unwrap_or(Shape { lines: true, inside: None }), options),
        Some(Format::Csv) => csv(csv::forced_head(head, whole), options),
        Some(Format::Xml) => plain(Format::Xml, options),
        // EVTX is no text and was taken care of before.
        Some(Format::Lines | Format::Evtx) => plain(Format::Lines, options),
        None => {
            if let Some(shape) = shape() {
                json(shape, options)
            } else if super::xml::detect(head) {
                plain(Format::Xml, options)
            } else if let Some(head) = csv::detect(head, whole) {
                csv(head, options)
            } else {
                plain(Format::Lines, options)
            }
        }
    }
}

fn json(shape: Shape, options: &Options) -> Detected {
    let envelope = shape.inside.map(|key| match key {
        "" => Envelope::JsonArray,
        key => Envelope::JsonRecords(key.to_owned()),
    });
    let framer = Framer::Json(json::Json::new(&options.limits, shape.lines));
    let context = Context::default();
    Detected { format: Format::Json, framer, context, envelope, skip: 0, skipped_lines: 0 }
}

fn csv(head: csv::Head, options: &Options) -> Detected {
    let framer = Framer::Csv(csv::Csv::new(&options.limits, &head));
    let context = Context { header: head.names, delimiter: head.delimiter };
    Detected {
        format: Format::Csv,
        framer,
        context,
        envelope: None,
        skip: head.skip,
        skipped_lines: head.lines,
    }
}

fn plain(format: Format, options: &Options) -> Detected {
    let max = options.limits.max_record;
    let framer = if format == Format::Xml { Framer::Xml(Xml { max }) } else { Framer::Lines(Lines { max }) };
    Detected { format, framer, context: Context::default(), envelope: None, skip: 0, skipped_lines: 0 }
}
