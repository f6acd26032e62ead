//! Secrets that are made go into files of their own, or to standard output.

use super::file_name;
use anyhow::Context;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
};

/// Where a secret goes: a file that was not there before, its owner's alone, or standard output.
#[derive(Debug)]
pub(crate) struct SecretFile(Option<(PathBuf, File)>);

impl SecretFile {
    /// Makes the file, so that it is known before a secret is made that it can be kept. `-` and none are standard
    /// output. `what` is what it is to hold, for errors.
    pub(crate) fn create(path: Option<&Path>, what: &str) -> anyhow::Result<Self> {
        let Some(path) = path.filter(|path| path.as_os_str() != "-") else { return Ok(Self(None)) };
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).with_context(|| format!("{what} {}", path.display()))?;
        Ok(Self(Some((path.to_owned(), file))))
    }

    /// Writes the secret, without a line break, which would be part of it.
    pub(crate) fn write(mut self, secret: &[u8], what: &str) -> anyhow::Result<()> {
        match self.0.as_mut() {
            None => print(secret).context("standard output"),
            Some((path, file)) => {
                let written = file.write_all(secret).and_then(|()| file.sync_all());
                let written = written.and_then(|()| file_name::sync(path));
                written.with_context(|| format!("{what} {}", path.display()))?;
                self.0 = None;
                Ok(())
            }
        }
    }
}

impl Drop for SecretFile {
    fn drop(&mut self) {
        if let Some((path, _)) = &self.0 {
            // Half a secret is worse than none. Why there is none is the error to report.
            let _ = fs::remove_file(path);
        }
    }
}

fn print(secret: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(secret)?;
    // Into a file or a pipe goes the secret alone.
    if stdout.is_terminal() {
        stdout.write_all(b"\n")?;
    }
    stdout.flush()
}
