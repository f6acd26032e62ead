//! The columns of a file, and how they are encoded.

use parquet::{
    basic::{Compression, Encoding, ZstdLevel},
    errors::Result,
    file::{
        metadata::SortingColumn,
        properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr},
    },
    schema::{
        parser::parse_message_type,
        types::{ColumnPath, TypePtr},
    },
};
use std::sync::Arc;

/// Those of [`UsageRecord`](super::super::UsageRecord), in their order.
const SCHEMA: &str = "
message usage {
  required int64 at (TIMESTAMP(MILLIS, true));
  required binary company (STRING);
  optional binary display (STRING);
  required binary product (STRING);
  required binary standing (STRING);
  optional binary plan (STRING);
  required int64 until (TIMESTAMP(MILLIS, true));
}";

/// Records that engines take at a time. What is encoded of as many is in memory for each file that is under way.
pub(super) const ROW_GROUP: usize = 1 << 20;

/// By the first column, upwards.
const BY_TIME: SortingColumn =
    SortingColumn { column_idx: 0, descending: false, nulls_first: false };

pub(super) fn schema() -> Result<TypePtr> {
    Ok(Arc::new(parse_message_type(SCHEMA)?))
}

/// Instants by their differences, which are small, since records come in the order of time; all else by dictionaries, which
/// are whole: one that gave up half-way would cost three times as much. Ids are random, and what a longer search finds in
/// them makes them longer; in differences it finds something.
pub(super) fn properties() -> Result<WriterPropertiesPtr> {
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        .set_dictionary_page_size_limit(usize::MAX)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_sorting_columns(Some(vec![BY_TIME]));
    for instant in ["at", "until"] {
        let column = ColumnPath::from(instant);
        properties = properties
            .set_column_compression(column.clone(), Compression::ZSTD(ZstdLevel::try_new(9)?))
            .set_column_dictionary_enabled(column.clone(), false)
            .set_column_encoding(column.clone(), Encoding::DELTA_BINARY_PACKED)
            .set_column_statistics_enabled(column, EnabledStatistics::Page);
    }
    Ok(Arc::new(properties.build()))
}
