//! The border to other libraries: Arrow's C data interface in the capsules of Python.
//!
//! What a capsule with one of the names of the interface points at is what the
//! name says; whoever makes one by hand can break this process, as with any library that takes them.

#![allow(unsafe_code)]

use super::refused::refused;
use crate::text::wrong_type;
use arrow_array::{
    Array, ArrayReader, RecordBatch, RecordBatchIterator, RecordBatchOptions, RecordBatchReader,
    StructArray,
    ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi},
    ffi_stream::{ArrayStreamReader, FFI_ArrowArrayStream},
};
use arrow_data::ArrayData;
use arrow_schema::{ArrowError, DataType, Schema, SchemaRef};
use pyo3::{
    prelude::*,
    types::{PyCapsule, PyTuple},
};
use std::{ffi::CStr, ptr::NonNull, sync::Arc};

/// What gives record batches, whoever made them.
pub(super) type Reader = Box<dyn RecordBatchReader + Send>;

const STREAM: &CStr = c"arrow_array_stream";
const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";

/// Takes the record batches of an object: as a stream, or as one array of structs.
pub(super) fn reader(data: &Bound<'_, PyAny>) -> PyResult<Reader> {
    if data.hasattr("__arrow_c_stream__")? {
        let capsule = data.call_method0("__arrow_c_stream__")?.cast_into::<PyCapsule>()?;
        let stream = pointer::<FFI_ArrowArrayStream>(&capsule, STREAM)?;
        // SAFETY: the name says that it points at a stream, which is ours from here on: a released one stays behind.
        let arrays = unsafe { ArrayStreamReader::from_raw(stream.as_ptr()) };
        let arrays = arrays.map_err(refused)?;
        let schema = schema(arrays.field().data_type()).map_err(refused)?;
        let batches = arrays.map(|array| record_batch(array?.to_data()));
        return Ok(Box::new(RecordBatchIterator::new(batches, schema)));
    }
    if data.hasattr("__arrow_c_array__")? {
        let pair = data.call_method0("__arrow_c_array__")?.cast_into::<PyTuple>()?;
        let (schema, array) = pair.extract::<(Bound<'_, PyCapsule>, Bound<'_, PyCapsule>)>()?;
        let schema = pointer::<FFI_ArrowSchema>(&schema, SCHEMA)?;
        let array = pointer::<FFI_ArrowArray>(&array, ARRAY)?;
        // SAFETY: the names say what they point at; the capsule keeps the schema, and the array is ours from here on.
        let data = unsafe { taken(FFI_ArrowArray::from_raw(array.as_ptr()), schema.as_ref()) };
        let batch = data.and_then(record_batch).map_err(refused)?;
        let schema = batch.schema();
        return Ok(Box::new(RecordBatchIterator::new([Ok(batch)], schema)));
    }
    let expected = "Arrow data, with `__arrow_c_stream__` or `__arrow_c_array__`";
    Err(wrong_type("data", expected, data))
}

/// # Safety
/// As of [`from_ffi`].
unsafe fn taken(array: FFI_ArrowArray, schema: &FFI_ArrowSchema) -> Result<ArrayData, ArrowError> {
    if array.is_released() {
        return Err(ArrowError::CDataInterface("the array is already released".to_owned()));
    }
    // SAFETY: as of this function.
    unsafe { from_ffi(array, schema) }
}

fn schema(kind: &DataType) -> Result<SchemaRef, ArrowError> {
    match kind {
        DataType::Struct(fields) => Ok(Arc::new(Schema::new(fields.clone()))),
        other => {
            let message = format!("expected rows with columns, found an array of {other}");
            Err(ArrowError::CDataInterface(message))
        }
    }
}

/// A row that is null is refused: what lies under it may be anything, and would be verified.
fn record_batch(data: ArrayData) -> Result<RecordBatch, ArrowError> {
    let schema = schema(data.data_type())?;
    let options = RecordBatchOptions::new().with_row_count(Some(data.len()));
    let (_, columns, nulls) = StructArray::from(data).into_parts();
    if let Some(row) = nulls.and_then(|nulls| nulls.iter().position(|is_there| !is_there)) {
        let message = format!("row {row}: expected columns, found a null");
        return Err(ArrowError::CDataInterface(message));
    }
    RecordBatch::try_new_with_options(schema, columns, &options)
}

/// Gives record batches away: whoever takes the stream releases it, else the capsule does.
pub(super) fn stream(py: Python<'_>, batches: Reader) -> PyResult<Bound<'_, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(batches), STREAM)
}

fn pointer<T>(capsule: &Bound<'_, PyCapsule>, name: &CStr) -> PyResult<NonNull<T>> {
    capsule.pointer_checked(Some(name)).map(NonNull::cast)
}
