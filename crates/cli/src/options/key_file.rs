//! Files that hold a server key and nothing else: which ones, and reading them.

use crate::output::console::warn;
use std::{
    env,
    path::{Path, PathBuf},
};
use store_auth::ServerKey;
use store_auth_explain::KeyText;
use store_auth_key_file::{Flaw, read_key_file, read_text};

/// Names key files where no option does, separated as in `PATH`.
const KEY_FILE_VARIABLE: &str = "STOREAUTH_SERVER_KEY_FILE";

/// What to say where neither does.
pub(crate) const NO_KEY: &str =
    "no server key: expected --server-key-file FILE, or STOREAUTH_SERVER_KEY_FILE to name one";

/// The files that options name or, without any, the environment variable does.
pub(crate) fn key_files(named: &[PathBuf]) -> Vec<PathBuf> {
    let mut files = named.to_vec();
    if files.is_empty()
        && let Some(variable) = env::var_os(KEY_FILE_VARIABLE)
    {
        files.extend(env::split_paths(&variable).filter(|path| !path.as_os_str().is_empty()));
    }
    files
}

/// Reads a server key, and warns of what makes it easy to get at.
pub(crate) fn read(path: &Path) -> anyhow::Result<ServerKey> {
    Ok(read_key_file(path, |warning| warn(warning))?)
}

/// Reads the text of a key from a file that may hold more than the key, and what more that is.
pub(crate) fn read_leniently(path: &Path) -> anyhow::Result<(KeyText, Option<Flaw>)> {
    let (text, flaw) = read_text(path, |warning| warn(warning))?;
    Ok((KeyText::new(&*text)?, flaw))
}
