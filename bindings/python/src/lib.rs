//! The native part of the package `store-auth` for Python: classes around the flat layer.
//!
//! What a request comes to is decided by the core; here texts and times of Python go in, and verdicts come out as objects
//! or as columns.

// No input may panic, as in the core.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unreachable,
    clippy::unwrap_used
)]

use pyo3::prelude::pymodule;

mod authorization;
mod batch;
mod denied;
mod interpreter;
mod request;
mod settings;
mod text;
mod time;
mod verdict;
mod verifier;

/// The classes that `store_auth` has from here.
#[pymodule(gil_used = false)]
mod _native {
    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::interpreter::refuse_another(module.py())
    }

    #[pymodule_export]
    use crate::{
        authorization::Authorization, batch::Verdicts, verdict::Verdict, verifier::Verifier,
    };
}
