//! A configuration file, and where in it something is wrong.

use super::mistake;
use crate::{
    error::Error,
    open::{Open, open_regular},
};
use serde::de::DeserializeOwned;
use std::{
    fmt,
    fs::File,
    io,
    path::{Path, PathBuf},
};
use toml::Spanned;

/// A TOML file that has been read.
pub struct ConfigFile {
    path: PathBuf,
    text: String,
}

impl ConfigFile {
    /// Reads a file.
    ///
    /// # Errors
    /// [`Error::Config`]
    pub fn read(path: &Path) -> Result<Self, Error> {
        Self::read_by(path, |path| File::open(path))
    }

    /// Reads a file while a server serves, a regular one only.
    ///
    /// # Errors
    /// [`Error::Config`], also for a file that [`open_regular`] refuses.
    pub fn read_again(path: &Path) -> Result<Self, Error> {
        Self::read_by(path, open_regular)
    }

    fn read_by(path: &Path, open: Open) -> Result<Self, Error> {
        match open(path).and_then(io::read_to_string) {
            Ok(text) => Ok(Self { path: path.to_owned(), text }),
            Err(error) => Err(Error::Config { path: path.to_owned(), error }),
        }
    }

    /// The folder that it is in, to which paths in it are relative.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// Its sections.
    ///
    /// # Errors
    /// [`Error::Mistake`] for what is not TOML, a key that is not known, or a value that is of no use.
    pub fn sections<T: DeserializeOwned>(&self) -> Result<T, Error> {
        toml::from_str(&self.text).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            self.mistake(offset, mistake::problem(&self.text, &error))
        })
    }

    /// What sections that may come several times make, each with its own place for what is wrong with it.
    ///
    /// # Errors
    /// [`Error::Mistake`] with what the first says that is of no use.
    pub fn each<K, T: TryFrom<K, Error = &'static str>>(
        &self,
        sections: Vec<Spanned<K>>,
    ) -> Result<Vec<T>, Error> {
        let read = |section: Spanned<K>| {
            let offset = section.span().start;
            section
                .into_inner()
                .try_into()
                .map_err(|problem: &str| self.mistake(offset, problem.to_owned()))
        };
        sections.into_iter().map(read).collect()
    }

    /// The error for something that must be there, though no one line is at fault.
    #[must_use]
    pub fn missing(&self, problem: &'static str) -> Error {
        Error::Missing { path: self.path.clone(), problem }
    }

    /// The error for things that do not go together, though no one line is at fault.
    #[must_use]
    pub fn conflict(&self, problem: String) -> Error {
        Error::Conflict { path: self.path.clone(), problem }
    }

    fn mistake(&self, offset: usize, problem: String) -> Error {
        let line = mistake::line(&self.text, offset);
        Error::Mistake { path: self.path.clone(), line, problem }
    }
}

impl fmt::Debug for ConfigFile {
    /// Without its text, in which a secret may stand by mistake.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfigFile").field("path", &self.path).finish_non_exhaustive()
    }
}
