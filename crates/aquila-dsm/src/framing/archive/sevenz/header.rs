//! The list of files of a 7z archive. It is kept as the bytes that it is, and
//! read file by file: what it claims reserves nothing.

use std::io::Read;
use std::ops::Range;
use std::sync::Arc;

use super::block::Block;
use super::fields::{Damage, Fields, bit};
use crate::framing::archive::section::Shared;
use crate::framing::archive::windows_ms;
use crate::framing::budget::{Budget, Capped};

/// The size of what is at the start of the file.
const START: u64 = 32;

/// The largest list: that of some 200,000 files.
const MAX_HEADER: u64 = 16 << 20;

/// How often the list may be compressed.
const MAX_LAYERS: usize = 4;

const END: u8 = 0;
const HEADER: u8 = 1;
const ARCHIVE_PROPERTIES: u8 = 2;
const STREAMS: u8 = 4;
const FILES: u8 = 5;
const PACKS: u8 = 6;
const BLOCKS: u8 = 7;
const PARTS: u8 = 8;
const SIZES: u8 = 9;
const CHECKSUMS: u8 = 0x0a;
const CODERS: u8 = 0x0b;
const BLOCK_SIZES: u8 = 0x0c;
const PARTS_OF_BLOCK: u8 = 0x0d;
const EMPTY_STREAM: u8 = 0x0e;
const EMPTY_FILE: u8 = 0x0f;
const NAMES: u8 = 0x11;
const MODIFIED: u8 = 0x14;
const ATTRIBUTES: u8 = 0x15;
const ENCODED_HEADER: u8 = 0x17;

/// A part of a block: the data of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) block: usize,
    pub(super) size: u64,
    pub(super) crc: Option<u32>,
}

/// A file or directory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct File {
    pub(super) name: Vec<u8>,
    pub(super) modified_ms: Option<i64>,
    pub(super) has_data: bool,
    pub(super) is_directory: bool,
    pub(super) is_link: bool,
}

/// The list of files.
#[derive(Debug, Default)]
pub(super) struct Header {
    pub(super) blocks: Vec<Block>,
    pub(super) parts: Vec<Part>,
    bytes: Vec<u8>,
    files: u64,
    next: u64,
    empty: Option<Range<usize>>,
    empty_seen: usize,
    empty_files: Range<usize>,
    names: Option<Range<usize>>,
    modified: PerFile,
    attributes: PerFile,
}

/// A property that some files have.
#[derive(Debug, Default)]
struct PerFile {
    /// One bit for each file, if not all have it.
    which: Option<Range<usize>>,
    values: Range<usize>,
}

impl PerFile {
    /// The value of the next file.
    fn next(&mut self, bytes: &[u8], file: u64, width: usize) -> Option<u64> {
        if let Some(which) = &self.which {
            let bits = bytes.get(which.clone())?;
            if !bit(bits, usize::try_from(file).ok()?) {
                return None;
            }
        }
        let end = self.values.start.checked_add(width).filter(|end| *end <= self.values.end)?;
        let value = bytes.get(self.values.start..end)?;
        self.values.start = end;
        Some(value.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }
}

impl Header {
    /// The next file, `None` at the end.
    pub(super) fn next_file(&mut self) -> Result<Option<File>, Damage> {
        if self.next >= self.files {
            return Ok(None);
        }
        let (at, index) = (self.next, usize::try_from(self.next).unwrap_or(usize::MAX));
        self.next += 1;
        let is_set =
            |range: &Range<usize>, index| bit(self.bytes.get(range.clone()).unwrap_or_default(), index);
        let is_empty = self.empty.as_ref().is_some_and(|range| is_set(range, index));
        let is_directory = is_empty && !is_set(&self.empty_files, self.empty_seen);
        self.empty_seen += usize::from(is_empty);
        let modified = self.modified.next(&self.bytes, at, 8);
        let attributes = self.attributes.next(&self.bytes, at, 4).unwrap_or_default();
        Ok(Some(File {
            name: self.next_name()?,
            modified_ms: modified.and_then(windows_ms),
            has_data: !is_empty,
            is_directory,
            // Written on Unix: the upper half is the mode.
            is_link: attributes & 0x8000 != 0 && (attributes >> 16) & 0xf000 == 0xa000,
        }))
    }

    /// The next name, which ends with a zero.
    fn next_name(&mut self) -> Result<Vec<u8>, Damage> {
        let Some(names) = &mut self.names else { return Ok(Vec::new()) };
        let bytes = self.bytes.get(names.clone()).unwrap_or_default();
        let units = bytes.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
        let name: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
        let used = 2 * (name.len() + 1);
        if used > bytes.len() {
            return Err("there are fewer names than files".into());
        }
        names.start += used;
        Ok(String::from_utf16_lossy(&name).into_bytes())
    }
}

/// Finds and reads the list of files.
pub(super) fn read_header(file: &Shared, budget: &Arc<Budget>) -> Result<Header, Damage> {
    let told = |error: std::io::Error| error.to_string();
    let start = file.bytes(0, START as usize).map_err(told)?;
    let mut fields = Fields::new(start.get(12..).ok_or("it ends early")?);
    let (offset, size, crc) = (fields.u64()?, fields.u64()?, fields.u32()?);
    if size == 0 && offset == 0 && file.size() == START {
        return Ok(Header::default());
    }
    let at =
        START.checked_add(offset).filter(|at| at.checked_add(size).is_some_and(|end| end <= file.size()));
    let at = at.ok_or("it ends early: its list of files is missing")?;
    let mut bytes = file.bytes(at, small(size)?).map_err(told)?;
    if crc32fast::hash(&bytes) != crc {
        return Err("its list of files is damaged".into());
    }
    for _ in 0..MAX_LAYERS {
        let mut fields = Fields::new(&bytes);
        match u8::try_from(fields.number()?).unwrap_or(u8::MAX) {
            ENCODED_HEADER => bytes = decode(&mut fields, file, budget)?,
            HEADER => return parse(bytes, budget),
            _ => return Err("its list of files is damaged".into()),
        }
    }
    Err(format!("its list of files is compressed more than {MAX_LAYERS} times"))
}

fn small(size: u64) -> Result<usize, Damage> {
    if size > MAX_HEADER {
        return Err(format!("its list of files has {size} bytes, and no more than {MAX_HEADER} are allowed"));
    }
    usize::try_from(size).map_err(|error| error.to_string())
}

/// The list of files, out of the block that it is compressed in.
fn decode(fields: &mut Fields<'_>, file: &Shared, budget: &Arc<Budget>) -> Result<Vec<u8>, Damage> {
    let (blocks, _) = streams(fields, budget)?;
    let block = blocks.first().ok_or("its list of files is damaged")?;
    small(block.size())?;
    let mut bytes = Vec::new();
    let mut capped = Capped::new(block.open(file)?, "7z", budget).take(MAX_HEADER);
    capped.read_to_end(&mut bytes).map_err(|error| format!("its list of files: {error}"))?;
    if block.crc.is_some_and(|crc| crc32fast::hash(&bytes) != crc) {
        return Err("its list of files is damaged".into());
    }
    Ok(bytes)
}

fn parse(bytes: Vec<u8>, budget: &Budget) -> Result<Header, Damage> {
    let mut header = Header::default();
    let mut fields = Fields::new(&bytes);
    fields.expect(HEADER)?;
    let mut tag = fields.number()?;
    if tag == u64::from(ARCHIVE_PROPERTIES) {
        while fields.number()? != u64::from(END) {
            let size = fields.number()?;
            fields.bytes(size)?;
        }
        tag = fields.number()?;
    }
    if tag == u64::from(STREAMS) {
        (header.blocks, header.parts) = streams(&mut fields, budget)?;
        tag = fields.number()?;
    }
    if tag == u64::from(FILES) {
        files(&mut fields, &mut header)?;
    } else if tag != u64::from(END) {
        return Err("its header is out of order".into());
    }
    header.bytes = bytes;
    Ok(header)
}

/// The blocks, and the parts of them that are files.
fn streams(fields: &mut Fields<'_>, budget: &Budget) -> Result<(Vec<Block>, Vec<Part>), Damage> {
    // One more shows that there are more; what is beyond is never read.
    let most = usize::try_from(budget.members_left().saturating_add(1)).unwrap_or(usize::MAX);
    let (mut offset, mut packs, mut blocks, mut parts) = (0, Vec::new(), Vec::new(), None);
    loop {
        match u8::try_from(fields.number()?).unwrap_or(u8::MAX) {
            END => break,
            PACKS => (offset, packs) = pack_sizes(fields)?,
            BLOCKS => blocks = read_blocks(fields, most)?,
            PARTS => parts = Some(read_parts(fields, &blocks, most)?),
            _ => return Err("its header is out of order".into()),
        }
    }
    place(&mut blocks, START.saturating_add(offset), &packs);
    let whole = |(block, of): (usize, &Block)| Part { block, size: of.size(), crc: of.crc };
    let parts = parts.unwrap_or_else(|| blocks.iter().enumerate().map(whole).collect());
    Ok((blocks, parts))
}

fn pack_sizes(fields: &mut Fields<'_>) -> Result<(u64, Vec<u64>), Damage> {
    let offset = fields.number()?;
    let count = fields.count()?;
    let mut sizes = Vec::new();
    loop {
        match u8::try_from(fields.number()?).unwrap_or(u8::MAX) {
            END => return Ok((offset, sizes)),
            SIZES => sizes = (0..count).map(|_| fields.number()).collect::<Result<_, _>>()?,
            CHECKSUMS => {
                checksums(fields, count, |_, _| ())?;
            }
            _ => return Err("its header is out of order".into()),
        }
    }
}

/// Tells each block where its packed data is.
fn place(blocks: &mut [Block], start: u64, packs: &[u64]) {
    let mut packs = packs.iter();
    let mut at = start;
    for block in blocks {
        let own = (0..block.packs).map_while(|_| packs.next());
        let (mut first, mut total) = (None, 0_u64);
        for size in own {
            first = first.or(Some(*size));
            total = total.saturating_add(*size);
        }
        block.place = (at, first.unwrap_or_default());
        at = at.saturating_add(total);
    }
}

fn read_blocks(fields: &mut Fields<'_>, most: usize) -> Result<Vec<Block>, Damage> {
    fields.expect(CODERS)?;
    let count = fields.count()?;
    if fields.byte()? != 0 {
        return Err("its header is in several places".into());
    }
    if count > most {
        return Err(format!("it has {count} blocks, and no more than {most} members are allowed"));
    }
    let mut blocks = (0..count).map(|_| Block::parse(fields)).collect::<Result<Vec<_>, _>>()?;
    fields.expect(BLOCK_SIZES)?;
    for block in &mut blocks {
        block.sizes = (0..block.outputs).map(|_| fields.number()).collect::<Result<_, _>>()?;
    }
    loop {
        match u8::try_from(fields.number()?).unwrap_or(u8::MAX) {
            END => return Ok(blocks),
            CHECKSUMS => checksums(fields, count, |index, crc| {
                if let Some(block) = blocks.get_mut(index) {
                    block.crc = Some(crc);
                }
            })?,
            _ => return Err("its header is out of order".into()),
        }
    }
}

/// Reads a checksum for each that has one.
fn checksums(fields: &mut Fields<'_>, count: usize, mut take: impl FnMut(usize, u32)) -> Result<(), Damage> {
    let which = fields.bits_or_all(count)?;
    for index in 0..count {
        if which.is_none_or(|which| bit(which, index)) {
            take(index, fields.u32()?);
        }
    }
    Ok(())
}

/// Reads which parts blocks have. At most `most` are kept.
fn read_parts(fields: &mut Fields<'_>, blocks: &[Block], most: usize) -> Result<Vec<Part>, Damage> {
    let mut counts = vec![1; blocks.len()];
    let mut tag = fields.number()?;
    if tag == u64::from(PARTS_OF_BLOCK) {
        for count in &mut counts {
            *count = fields.number()?;
        }
        tag = fields.number()?;
    }
    let stated = tag == u64::from(SIZES);
    let mut parts = Vec::new();
    // Those whose checksum comes later.
    let mut unchecked = 0_u64;
    for (block, (of, count)) in blocks.iter().zip(&counts).enumerate() {
        let crc = of.crc.filter(|_| *count == 1);
        unchecked = unchecked.saturating_add(if crc.is_some() { 0 } else { *count });
        let mut left = of.size();
        for at in 0..*count {
            let size = if at + 1 < *count && stated { fields.number()?.min(left) } else { left };
            left -= size;
            if parts.len() < most {
                parts.push(Part { block, size, crc });
            } else if !stated {
                break;
            }
        }
    }
    if stated {
        tag = fields.number()?;
    }
    if tag == u64::from(CHECKSUMS) {
        let unchecked = usize::try_from(unchecked).unwrap_or(usize::MAX);
        let indexes: Vec<_> = (0..parts.len()).filter(|at| parts[*at].crc.is_none()).collect();
        checksums(fields, unchecked, |index, crc| {
            if let Some(part) = indexes.get(index).and_then(|index| parts.get_mut(*index)) {
                part.crc = Some(crc);
            }
        })?;
        tag = fields.number()?;
    }
    if tag == u64::from(END) { Ok(parts) } else { Err("its header is out of order".into()) }
}

/// Finds the properties of files in the header.
fn files(fields: &mut Fields<'_>, header: &mut Header) -> Result<(), Damage> {
    header.files = fields.number()?;
    let count = usize::try_from(header.files).unwrap_or(usize::MAX);
    loop {
        let tag = fields.number()?;
        if tag == u64::from(END) {
            return Ok(());
        }
        let size = fields.number()?;
        let start = fields.at();
        let mut property = Fields::new(fields.bytes(size)?);
        let range = |property: &Fields<'_>| start + property.at()..fields.at();
        match u8::try_from(tag).unwrap_or(u8::MAX) {
            EMPTY_STREAM => {
                property.bits(count)?;
                header.empty = Some(start..fields.at());
            }
            EMPTY_FILE => header.empty_files = start..fields.at(),
            NAMES => {
                inside(&mut property)?;
                header.names = Some(range(&property));
            }
            MODIFIED | ATTRIBUTES => {
                let which = property.bits_or_all(count)?.map(|bits| start + 1..start + 1 + bits.len());
                inside(&mut property)?;
                let values = PerFile { which, values: range(&property) };
                if tag == u64::from(MODIFIED) {
                    header.modified = values;
                } else {
                    header.attributes = values;
                }
            }
            _ => {}
        }
    }
}

fn inside(property: &mut Fields<'_>) -> Result<(), Damage> {
    if property.byte()? == 0 { Ok(()) } else { Err("its header is in several places".into()) }
}
