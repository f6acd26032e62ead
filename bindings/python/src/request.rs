//! A request of what a method was given.

use crate::text::bytes_of;
use pyo3::{exceptions::PyTypeError, prelude::*};
use store_auth_flat::Request;

/// What a method was given: a URL, or fields.
pub(crate) struct Given<'a, 'py> {
    pub(crate) url: Option<&'a Bound<'py, PyAny>>,
    pub(crate) id: Option<&'a Bound<'py, PyAny>>,
    pub(crate) pc: Option<&'a Bound<'py, PyAny>>,
    pub(crate) expiry: Option<&'a Bound<'py, PyAny>>,
    pub(crate) signature: Option<&'a Bound<'py, PyAny>>,
}

impl Given<'_, '_> {
    /// Hands over the request that was given. A field that is `None` is one that the request lacks.
    #[inline]
    pub(crate) fn with_request<T>(self, then: impl FnOnce(&Request<'_>) -> T) -> PyResult<T> {
        match self {
            Self { url: Some(url), id: None, pc: None, expiry: None, signature: None } => {
                Ok(then(&Request::from_url(&bytes_of("url", url)?)))
            }
            Self {
                url: None,
                id: Some(id),
                pc: Some(pc),
                expiry: Some(expiry),
                signature: Some(signature),
            } => Ok(then(&Request::new(
                &bytes_of("id", id)?,
                &bytes_of("pc", pc)?,
                &bytes_of("expiry", expiry)?,
                &bytes_of("signature", signature)?,
            ))),
            Self { url: None, id: None, pc: None, expiry: None, signature: None }
            | Self { url: Some(_), .. } => {
                Err(PyTypeError::new_err("expected a URL, or id, pc, expiry and signature"))
            }
            Self { url: None, id, pc, expiry, signature } => {
                let fields = [("id", id), ("pc", pc), ("expiry", expiry), ("signature", signature)];
                let given = fields.into_iter().filter_map(|(name, text)| Some((name, text?)));
                let given = given.map(|(name, text)| Ok((name, bytes_of(name, text)?)));
                let given = given.collect::<PyResult<Vec<_>>>()?;
                Ok(then(&Request::from_pairs(given.iter().map(|(name, text)| (*name, &**text)))))
            }
        }
    }
}
