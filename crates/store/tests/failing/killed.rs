//! A process that is killed while it records.

use crate::{
    database::Acknowledged,
    recorder::{line, start},
};
use tokio::runtime::Runtime;

pub(crate) fn run() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let mut acknowledged = Acknowledged::default();
    for round in 1..=20 {
        let (mut child, mut printed) = start(folder.path(), |_| {});
        // Another number of records each time, so that it is killed at other places.
        for _ in 0..round * 97 {
            acknowledged.take(&line(&mut printed).expect("it goes on until it is killed"));
        }
        child.kill().unwrap();
        while let Some(line) = line(&mut printed) {
            acknowledged.take(&line);
        }
        child.wait().unwrap();
        Runtime::new().unwrap().block_on(acknowledged.is_in(folder.path()));
    }
    assert!(acknowledged.records.len() > 10_000, "{} records", acknowledged.records.len());
}
