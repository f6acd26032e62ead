//! Cuts the power of a Store, again and again, and looks whether what it has acknowledged is there.

mod acknowledged;
mod backups;
mod bill;
mod call;
mod catalogue;
mod changes;
mod cluster;
mod cut;
mod database;
mod disk;
mod file_system;
mod load;
mod machine;
mod mounted;
mod report;
mod scene;
mod store;
mod trial;

use anyhow::{Context, ensure};
use clap::Parser;
use cut::During;
use database::Database;
use disk::Survival;
use report::{HEAD, Report, Row, line};
use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};
use trial::Trial;

/// Cut the power of a Store under load, and look whether all that it has acknowledged is there
#[derive(Debug, Parser)]
#[command(args_override_self = true)]
struct Args {
    /// The command `storeauth`
    #[arg(long, env = "STOREAUTH", value_name = "FILE")]
    storeauth: PathBuf,

    /// Power cuts under load
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    cuts: usize,

    /// Calls that are acknowledged before each of them: far fewer show little, as the README says
    #[arg(long, value_name = "COUNT", default_value_t = 50_000)]
    calls: u64,

    /// Power cuts of each other kind, before which a tenth of the calls are acknowledged
    #[arg(long, value_name = "COUNT", default_value_t = 6)]
    others: usize,

    /// Power cuts under load of a Store on a server of `PostgreSQL`
    #[arg(long, value_name = "COUNT", default_value_t = 6)]
    postgres_cuts: usize,

    /// Such of each other kind
    #[arg(long, value_name = "COUNT", default_value_t = 3)]
    postgres_others: usize,

    /// What chance begins with; some is left to the scheduler
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,

    /// File for the table as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// A control may be cut right after it has synced everything.
const TRIES: usize = 6;

fn main() -> anyhow::Result<ExitCode> {
    let args = Args::parse();
    let seed = args.seed.unwrap_or_else(|| fastrand::u64(..));
    println!("{HEAD}");
    let mut report = Report { seed, cuts: Vec::new(), controls: Vec::new() };
    let is_good = all(&args, &mut report);
    eprintln!("seed: {seed}");
    if let Some(path) = &args.json {
        fs::write(path, serde_json::to_vec_pretty(&report)?)
            .with_context(|| path.display().to_string())?;
    }
    Ok(if is_good? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn all(args: &Args, report: &mut Report) -> anyhow::Result<bool> {
    let random = &mut fastrand::Rng::with_seed(report.seed);
    let program =
        args.storeauth.canonicalize().with_context(|| args.storeauth.display().to_string())?;
    for (database, cuts, others) in [
        (Database::Sqlite, args.cuts, args.others),
        (Database::Postgres, args.postgres_cuts, args.postgres_others),
    ] {
        if !cut(&program, database, (cuts, others), args.calls, report, random)? {
            return Ok(false);
        }
        if cuts > 0 {
            weaken(&program, database, args.calls, report, random)?;
        }
    }
    Ok(true)
}

/// Cuts the power so often under load, and otherwise. Says whether nothing was lost.
fn cut(
    program: &Path,
    database: Database,
    (cuts, others): (usize, usize),
    calls: u64,
    report: &mut Report,
    random: &mut fastrand::Rng,
) -> anyhow::Result<bool> {
    let mut under_load = Trial::new(program, database)?;
    for survival in Survival::ALL.into_iter().cycle().take(cuts) {
        let row = under_load.run(During::Load, calls, None, survival, random)?;
        if !take(report, row) {
            return Ok(false);
        }
    }
    drop(under_load);
    let mut otherwise = Trial::new(program, database)?;
    for survival in Survival::ALL.into_iter().cycle().take(others) {
        for &during in During::others(database) {
            let row = match during {
                During::Init => Trial::of_init(program, database, survival, random)?,
                _ => otherwise.run(during, calls / 10, None, survival, random)?,
            };
            if !take(report, row) {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// Has each control lose something.
fn weaken(
    program: &Path,
    database: Database,
    calls: u64,
    report: &mut Report,
    random: &mut fastrand::Rng,
) -> anyhow::Result<()> {
    for (name, weakness) in database.controls() {
        let mut loses = false;
        for _ in 0..TRIES {
            let mut trial = Trial::new(program, database)?;
            let survival = Survival::Nothing;
            let row = trial.run(During::Load, calls, Some(weakness), survival, random)?;
            loses = row.lost > 0;
            println!("{}", line(&format!("control: {name}"), &row));
            report.controls.push((name, row));
            if loses {
                break;
            }
        }
        ensure!(loses, "control {name}: nothing was lost, expected that something is");
    }
    Ok(())
}

/// Prints a cut, and says whether nothing was lost.
fn take(report: &mut Report, row: Row) -> bool {
    println!("{}", line(&(report.cuts.len() + 1).to_string(), &row));
    let is_good = row.is_good();
    report.cuts.push(row);
    is_good
}
