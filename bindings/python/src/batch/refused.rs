//! What Arrow refuses, as an exception.

use arrow_schema::ArrowError;
use pyo3::{PyErr, exceptions::PyValueError};

#[expect(clippy::needless_pass_by_value, reason = "it is for `map_err`")]
pub(super) fn refused(error: ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}
