//! `storeauth completions` and `storeauth man`

use crate::output::status::Status;
use anyhow::Context;
use clap::Command;
use clap_complete::Shell;
use std::{
    io::{self, Write},
    path::PathBuf,
};

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  storeauth completions bash >/etc/bash_completion.d/storeauth")]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Print the man page, or write those of all commands to a directory
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth man | man -l -
  storeauth man --output /usr/local/share/man/man1")]
pub(crate) struct ManArgs {
    /// Existing directory to write storeauth.1, storeauth-verify.1 and the others to
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

/// Prints the completions of `command`.
pub(crate) fn completions(args: &CompletionsArgs, mut command: Command) -> anyhow::Result<Status> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "storeauth", &mut script);
    print(&script)
}

/// Prints or writes the pages of `command`.
pub(crate) fn man(args: &ManArgs, command: Command) -> anyhow::Result<Status> {
    // `storeauth help` has no page, so no page may refer to it.
    let command = command.disable_help_subcommand(true);
    if let Some(directory) = &args.output {
        clap_mangen::generate_to(command, directory)
            .with_context(|| format!("directory {}", directory.display()))?;
        Ok(Status::Good)
    } else {
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page)?;
        print(&page)
    }
}

fn print(text: &[u8]) -> anyhow::Result<Status> {
    io::stdout().write_all(text).context("standard output")?;
    Ok(Status::Good)
}
