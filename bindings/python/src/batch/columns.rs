//! Which columns hold what.

use super::{requests::Requests, texts::Texts};
use arrow_array::{
    Array, PrimitiveArray, RecordBatch,
    cast::AsArray,
    types::{
        ArrowTimestampType, TimestampMicrosecondType, TimestampMillisecondType,
        TimestampNanosecondType, TimestampSecondType,
    },
};
use arrow_schema::{DataType, TimeUnit};
use store_auth::{
    Request,
    chrono::{DateTime, Utc},
};

/// What is read of a record batch.
pub(super) struct Columns<'a> {
    requests: Requests<'a>,
    at: Option<(&'a str, Instants<'a>)>,
}

/// A column of instants, by its unit.
enum Instants<'a> {
    Seconds(&'a PrimitiveArray<TimestampSecondType>),
    Milliseconds(&'a PrimitiveArray<TimestampMillisecondType>),
    Microseconds(&'a PrimitiveArray<TimestampMicrosecondType>),
    Nanoseconds(&'a PrimitiveArray<TimestampNanosecondType>),
}

impl<'a> Columns<'a> {
    /// What is expected, where a column is missing or holds something else.
    pub(super) fn of(batch: &'a RecordBatch, at: Option<&'a str>) -> Result<Self, String> {
        let texts = |name: &str| {
            Texts::of(column(batch, name)?).map_err(|expected| format!("column {name}: {expected}"))
        };
        let has = |name| batch.schema_ref().index_of(name).is_ok();
        let requests = match ["id", "pc", "expiry", "signature"].map(has) {
            [false, false, false, false] if has("url") => Requests::Urls(texts("url")?),
            _ => Requests::Fields([
                texts("id")?,
                texts("pc")?,
                texts("expiry")?,
                texts("signature")?,
            ]),
        };
        let at = at.map(|name| Ok::<_, String>((name, Instants::of(name, column(batch, name)?)?)));
        Ok(Self { requests, at: at.transpose()? })
    }

    /// The request of a row.
    #[inline]
    pub(super) fn request(&self, row: usize) -> Request<'_> {
        self.requests.get(row)
    }

    /// As of when a row is verified.
    #[inline]
    pub(super) fn at(&self, row: usize, now: DateTime<Utc>) -> Result<DateTime<Utc>, String> {
        let Some((name, instants)) = &self.at else { return Ok(now) };
        let instant = instants.get(row).and_then(DateTime::from_timestamp_millis);
        instant.ok_or_else(|| format!("column {name}: expected an instant in row {row}"))
    }
}

impl<'a> Instants<'a> {
    fn of(name: &str, column: &'a dyn Array) -> Result<Self, String> {
        let expected = |found| {
            Err(format!("column {name}: expected timestamps with a time zone, found {found}"))
        };
        match column.data_type() {
            DataType::Timestamp(unit, Some(_)) => Ok(match unit {
                TimeUnit::Second => Self::Seconds(column.as_primitive()),
                TimeUnit::Millisecond => Self::Milliseconds(column.as_primitive()),
                TimeUnit::Microsecond => Self::Microseconds(column.as_primitive()),
                TimeUnit::Nanosecond => Self::Nanoseconds(column.as_primitive()),
            }),
            other => expected(other),
        }
    }

    /// Milliseconds since 1970-01-01T00:00:00Z; parts of one are dropped.
    #[inline]
    fn get(&self, row: usize) -> Option<i64> {
        match self {
            Self::Seconds(column) => value(column, row)?.checked_mul(1000),
            Self::Milliseconds(column) => value(column, row),
            Self::Microseconds(column) => Some(value(column, row)?.div_euclid(1000)),
            Self::Nanoseconds(column) => Some(value(column, row)?.div_euclid(1_000_000)),
        }
    }
}

#[inline]
fn value<T: ArrowTimestampType>(column: &PrimitiveArray<T>, row: usize) -> Option<i64> {
    (row < column.len() && column.is_valid(row)).then(|| column.value(row))
}

fn column<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a dyn Array, String> {
    let found = batch.schema_ref().fields().iter().filter(|field| field.name() == name).count();
    match batch.column_by_name(name) {
        Some(column) if found == 1 => Ok(column.as_ref()),
        Some(_) => Err(format!("column {name}: expected one, found {found}")),
        None => Err(format!(
            "column {name}: expected the columns id, pc, expiry and signature, or url, found none of this name"
        )),
    }
}
