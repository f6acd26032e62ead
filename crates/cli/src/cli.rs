//! The command line: subcommands, exit codes, and where errors go.

use crate::{
    audit, conformance, demo, documentation, explain, gateway, generate, keygen, sign, verify,
};
use anstream::eprintln;
use anstyle::{AnsiColor, Style};
use clap::{Parser, Subcommand};
use std::{io, process::ExitCode};

/// Verify, sign and test Store authorizations
#[derive(Debug, Parser)]
#[command(name = "storeauth", version, arg_required_else_help = true, max_term_width = 100)]
#[command(after_help = "\
Exit codes: 0 all authorized, passed or done; 1 some denied or failed; 2 usage or I/O; 130 an
audit stopped by Ctrl-C.

Start with:
  storeauth demo
  storeauth verify --help")]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Verify(verify::Args),
    Explain(explain::Args),
    Audit(audit::Args),
    Gateway(gateway::Args),
    Sign(sign::Args),
    Keygen(keygen::Args),
    Generate(generate::Args),
    Conformance(conformance::Args),
    Demo(demo::Args),
    Completions(documentation::CompletionsArgs),
    Man(documentation::ManArgs),
}

/// The exit code of what Ctrl-C stopped.
pub(crate) const INTERRUPTED: u8 = 130;

/// How a command ended that did what it was asked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// All authorized, passed or done.
    Good,
    /// Some denied or failed.
    Bad,
    /// Not all was looked at: errors that were printed say why.
    Incomplete,
    /// Stopped by Ctrl-C, with what was found so far.
    Interrupted,
}

/// Runs the command with the arguments of this process.
#[must_use]
pub fn main() -> ExitCode {
    // Usage errors end here, with exit code 2 and a message of clap's.
    let result = match Cli::parse().command {
        Command::Verify(args) => verify::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Audit(args) => audit::run(&args),
        Command::Gateway(args) => gateway::run(&args),
        Command::Sign(args) => sign::run(&args),
        Command::Keygen(args) => keygen::run(&args),
        Command::Generate(args) => generate::run(&args),
        Command::Conformance(args) => conformance::run(&args),
        Command::Demo(args) => demo::run(&args),
        Command::Completions(args) => documentation::completions(&args),
        Command::Man(args) => documentation::man(&args),
    };
    match result {
        Ok(Status::Good) => ExitCode::SUCCESS,
        Ok(Status::Bad) => ExitCode::from(1),
        Ok(Status::Incomplete) => ExitCode::from(2),
        Ok(Status::Interrupted) => ExitCode::from(INTERRUPTED),
        Err(cause) => {
            // Whoever closed the pipe knows. It is no success: not everything was reported.
            if !is_broken_pipe(&cause) {
                error(format_args!("{cause:#}"));
            }
            ExitCode::from(2)
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

/// An error on standard error.
pub(crate) fn error(message: impl std::fmt::Display) {
    let style = style(AnsiColor::Red);
    eprintln!("{style}error:{style:#} {message}");
}

/// A warning on standard error.
pub(crate) fn warn(message: impl std::fmt::Display) {
    let style = style(AnsiColor::Yellow);
    eprintln!("{style}warning:{style:#} {message}");
}

pub(crate) fn style(color: AnsiColor) -> Style {
    color.on_default().bold()
}
