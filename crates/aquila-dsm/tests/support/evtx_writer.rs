//! Writes EVTX files for tests: enough of the format to hold any event, with
//! checksums, the table of names and templates where Windows has them. Made from
//! the format's description (MS-EVEN6 section 2.2.3; libevtx, "Windows XML Event
//! Log format"), not from a reader, so that an error in one shows in the other.
#![allow(dead_code, reason = "each user takes its part")]

use std::collections::HashMap;

/// Length of the file header.
pub(crate) const FILE_HEADER: usize = 4096;
/// Length of a chunk.
pub(crate) const CHUNK: usize = 65536;
/// Length of a chunk's header, where its records begin.
pub(crate) const CHUNK_HEADER: usize = 512;

/// An element of an event.
#[derive(Debug, Clone)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, Value)>,
    pub(crate) content: Vec<Content>,
}

/// What stands in an element.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    Element(Element),
    Value(Value),
}

/// A value as Windows types it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Text(String),
    UInt8(u8),
    UInt16(u16),
    UInt32(u32),
    UInt64(u64),
    Boolean(bool),
    Hex32(u32),
    Hex64(u64),
    /// 100 ns since 1601.
    FileTime(u64),
    Guid([u8; 16]),
    Texts(Vec<String>),
}

impl Element {
    pub(crate) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), attributes: Vec::new(), content: Vec::new() }
    }

    pub(crate) fn attribute(mut self, name: &str, value: Value) -> Self {
        self.attributes.push((name.to_owned(), value));
        self
    }

    pub(crate) fn child(mut self, child: Element) -> Self {
        self.content.push(Content::Element(child));
        self
    }

    pub(crate) fn value(mut self, value: Value) -> Self {
        self.content.push(Content::Value(value));
        self
    }
}

impl Value {
    /// The type in a template instance, and the bytes there.
    fn encode(&self) -> (u8, Vec<u8>) {
        match self {
            Self::Null => (0x00, Vec::new()),
            Self::Text(text) => (0x01, utf16(text)),
            Self::UInt8(number) => (0x04, vec![*number]),
            Self::UInt16(number) => (0x06, number.to_le_bytes().to_vec()),
            Self::UInt32(number) => (0x08, number.to_le_bytes().to_vec()),
            Self::UInt64(number) => (0x0a, number.to_le_bytes().to_vec()),
            Self::Boolean(truth) => (0x0d, u32::from(*truth).to_le_bytes().to_vec()),
            Self::Guid(bytes) => (0x0f, bytes.to_vec()),
            Self::FileTime(ticks) => (0x11, ticks.to_le_bytes().to_vec()),
            Self::Hex32(number) => (0x14, number.to_le_bytes().to_vec()),
            Self::Hex64(number) => (0x15, number.to_le_bytes().to_vec()),
            Self::Texts(texts) => {
                (0x81, texts.iter().flat_map(|text| [utf16(text), vec![0, 0]].concat()).collect())
            }
        }
    }
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Where the values of an event go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Between the tags; only texts can stand there.
    Inline,
    /// Apart from a template, which later events of the same form share.
    Template,
}

/// One chunk in the making.
#[derive(Debug, Clone)]
pub(crate) struct ChunkWriter {
    /// Header and records so far.
    pub(crate) data: Vec<u8>,
    names: HashMap<String, u32>,
    templates: HashMap<String, u32>,
    ids: Option<(u64, u64)>,
    last_record: usize,
}

impl ChunkWriter {
    pub(crate) fn new() -> Self {
        let mut data = vec![0; CHUNK_HEADER];
        data[..8].copy_from_slice(b"ElfChnk\0");
        data[40..44].copy_from_slice(&128u32.to_le_bytes());
        Self { data, names: HashMap::new(), templates: HashMap::new(), ids: None, last_record: CHUNK_HEADER }
    }

    /// Adds a record around the binary XML that `write` makes.
    pub(crate) fn record(&mut self, id: u64, ticks: u64, write: impl FnOnce(&mut Self)) {
        let start = self.data.len();
        self.data.extend(b"**\0\0\0\0\0\0");
        self.u64(id);
        self.u64(ticks);
        write(self);
        let size = (self.data.len() + 4 - start) as u32;
        self.u32(size);
        self.patch(start + 4, size);
        let first = self.ids.map_or(id, |(first, _)| first);
        (self.ids, self.last_record) = (Some((first, id)), start);
    }

    /// The binary XML of an event.
    pub(crate) fn event(&mut self, event: &Element, style: Style) {
        self.data.extend([0x0f, 1, 1, 0]);
        match style {
            Style::Inline => self.element(event, &mut None),
            Style::Template => self.instance(event),
        }
        self.data.push(0);
    }

    /// A template where it is first used, a reference to it later, and the values.
    fn instance(&mut self, event: &Element) {
        let form = form(event);
        let id = crc32fast::hash(form.as_bytes());
        self.data.extend([0x0c, 1]);
        self.u32(id);
        let known = self.templates.get(&form).copied();
        let place = known.unwrap_or(self.data.len() as u32 + 4);
        self.u32(place);
        let mut values = Some(Vec::new());
        if known.is_none() {
            self.definition(event, id, &mut values);
            self.templates.insert(form, place);
        } else {
            collect(event, values.get_or_insert_default());
        }
        self.values(&values.unwrap_or_default());
    }

    fn definition(&mut self, event: &Element, id: u32, values: &mut Option<Vec<Value>>) {
        let (place, bucket) = (self.data.len(), 384 + 4 * (id as usize % 32));
        let next = self.read(bucket);
        self.patch(bucket, place as u32);
        self.u32(next);
        self.u32(id);
        self.data.extend([0; 12]);
        self.u32(0);
        let start = self.data.len();
        self.data.extend([0x0f, 1, 1, 0]);
        self.element(event, values);
        self.data.push(0);
        self.patch(start - 4, (self.data.len() - start) as u32);
    }

    /// The values of a template instance: how long and of which type, then the bytes.
    pub(crate) fn values(&mut self, values: &[Value]) {
        let encoded: Vec<(u8, Vec<u8>)> = values.iter().map(Value::encode).collect();
        self.u32(encoded.len() as u32);
        for (kind, bytes) in &encoded {
            self.data.extend((bytes.len() as u16).to_le_bytes());
            self.data.extend([*kind, 0]);
        }
        for (_, bytes) in encoded {
            self.data.extend(bytes);
        }
    }

    /// An element; with `values` they are put there, and substitutions here.
    fn element(&mut self, element: &Element, values: &mut Option<Vec<Value>>) {
        let attributes = !element.attributes.is_empty();
        self.data.push(if attributes { 0x41 } else { 0x01 });
        if values.is_some() {
            self.data.extend([0xff, 0xff]);
        }
        let size = self.data.len();
        self.u32(0);
        self.name(&element.name);
        if attributes {
            let size = self.data.len();
            self.u32(0);
            for (number, (name, value)) in element.attributes.iter().enumerate() {
                self.data.push(if number + 1 < element.attributes.len() { 0x46 } else { 0x06 });
                self.name(name);
                self.value(value, values);
            }
            self.patch(size, (self.data.len() - size - 4) as u32);
        }
        self.data.push(if element.content.is_empty() { 0x03 } else { 0x02 });
        for content in &element.content {
            match content {
                Content::Element(child) => self.element(child, values),
                Content::Value(value) => self.value(value, values),
            }
        }
        if !element.content.is_empty() {
            self.data.push(0x04);
        }
        self.patch(size, (self.data.len() - size - 4) as u32);
    }

    fn value(&mut self, value: &Value, values: &mut Option<Vec<Value>>) {
        if let Some(values) = values {
            self.data.push(0x0e);
            self.data.extend((values.len() as u16).to_le_bytes());
            self.data.push(value.encode().0);
            values.push(value.clone());
            return;
        }
        let Value::Text(text) = value else { panic!("only texts stand inline, not {value:?}") };
        self.data.extend([0x05, 0x01]);
        self.data.extend((text.encode_utf16().count() as u16).to_le_bytes());
        self.data.extend(utf16(text));
    }

    /// A name where it is first used, a reference to it later.
    pub(crate) fn name(&mut self, name: &str) {
        if let Some(place) = self.names.get(name).copied() {
            return self.u32(place);
        }
        let place = self.data.len() as u32 + 4;
        self.u32(place);
        let hash =
            name.encode_utf16().fold(0u32, |hash, unit| hash.wrapping_mul(65599).wrapping_add(unit.into()))
                as u16;
        let bucket = 128 + 4 * (usize::from(hash) % 64);
        let next = self.read(bucket);
        self.patch(bucket, place);
        self.u32(next);
        self.data.extend(hash.to_le_bytes());
        self.data.extend((name.encode_utf16().count() as u16).to_le_bytes());
        self.data.extend(utf16(name));
        self.data.extend([0, 0]);
        self.names.insert(name.to_owned(), place);
    }

    /// The chunk with its header, as long as a chunk is.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        let (first, last) = self.ids.unwrap_or((1, 0));
        for (at, number) in [(8, first), (16, last), (24, first), (32, last)] {
            self.data[at..at + 8].copy_from_slice(&number.to_le_bytes());
        }
        self.patch(44, self.last_record as u32);
        self.patch(48, self.data.len() as u32);
        self.data.resize(CHUNK, 0);
        seal(&mut self.data);
        self.data
    }

    pub(crate) fn u32(&mut self, number: u32) {
        self.data.extend(number.to_le_bytes());
    }

    fn u64(&mut self, number: u64) {
        self.data.extend(number.to_le_bytes());
    }

    fn read(&self, at: usize) -> u32 {
        u32::from_le_bytes(self.data[at..at + 4].try_into().expect("four bytes"))
    }

    pub(crate) fn patch(&mut self, at: usize, number: u32) {
        self.data[at..at + 4].copy_from_slice(&number.to_le_bytes());
    }
}

/// Puts the checksums of a chunk right.
pub(crate) fn seal(chunk: &mut [u8]) {
    let free = u32::from_le_bytes(chunk[48..52].try_into().expect("four bytes")) as usize;
    let data = crc32fast::hash(&chunk[CHUNK_HEADER..free.clamp(CHUNK_HEADER, CHUNK)]);
    chunk[52..56].copy_from_slice(&data.to_le_bytes());
    let header = crc32fast::hash(&[&chunk[..120], &chunk[128..CHUNK_HEADER]].concat());
    chunk[124..128].copy_from_slice(&header.to_le_bytes());
}

/// A file of these chunks.
pub(crate) fn file(chunks: &[Vec<u8>]) -> Vec<u8> {
    let mut header = vec![0; FILE_HEADER];
    header[..8].copy_from_slice(b"ElfFile\0");
    header[16..24].copy_from_slice(&(chunks.len() as u64).saturating_sub(1).to_le_bytes());
    header[32..36].copy_from_slice(&128u32.to_le_bytes());
    header[36..42].copy_from_slice(&[1, 0, 3, 0, 0, 16]);
    header[42..44].copy_from_slice(&(chunks.len() as u16).to_le_bytes());
    let sum = crc32fast::hash(&header[..120]);
    header[124..128].copy_from_slice(&sum.to_le_bytes());
    [header, chunks.concat()].concat()
}

/// A file of these events, with as many chunks as they need.
pub(crate) fn log(events: &[Element], style: Style) -> Vec<u8> {
    let (mut chunks, mut chunk) = (Vec::new(), ChunkWriter::new());
    for (number, event) in events.iter().enumerate() {
        let add = |chunk: &mut ChunkWriter| {
            chunk.record(number as u64 + 1, TICKS, |chunk| chunk.event(event, style))
        };
        let before = chunk.clone();
        add(&mut chunk);
        if chunk.data.len() > CHUNK {
            chunks.push(before.finish());
            chunk = ChunkWriter::new();
            add(&mut chunk);
        }
    }
    chunks.push(chunk.finish());
    file(&chunks)
}

/// 2024-03-04T10:11:12Z, the time in record headers.
pub(crate) const TICKS: u64 = 133_540_206_720_000_000;

/// The form of an event without its values.
fn form(element: &Element) -> String {
    let attributes: Vec<String> =
        element.attributes.iter().map(|(name, value)| format!("{name}={}", value.encode().0)).collect();
    let content: Vec<String> = element
        .content
        .iter()
        .map(|content| match content {
            Content::Element(child) => form(child),
            Content::Value(value) => value.encode().0.to_string(),
        })
        .collect();
    format!("<{} {}>{}</>", element.name, attributes.join(" "), content.join(""))
}

/// The values of an event in the order of its template.
fn collect(element: &Element, values: &mut Vec<Value>) {
    values.extend(element.attributes.iter().map(|(_, value)| value.clone()));
    for content in &element.content {
        match content {
            Content::Element(child) => collect(child, values),
            Content::Value(value) => values.push(value.clone()),
        }
    }
}
