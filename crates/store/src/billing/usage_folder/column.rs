//! A column of a row group that is under way.

use bytes::Bytes;
use parquet::{
    column::{
        page::{CompressedPage, PageWriteSpec, PageWriter},
        writer::{ColumnCloseResult, ColumnWriterImpl},
    },
    data_type::DataType,
    errors::Result,
    file::{
        properties::WriterPropertiesPtr,
        writer::{SerializedPageWriter, SerializedRowGroupWriter, TrackedWrite},
    },
    schema::types::ColumnDescPtr,
};
use std::{
    fs::File,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Values that are handed to the encoder at a time.
const BATCH: usize = 1024;

/// A column of a row group that is under way. Files have their columns one behind the other, records come with a value of
/// each: so what is encoded of a column is in memory until the row group ends.
pub(super) struct Column<T: DataType> {
    encoder: ColumnWriterImpl<'static, T>,
    pages: Pages,
    values: Vec<T::T>,
    /// Of each record, 1 where it has a value, else 0; nothing where all have.
    levels: Vec<i16>,
    is_optional: bool,
}

impl<T: DataType> Column<T> {
    pub(super) fn new(column: ColumnDescPtr, properties: WriterPropertiesPtr) -> Self {
        let is_optional = column.max_def_level() > 0;
        let pages = Pages::default();
        let encoder = ColumnWriterImpl::new(column, properties, Box::new(pages.clone()));
        Self { encoder, pages, values: Vec::new(), levels: Vec::new(), is_optional }
    }

    /// The value of a record, or that it has none, which is for optional columns alone.
    pub(super) fn push(&mut self, value: Option<T::T>) -> Result<()> {
        if self.is_optional {
            self.levels.push(i16::from(value.is_some()));
        }
        self.values.extend(value);
        if self.values.len().max(self.levels.len()) < BATCH { Ok(()) } else { self.encode() }
    }

    fn encode(&mut self) -> Result<()> {
        let levels = mem::take(&mut self.levels);
        self.encoder.write_batch(&self.values, self.is_optional.then_some(&levels), None)?;
        self.levels = levels;
        self.levels.clear();
        self.values.clear();
        Ok(())
    }

    /// Writes it into its file.
    pub(super) fn append_to(
        mut self,
        row_group: &mut SerializedRowGroupWriter<'_, File>,
    ) -> Result<()> {
        self.encode()?;
        let end: ColumnCloseResult = self.encoder.close()?;
        let pages = mem::replace(&mut *self.pages.lock(), TrackedWrite::new(Vec::new()));
        row_group.append_column(&Bytes::from(pages.into_inner()?), end)
    }
}

/// What is encoded of a column.
#[derive(Clone)]
struct Pages(Arc<Mutex<TrackedWrite<Vec<u8>>>>);

impl Default for Pages {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(TrackedWrite::new(Vec::new()))))
    }
}

impl Pages {
    fn lock(&self) -> MutexGuard<'_, TrackedWrite<Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PageWriter for Pages {
    fn write_page(&mut self, page: CompressedPage) -> Result<PageWriteSpec> {
        SerializedPageWriter::new(&mut *self.lock()).write_page(page)
    }

    fn close(&mut self) -> Result<()> {
        SerializedPageWriter::new(&mut *self.lock()).close()
    }
}
