//! What came of a request, without an exception.

use crate::authorization::Authorization;
use pyo3::{prelude::*, types::PyString};
use store_auth_flat::{Verdict as Flat, field_name};

/// What came of a request. It is true if and only if the request is authorized.
#[pyclass(frozen, module = "store_auth")]
#[derive(Debug)]
pub(crate) struct Verdict(Flat);

impl Verdict {
    #[inline]
    pub(crate) fn of(verdict: Flat) -> Self {
        Self(verdict)
    }
}

#[pymethods]
impl Verdict {
    /// What is authorized, or `None`.
    #[getter]
    fn authorization(&self) -> Option<Authorization> {
        Authorization::of(self.0)
    }

    /// `authorized`, or the reason of the denial for machines.
    #[getter]
    fn code<'py>(&self, py: Python<'py>) -> Bound<'py, PyString> {
        PyString::intern(py, self.0.code().name())
    }

    /// The first bad field of a malformed request: `id`, `pc`, `expiry` or `signature`.
    #[getter]
    fn field<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyString>> {
        field_name(self.0.field).map(|name| PyString::intern(py, name))
    }

    /// The status to answer with over HTTP: 200, 401 or 403.
    #[getter]
    fn status(&self) -> u32 {
        self.0.status
    }

    /// What is to be said of it to people: no signature, no key.
    #[getter]
    fn message(&self) -> String {
        self.0.message().to_string()
    }

    /// The `WWW-Authenticate` header to answer a 401 with.
    #[getter]
    fn challenge(&self) -> Option<&'static str> {
        self.0.challenge()
    }

    /// The body of the answer to a denial, as `application/problem+json`; empty where authorized.
    #[getter]
    fn problem_json(&self) -> String {
        self.0.problem_json().to_string()
    }

    fn __bool__(&self) -> bool {
        self.0.is_authorized()
    }

    fn __repr__(&self) -> String {
        format!("<Verdict {}>", self.0.message())
    }
}
