//! `--server-key-file` and, behind it, the end of that key.

use crate::options::{key_file::key_files, values::instant};
use chrono::{DateTime, Utc};
use clap::{Arg, ArgAction, ArgMatches, Command, FromArgMatches, error::ErrorKind, value_parser};
use std::path::PathBuf;

/// Key files, the current key's first, each with the last instant at which its key is accepted.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeyFiles(Vec<(PathBuf, Option<DateTime<Utc>>)>);

const FILE: &str = "server_key_file";
const END: &str = "accept_until";

impl KeyFiles {
    /// The files that options name or, without any, the environment variable does.
    pub(crate) fn files(&self) -> Vec<(PathBuf, Option<DateTime<Utc>>)> {
        if self.0.is_empty() {
            key_files(&[]).into_iter().map(|file| (file, None)).collect()
        } else {
            self.0.clone()
        }
    }
}

impl clap::Args for KeyFiles {
    fn augment_args(command: Command) -> Command {
        let file = "File that holds a server key and nothing else; repeat for previous keys, the current one first";
        let variable = "Without this option, the environment variable `STOREAUTH_SERVER_KEY_FILE` names the files, separated as in `PATH`.";
        command
            .arg(
                Arg::new(FILE)
                    .long("server-key-file")
                    .value_name("FILE")
                    .value_parser(value_parser!(PathBuf))
                    .action(ArgAction::Append)
                    .help(file)
                    .long_help(format!("{file}\n\n{variable}")),
            )
            .arg(
                Arg::new(END)
                    .long("accept-until")
                    .value_name("INSTANT")
                    .value_parser(instant)
                    .allow_hyphen_values(true)
                    .action(ArgAction::Append)
                    .help("The last instant at which the key of the --server-key-file before it is accepted"),
            )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for KeyFiles {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut files: Vec<_> =
            placed::<PathBuf>(matches, FILE).map(|(place, file)| (place, file, None)).collect();
        for (place, end) in placed::<DateTime<Utc>>(matches, END) {
            match files.iter_mut().rev().find(|(before, ..)| *before < place) {
                Some((_, _, of_file @ None)) => *of_file = Some(end),
                Some((_, file, Some(_))) => {
                    let file = file.display();
                    return Err(misplaced(&format!("expected one for --server-key-file {file}")));
                }
                None => return Err(misplaced("expected --server-key-file FILE before it")),
            }
        }
        Ok(Self(files.into_iter().map(|(_, file, end)| (file, end)).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// The values of an option, with their places among all arguments.
fn placed<T: Clone + Send + Sync + 'static>(
    matches: &ArgMatches,
    option: &str,
) -> impl Iterator<Item = (usize, T)> {
    let places = matches.indices_of(option).into_iter().flatten();
    places.zip(matches.get_many::<T>(option).into_iter().flatten().cloned())
}

fn misplaced(expected: &str) -> clap::Error {
    clap::Error::raw(ErrorKind::ArgumentConflict, format!("--accept-until: {expected}"))
}
