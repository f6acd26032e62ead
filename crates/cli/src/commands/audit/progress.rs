//! How far an audit is, on a terminal, and the signals that end it.

use crate::output::status::interrupted;
use anyhow::Context;
use indicatif::{HumanCount, ProgressBar, ProgressStyle};
use signal_hook::consts::{SIGINT, SIGTERM};
use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};
use store_auth_audit::{Control, Input};

const INTERVAL: Duration = Duration::from_millis(50);

/// Ctrl-C, what `kill` and service managers send, and the end of a terminal.
#[cfg(unix)]
const SIGNALS: [i32; 3] = [SIGINT, SIGTERM, signal_hook::consts::SIGHUP];
#[cfg(not(unix))]
const SIGNALS: [i32; 2] = [SIGINT, SIGTERM];

/// Runs `work` on a thread of its own, showing its progress, and has it stop on a signal, whose number is returned too;
/// 0 without one. A second signal ends the process.
pub(crate) fn watch<T: Send>(
    inputs: &[Input],
    control: &Control,
    work: impl FnOnce() -> T + Send,
) -> anyhow::Result<(T, u8)> {
    let interrupted_by = Arc::new(AtomicUsize::new(0));
    let is_interrupted = Arc::new(AtomicBool::new(false));
    for signal in SIGNALS {
        let number = u8::try_from(signal).unwrap_or_default();
        // In this order: the first signal finds the flag not yet set.
        signal_hook::flag::register_conditional_shutdown(
            signal,
            i32::from(interrupted(number)),
            Arc::clone(&is_interrupted),
        )
        .and_then(|_| {
            let by = Arc::clone(&interrupted_by);
            signal_hook::flag::register_usize(signal, by, number.into())
        })
        .and_then(|_| signal_hook::flag::register(signal, Arc::clone(&is_interrupted)))
        .context("handlers of signals")?;
    }
    // Hidden where standard error is no terminal.
    let bar = bar(inputs);
    let result = thread::scope(|scope| {
        // Nothing is sent: the sender is dropped at the end, which wakes the receiver.
        let (working, ended) = mpsc::channel::<()>();
        let worker = scope.spawn(move || {
            let _working = working;
            work()
        });
        while ended.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
            if is_interrupted.load(Ordering::Relaxed) {
                control.stop();
            }
            bar.set_position(control.bytes());
            bar.set_message(format!("{} lines", HumanCount(control.lines())));
        }
        bar.finish_and_clear();
        worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    });
    Ok((result, u8::try_from(interrupted_by.load(Ordering::Relaxed)).unwrap_or_default()))
}

fn bar(inputs: &[Input]) -> ProgressBar {
    let length = |input: &Input| match input {
        Input::Stdin => None,
        Input::File(path) => match fs::metadata(path) {
            Ok(metadata) => metadata.is_file().then_some(metadata.len()),
            // It is passed over.
            Err(_) => Some(0),
        },
    };
    match inputs.iter().map(length).sum::<Option<u64>>() {
        Some(length) => ProgressBar::new(length).with_style(style(
            "{bar:30} {percent}% of {binary_total_bytes}, {msg}, {binary_bytes_per_sec}, {eta} left",
        )),
        None => ProgressBar::no_length()
            .with_style(style("{spinner} {binary_bytes}, {msg}, {binary_bytes_per_sec}")),
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
