//! What the two programs share: the library's private comparison, and the name of the SHA-1 that runs.
//!
//! The comparison is reached by compiling the library's own source files under their own names.

#![allow(dead_code, reason = "of these files, only the comparison is used")]

#[path = "../../../src/ascii.rs"]
mod ascii;
#[path = "../../../src/calendar.rs"]
mod calendar;
#[path = "../../../src/expiry.rs"]
mod expiry;
#[path = "../../../src/field.rs"]
mod field;
#[path = "../../../src/grammar.rs"]
mod grammar;
#[path = "../../../src/instant.rs"]
mod instant;
#[path = "../../../src/malformed.rs"]
mod malformed;
#[path = "../../../src/signature.rs"]
mod signature;
#[path = "../../../src/token.rs"]
mod token;
#[path = "../../../src/unknown_name.rs"]
mod unknown_name;

use signature::Digest;

/// The comparison of two signatures, as the library makes it.
#[inline(never)]
#[must_use]
pub fn digests_match(left: &[u8; 20], right: &[u8; 20]) -> bool {
    digest(left).matches(&digest(right))
}

fn digest(bytes: &[u8; 20]) -> Digest {
    let (words, _) = bytes.as_chunks();
    Digest(std::array::from_fn(|index| u32::from_le_bytes(words[index])))
}

/// Which implementation of SHA-1 the `sha1` crate takes on this processor: `sha-ni` or `soft`.
///
/// It asks the processor as that crate does, and heeds the same `--cfg sha1_backend="soft"`.
#[must_use]
pub fn sha1_backend() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    if !cfg!(sha1_backend = "soft")
        && std::arch::is_x86_feature_detected!("sha")
        && std::arch::is_x86_feature_detected!("ssse3")
        && std::arch::is_x86_feature_detected!("sse4.1")
    {
        return "sha-ni";
    }
    "soft"
}
