//! `storeauth keygen`

use crate::output::status::Status;
use anyhow::Context;
use std::{
    fs::{self, OpenOptions},
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// Make a server key: 160 random bits, written as 40 hexadecimal digits
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth keygen --output server.key
  storeauth keygen | secret-store put server-key

A file is written with mode 0600 and without a line break, which would be part
of the key. An existing file is not overwritten.

Exit codes: 0 written, 2 usage or I/O.")]
pub(crate) struct Args {
    /// File to write the key to; `-` or none for standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Status> {
    let key = random_key()?;
    match &args.output {
        Some(path) if path.as_os_str() != "-" => {
            write_new(path, &*key).with_context(|| format!("key file {}", path.display()))?;
        }
        _ => print(&*key).context("standard output")?,
    }
    Ok(Status::Good)
}

fn random_key() -> anyhow::Result<Zeroizing<[u8; 40]>> {
    let mut bits = Zeroizing::new([0; 20]);
    getrandom::fill(&mut *bits).context("the system's random number generator")?;
    let mut digits = Zeroizing::new([0; 40]);
    hex::encode_to_slice(*bits, &mut *digits)?;
    Ok(digits)
}

fn print(key: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(key)?;
    // Into a file or a pipe goes the key alone: a line break would be part of it.
    if stdout.is_terminal() {
        stdout.write_all(b"\n")?;
    }
    stdout.flush()
}

fn write_new(path: &Path, key: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(key).and_then(|()| file.sync_all()).inspect_err(|_| {
        // Half a key is worse than none. That it could not be written is the error to report.
        let _ = fs::remove_file(path);
    })
}
