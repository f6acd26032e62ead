//! The class that verifies.

use crate::{
    authorization::Authorization,
    batch::{self, Verdicts},
    denied::denied,
    request::Given,
    settings,
    text::bytes_of,
    time::instant,
    verdict::Verdict,
};
use pyo3::{exceptions::PyValueError, prelude::*};
use store_auth::chrono::{DateTime, Utc};
use store_auth_explain::{Explainer, TEXT_MAX};
use store_auth_flat as flat;

/// Verifies requests under server keys and a policy. Any number of threads may share one.
#[pyclass(frozen, module = "store_auth")]
#[derive(Debug)]
pub(crate) struct Verifier {
    flat: flat::Verifier,
    explainer: Explainer,
    keys: usize,
}

impl Verifier {
    #[inline]
    fn verdict(
        &self,
        given: Given<'_, '_>,
        now: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<flat::Verdict> {
        #[cfg(feature = "panics")]
        assert!(given.url.is_none_or(|url| !url.to_string().contains("panic")), "asked to");
        match now {
            None => given.with_request(|request| self.flat.verify(request)),
            Some(now) => {
                let now = instant("now", now)?;
                given.with_request(|request| self.flat.verify_at(request, now))
            }
        }
    }
}

#[pymethods]
impl Verifier {
    #[new]
    #[pyo3(signature = (
        *, keys = None, key_files = None, leeway = None, max_lifetime = None, products = None,
        expiry_encoding = "either",
    ))]
    fn new<'py>(
        py: Python<'py>,
        keys: Option<&Bound<'py, PyAny>>,
        key_files: Option<&Bound<'py, PyAny>>,
        leeway: Option<&Bound<'py, PyAny>>,
        max_lifetime: Option<&Bound<'py, PyAny>>,
        products: Option<&Bound<'py, PyAny>>,
        expiry_encoding: &str,
    ) -> PyResult<Self> {
        let given =
            settings::Given { keys, key_files, leeway, max_lifetime, products, expiry_encoding };
        let settings::Made { verifier, explainer, keys } = given.make(py)?;
        Ok(Self { flat: verifier, explainer, keys })
    }

    /// What a request is authorized for. It is given as a URL, or as the four fields, of which one that is `None` is
    /// missing. A request that is not authorized raises `Denied`.
    #[pyo3(signature = (url = None, /, *, id = None, pc = None, expiry = None, signature = None, now = None))]
    #[expect(clippy::too_many_arguments, reason = "they are those of Python's method")]
    fn verify<'py>(
        &self,
        py: Python<'py>,
        url: Option<&Bound<'py, PyAny>>,
        id: Option<&Bound<'py, PyAny>>,
        pc: Option<&Bound<'py, PyAny>>,
        expiry: Option<&Bound<'py, PyAny>>,
        signature: Option<&Bound<'py, PyAny>>,
        now: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Authorization> {
        let verdict = self.verdict(Given { url, id, pc, expiry, signature }, now)?;
        Authorization::of(verdict).ok_or_else(|| denied(py, &verdict))
    }

    /// What came of a request, given as for `verify`, without an exception.
    #[pyo3(signature = (url = None, /, *, id = None, pc = None, expiry = None, signature = None, now = None))]
    fn check<'py>(
        &self,
        url: Option<&Bound<'py, PyAny>>,
        id: Option<&Bound<'py, PyAny>>,
        pc: Option<&Bound<'py, PyAny>>,
        expiry: Option<&Bound<'py, PyAny>>,
        signature: Option<&Bound<'py, PyAny>>,
        now: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Verdict> {
        self.verdict(Given { url, id, pc, expiry, signature }, now).map(Verdict::of)
    }

    /// Verifies the rows of Arrow data: of a table or record batch of pyarrow, a data frame of Polars or pandas, and
    /// whatever else has `__arrow_c_stream__` or `__arrow_c_array__`.
    ///
    /// Its columns are `id`, `pc`, `expiry` and `signature`, or `url`; `at` names a column of instants as of which each row
    /// is verified. The columns are not copied, and other threads run meanwhile.
    #[pyo3(signature = (data, /, *, now = None, at = None))]
    fn verify_batch<'py>(
        &self,
        py: Python<'py>,
        data: &Bound<'py, PyAny>,
        now: Option<&Bound<'py, PyAny>>,
        at: Option<&str>,
    ) -> PyResult<Verdicts> {
        let now = now.map(|now| utc(instant("now", now)?)).transpose()?;
        batch::verify(py, self.flat.core(), data, now, at)
    }

    /// Why a request, given as somebody pasted it, is denied, and what to do about it: what `storeauth explain` says, as
    /// its JSON has it.
    #[pyo3(signature = (text, /, *, now = None))]
    fn explain<'py>(
        &self,
        py: Python<'py>,
        text: &Bound<'py, PyAny>,
        now: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let text = bytes_of("text", text)?;
        if text.len() > TEXT_MAX {
            let message = format!("text: expected a request of at most {TEXT_MAX} bytes");
            return Err(PyValueError::new_err(message));
        }
        let at = now.map(|now| utc(instant("now", now)?)).transpose()?;
        let explained = py.detach(|| {
            serde_json::to_string(&self.explainer.explain_pasted(&text, at, Utc::now()))
        });
        let json = explained.map_err(|error| PyValueError::new_err(error.to_string()))?;
        py.import("json")?.call_method1("loads", (json,))
    }

    fn __repr__(&self) -> String {
        let keys = self.keys;
        format!("<Verifier with {keys} key{}>", if keys == 1 { "" } else { "s" })
    }
}

fn utc(milliseconds: i64) -> PyResult<DateTime<Utc>> {
    DateTime::from_timestamp_millis(milliseconds)
        .ok_or_else(|| PyValueError::new_err("now: expected an instant of the calendar"))
}
