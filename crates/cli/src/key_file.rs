//! Files that hold a server key and nothing else.

use crate::cli::warn;
use std::path::Path;
use store_auth::{
    ServerKey,
    explain::{self, Code},
};
use store_auth_gateway::{read_key_file, read_key_file_as};

/// Reads a server key, and warns of what makes it easy to get at.
pub(crate) fn read(path: &Path) -> anyhow::Result<ServerKey> {
    Ok(read_key_file(path, |warning| warn(warning))?)
}

/// Reads a server key from a file that may hold more than the key, and what more that is.
pub(crate) fn read_leniently(path: &Path) -> anyhow::Result<(ServerKey, Option<Code>)> {
    let mut blemish = None;
    let clean = |text: &[u8]| {
        let (key, found) = explain::clean_key(text)?;
        blemish = found;
        Ok(key)
    };
    let key = read_key_file_as(path, clean, |warning| warn(warning))?;
    Ok((key, blemish))
}
