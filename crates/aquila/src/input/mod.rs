//! The inputs of a run: which files, how they are read by several threads, and
//! what became of each.

mod decoded;
mod events;
mod file_state;
mod path;
mod pipe;
mod report;
mod scan;
mod time_chain;

pub use path::{InputFile, Inputs, Location, Skipped};

pub(crate) use decoded::{ChunkDecoder, DecodedChunk};
pub(crate) use events::FilesSource;
pub(crate) use file_state::FileState;
pub(crate) use report::FileOutcome;
pub(crate) use scan::{OpenedFiles, Scan, ScanOptions, Work};
