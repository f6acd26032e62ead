//! The threads and tasks of a server. None of them may die while the others go on: who is half alive answers, and does
//! not know that its keys are out of date.

use std::thread;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Makes the [`Part`]s of a server.
#[derive(Clone, Debug)]
pub struct Parts(UnboundedSender<&'static str>);

/// Ends its server when the thread or task that holds it panics.
#[derive(Debug)]
#[must_use = "it has to be held by the thread or task"]
pub struct Part {
    name: &'static str,
    parts: Parts,
}

/// Hears of parts that have died.
#[derive(Debug)]
pub(crate) struct Deaths(UnboundedReceiver<&'static str>);

pub(crate) fn channel() -> (Parts, Deaths) {
    let (sender, receiver) = unbounded_channel();
    (Parts(sender), Deaths(receiver))
}

impl Parts {
    /// One more part, to be moved into its thread or task. The name is said when it dies.
    pub fn part(&self, name: &'static str) -> Part {
        Part { name, parts: self.clone() }
    }
}

impl Deaths {
    /// Waits for the next one.
    pub(crate) async fn next(&mut self) -> Option<&'static str> {
        self.0.recv().await
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if thread::panicking() {
            // Where the server has ended, there is nobody to tell.
            let _ = self.parts.0.send(self.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_that_panics_is_told_and_one_that_ends_is_not() {
        let (parts, mut deaths) = channel();
        for (name, panics) in [("one that ends", false), ("one that panics", true)] {
            let part = parts.part(name);
            let thread = thread::spawn(move || {
                let _part = part;
                assert!(!panics, "as the test asks for");
            });
            assert_eq!(thread.join().is_err(), panics);
        }
        assert_eq!(deaths.0.try_recv(), Ok("one that panics"));
        assert!(deaths.0.try_recv().is_err());
    }
}
