//! What is said of a verdict.

use crate::{
    buffer,
    caught::caught,
    failure::PANICKED,
    names::{STORE_AUTH_MISUSED, STORE_AUTH_PANICKED},
};
use std::{
    ffi::c_char,
    fmt::{self, Display},
};
use store_auth_flat::Verdict;

/// What came of a request, for people: no signature, no key. As much of it as there is room for, with a zero behind it; returns the
/// length of all of it, as `snprintf` does.
///
/// # Safety
/// As of each of these functions: `verdict` is one, or null, and `buffer` is null, or has so many bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn store_auth_message(
    verdict: *const Verdict,
    buffer: *mut c_char,
    size: usize,
) -> usize {
    // SAFETY: as the caller says.
    unsafe {
        write(verdict, buffer, size, |verdict| match verdict.code {
            STORE_AUTH_MISUSED => Some(
                "misused: expected a verifier that was not freed, and texts that are not null"
                    .to_owned(),
            ),
            STORE_AUTH_PANICKED => Some(PANICKED.to_owned()),
            _ => Some(verdict.message().to_string()),
        })
    }
}

/// The body of a denial, as `application/problem+json`; empty where the request is authorized. Where nobody could be asked it
/// has `title` and `status` alone, Internal Server Error and 500. Written as by `store_auth_message`.
///
/// # Safety
/// As of `store_auth_message`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn store_auth_problem_json(
    verdict: *const Verdict,
    buffer: *mut c_char,
    size: usize,
) -> usize {
    // SAFETY: as the caller says.
    unsafe { write(verdict, buffer, size, |verdict| Some(Body(verdict))) }
}

/// The header `WWW-Authenticate` of a 401; empty for every other status. Written as by `store_auth_message`.
///
/// # Safety
/// As of `store_auth_message`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn store_auth_challenge(
    verdict: *const Verdict,
    buffer: *mut c_char,
    size: usize,
) -> usize {
    // SAFETY: as the caller says.
    unsafe { write(verdict, buffer, size, Verdict::challenge) }
}

/// The body to answer with.
struct Body<'a>(&'a Verdict);

impl Display for Body<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.code {
            STORE_AUTH_MISUSED | STORE_AUTH_PANICKED => {
                f.write_str(r#"{"title":"Internal Server Error","status":500}"#)
            }
            _ => self.0.problem_json().fmt(f),
        }
    }
}

/// # Safety
/// As of `store_auth_message`.
unsafe fn write<'a, T: Display>(
    verdict: *const Verdict,
    buffer: *mut c_char,
    size: usize,
    text: impl FnOnce(&'a Verdict) -> Option<T>,
) -> usize {
    caught(0, || {
        // SAFETY: as the caller says. Any bytes are a verdict.
        match unsafe { verdict.as_ref() }.and_then(text) {
            // SAFETY: as the caller says.
            Some(text) => unsafe { buffer::write(text, buffer, size) },
            // SAFETY: as the caller says.
            None => unsafe { buffer::write("", buffer, size) },
        }
    })
}
