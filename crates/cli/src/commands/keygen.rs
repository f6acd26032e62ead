//! `storeauth keygen`

use crate::output::{secret_file::SecretFile, status::Status};
use anyhow::Context;
use std::path::PathBuf;
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
    let file = SecretFile::create(args.output.as_deref(), WHAT)?;
    file.write(&*random_key()?, WHAT)?;
    Ok(Status::Good)
}

const WHAT: &str = "key file";

fn random_key() -> anyhow::Result<Zeroizing<[u8; 40]>> {
    let mut bits = Zeroizing::new([0; 20]);
    getrandom::fill(&mut *bits).context("the system's random number generator")?;
    let mut digits = Zeroizing::new([0; 40]);
    hex::encode_to_slice(*bits, &mut *digits)?;
    Ok(digits)
}
