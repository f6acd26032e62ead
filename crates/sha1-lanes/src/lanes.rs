//! The measures of everything here.

/// How many messages one call compresses, with every backend.
pub const LANES: usize = 16;

/// What SHA-1 compresses at a time.
pub(crate) type Block = [u8; 64];
