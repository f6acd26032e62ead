//! Verdicts as columns.

use super::capsule;
use arrow_array::{
    ArrayRef, DictionaryArray, PrimitiveArray, RecordBatch, RecordBatchIterator, StringArray,
    cast::AsArray,
    types::{Int8Type, TimestampMillisecondType, UInt32Type},
};
use arrow_buffer::{BooleanBufferBuilder, NullBuffer};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef, TimeUnit};
use pyo3::{
    prelude::*,
    types::{PyCapsule, PyDict},
};
use std::sync::{Arc, LazyLock};
use store_auth::{Authorization, Denied};
use store_auth_flat::{Code, Verdict, field_name};

/// The verdicts of a batch, in the order of its rows: Arrow data with the columns `code`, `field`, `key` and `expires_at`.
#[pyclass(frozen, module = "store_auth")]
#[derive(Debug, Default)]
pub(crate) struct Verdicts(Vec<RecordBatch>);

impl Verdicts {
    pub(super) fn push(&mut self, batch: RecordBatch) {
        self.0.push(batch);
    }
}

#[pymethods]
impl Verdicts {
    fn __len__(&self) -> usize {
        self.0.iter().map(RecordBatch::num_rows).fold(0, usize::saturating_add)
    }

    /// How many rows have each code. A code that no row has is there with 0.
    fn counts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let mut counts = Code::ALL.map(|code| (code, 0_u64));
        for batch in &self.0 {
            let codes = batch.column(0).as_dictionary::<Int8Type>();
            for key in codes.keys().values() {
                let place = usize::try_from(*key).unwrap_or(usize::MAX);
                if let Some((_, count)) = counts.get_mut(place) {
                    *count = count.saturating_add(1);
                }
            }
        }
        let dict = PyDict::new(py);
        for (code, count) in counts {
            dict.set_item(code.name(), count)?;
        }
        Ok(dict)
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // As the interface has it, what was asked for is a wish.
        let _ = requested_schema;
        let batches = self.0.clone().into_iter().map(Ok);
        capsule::stream(py, Box::new(RecordBatchIterator::new(batches, SCHEMA.clone())))
    }
}

static CODES: LazyLock<ArrayRef> = LazyLock::new(|| {
    Arc::new(Code::ALL.iter().map(|code| Some(code.name())).collect::<StringArray>())
});

static FIELDS: LazyLock<ArrayRef> =
    LazyLock::new(|| Arc::new((1..=4).map(field_name).collect::<StringArray>()));

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    let words = || DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8));
    let instants = DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into()));
    Arc::new(Schema::new(vec![
        Field::new("code", words(), false),
        Field::new("field", words(), true),
        Field::new("key", DataType::UInt32, true),
        Field::new("expires_at", instants, true),
    ]))
});

/// Writes verdicts behind each other.
pub(super) struct Writer {
    codes: Vec<i8>,
    /// The number of a field, 0 for none.
    fields: Vec<i8>,
    keys: Vec<u32>,
    expiries: Vec<i64>,
    authorized: BooleanBufferBuilder,
}

impl Writer {
    pub(super) fn with_capacity(rows: usize) -> Self {
        Self {
            codes: Vec::with_capacity(rows),
            fields: Vec::with_capacity(rows),
            keys: Vec::with_capacity(rows),
            expiries: Vec::with_capacity(rows),
            authorized: BooleanBufferBuilder::new(rows),
        }
    }

    #[inline]
    pub(super) fn write(&mut self, verdict: &Result<Authorization, Denied>) {
        let Verdict { code, field, key, expires_at_ms, .. } = Verdict::of(verdict);
        self.codes.push(i8::try_from(code).unwrap_or_default());
        self.fields.push(i8::try_from(field).unwrap_or_default());
        self.keys.push(key);
        self.expiries.push(expires_at_ms);
        self.authorized.append(verdict.is_ok());
    }

    pub(super) fn finish(mut self) -> Result<RecordBatch, ArrowError> {
        let malformed = self.fields.iter().map(|field| *field != 0).collect::<NullBuffer>();
        let places = self.fields.into_iter().map(|field| field.saturating_sub(1).max(0));
        let places = PrimitiveArray::<Int8Type>::new(places.collect(), Some(malformed));
        let codes = PrimitiveArray::<Int8Type>::new(self.codes.into(), None);
        let authorized = Some(NullBuffer::new(self.authorized.finish()));
        let keys = PrimitiveArray::<UInt32Type>::new(self.keys.into(), authorized.clone());
        let expiries =
            PrimitiveArray::<TimestampMillisecondType>::new(self.expiries.into(), authorized)
                .with_timezone("UTC");
        RecordBatch::try_new(
            SCHEMA.clone(),
            vec![
                Arc::new(DictionaryArray::try_new(codes, CODES.clone())?),
                Arc::new(DictionaryArray::try_new(places, FIELDS.clone())?),
                Arc::new(keys),
                Arc::new(expiries),
            ],
        )
    }
}
