//! The process that is made to fail: records without pause, changes the catalogue, and prints what was acknowledged.

use crate::database::{more_displays, open, record};
use std::{
    convert::Infallible,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::Relaxed},
    },
};
use store_auth_store::{Store, model::Millis};
use tokio::{runtime::Runtime, task::JoinSet};

/// Records at once.
const TASKS: usize = 64;

pub(crate) fn run(folder: &Path) {
    Runtime::new().unwrap().block_on(async {
        let store = open(folder).await;
        // After all that earlier processes have recorded.
        let mut last = 0;
        let all = Millis(i64::MAX);
        store.usage(Millis::default(), all, |usage| last = usage.at.0).await.unwrap();
        let next = Arc::new(AtomicI64::new(last + 1));
        let mut tasks = JoinSet::new();
        for _ in 0..TASKS {
            tasks.spawn(records(store.clone(), Arc::clone(&next)));
        }
        tasks.spawn(changes(store));
        tasks.join_all().await;
    });
}

async fn records(store: Store, next: Arc<AtomicI64>) {
    loop {
        let at = next.fetch_add(1, Relaxed);
        if store.record(record(at)).await.is_ok() {
            acknowledge('r', at);
        }
    }
}

async fn changes(store: Store) {
    loop {
        let changed =
            store.change(|catalogue| Ok::<_, Infallible>(more_displays(catalogue.next_display())));
        if let Ok(Some(version)) = changed.await {
            acknowledge('c', version);
        }
    }
}

/// By one call of the system: whoever reads sees it even if this process is killed at once.
fn acknowledge(what: char, number: impl std::fmt::Display) {
    std::io::stdout().write_all(format!("{what} {number}\n").as_bytes()).unwrap();
}

/// This program as the process that fails, and what it prints.
pub(crate) fn start(
    folder: &Path,
    change: impl FnOnce(&mut Command),
) -> (Child, BufReader<ChildStdout>) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.arg("record").arg(folder).stdout(Stdio::piped());
    change(&mut command);
    let mut child = command.spawn().unwrap();
    let printed = BufReader::new(child.stdout.take().unwrap());
    (child, printed)
}

/// The next line that is printed, if there is one.
pub(crate) fn line(printed: &mut impl BufRead) -> Option<String> {
    let mut line = String::new();
    printed.read_line(&mut line).unwrap();
    // One that a kill has cut off was not said.
    line.ends_with('\n').then(|| line.trim_end().to_owned())
}
