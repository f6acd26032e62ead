//! `storeauth store`: the Store, and what is asked of a running one. Each of its commands is in a file of its name.

mod application;
mod audit;
mod backup;
mod bill;
mod check;
mod close;
mod company;
mod contents;
mod correction;
mod display;
mod export;
mod folder;
mod import;
mod init;
mod migrate;
mod migrate_report;
mod months;
mod product;
mod prune;
mod rekey;
mod restore;
mod serve;
mod server;
mod server_key;
mod stream;
mod subscription;
mod things;
mod token;
mod usage;
mod usage_folder;
mod vendor;
mod whose;
mod why;

use crate::output::status::Status;
use clap::Subcommand;

/// Run a Store, or change and ask one that runs
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  storeauth store init --data /var/lib/store
  storeauth store serve --data /var/lib/store
  storeauth store import --data /var/lib/store catalogue.json
  storeauth store why --data /var/lib/store --id S56PSA4W298W --pc \\
    1219fb87cdbe1089e7efcf69e4232e0620f92900

Commands that need a running Store find it by --store URL, by the folder of
--data DIR, or by STOREAUTH_STORE or STOREAUTH_DATA; their token by
--token-file, in that folder, or by STOREAUTH_TOKEN_FILE.

Exit codes: 0 done, 1 denied, damaged or different, 2 usage, refusal or I/O.")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Args),
    Serve(serve::Args),
    Import(import::Args),
    Export(export::Args),
    Product(product::Args),
    Company(company::Args),
    Display(display::Args),
    Subscription(subscription::Args),
    Server(server::Args),
    #[command(alias = "applications")]
    Application(application::Args),
    Token(token::Args),
    Why(why::Args),
    Usage(usage::Args),
    Bill(bill::Args),
    Months(months::Args),
    Close(close::Args),
    Correction(correction::Args),
    Prune(prune::Args),
    Audit(audit::Args),
    Backup(backup::Args),
    Restore(restore::Args),
    Check(check::Args),
    Rekey(rekey::Args),
    Migrate(migrate::Args),
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Status> {
    match &args.command {
        Command::Init(args) => init::run(args),
        Command::Serve(args) => serve::run(args),
        Command::Import(args) => import::run(args),
        Command::Export(args) => export::run(args),
        Command::Product(args) => product::run(args),
        Command::Company(args) => company::run(args),
        Command::Display(args) => display::run(args),
        Command::Subscription(args) => subscription::run(args),
        Command::Server(args) => server::run(args),
        Command::Application(args) => application::run(args),
        Command::Token(args) => token::run(args),
        Command::Why(args) => why::run(args),
        Command::Usage(args) => usage::run(args),
        Command::Bill(args) => bill::run(args),
        Command::Months(args) => months::run(args),
        Command::Close(args) => close::run(args),
        Command::Correction(args) => correction::run(args),
        Command::Prune(args) => prune::run(args),
        Command::Audit(args) => audit::run(args),
        Command::Backup(args) => backup::run(args),
        Command::Restore(args) => restore::run(args),
        Command::Check(args) => check::run(args),
        Command::Rekey(args) => rekey::run(args),
        Command::Migrate(args) => migrate::run(args),
    }
}
