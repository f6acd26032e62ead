//! What a request that is let in is authorized for.

use crate::time::datetime;
use pyo3::{prelude::*, types::PyString};
use std::hash::{DefaultHasher, Hash, Hasher};
use store_auth_flat::Verdict;

/// What the Store authorized: an id, for a product, until an instant. A `Verifier` alone makes one.
///
/// Two are equal that say the same, whichever key signed them.
#[pyclass(frozen, module = "store_auth")]
#[derive(Debug)]
pub(crate) struct Authorization(Verdict);

impl Authorization {
    /// Of a verdict that is one.
    #[inline]
    pub(crate) fn of(verdict: Verdict) -> Option<Self> {
        verdict.is_authorized().then_some(Self(verdict))
    }

    fn content(&self) -> (&str, &str, i64) {
        (self.0.id(), self.0.product(), self.0.expires_at_ms)
    }
}

#[pymethods]
impl Authorization {
    /// The id of the display or company.
    #[getter]
    fn id<'py>(&self, py: Python<'py>) -> Bound<'py, PyString> {
        PyString::new(py, self.0.id())
    }

    /// The product code.
    #[getter]
    fn product<'py>(&self, py: Python<'py>) -> Bound<'py, PyString> {
        PyString::new(py, self.0.product())
    }

    /// The last instant at which it holds, in UTC and without any leeway.
    #[getter]
    fn expires_at<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        datetime(py, self.0.expires_at_ms)
    }

    /// The same in milliseconds since 1970-01-01T00:00:00Z.
    #[getter]
    fn expires_at_ms(&self) -> i64 {
        self.0.expires_at_ms
    }

    /// Which key matched: 0 is the current one.
    #[getter]
    fn key(&self) -> u32 {
        self.0.key
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.content() == other.content()
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.content().hash(&mut hasher);
        hasher.finish()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let (id, product, _) = self.content();
        let until = match datetime(py, self.0.expires_at_ms) {
            Ok(until) => until.call_method0("isoformat")?.to_string(),
            Err(_) => format!("{} ms", self.0.expires_at_ms),
        };
        Ok(format!("<Authorization of {id} for {product} until {until} by key {}>", self.0.key))
    }
}
