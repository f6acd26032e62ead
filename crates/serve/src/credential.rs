//! Secrets that systemd passes to a server.

use std::{env, path::PathBuf};

/// A secret is a credential of systemd's, which has not passed any. Without its name, which may be the secret itself.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "credential: no CREDENTIALS_DIRECTORY in the environment: expected a start by systemd, with LoadCredential="
)]
pub struct NoCredentials;

/// The file of the credential that has this name in `LoadCredential=`. It need not be there.
///
/// # Errors
/// [`NoCredentials`]
pub fn credential_file(name: &str) -> Result<PathBuf, NoCredentials> {
    let folder = env::var_os("CREDENTIALS_DIRECTORY").ok_or(NoCredentials)?;
    Ok(PathBuf::from(folder).join(name))
}
