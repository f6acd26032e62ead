//! Files that hold a server key and nothing else.

use crate::cli::warn;
use std::path::Path;
use store_auth::ServerKey;
use store_auth_gateway::read_key_file;

/// Reads a server key, and warns of what makes it easy to get at.
pub(crate) fn read(path: &Path) -> anyhow::Result<ServerKey> {
    Ok(read_key_file(path, |warning| warn(warning))?)
}
