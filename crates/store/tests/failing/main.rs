//! What is acknowledged is there, whatever ends the process or keeps it from writing.
//!
//! Each is run in processes of its own, which this program starts as itself: `failing record FOLDER`. With names it runs
//! those; without, all that need nothing but a C compiler. `disk_full` mounts a file system, so it must be root.

mod database;
mod disk_full;
mod fsync;
mod killed;
mod pruned;
mod recorder;

use std::{env, path::Path};

type Scenario = (&'static str, fn());

const ALWAYS: [Scenario; 4] = [
    ("what_is_acknowledged_survives_twenty_kills", killed::run),
    ("a_month_is_pruned_whole_however_often_that_is_killed", pruned::run),
    ("a_process_whose_fsync_fails_ends_and_a_restart_recovers", fsync::of_the_log),
    ("a_process_whose_checkpoint_fails_at_fsync_ends_and_a_restart_recovers", fsync::of_the_file),
];
const NAMED: [Scenario; 2] = [
    ("disk_full_of_records", disk_full::of_records),
    ("disk_full_of_changes", disk_full::of_changes),
];

fn main() {
    let arguments: Vec<String> =
        env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    if let [command, folder] = &arguments[..] {
        match command.as_str() {
            "record" => return recorder::run(Path::new(folder)),
            "prune" => return pruned::go_on(Path::new(folder)),
            _ => {}
        }
    }
    let named =
        |(name, _): &Scenario| arguments.iter().any(|argument| name.contains(argument.as_str()));
    let always = ALWAYS.into_iter().filter(|scenario| arguments.is_empty() || named(scenario));
    for (name, run) in always.chain(NAMED.into_iter().filter(named)) {
        run();
        println!("test {name} ... ok");
    }
}
