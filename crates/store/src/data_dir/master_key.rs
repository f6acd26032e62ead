//! The master key: what server keys are sealed with.

use super::{error::DataDirError, secret_file};
use crate::seal::{Seal, SealError};
use std::{fmt, path::Path};
use store_auth_serve::Open;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// 256 random bits, in a file as 64 hexadecimal digits.
pub struct MasterKey(Zeroizing<[u8; 32]>);

impl MasterKey {
    /// Makes one.
    ///
    /// # Errors
    /// [`SealError::NoRandomness`]
    pub fn make() -> Result<Self, SealError> {
        let mut bits = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *bits).map_err(|_| SealError::NoRandomness)?;
        Ok(Self(bits))
    }

    /// Reads one. `warn` is told where every user can read it.
    ///
    /// # Errors
    /// A [`DataDirError`] that names the file.
    pub fn read(path: &Path, open: Open, warn: impl FnMut(&str)) -> Result<Self, DataDirError> {
        let text = secret_file::read("master key", path, open, warn)?;
        let problem = if text.len() > text.trim_ascii().len() {
            "expected no white space or line break around its 64 digits"
        } else {
            "expected 64 hexadecimal digits in lower case and nothing else"
        };
        let mut bits = Zeroizing::new([0; 32]);
        let has_capitals = text.iter().any(u8::is_ascii_uppercase);
        match hex::decode_to_slice(&*text, &mut *bits) {
            Ok(()) if !has_capitals => Ok(Self(bits)),
            _ => Err(DataDirError::MasterKey { path: path.to_owned(), problem }),
        }
    }

    /// Writes it to a file that is not there yet, with mode 0600.
    ///
    /// # Errors
    /// A [`DataDirError`] that names the file.
    pub fn write_new(&self, path: &Path) -> Result<(), DataDirError> {
        let mut digits = Zeroizing::new([0; 64]);
        // There is room for all of them.
        let _ = hex::encode_to_slice(*self.0, &mut *digits);
        secret_file::write_new(path, &*digits)
    }

    /// Whether they are the same.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.0.ct_eq(&*other.0).into()
    }

    /// What server keys are sealed with.
    #[must_use]
    pub fn seal(&self) -> Seal {
        Seal::new(&self.0)
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(…)")
    }
}
