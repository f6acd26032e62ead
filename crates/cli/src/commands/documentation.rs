//! `storeauth completions` and `storeauth man`

use crate::output::{man_page, status::Status};
use anyhow::{Context, bail};
use clap::Command;
use clap_complete::Shell;
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth completions bash \\
    >~/.local/share/bash-completion/completions/storeauth
  storeauth completions fish >~/.config/fish/completions/storeauth.fish

Exit codes: 0 printed, 2 usage or I/O.")]
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
  storeauth man --output ~/.local/share/man/man1

Exit codes: 0 printed or written, 2 usage or I/O.")]
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
    let mut command = command.disable_help_subcommand(true);
    command.build();
    let Some(directory) = &args.output else { return print(&man_page::render(&command)?.1) };
    if directory.as_os_str() == "-" {
        bail!("--output -: expected a directory; without --output, a page is printed");
    }
    write_pages(&command, directory)?;
    Ok(Status::Good)
}

/// Writes the page of a command, and those of its commands.
fn write_pages(command: &Command, directory: &Path) -> anyhow::Result<()> {
    let (name, page) = man_page::render(command)?;
    let written = fs::write(directory.join(name), page);
    written.with_context(|| format!("directory {}", directory.display()))?;
    command.get_subcommands().try_for_each(|command| write_pages(command, directory))
}

fn print(text: &[u8]) -> anyhow::Result<Status> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text).and_then(|()| stdout.flush()).context("standard output")?;
    Ok(Status::Good)
}
