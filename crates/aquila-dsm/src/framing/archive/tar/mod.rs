//! Walks a tar archive as a stream: a header block, the data, padding, over and
//! over. Blocks that are no header where one should be are passed over up to
//! the next that is one.

mod extension;
mod header;

use std::io::{self, Read};

use self::extension::Extension;
use self::header::{BLOCK, Block, Header, until_zero};
use super::stream::Stream;
use super::{Content, Found, Walk, lost};
use crate::chunk::Problem;
use crate::framing::input::Bytes;

/// The longest name, and the most pax records, that are looked at.
const MAX_EXTENSION: u64 = 1 << 20;

/// Whether these first bytes show a tar archive.
pub(super) fn detect(head: &[u8]) -> bool {
    header::begins(head)
}

/// A tar archive.
pub(super) struct Tar {
    stream: Stream,
    /// Bytes that fill up the last block of the member before.
    padding: usize,
    extension: Extension,
    /// How many blocks of zeros came last.
    zeros: usize,
    /// Two of them ended the archive.
    ended: bool,
    /// Damage was reported, and no header has come since.
    astray: bool,
    finished: bool,
}

impl Tar {
    pub(super) fn new(input: Bytes) -> Self {
        Self {
            stream: Stream::new(input, "tar"),
            padding: 0,
            extension: Extension::default(),
            zeros: 0,
            ended: false,
            astray: false,
            finished: false,
        }
    }

    fn advance(&mut self, problems: &mut Vec<Problem>) -> io::Result<Option<Found>> {
        while let Some(block) = self.next_block(problems)? {
            if block.iter().all(|byte| *byte == 0) {
                self.zeros += 1;
                self.ended |= self.zeros == 2;
                continue;
            }
            let header = Header::parse(&block).filter(|header| header.marked || !self.ended);
            let Some(header) = header else {
                self.stray(problems);
                continue;
            };
            // After the end only another archive counts, as of `cat a.tar b.tar`.
            (self.zeros, self.ended, self.astray) = (0, false, false);
            if let Some(found) = self.member(header, problems)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// The next block between members, `None` at the end of the stream.
    fn next_block(&mut self, problems: &mut Vec<Problem>) -> io::Result<Option<Block>> {
        self.stream.finish()?;
        let mut rest = [0; BLOCK];
        let padding = rest.get_mut(..std::mem::take(&mut self.padding)).unwrap_or_default();
        let padded = self.stream.between(padding)? == padding.len();
        let mut block = [0; BLOCK];
        let got = self.stream.between(&mut block)?;
        if got == BLOCK {
            return Ok(Some(block));
        }
        if got > 0 && !self.ended && !block.iter().all(|byte| *byte == 0) {
            problems.push(lost(self.stream.offset(), "tar data ends early, within a header"));
        } else if !self.ended && self.zeros == 0 && got == 0 {
            let what = if padded { "without an end mark" } else { "early" };
            problems
                .push(lost(self.stream.offset(), format!("tar data ends {what}: members may be missing")));
        }
        Ok(None)
    }

    fn stray(&mut self, problems: &mut Vec<Problem>) {
        self.zeros = 0;
        if !self.ended && !std::mem::replace(&mut self.astray, true) {
            let offset = self.stream.offset().saturating_sub(BLOCK as u64);
            problems.push(lost(offset, "tar data is damaged: no header where one should be"));
        }
    }

    /// The member of a header, if it has one.
    fn member(&mut self, header: Header, problems: &mut Vec<Problem>) -> io::Result<Option<Found>> {
        let mut extension = match header.kind {
            b'x' | b'L' => {
                self.extend(&header, problems)?;
                return Ok(None);
            }
            b'g' | b'K' | b'V' | b'X' => {
                self.skip(&header, problems);
                return Ok(None);
            }
            _ => std::mem::take(&mut self.extension),
        };
        let name = extension.name.take().unwrap_or_else(|| header.name.clone());
        if header.kind == b'S' && header.extended {
            self.skip_sparse_maps()?;
        }
        let data = match header.kind {
            // Only pax lets a hard link have data.
            b'1' if extension.pax => extension.size.or(header.size),
            b'1'..=b'6' => Some(0),
            _ => extension.size.or(header.size),
        };
        let Some(size) = data else {
            self.astray = true;
            problems.push(lost(self.stream.offset(), "tar data is damaged: a member without a size"));
            return Ok(None);
        };
        let turn = self.begin(size);
        let directory = matches!(header.kind, b'5' | b'D') || (header.kind == 0 && name.ends_with(b"/"));
        if directory {
            return Ok(None);
        }
        let content = match header.kind {
            b'S' => Content::Failed(SPARSE.to_owned()),
            _ if extension.sparse => Content::Failed(SPARSE.to_owned()),
            b'1' if size == 0 => Content::Skipped("a hard link".to_owned()),
            b'2' => Content::Skipped("a symbolic link".to_owned()),
            b'3' | b'4' => Content::Skipped("a device".to_owned()),
            b'6' => Content::Skipped("a named pipe".to_owned()),
            b'M' => Content::Failed("continues a member of another part of the archive".to_owned()),
            _ => Content::Bytes(turn),
        };
        let modified_ms = extension.modified_ms.or(header.modified_ms);
        Ok(Some(Found { name, modified_ms, content }))
    }

    fn begin(&mut self, size: u64) -> Bytes {
        self.padding = ((BLOCK as u64 - size % BLOCK as u64) % BLOCK as u64) as usize;
        Box::new(self.stream.begin(size))
    }

    fn skip(&mut self, header: &Header, problems: &mut Vec<Problem>) {
        if let Some(size) = header.size {
            self.begin(size);
        } else {
            self.astray = true;
            problems.push(lost(self.stream.offset(), "tar data is damaged: a header without a size"));
        }
    }

    /// Reads what the next header has no room for.
    fn extend(&mut self, header: &Header, problems: &mut Vec<Problem>) -> io::Result<()> {
        let Some(size) = header.size.filter(|size| *size <= MAX_EXTENSION) else {
            let cause = format!("a tar header of more than {MAX_EXTENSION} bytes was not read");
            let offset = self.stream.offset();
            problems.push(Problem { line: None, offset, cause, lost: false });
            self.skip(header, problems);
            return Ok(());
        };
        let mut data = Vec::new();
        self.begin(size).read_to_end(&mut data)?;
        if header.kind == b'x' {
            self.extension.pax(&data);
        } else {
            self.extension.name = Some(until_zero(&data).to_vec());
        }
        Ok(())
    }

    fn skip_sparse_maps(&self) -> io::Result<()> {
        let mut block = [0; BLOCK];
        loop {
            let whole = self.stream.between(&mut block)? == BLOCK;
            if !whole || block[504] == 0 {
                return Ok(());
            }
        }
    }
}

const SPARSE: &str = "a sparse file, which is not supported";

impl Walk for Tar {
    fn next(&mut self, problems: &mut Vec<Problem>) -> Option<Found> {
        if self.finished {
            return None;
        }
        let found = self.advance(problems).unwrap_or_else(|error| {
            problems.push(lost(self.stream.offset(), format!("{error}: members may be missing")));
            None
        });
        self.finished = found.is_none();
        found
    }
}
