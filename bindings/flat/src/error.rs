//! What is wrong with what a verifier is to be made of.

use store_auth::{KeyError, Malformed, UnknownName};
#[cfg(feature = "std")]
use store_auth_key_file::KeyFileError;

/// Why no verifier can be made. It says what was expected, and no byte of a key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// A key is none.
    #[error("key {number}: {error}")]
    Key {
        /// Which key, from 0.
        number: usize,
        /// What is wrong with it.
        error: KeyError,
    },
    /// A file that holds no key, or can't be read.
    #[cfg(feature = "std")]
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// There is no key.
    #[error(transparent)]
    NoKey(KeyError),
    /// A text that is no instant.
    #[error("accept until: expected an instant with its zone, such as 2016-04-27T00:00:00Z")]
    AcceptUntil,
    /// A negative length of time.
    #[error("{name}: expected milliseconds from 0 on, found {found}")]
    Negative {
        /// `leeway` or `maximum lifetime`.
        name: &'static str,
        /// What was given.
        found: i64,
    },
    /// A product code that no request could have.
    #[error("products: {0}")]
    Products(Malformed),
    /// No name of an encoding.
    #[error("expiry encoding: {0}")]
    ExpiryEncoding(UnknownName),
}
