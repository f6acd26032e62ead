//! Which mistake some of the denied requests were made with, for the log.
//!
//! An explanation takes milliseconds where an answer takes microseconds. So a thread of its own explains one denial at a
//! time, and no answer waits for it: what is denied too soon after another, or while the thread is busy, is left out.

use crate::{config::Config, error::Error, held_keys::HeldKeys, keys, metrics::Findings};
use std::{
    sync::{
        Mutex, PoisonError,
        mpsc::{self, Receiver, SyncSender},
    },
    thread,
    time::{Duration, Instant, SystemTime},
};
use store_auth::Denied;
use store_auth_explain::{Explainer, Finding};
use store_auth_key_file::Flaw;
use store_auth_serve::{self as serve, Parts};

const MINUTE: Duration = Duration::from_secs(60);

/// So many denials wait while one is explained.
const WAITING: usize = 1;

/// Takes a sample of the denials, where the configuration asks for one.
#[derive(Debug, Default)]
pub(crate) struct Sampler(Mutex<State>);

/// A thread that explains, until this is dropped.
#[derive(Debug)]
pub(crate) struct Explaining {
    interval: Duration,
    queue: SyncSender<Denial>,
}

#[derive(Debug, Default)]
struct State {
    explaining: Option<Explaining>,
    /// Kept when the thread is replaced, so that a reload makes no more of them.
    last: Option<Instant>,
}

struct Denial {
    reason: &'static str,
    uri: Box<[u8]>,
    at: SystemTime,
}

impl Explaining {
    /// With the keys and the policy of a configuration; `None` where it asks for no explanations.
    pub(crate) fn start(
        config: &Config,
        held: &HeldKeys,
        findings: &Findings,
        parts: &Parts,
    ) -> Result<Option<Self>, Error> {
        let Some(interval) = MINUTE.checked_div(config.explain.per_minute) else {
            return Ok(None);
        };
        let explainer = keys::explainer(config, held)?;
        let findings = findings.clone();
        findings.begin();
        let part = parts.part("the thread that explains");
        let (queue, denials) = mpsc::sync_channel(WAITING);
        // Nobody joins it: the end of the process does not wait for an explanation.
        thread::Builder::new()
            .name("explain".into())
            .spawn(move || {
                let _part = part;
                explain(&explainer, denials, &findings);
            })
            .map_err(serve::Error::system("[explain]"))?;
        Ok(Some(Self { interval, queue }))
    }
}

impl Sampler {
    /// Puts another thread, or none, in the place of the one that there was. That one ends, and its keys are wiped.
    pub(crate) fn replace(&self, explaining: Option<Explaining>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).explaining = explaining;
    }

    /// Has a denial explained, if its turn has come. It waits for nobody.
    pub(crate) fn offer(&self, denied: &Denied, uri: &[u8]) {
        if !is_worth_explaining(denied, uri) {
            return;
        }
        // Where another worker is just here, its denial is as good as this one.
        let Ok(mut state) = self.0.try_lock() else { return };
        if state.is_due(Instant::now())
            && let Some(explaining) = &state.explaining
        {
            let denial = Denial { reason: denied.code(), uri: uri.into(), at: SystemTime::now() };
            // Where the queue is full, this one is left out.
            let _ = explaining.queue.try_send(denial);
        }
    }
}

impl State {
    /// Whether so much time has passed that the next may be explained: asking makes it the last.
    fn is_due(&mut self, now: Instant) -> bool {
        let Some(Explaining { interval, .. }) = self.explaining else { return false };
        let is_due = self.last.is_none_or(|last| now.duration_since(last) >= interval);
        if is_due {
            self.last = Some(now);
        }
        is_due
    }
}

/// The other reasons say all there is to say, and a URI without a query offers nothing that could be wrong.
fn is_worth_explaining(denied: &Denied, uri: &[u8]) -> bool {
    let is_in_doubt =
        matches!(denied, Denied::Malformed(_) | Denied::Expired { .. } | Denied::SignatureMismatch);
    is_in_doubt && uri.contains(&b'?')
}

/// What is wrong with a key file is found whatever the request: it is the reason of mismatches alone.
fn is_of_a_signature(finding: &Finding, reason: &str) -> bool {
    reason == Denied::SignatureMismatch.code() || finding.code().name().parse::<Flaw>().is_err()
}

/// Nothing but three words of this project's own goes to the log: a finding's other texts quote the request.
fn explain(explainer: &Explainer, denials: Receiver<Denial>, findings: &Findings) {
    for Denial { reason, uri, at } in denials {
        let report = explainer.explain_at(&uri, at.into());
        // There is none for what only people take for a request, such as a query without its `?`.
        if let Some(finding) =
            report.findings().iter().find(|found| is_of_a_signature(found, reason))
        {
            let (found, confidence) = (finding.code().name(), finding.confidence().name());
            findings.found(finding.code());
            tracing::info!(reason, finding = found, confidence, "denial explained");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The denials that are due in a minute of which each millisecond has one.
    fn due_in_a_minute(per_minute: u32) -> usize {
        let (queue, _denials) = mpsc::sync_channel(WAITING);
        let explaining = Some(Explaining { interval: MINUTE / per_minute, queue });
        let mut state = State { explaining, last: None };
        let start = Instant::now();
        (0..60_000).filter(|ms| state.is_due(start + Duration::from_millis(*ms))).count()
    }

    #[test]
    fn as_many_are_due_in_a_minute_as_are_asked_for() {
        for per_minute in [1, 6, 60, 600] {
            assert_eq!(due_in_a_minute(per_minute), per_minute as usize);
        }
    }

    #[test]
    fn without_a_thread_none_is_due() {
        assert!(!State::default().is_due(Instant::now()));
    }
}
