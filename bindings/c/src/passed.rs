//! What C passes.

use std::{
    ffi::{CStr, c_char},
    slice,
};

/// So many bytes, which need no zero behind them. Null is an empty text where the length is 0.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Text {
    /// The first byte.
    pub data: *const c_char,
    /// How many there are.
    pub length: usize,
}

impl Text {
    /// The bytes; none for null with a length, and for a length that no memory has.
    ///
    /// # Safety
    /// There are so many bytes, and they stay as they are as long as the caller says.
    pub(crate) unsafe fn bytes<'a>(self) -> Option<&'a [u8]> {
        if self.data.is_null() {
            return (self.length == 0).then_some(&[]);
        }
        if isize::try_from(self.length).is_err() {
            return None;
        }
        // SAFETY: as the caller says; the length is one that a slice can have.
        Some(unsafe { slice::from_raw_parts(self.data.cast(), self.length) })
    }
}

/// A text that ends with a zero; none for null.
///
/// # Safety
/// It does end so, and stays as it is as long as the caller says.
pub(crate) unsafe fn terminated<'a>(text: *const c_char) -> Option<&'a [u8]> {
    // SAFETY: as the caller says.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_bytes())
}
