//! A text that an expiry may have been signed as.

use crate::code::Code;

/// A text that may have been signed.
#[derive(Clone)]
pub(crate) struct ExpiryForm {
    pub(crate) text: Vec<u8>,
    /// Which mistake that would be, if any.
    pub(crate) code: Option<Code>,
    /// What writes it so.
    pub(crate) label: &'static str,
}
