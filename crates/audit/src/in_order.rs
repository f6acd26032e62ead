//! Results of several threads, taken in order.

use std::{
    collections::BTreeMap,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

/// How many results may wait for one before them.
const WAITING_MAX: usize = 16;

/// Hands numbered results to a receiver in the order of their numbers, which start at 0.
///
/// Whoever is too far ahead waits, so that memory is bounded.
pub(crate) struct InOrder<R, T> {
    state: Mutex<State<R, T>>,
    advanced: Condvar,
}

struct State<R, T> {
    receiver: R,
    waiting: BTreeMap<u64, T>,
    next: u64,
    is_broken: bool,
}

impl<R, T> InOrder<R, T> {
    pub(crate) fn new(receiver: R) -> Self {
        let state = State { receiver, waiting: BTreeMap::new(), next: 0, is_broken: false };
        Self { state: Mutex::new(state), advanced: Condvar::new() }
    }

    /// Hands over a result, and with it those that waited for it.
    pub(crate) fn put(&self, number: u64, result: T, mut take: impl FnMut(&mut R, T)) {
        let is_ahead = |state: &mut State<R, T>| {
            number != state.next && state.waiting.len() >= WAITING_MAX && !state.is_broken
        };
        let mut state =
            self.advanced.wait_while(self.lock(), is_ahead).unwrap_or_else(PoisonError::into_inner);
        let State { receiver, waiting, next, .. } = &mut *state;
        waiting.insert(number, result);
        while let Some(result) = waiting.remove(next) {
            take(receiver, result);
            *next += 1;
        }
        drop(state);
        self.advanced.notify_all();
    }

    /// Lets nobody wait for a thread that panics.
    pub(crate) fn guard(&self) -> impl Drop {
        Guard(self)
    }

    pub(crate) fn into_inner(self) -> R {
        self.state.into_inner().unwrap_or_else(PoisonError::into_inner).receiver
    }

    fn lock(&self) -> MutexGuard<'_, State<R, T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Guard<'a, R, T>(&'a InOrder<R, T>);

impl<R, T> Drop for Guard<'_, R, T> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.lock().is_broken = true;
            self.0.advanced.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_taken_in_order_whoever_is_first() {
        let results = InOrder::new(Vec::new());
        thread::scope(|scope| {
            for thread in 0..4 {
                let results = &results;
                // The one that others wait for is started last.
                scope.spawn(move || {
                    for number in (0..1000).filter(|number| number % 4 == 3 - thread) {
                        results.put(number, number, Vec::push);
                    }
                });
            }
        });
        assert_eq!(results.into_inner(), (0..1000).collect::<Vec<u64>>());
    }

    #[test]
    fn nobody_waits_for_a_thread_that_panicked() {
        let results = InOrder::new(Vec::new());
        let panicked = thread::scope(|scope| {
            let failing = scope.spawn(|| {
                let _guard = results.guard();
                panic!("expected in this test");
            });
            for number in 1..200 {
                results.put(number, number, Vec::push);
            }
            failing.join().is_err()
        });
        assert!(panicked);
        assert_eq!(results.into_inner(), Vec::<u64>::new());
    }
}
