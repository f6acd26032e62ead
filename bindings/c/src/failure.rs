//! Why a setting was refused.

use crate::buffer::put;
use std::fmt;

/// The longest text of a failure, and the zero behind it.
pub const FAILURE_SIZE: usize = 512;

/// A `char` of C.
type Char = u8;

/// Why something could not be set: which, and what was expected. No byte of a key is in it.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Failure {
    /// The text, with a zero behind it.
    pub text: [Char; FAILURE_SIZE],
}

/// A null, in words.
pub(crate) const NULL: &str = "null: expected a value";
/// What is gone, in words.
pub(crate) const GONE: &str = "settings: they were used or freed before";
/// A panic, in words.
pub(crate) const PANICKED: &str = "a mistake in the library: please report it";

/// Says why to whoever wants to know, and returns what stands for a failure.
///
/// # Safety
/// It is null, or room for a failure that nobody else uses meanwhile.
pub(crate) unsafe fn fail<T>(failure: *mut Failure, text: impl fmt::Display, returned: T) -> T {
    // SAFETY: as the caller says. Any bytes are a failure.
    if let Some(failure) = unsafe { failure.as_mut() } {
        put(text, &mut failure.text);
    }
    returned
}
