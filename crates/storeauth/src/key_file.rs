//! Files that hold a server key and nothing else.

use crate::cli::warn;
use anyhow::{Context, bail};
use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};
use store_auth::{
    KeyError, ServerKey,
    explain::{self, Code},
};
use zeroize::Zeroizing;

/// No key is longer than 128 bytes, or 256 of UTF-16: more shows that a file holds something else.
const READ_AT_MOST: usize = 300;

/// Reads a server key, and warns of what makes it easy to get at.
pub(crate) fn read(path: &Path) -> anyhow::Result<ServerKey> {
    read_as(path, |text| ServerKey::new(text))
}

/// Reads a server key from a file that may hold more than the key, and what more that is.
pub(crate) fn read_leniently(path: &Path) -> anyhow::Result<(ServerKey, Option<Code>)> {
    let mut blemish = None;
    let key = read_as(path, |text| {
        let (key, found) = explain::clean_key(text)?;
        blemish = found;
        Ok(key)
    })?;
    Ok((key, blemish))
}

fn read_as(
    path: &Path,
    read: impl FnOnce(&[u8]) -> Result<ServerKey, KeyError>,
) -> anyhow::Result<ServerKey> {
    let named = || format!("key file {}", path.display());
    let file = File::open(path).with_context(|| match path.to_str() {
        // Most likely the key itself, which no message may show.
        Some(name) if !path.exists() && looks_like_a_key(name) => {
            "key file (expected the name of a file, not the key)".to_owned()
        }
        _ => named(),
    })?;
    if is_world_readable(&file).with_context(named)? {
        warn(format_args!("{}: every user of this machine can read it", named()));
    }
    let text = read_start(file).with_context(named)?;
    let key = match read(&text) {
        // How much more there is has not been read.
        Err(KeyError::TooLong { .. }) => bail!("{}: expected 1 to 128 bytes, found more", named()),
        key => key.with_context(named)?,
    };
    if key.is_weak() {
        warn(format_args!(
            "{}: the key is too short to hold 128 random bits, so one authorization is enough to guess it",
            named()
        ));
    }
    Ok(key)
}

fn looks_like_a_key(name: &str) -> bool {
    name.len() >= 20 && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn read_start(mut file: File) -> io::Result<Zeroizing<Vec<u8>>> {
    // Of full size from the start: a buffer that grows leaves copies of the key behind.
    let mut text = Zeroizing::new(vec![0; READ_AT_MOST]);
    let mut length = 0;
    while length < text.len() {
        match file.read(&mut text[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    text.truncate(length);
    Ok(text)
}

#[cfg(unix)]
fn is_world_readable(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;

    let metadata = file.metadata()?;
    Ok(metadata.is_file() && metadata.permissions().mode() & 0o004 != 0)
}

#[cfg(not(unix))]
fn is_world_readable(_: &File) -> io::Result<bool> {
    Ok(false)
}
