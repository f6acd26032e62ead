//! A key file that is read once, however many ask for what is in it.

use crate::{clean::clean, error::KeyFileError, flaw::Flaw, key_in::key_in, open::read_start};
use std::{
    fmt,
    fs::File,
    io,
    path::{Path, PathBuf},
};
use store_auth::{KeyError, ServerKey};
use zeroize::Zeroizing;

/// What a key file holds, for whoever needs both the key and its text: what came out of a pipe does not come again. It is wiped
/// from memory when it is dropped.
///
/// ```
/// use std::fs::{self, File};
/// use store_auth_key_file::{Flaw, KeyFile};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("server.key");
/// fs::write(&path, "'e4232e0620f9290025cb3783768c9c8c4686078c'")?;
/// let file = KeyFile::read(&path, |path| File::open(path), |_| {})?;
/// assert_eq!(file.bytes().len(), 42);
/// let (text, flaw) = file.text()?;
/// assert_eq!((text.len(), flaw), (40, Some(Flaw::Quotes)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct KeyFile {
    path: PathBuf,
    bytes: Zeroizing<Vec<u8>>,
}

impl KeyFile {
    /// Reads as much of a file as a key could take. `warn` is told where every user can read it. Whoever cannot wait for
    /// somebody to write to a pipe opens files in another way than by [`File::open`].
    ///
    /// # Errors
    /// A [`KeyFileError`] for a file that cannot be read.
    pub fn read(
        path: &Path,
        open: impl FnOnce(&Path) -> io::Result<File>,
        warn: impl FnMut(&str),
    ) -> Result<Self, KeyFileError> {
        Ok(Self { path: path.to_owned(), bytes: read_start(path, open, warn)? })
    }

    /// The key that is all of the file. `warn` is told what makes it easy to get at, or most likely wrong, as by [`key_in`].
    ///
    /// # Errors
    /// A [`KeyFileError`] for anything but a key.
    pub fn key(&self, mut warn: impl FnMut(&str)) -> Result<ServerKey, KeyFileError> {
        key_in(&self.bytes, |warning| warn(&self.warning(warning)))
            .map_err(|error| self.refused(error))
    }

    /// The text of the key alone, and what else is in the file, as by [`clean`].
    ///
    /// # Errors
    /// A [`KeyFileError`] where there is no key even without what is around it.
    pub fn text(&self) -> Result<(Zeroizing<Vec<u8>>, Option<Flaw>), KeyFileError> {
        clean(&self.bytes).map_err(|error| self.refused(error))
    }

    /// All that was read of it.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Why it is refused, where what it holds is no key for this reason.
    #[must_use]
    pub fn refused(&self, error: KeyError) -> KeyFileError {
        match error {
            // How much more there is has not been read.
            KeyError::TooLong { .. } => KeyFileError::TooLong(self.path.clone()),
            error => KeyFileError::NoKey { path: self.path.clone(), error },
        }
    }

    /// A warning about its key, with its name.
    #[must_use]
    pub fn warning(&self, of_key: &str) -> String {
        format!("key file {}: {of_key}", self.path.display())
    }
}

/// Nothing of the key is shown.
impl fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyFile").field("path", &self.path).finish_non_exhaustive()
    }
}
