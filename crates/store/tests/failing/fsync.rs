//! A disk that fails while the process records: from some moment on, fsync says that it could not write.

use crate::{
    database::Acknowledged,
    recorder::{line, start},
};
use std::{
    fs,
    os::unix::process::ExitStatusExt,
    process::{Command, Stdio},
};
use tokio::runtime::Runtime;

const SHIM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/failing/fsync.c");
const SIGABRT: i32 = 6;

/// At the log, which every commit is written to.
pub(crate) fn of_the_log() {
    fails("-wal");
}

/// At the file, which checkpoints are written to.
pub(crate) fn of_the_file() {
    fails(".db");
}

fn fails(name: &str) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let (shim, switch) = (folder.path().join("fsync.so"), folder.path().join("fail"));
    let compiled =
        Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&shim).arg(SHIM).status();
    assert!(compiled.unwrap().success(), "a C compiler is needed");
    let (mut child, mut printed) = start(folder.path(), |command| {
        command
            .env("LD_PRELOAD", &shim)
            .env("FSYNC_FAILS_IF", &switch)
            .env("FSYNC_FAILS_FOR", name);
        command.stderr(Stdio::null());
    });
    let mut acknowledged = Acknowledged::default();
    for _ in 0..2000 {
        acknowledged.take(&line(&mut printed).expect("it goes on until its disk fails"));
    }
    fs::write(&switch, "").unwrap();
    // It ends by itself, so this does.
    while let Some(line) = line(&mut printed) {
        acknowledged.take(&line);
    }
    assert_eq!(child.wait().unwrap().signal(), Some(SIGABRT));
    Runtime::new().unwrap().block_on(acknowledged.is_in(folder.path()));
}
