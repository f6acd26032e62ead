//! A row group that is under way.

use super::super::usage_record::UsageRecord;
use super::column::Column;
use bytes::Bytes;
use parquet::{
    data_type::{ByteArray, ByteArrayType, Int64Type},
    errors::Result,
    file::writer::SerializedFileWriter,
};
use std::fs::File;

/// Records that are not in their file yet.
pub(super) struct RowGroup {
    at: Column<Int64Type>,
    company: Column<ByteArrayType>,
    display: Column<ByteArrayType>,
    product: Column<ByteArrayType>,
    standing: Column<ByteArrayType>,
    plan: Column<ByteArrayType>,
    until: Column<Int64Type>,
    records: usize,
}

impl RowGroup {
    /// An empty one of a file.
    pub(super) fn of(file: &SerializedFileWriter<File>) -> Self {
        let column = |index| (file.schema_descr().column(index), file.properties().clone());
        let instants = |index| {
            let (column, properties) = column(index);
            Column::new(column, properties)
        };
        let texts = |index| {
            let (column, properties) = column(index);
            Column::new(column, properties)
        };
        Self {
            at: instants(0),
            company: texts(1),
            display: texts(2),
            product: texts(3),
            standing: texts(4),
            plan: texts(5),
            until: instants(6),
            records: 0,
        }
    }

    pub(super) fn records(&self) -> usize {
        self.records
    }

    pub(super) fn push(&mut self, record: &UsageRecord) -> Result<()> {
        let text = |text: &str| ByteArray::from(text.as_bytes().to_vec());
        let name = |name: &'static str| ByteArray::from(Bytes::from_static(name.as_bytes()));
        self.at.push(Some(record.at.0))?;
        self.company.push(Some(text(record.company.as_str())))?;
        self.display.push(record.display.as_ref().map(|id| text(id.as_str())))?;
        self.product.push(Some(text(record.product.as_str())))?;
        self.standing.push(Some(name(record.standing.name())))?;
        self.plan.push(record.plan.map(|plan| name(plan.name())))?;
        self.until.push(Some(record.until.0))?;
        self.records += 1;
        Ok(())
    }

    /// Writes it into its file, of which it is the next.
    pub(super) fn append_to(self, file: &mut SerializedFileWriter<File>) -> Result<()> {
        let mut row_group = file.next_row_group()?;
        self.at.append_to(&mut row_group)?;
        self.company.append_to(&mut row_group)?;
        self.display.append_to(&mut row_group)?;
        self.product.append_to(&mut row_group)?;
        self.standing.append_to(&mut row_group)?;
        self.plan.append_to(&mut row_group)?;
        self.until.append_to(&mut row_group)?;
        row_group.close()?;
        Ok(())
    }
}
