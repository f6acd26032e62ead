//! Texts of Python as bytes.

use pyo3::{
    exceptions::PyTypeError,
    prelude::*,
    types::{PyBytes, PyString},
};
use std::borrow::Cow;

/// The bytes of a `str` or `bytes`, without a copy where that can be.
///
/// What no UTF-8 has, a lone surrogate, is replaced by another character that is in no grammar.
#[inline]
pub(crate) fn bytes_of<'a>(name: &str, given: &'a Bound<'_, PyAny>) -> PyResult<Cow<'a, [u8]>> {
    if let Ok(text) = given.cast::<PyString>() {
        return Ok(match text.to_str() {
            Ok(text) => Cow::Borrowed(text.as_bytes()),
            Err(_) => Cow::Owned(text.to_string_lossy().into_owned().into_bytes()),
        });
    }
    match given.cast::<PyBytes>() {
        Ok(bytes) => Ok(Cow::Borrowed(bytes.as_bytes())),
        Err(_) => Err(wrong_type(name, "str or bytes", given)),
    }
}

/// That something else was expected. What was given is told by its type alone: it may be a key.
pub(crate) fn wrong_type(name: &str, expected: &str, found: &Bound<'_, PyAny>) -> PyErr {
    match found.get_type().name() {
        Ok(found) => PyTypeError::new_err(format!("{name}: expected {expected}, found {found}")),
        Err(error) => error,
    }
}
