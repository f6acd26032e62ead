//! A token in a file, for whoever uses it.

use super::{error::DataDirError, secret_file};
use std::path::Path;
use store_auth_serve::Open;
use zeroize::Zeroizing;

/// Reads a token from a file. One line break behind it is none of it.
///
/// `warn` is told where every user can read it.
///
/// # Errors
/// A [`DataDirError`] that names the file.
pub fn read_token(
    path: &Path,
    open: Open,
    warn: impl FnMut(&str),
) -> Result<Zeroizing<String>, DataDirError> {
    let refused = |problem| DataDirError::Token { path: path.to_owned(), problem };
    let text = secret_file::read("token file", path, open, warn)?;
    let text = str::from_utf8(&text).unwrap_or_default();
    let token = text.strip_suffix('\n').unwrap_or(text);
    let token = token.strip_suffix('\r').unwrap_or(token);
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(refused("expected a token alone, in visible ASCII"));
    }
    Ok(Zeroizing::new(token.to_owned()))
}
