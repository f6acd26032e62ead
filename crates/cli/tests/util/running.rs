//! Processes that run beside a test: signals to them, what they say, and their end.

use super::PATIENCE;
use rustix::process::{Pid, Signal, kill_process};
use std::{
    process::{Child, ExitStatus},
    thread,
    time::{Duration, Instant},
};

#[track_caller]
pub(crate) fn signal(child: &Child, signal: Signal) {
    kill_process(Pid::from_child(child), signal).unwrap();
}

/// Waits until something is said so many times, and gives all that is said.
#[track_caller]
pub(crate) fn wait_for(text: &str, times: usize, said: impl Fn() -> String) -> String {
    let start = Instant::now();
    loop {
        let log = said();
        if log.matches(text).count() >= times && log.ends_with('\n') {
            return log;
        }
        assert!(start.elapsed() < PATIENCE, "expected {text:?} {times} times in: {log}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// Waits until it has ended.
#[track_caller]
pub(crate) fn wait(child: &mut Child, said: impl Fn() -> String) -> ExitStatus {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        assert!(start.elapsed() < PATIENCE, "expected an end: {}", said());
        thread::sleep(Duration::from_millis(5));
    }
}
