//! The examples in the help of every command, pasted into a shell. What they print is in the files beside this one.

#![cfg(unix)]

mod help;
mod place;
mod run;
mod shop;
mod transcript;
#[path = "../util/two_months_ago.rs"]
mod two_months_ago;
#[path = "../util/mod.rs"]
mod util;

use help::{examples, pages};
use run::run;

const COMMANDS: &str = include_str!("commands.txt");
const STORE: &str = include_str!("store.txt");
const CATALOGUE: &str = include_str!("catalogue.txt");
const SERVERS: &str = include_str!("servers.txt");
const MONTHS: &str = include_str!("months.txt");
/// `ci/postgres` runs these.
const POSTGRES: &str = include_str!("postgres.txt");

#[test]
fn every_example_of_every_command_is_run_as_a_terminal_of_80_columns_shows_it() {
    let transcripts = [COMMANDS, STORE, CATALOGUE, SERVERS, MONTHS, POSTGRES];
    let mut run: Vec<_> = transcripts.into_iter().flat_map(transcript::read).collect();
    for words in pages() {
        let command = words.join(" ");
        let at = run.iter().position(|page| page.command == command);
        let page = run.remove(at.unwrap_or_else(|| panic!("expected # {command} in a transcript")));
        assert_eq!(page.examples(), examples(&words, "80"), "{command}");
    }
    let gone: Vec<_> = run.into_iter().map(|page| page.command).collect();
    assert_eq!(gone, [""; 0], "expected no page of a command that there is not");
}

#[test]
fn no_line_of_an_example_is_broken_at_80_columns() {
    for page in pages() {
        let narrow = examples(&page, "80");
        assert_eq!(narrow, examples(&page, "100"), "{page:?}");
        for line in narrow {
            assert!(line.chars().count() <= 78, "{line}");
        }
    }
}

#[test]
fn each_command_without_a_store_prints_what_is_shown() {
    run(COMMANDS);
}

#[test]
fn each_command_for_the_whole_of_a_store_prints_what_is_shown() {
    run(STORE);
}

#[test]
fn each_command_for_what_is_sold_prints_what_is_shown() {
    run(CATALOGUE);
}

#[test]
fn each_command_for_servers_tokens_and_applications_prints_what_is_shown() {
    run(SERVERS);
}

#[test]
fn each_command_for_months_and_their_bills_prints_what_is_shown() {
    run(MONTHS);
}
