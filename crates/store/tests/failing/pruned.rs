//! A process that is killed while it removes the records of a month.

use crate::{
    database::{more_displays, open, record, trials},
    recorder::line,
};
use std::{
    convert::Infallible,
    io::BufReader,
    path::Path,
    process::{Command, Stdio},
};
use store_auth_store::{
    Draft, Seal, Store, maintenance,
    model::{ClosedMonth, DisplayNumber, Edit, Millis, Month},
};
use tokio::{runtime::Runtime, task::JoinSet};

const RECORDS: i64 = 60_000;
/// As many as wait at once.
const SOME: i64 = 5000;

/// As this program is started for it: goes on with what was begun, and prints how many are left.
pub(crate) fn go_on(folder: &Path) {
    Runtime::new().unwrap().block_on(async {
        let store = open(folder).await;
        loop {
            let left = store.usage_count(Month::of(Millis(0))).await.unwrap();
            println!("{left}");
            if left == 0 {
                return store.close().await;
            }
        }
    });
}

pub(crate) fn run() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let runtime = Runtime::new().unwrap();
    runtime.block_on(begun(folder.path()));
    let (mut left, mut kills) = (RECORDS, 0);
    while left > 0 {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg("prune").arg(folder.path()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut printed = BufReader::new(child.stdout.take().unwrap());
        let before = left;
        while left == before {
            left = line(&mut printed).expect("some are removed").parse().unwrap();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
        let database = folder.path().join("store.db");
        let seal = Seal::new(&[7; 32]);
        let report = runtime.block_on(maintenance::check(&database, &seal)).unwrap();
        assert_eq!(report.problems, [""; 0], "{left} are left");
    }
    assert!(kills > 1, "it was killed once");
}

/// A month whose records are to be removed, of which none is yet.
async fn begun(folder: &Path) {
    let store = open(folder).await;
    change(&store, trials(1)).await;
    change(&store, more_displays(DisplayNumber(1))).await;
    store.settle().await.unwrap();
    for first in (0..RECORDS).step_by(SOME.unsigned_abs().try_into().unwrap()) {
        let mut recorded = JoinSet::new();
        for at in first..first + SOME {
            let store = store.clone();
            recorded.spawn(async move { store.record(record(at)).await });
        }
        assert!(recorded.join_all().await.iter().all(Result::is_ok));
    }
    let month = ClosedMonth {
        month: Month::of(Millis(0)),
        closed: Millis(1),
        records: RECORDS.unsigned_abs(),
        lines: 0,
        pruned: None,
    };
    let pruned = ClosedMonth { pruned: Some(Millis(2)), ..month };
    for month in [month, pruned] {
        change(&store, Draft { edits: vec![Edit::Month(month)], ..Draft::default() }).await;
    }
    store.close().await;
}

async fn change(store: &Store, draft: Draft) {
    store.change(|_| Ok::<_, Infallible>(draft)).await.unwrap();
}
