//! One interpreter of a process.

#![allow(unsafe_code)]

use pyo3::{exceptions::PyImportError, ffi, prelude::*};
use std::sync::atomic::{AtomicI64, Ordering};

static FIRST: AtomicI64 = AtomicI64::new(-1);

/// Refuses every interpreter of this process but the first that imports the package: classes and exceptions are one
/// interpreter's, and another would not catch what is raised by them.
pub(crate) fn refuse_another(_: Python<'_>) -> PyResult<()> {
    // SAFETY: both ask for the interpreter of this thread, which is attached to one.
    let this = unsafe { ffi::PyInterpreterState_GetID(ffi::PyInterpreterState_Get()) };
    match FIRST.compare_exchange(-1, this, Ordering::SeqCst, Ordering::SeqCst) {
        Err(first) if first != this => Err(PyImportError::new_err(
            "store_auth: another interpreter of this process has imported it, and it serves one alone",
        )),
        _ => Ok(()),
    }
}
