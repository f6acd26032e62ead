//! Strings of nginx.

use ngx::ffi::ngx_str_t;
use std::slice;

/// # Safety
/// The string is valid, and its bytes live as long as the caller says.
pub(crate) unsafe fn bytes<'a>(text: &ngx_str_t) -> &'a [u8] {
    if text.len == 0 || text.data.is_null() {
        return &[];
    }
    // SAFETY: a valid string has as many bytes as it says.
    unsafe { slice::from_raw_parts(text.data, text.len) }
}

/// A string that nginx never writes to.
pub(crate) const fn constant(text: &'static str) -> ngx_str_t {
    ngx_str_t { len: text.len(), data: text.as_ptr().cast_mut() }
}
