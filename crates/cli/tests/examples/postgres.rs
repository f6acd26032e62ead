//! The examples that need `PostgreSQL`, at the server that `ci/postgres` names: it runs this.

#![cfg(unix)]
#![allow(dead_code, reason = "it uses its part of what the other examples need")]

mod place;
mod run;
mod shop;
mod transcript;
#[path = "../util/two_months_ago.rs"]
mod two_months_ago;
#[path = "../util/mod.rs"]
mod util;

use place::Place;

#[test]
fn each_command_for_a_database_at_a_server_prints_what_is_shown() {
    for page in transcript::read(include_str!("postgres.txt")) {
        let mut place = Place::new();
        place.name("postgres://store@db.example/store", util::postgres::database());
        run::run_page(&page, &mut place);
    }
}
