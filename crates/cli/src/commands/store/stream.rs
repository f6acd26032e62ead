//! An answer that may be long goes to standard output or into a file.

use crate::output::file_name;
use anyhow::Context;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};
use ureq::{Body, http::Response};

/// Into a file that was not there before, or to standard output.
pub(super) fn to(file: Option<&Path>, answer: Response<Body>) -> anyhow::Result<()> {
    let Some(path) = file.filter(|path| path.as_os_str() != "-") else {
        let mut stdout = io::stdout().lock();
        return copy(answer, &mut stdout).context("standard output");
    };
    into_new_file(path, answer, |_| Ok(()))
}

/// Into a file that was not there before, its owner's alone. It is removed where it is not whole, or where `check`
/// refuses it.
pub(super) fn into_new_file(
    path: &Path,
    answer: Response<Body>,
    check: impl FnOnce(&Path) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let named = || path.display().to_string();
    let open = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let file = open.with_context(named)?;
    let write = || -> anyhow::Result<()> {
        copy(answer, &mut Steadily { file: &file, behind: 0 })?;
        file.sync_all()?;
        file_name::sync(path)?;
        Ok(())
    };
    write().with_context(named).and_then(|()| check(path)).inspect_err(|_| {
        // Half of it would be taken for all of it. Why it is not whole is the error to report.
        let _ = fs::remove_file(path);
    })
}

fn copy(mut answer: Response<Body>, to: &mut impl Write) -> io::Result<()> {
    io::copy(&mut answer.body_mut().as_reader(), to)?;
    to.flush()
}

/// Brings a file to the disk as it is written. A Store on the same disk would have to wait for all of it at once otherwise.
struct Steadily<'a> {
    file: &'a File,
    /// Bytes that may not be there yet.
    behind: usize,
}

const MAY_BE_BEHIND: usize = 1 << 20;

impl Write for Steadily<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.behind += written;
        if self.behind >= MAY_BE_BEHIND {
            self.file.sync_data()?;
            self.behind = 0;
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
