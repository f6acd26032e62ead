//! Why a gateway cannot be had.

use store_auth::Malformed;
use store_auth_key_file::KeyFileError;
use store_auth_serve::NoCredentials;

/// Why a configuration was refused, or a gateway cannot start. No secret is in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The configuration is of no use, or its sockets cannot be served on.
    #[error(transparent)]
    Serve(#[from] store_auth_serve::Error),
    /// A server key cannot be had.
    #[error(transparent)]
    Key(#[from] KeyFileError),
    /// A key is a credential of systemd's, which has not passed any.
    #[error(transparent)]
    NoCredentials(#[from] NoCredentials),
    /// A product code that no request could ever match.
    #[error("[policy] products: {0}")]
    Products(Malformed),
}
