//! What the targets have in common: keys, and a time.

use crate::oracle::Millis;

/// Server keys that the targets share. The first is the one of most test vectors.
pub(crate) const KEYS: [&str; 4] = ["e4232e0620f9290025cb3783768c9c8c4686078c", "k", "#k#", "kk"];

/// A key that no verifier has.
pub(crate) const UNKNOWN_KEY: &str = "unknown";

/// 2016-04-26T07:17:59.059Z: the time of most test vectors, in milliseconds.
pub(crate) const NOW: Millis = 1_461_655_079_059;
