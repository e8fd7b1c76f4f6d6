//! Takes an input apart, layer by layer, until there is text or an archive of
//! further inputs.

use std::io::{self, Cursor, Read, SeekFrom};
use std::sync::Arc;

use super::archive::{self, Archive, Kind, Shared};
use super::budget::Budget;
use super::input::{self, Bytes, Peeked};
use super::told::told;
use super::{
    Envelope, Format, Input, Opened, Options, ReadSeek, Reader, audit, binary, compression, detect, encoding,
    evtx, reader, scratch,
};
use crate::memory;

/// The most layers that can be asked for.
const MAX_NESTING: usize = 64;

/// What an input inside of a file shares with the file.
#[derive(Debug, Clone)]
pub(super) struct Inside {
    pub(super) options: Options,
    pub(super) budget: Arc<Budget>,
    /// Layers of compression and archives taken off so far.
    depth: usize,
}

impl Inside {
    /// One layer further in.
    fn enter(&mut self) -> io::Result<()> {
        // Each layer takes a little of the stack when it is read.
        let max = self.options.limits.max_nesting.min(MAX_NESTING);
        if self.depth >= max {
            return Err(told(format!("inside of more than {max} layers of compression and archives")));
        }
        self.depth += 1;
        Ok(())
    }
}

/// Looks at the head of an input and gets ready to read it.
///
/// A forced format does not make a known binary format text, but it does
/// overrule the guess that an input is binary.
///
/// # Errors
/// If not one byte can be read, or if there are too many layers around the
/// records. Later errors become problems of a chunk or of an archive.
pub fn open(input: Input, options: &Options) -> io::Result<Opened> {
    memory::keep();
    let mut options = options.clone();
    options.limits.max_record = options.limits.max_record.max(1);
    let budget = Arc::new(Budget::new(&options.limits));
    let inside = Inside { options, budget, depth: 0 };
    let stream = match input {
        Input::Stream(stream) => stream,
        Input::File(file) => match seekable(file, &inside)? {
            Whole::Archive(archive) => return Ok(Opened::Archive(archive)),
            Whole::Stream(stream) => stream,
        },
    };
    let counted = input::counted(stream, inside.budget.progress());
    take_apart(counted, inside)
}

enum Whole {
    Archive(Archive),
    Stream(Bytes),
}

/// A file with a list of members at its end is read out of order; any other is
/// read from its start.
fn seekable(mut file: Box<dyn ReadSeek + Send>, inside: &Inside) -> io::Result<Whole> {
    let mut head = Vec::new();
    let failure = (&mut file).take(512).read_to_end(&mut head).err();
    if head.is_empty()
        && let Some(error) = failure
    {
        return Err(error);
    }
    let kind = archive::kind(&head).filter(|kind| *kind != Kind::Tar);
    let appended = kind.is_none() && archive::may_have_appended(&head);
    if (kind.is_some() || appended)
        && let Ok(size) = file.seek(SeekFrom::End(0))
    {
        let mut inside = inside.clone();
        let shared = Shared::new(file, size, &inside.budget);
        if let Some(kind) = kind.or_else(|| archive::appended(&shared)) {
            inside.budget.set_size(size);
            inside.enter()?;
            let shared = shared.counted();
            return Ok(Whole::Archive(Archive::seekable(kind, shared, None, Vec::new(), inside)));
        }
        return Ok(Whole::Stream(Box::new(shared.section(0, size))));
    }
    Ok(Whole::Stream(Box::new(Cursor::new(head).chain(file))))
}

/// Takes all layers off an input.
pub(super) fn take_apart(input: Bytes, mut inside: Inside) -> io::Result<Opened> {
    let mut head = Peeked::new(input, detect::HEAD);
    if head.is_empty()
        && let Some(error) = head.take_error()
    {
        return Err(error);
    }
    let mut envelopes = Vec::new();
    while let Some(layer) = compression::layer(head.head()) {
        inside.enter()?;
        head = Peeked::new(compression::decoder(&layer, head, &inside.budget)?, detect::HEAD);
        envelopes.push(layer);
    }
    if let Some(kind) = archive::kind(head.head()) {
        inside.enter()?;
        return Ok(Opened::Archive(open_archive(kind, head, envelopes, inside)?));
    }
    if evtx::wanted(head.head(), inside.options.format) {
        let records = evtx::Evtx::new(Box::new(head), &inside.options.limits);
        let progress = Arc::clone(inside.budget.progress());
        return Ok(Opened::Text(Reader::new(Box::new(records), Format::Evtx, envelopes, progress)));
    }
    if let Some(reason) = binary::known(head.head()) {
        let around: String = envelopes.iter().rev().map(|layer| format!(" in {layer}")).collect();
        return Ok(Opened::Binary { reason: format!("{reason}{around}") });
    }
    open_text(head, envelopes, &inside)
}

fn open_archive(kind: Kind, input: Peeked, envelopes: Vec<Envelope>, inside: Inside) -> io::Result<Archive> {
    if kind == Kind::Tar {
        return Ok(Archive::tar(Box::new(input), envelopes, inside));
    }
    let copied = scratch::copy(input, &inside.options.scratch)?;
    let file = Shared::new(Box::new(copied.file), copied.size, &inside.budget);
    Ok(Archive::seekable(kind, file, copied.failure, envelopes, inside))
}

fn open_text(head: Peeked, mut envelopes: Vec<Envelope>, inside: &Inside) -> io::Result<Opened> {
    let options = &inside.options;
    let (mut head, envelope, replaced) = encoding::to_utf8(head);
    envelopes.extend(envelope);
    if head.is_empty() && !head.has_failed() {
        return Ok(Opened::Empty);
    }
    if options.format.is_none() && binary::looks_binary(head.head()) {
        return Ok(Opened::Binary { reason: "binary data of unknown kind".to_owned() });
    }
    let whole = head.is_whole();
    let detected = detect::detect(head.head(), whole, options);
    envelopes.extend(detected.envelope);
    head.skip(detected.skip);
    let start = reader::Start {
        framer: detected.framer,
        context: detected.context,
        offset: detected.skip as u64,
        line: 1 + detected.skipped_lines,
        replaced,
    };
    let text = reader::Text::new(Box::new(head), start, options.limits.clone());
    let progress = Arc::clone(inside.budget.progress());
    let records = audit::over(text, detected.format, &options.limits);
    Ok(Opened::Text(Reader::new(records, detected.format, envelopes, progress)))
}
