//! A denial as an exception.

use pyo3::{prelude::*, sync::PyOnceLock, types::PyType};
use store_auth_flat::{Verdict, field_name};

static EXCEPTION_OF: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// The exception of a denial: the class of its code, made of what is said of it.
pub(crate) fn denied(py: Python<'_>, verdict: &Verdict) -> PyErr {
    exception(py, verdict).unwrap_or_else(|error| error)
}

fn exception(py: Python<'_>, verdict: &Verdict) -> PyResult<PyErr> {
    let code = verdict.code().name();
    let of = EXCEPTION_OF.get_or_try_init(py, || {
        let module = py.import("store_auth.denied")?;
        module.getattr("exception_of").map(Bound::unbind)
    })?;
    let class = of.bind(py).call1((code,))?.cast_into::<PyType>()?;
    let exception = class.call1((
        verdict.message().to_string(),
        code,
        field_name(verdict.field),
        verdict.status,
        verdict.challenge(),
        verdict.problem_json().to_string(),
    ))?;
    Ok(PyErr::from_value(exception))
}
