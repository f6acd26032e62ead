//! The border to other libraries: Arrow's C data interface in the capsules of Python.
//!
//! What a capsule with one of the names of the interface points at is what the
//! name says; whoever makes one by hand can break this process, as with any library that takes them.

#![allow(unsafe_code)]

use super::refused::refused;
use crate::text::wrong_type;
use arrow_array::{
    RecordBatch, RecordBatchIterator, RecordBatchOptions, RecordBatchReader, StructArray,
    ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi},
    ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader},
};
use arrow_schema::{ArrowError, DataType, Schema};
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
        let reader = unsafe { RecordBatchStreamReader::from_raw(stream.as_ptr()) };
        return Ok(Box::new(reader.map_err(refused)?));
    }
    if data.hasattr("__arrow_c_array__")? {
        let pair = data.call_method0("__arrow_c_array__")?.cast_into::<PyTuple>()?;
        let (schema, array) = pair.extract::<(Bound<'_, PyCapsule>, Bound<'_, PyCapsule>)>()?;
        let schema = pointer::<FFI_ArrowSchema>(&schema, SCHEMA)?;
        let array = pointer::<FFI_ArrowArray>(&array, ARRAY)?;
        // SAFETY: the names say what they point at; the capsule keeps the schema, and the array is ours from here on.
        let batch =
            unsafe { record_batch(FFI_ArrowArray::from_raw(array.as_ptr()), schema.as_ref()) };
        let batch = batch.map_err(refused)?;
        let schema = batch.schema();
        return Ok(Box::new(RecordBatchIterator::new([Ok(batch)], schema)));
    }
    let expected = "Arrow data, with `__arrow_c_stream__` or `__arrow_c_array__`";
    Err(wrong_type("data", expected, data))
}

/// # Safety
/// As of [`from_ffi`].
unsafe fn record_batch(
    array: FFI_ArrowArray,
    schema: &FFI_ArrowSchema,
) -> Result<RecordBatch, ArrowError> {
    if array.is_released() {
        return Err(ArrowError::CDataInterface("the array is already released".to_owned()));
    }
    // SAFETY: as of this function.
    let data = unsafe { from_ffi(array, schema)? };
    if !matches!(data.data_type(), DataType::Struct(_)) {
        let message = format!("expected rows with columns, found an array of {}", data.data_type());
        return Err(ArrowError::CDataInterface(message));
    }
    let options = RecordBatchOptions::new().with_row_count(Some(data.len()));
    let (fields, columns, _) = StructArray::from(data).into_parts();
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), columns, &options)
}

/// Gives record batches away: whoever takes the stream releases it, else the capsule does.
pub(super) fn stream(py: Python<'_>, batches: Reader) -> PyResult<Bound<'_, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(batches), STREAM)
}

fn pointer<T>(capsule: &Bound<'_, PyCapsule>, name: &CStr) -> PyResult<NonNull<T>> {
    capsule.pointer_checked(Some(name)).map(NonNull::cast)
}
