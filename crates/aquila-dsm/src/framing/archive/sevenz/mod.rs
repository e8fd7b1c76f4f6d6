//! Walks a 7z archive: its list of files is at the end, and each block of
//! compressed data has several files one after the other.

mod block;
mod fields;
mod header;

use std::sync::Arc;

use self::header::{Header, read_header};
use super::checked::{Checked, Promise};
use super::section::Shared;
use super::stream::Stream;
use super::{Content, Found, Walk, lost};
use crate::chunk::Problem;
use crate::framing::budget::{Budget, Capped};

/// A 7z archive.
pub(super) struct SevenZip {
    file: Shared,
    budget: Arc<Budget>,
    header: Header,
    /// The next part of a block.
    part: usize,
    /// The block that is being read: its number and its bytes, or why there are none.
    open: Option<(usize, Result<Stream, String>)>,
}

impl SevenZip {
    pub(super) fn new(file: Shared, budget: &Arc<Budget>, problems: &mut Vec<Problem>) -> Self {
        let header = read_header(&file, budget).unwrap_or_else(|cause| {
            problems.push(lost(file.size(), format!("no member of the 7z archive can be read: {cause}")));
            Header::default()
        });
        Self { file, budget: Arc::clone(budget), header, part: 0, open: None }
    }

    /// The bytes of the next part.
    fn content(&mut self) -> Option<Content> {
        let part = *self.header.parts.get(self.part)?;
        self.part += 1;
        if self.open.as_ref().is_none_or(|(block, _)| *block != part.block) {
            let stream =
                self.header.blocks.get(part.block).ok_or_else(|| "damaged".to_owned()).and_then(|block| {
                    let bytes = block.open(&self.file)?;
                    Ok(Stream::new(Box::new(Capped::new(bytes, "7z", &self.budget)), "7z"))
                });
            self.open = Some((part.block, stream));
        }
        let (_, stream) = self.open.as_ref()?;
        Some(match stream {
            Err(reason) => Content::Failed(reason.clone()),
            Ok(stream) => match stream.finish() {
                Err(error) => Content::Failed(format!("an earlier member of its block: {error}")),
                Ok(()) => {
                    let promise = Promise { size: Some(part.size), wraps: false, crc: part.crc };
                    Content::Bytes(Box::new(Checked::new(Box::new(stream.begin(part.size)), promise)))
                }
            },
        })
    }
}

impl Walk for SevenZip {
    fn next(&mut self, problems: &mut Vec<Problem>) -> Option<Found> {
        loop {
            let file = match self.header.next_file() {
                Ok(Some(file)) => file,
                Ok(None) => return None,
                Err(cause) => {
                    problems.push(lost(self.file.size(), format!("7z data is damaged: {cause}")));
                    self.header = Header::default();
                    return None;
                }
            };
            let content = if file.has_data {
                let Some(content) = self.content() else {
                    problems.push(lost(
                        self.file.size(),
                        "7z data is damaged: there are fewer members than names",
                    ));
                    self.header = Header::default();
                    return None;
                };
                content
            } else if file.is_directory {
                continue;
            } else {
                Content::Bytes(Box::new(std::io::empty()))
            };
            let content = if file.is_link { Content::Skipped("a symbolic link".to_owned()) } else { content };
            return Some(Found { name: file.name, modified_ms: file.modified_ms, content });
        }
    }
}
