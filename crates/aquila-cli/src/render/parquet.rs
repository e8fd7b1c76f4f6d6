//! Parquet, zstd-compressed.

use std::io::{self, Write};

use aquila::arrow::array::RecordBatch;
use aquila::arrow::datatypes::SchemaRef;
use aquila::parquet::arrow::ArrowWriter;
use aquila::parquet::basic::{Compression, ZstdLevel};
use aquila::parquet::file::properties::WriterProperties;

use super::RowSink;

/// Rows as one Parquet file. The writer fills a buffer that is handed on after
/// each batch, so that memory stays at one row group.
pub(super) struct ParquetRows {
    schema: SchemaRef,
    writer: Option<ArrowWriter<Vec<u8>>>,
}

/// Rows of a row group: small, so that little is held.
const ROW_GROUP: usize = 64 * 1024;

impl ParquetRows {
    pub(super) fn new(schema: SchemaRef) -> Self {
        Self { schema, writer: None }
    }

    fn writer(&mut self) -> io::Result<&mut ArrowWriter<Vec<u8>>> {
        if self.writer.is_none() {
            let properties = WriterProperties::builder()
                .set_compression(Compression::ZSTD(ZstdLevel::default()))
                .set_max_row_group_row_count(Some(ROW_GROUP))
                .build();
            let schema = self.schema.clone();
            self.writer =
                Some(ArrowWriter::try_new(Vec::new(), schema, Some(properties)).map_err(io::Error::other)?);
        }
        self.writer.as_mut().ok_or_else(|| io::Error::other("the writer was just made"))
    }
}

impl RowSink for ParquetRows {
    fn rows(&mut self, batch: &RecordBatch, out: &mut dyn Write) -> io::Result<()> {
        let writer = self.writer()?;
        writer.write(batch).map_err(io::Error::other)?;
        if writer.in_progress_size() > 32 << 20 {
            writer.flush().map_err(io::Error::other)?;
        }
        let written = writer.inner_mut();
        out.write_all(written)?;
        written.clear();
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.writer()?;
        match self.writer.take() {
            Some(writer) => out.write_all(&writer.into_inner().map_err(io::Error::other)?),
            None => Ok(()),
        }
    }
}
