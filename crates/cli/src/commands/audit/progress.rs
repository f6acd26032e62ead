//! How far an audit is, on a terminal, and Ctrl-C.

use crate::output::status::INTERRUPTED;
use anyhow::Context;
use indicatif::{HumanCount, ProgressBar, ProgressStyle};
use signal_hook::consts::SIGINT;
use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};
use store_auth_audit::{Control, Input};

const INTERVAL: Duration = Duration::from_millis(50);

/// Runs `work` on a thread of its own, showing its progress, and has it stop on Ctrl-C. A second one ends the process.
pub(crate) fn watch<T: Send>(
    inputs: &[Input],
    control: &Control,
    work: impl FnOnce() -> T + Send,
) -> anyhow::Result<T> {
    let interrupted = Arc::new(AtomicBool::new(false));
    // In this order: the first signal finds the flag not yet set.
    signal_hook::flag::register_conditional_shutdown(
        SIGINT,
        i32::from(INTERRUPTED),
        Arc::clone(&interrupted),
    )
    .and_then(|_| signal_hook::flag::register(SIGINT, Arc::clone(&interrupted)))
    .context("handler of Ctrl-C")?;
    // Hidden where standard error is no terminal.
    let bar = bar(inputs);
    Ok(thread::scope(|scope| {
        // Nothing is sent: the sender is dropped at the end, which wakes the receiver.
        let (working, ended) = mpsc::channel::<()>();
        let worker = scope.spawn(move || {
            let _working = working;
            work()
        });
        while ended.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
            if interrupted.load(Ordering::Relaxed) {
                control.stop();
            }
            bar.set_position(control.bytes());
            bar.set_message(format!("{} lines", HumanCount(control.lines())));
        }
        bar.finish_and_clear();
        worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }))
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
