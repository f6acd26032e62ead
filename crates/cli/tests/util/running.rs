//! Processes that run beside a test: signals to them, what they say, and their end.

use super::PATIENCE;
use rustix::process::{Pid, Signal, kill_process};
use std::{
    net::TcpStream,
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

#[track_caller]
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "expected {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// Waits until something is listened to at an address by a process, which may not end before.
#[track_caller]
pub(crate) fn wait_until_it_answers(child: &mut Child, address: &str, said: impl Fn() -> String) {
    let start = Instant::now();
    while TcpStream::connect(address).is_err() {
        let has_ended = child.try_wait().unwrap().is_some();
        assert!(!has_ended && start.elapsed() < PATIENCE, "expected a start: {}", said());
        thread::sleep(Duration::from_millis(10));
    }
}

/// Asks it to end, and kills it if it does not: nginx's workers end with a master that was asked.
pub(crate) fn end(child: &mut Child) {
    let _ = kill_process(Pid::from_child(child), Signal::TERM);
    let start = Instant::now();
    while child.try_wait().is_ok_and(|ended| ended.is_none()) {
        if start.elapsed() > Duration::from_secs(5) {
            let _ = child.kill();
        }
        thread::sleep(Duration::from_millis(5));
    }
}
