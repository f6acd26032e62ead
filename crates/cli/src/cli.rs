//! The command line: which command runs, and how it ends.

#[cfg(feature = "audit")]
use crate::commands::audit;
#[cfg(all(unix, feature = "gateway"))]
use crate::commands::gateway;
#[cfg(all(unix, feature = "store"))]
use crate::commands::store;
use crate::{
    commands::{conformance, demo, documentation, explain, generate, keygen, sign, verify},
    output::{
        console,
        status::{self, Status},
    },
};
use anyhow::Context;
use clap::{CommandFactory, Parser, Subcommand};
use std::{
    io::{self, Write},
    process::ExitCode,
};

/// Verify, sign and test Store authorizations
#[derive(Debug, Parser)]
#[command(name = "storeauth", version, arg_required_else_help = true, max_term_width = 100)]
#[command(after_help = "\
Exit codes: 0 all authorized, passed or done; 1 some denied or failed; 2 usage
or I/O; 130 an audit stopped by Ctrl-C.

Start with:
  storeauth demo
  storeauth verify --help")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Verify(verify::Args),
    Explain(explain::Args),
    #[cfg(feature = "audit")]
    Audit(audit::Args),
    #[cfg(all(unix, feature = "gateway"))]
    Gateway(gateway::Args),
    #[cfg(all(unix, feature = "store"))]
    Store(store::Args),
    Sign(sign::Args),
    Keygen(keygen::Args),
    Generate(generate::Args),
    Conformance(conformance::Args),
    Demo(demo::Args),
    Completions(documentation::CompletionsArgs),
    Man(documentation::ManArgs),
}

/// Runs the command with the arguments of this process.
#[must_use]
pub fn main() -> ExitCode {
    match Cli::try_parse() {
        Ok(cli) => ended(run(cli.command)),
        // Nobody may be there to read it: the exit code says so all the same.
        Err(usage) if usage.use_stderr() => {
            let _ = usage.print();
            ExitCode::from(status::FAILED)
        }
        Err(help) => {
            let printed = help.print().and_then(|()| io::stdout().flush());
            ended(printed.context("standard output").map(|()| Status::Good))
        }
    }
}

fn run(command: Command) -> anyhow::Result<Status> {
    match command {
        Command::Verify(args) => verify::run(&args),
        Command::Explain(args) => explain::run(&args),
        #[cfg(feature = "audit")]
        Command::Audit(args) => audit::run(&args),
        #[cfg(all(unix, feature = "gateway"))]
        Command::Gateway(args) => gateway::run(&args),
        #[cfg(all(unix, feature = "store"))]
        Command::Store(args) => store::run(&args),
        Command::Sign(args) => sign::run(&args),
        Command::Keygen(args) => keygen::run(&args),
        Command::Generate(args) => generate::run(&args),
        Command::Conformance(args) => conformance::run(&args),
        Command::Demo(args) => demo::run(&args),
        Command::Completions(args) => documentation::completions(&args, Cli::command()),
        Command::Man(args) => documentation::man(&args, Cli::command()),
    }
}

/// The exit code of how a command ended, after the error, if any, is told.
fn ended(result: anyhow::Result<Status>) -> ExitCode {
    match result {
        Ok(status) => status.into(),
        Err(cause) => {
            // Whoever closed the pipe knows. It is no success: not everything was reported.
            if !is_broken_pipe(&cause) {
                console::error(format_args!("{cause:#}"));
            }
            ExitCode::from(status::FAILED)
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}
