//! Options that several commands share.

pub(crate) mod key_ends;
pub(crate) mod key_file;
pub(crate) mod values;
pub(crate) mod verifier;
