//! The rules: which state it is, and when the Store is asked. No file, no socket and no timer.

use crate::{
    delay::{self, BETWEEN_ASKS, MINUTE},
    now::Now,
    outcome::Outcome,
    record::{Change, Held},
    state::State,
};
use std::mem;

/// At least so often it looks at the clocks, to notice that one jumped.
const BETWEEN_LOOKS: i64 = 10 * MINUTE;

/// What is known, and when to ask again.
#[derive(Debug, Default)]
pub(crate) struct Machine {
    renew_before: i64,
    /// Whom the last ask was about, or what is held was given to; none before that is known.
    id: Option<String>,
    held: Option<Held>,
    /// The text of the last answer, where that was a denial.
    denial: Option<String>,
    /// Why the last ask failed, where no answer came since.
    failure: Option<String>,
    is_asking: bool,
    /// Whether the ask that is under way finds out the id, and asks the Store only if that is due by then.
    is_finding_id: bool,
    due: Option<Due>,
    /// When the last ask ended, or what counts as one, by the monotonic clock.
    settled: Option<i64>,
    /// When the last hint was followed, by the monotonic clock.
    hinted: Option<i64>,
}

/// When to ask again, by the first of both clocks that says so.
#[derive(Debug)]
struct Due {
    monotonic: i64,
    wall: i64,
}

impl Due {
    fn after(delay: i64, now: Now) -> Self {
        Self {
            monotonic: now.monotonic.saturating_add(delay),
            wall: now.wall.saturating_add(delay),
        }
    }
}

impl Machine {
    /// Starts with what is kept. `random` gives numbers in [0, 1).
    pub(crate) fn start(
        renew_before: i64,
        kept: Option<Held>,
        now: Now,
        random: impl FnOnce() -> f64,
    ) -> Self {
        let held = kept.filter(|kept| kept.record.is_in_force(now.wall));
        let id = held.as_ref().map(|held| held.id.clone());
        let mut machine = Self { renew_before, id, held, ..Self::default() };
        let received = machine.held.as_ref().map(|held| held.record.received);
        // A page that is loaded again and again does not ask each time, nor does a program.
        let is_fresh = |received| (0..BETWEEN_ASKS).contains(&now.wall.saturating_sub(received));
        if received.is_some_and(is_fresh) {
            machine.settle_authorized(now, random());
        } else {
            machine.due = Some(Due::after(0, now));
        }
        machine
    }

    pub(crate) fn state(&self, now: Now) -> State {
        if let Some(held) = self.in_force(now) {
            return State::Authorized { until: held.record.expiry.instant() };
        }
        match (&self.denial, &self.failure, &self.held) {
            (Some(reason), _, _) => State::Denied { reason: reason.clone() },
            (None, Some(reason), _) => State::Unreachable { reason: reason.clone() },
            (None, None, Some(_)) => State::Unreachable { reason: "expired".to_owned() },
            (None, None, None) => State::Starting,
        }
    }

    /// What is held, over or not.
    pub(crate) fn held(&self) -> Option<&Held> {
        self.held.as_ref()
    }

    /// What is held and not over.
    pub(crate) fn in_force(&self, now: Now) -> Option<&Held> {
        self.held.as_ref().filter(|held| held.record.is_in_force(now.wall))
    }

    /// Whether to ask now because it is time: then the ask has begun.
    #[must_use]
    pub(crate) fn asks_if_due(&mut self, now: Now) -> bool {
        self.is_due(now) && !mem::replace(&mut self.is_asking, true)
    }

    /// Whether to find out the id now, which no ask that is under way does: then that has begun.
    #[must_use]
    pub(crate) fn finds_id(&mut self) -> bool {
        self.is_finding_id = !mem::replace(&mut self.is_asking, true);
        self.is_finding_id
    }

    /// The id is found, or cannot be. Whether the ask that is under way goes on to the Store.
    pub(crate) fn goes_on(&mut self, now: Now) -> bool {
        self.is_finding_id &= !self.is_due(now);
        !self.is_finding_id
    }

    /// A data server answered 401 to what is held: a hint.
    pub(crate) fn rejected(&mut self, now: Now) {
        if self.held.is_some() {
            self.follow_hint(now);
        }
    }

    /// The network is back: a hint, where the last ask failed.
    pub(crate) fn online(&mut self, now: Now) {
        if self.failure.is_some() {
            self.follow_hint(now);
        }
    }

    /// Another client of the same App has kept something, or removed it: a hint.
    pub(crate) fn kept_changed(&mut self, change: Change, now: Now, random: impl FnOnce() -> f64) {
        let Change::Kept(kept) = change else { return self.follow_hint(now) };
        let is_newer = |held: &Held| kept.record.received > held.record.received;
        if kept.record.is_in_force(now.wall) && self.held.as_ref().is_none_or(is_newer) {
            self.hold(kept, now, random());
        }
    }

    /// The ask that is under way is about this id. Where that is another than before, it begins anew, and asks at once.
    /// Whether something is held no more for that.
    pub(crate) fn know_id(&mut self, id: &str, now: Now) -> bool {
        let is_another = self.id.as_ref().is_some_and(|known| known != id);
        let had = is_another && self.held.is_some();
        if is_another {
            let due = Some(Due::after(0, now));
            let Self { renew_before, is_asking, .. } = *self;
            *self = Self { renew_before, is_asking, due, ..Self::default() };
        }
        self.id = Some(id.to_owned());
        had
    }

    /// The ask that was under way has come to this, at this time.
    pub(crate) fn end(&mut self, outcome: Outcome, now: Now, random: impl FnOnce() -> f64) {
        self.cut_off();
        let retry_after = match outcome {
            Outcome::Authorized(held) => {
                self.hold(held, now, random());
                return;
            }
            Outcome::Denied { reason, retry_after } => {
                (self.held, self.denial, self.failure) = (None, Some(reason), None);
                retry_after
            }
            Outcome::Failed { reason, retry_after } => {
                self.failure = Some(reason);
                retry_after
            }
        };
        self.settle(delay::after_no(retry_after, random()), now);
    }

    /// The ask that was under way comes to nothing.
    pub(crate) fn cut_off(&mut self) {
        (self.is_asking, self.is_finding_id) = (false, false);
    }

    /// When to look at the clocks again, by the monotonic one.
    pub(crate) fn next_look(&self, now: Now) -> i64 {
        let due = self.until_due(now).filter(|_| !self.is_asking);
        // In the first millisecond after the expiry.
        let over = self
            .in_force(now)
            .map(|held| held.record.until().saturating_sub(now.wall).saturating_add(1));
        let wait = [due, over].into_iter().flatten().fold(BETWEEN_LOOKS, i64::min);
        now.monotonic.saturating_add(wait.max(0))
    }

    fn hold(&mut self, held: Held, now: Now, r: f64) {
        self.id = Some(held.id.clone());
        (self.held, self.denial, self.failure) = (Some(held), None, None);
        self.settle_authorized(now, r);
    }

    fn settle_authorized(&mut self, now: Now, r: f64) {
        let Some(held) = &self.held else { return };
        let left = held.record.until().saturating_sub(now.wall);
        self.settle(delay::after_authorization(left, self.renew_before, r), now);
    }

    fn settle(&mut self, delay: i64, now: Now) {
        self.settled = Some(now.monotonic);
        self.due = Some(Due::after(delay, now));
    }

    fn is_due(&self, now: Now) -> bool {
        self.until_due(now).is_some_and(|wait| wait <= 0)
    }

    /// How long until it is time to ask.
    fn until_due(&self, now: Now) -> Option<i64> {
        let due = self.due.as_ref()?;
        let monotonic = due.monotonic.saturating_sub(now.monotonic);
        let wait = monotonic.min(due.wall.saturating_sub(now.wall));
        // A wall clock that jumps again and again must not make it ask each time.
        let rest = self
            .settled
            .map(|settled| settled.saturating_add(BETWEEN_ASKS).saturating_sub(now.monotonic));
        Some(rest.map_or(wait, |rest| wait.max(rest)))
    }

    /// Makes an ask due at once, unless one is under way already.
    fn follow_hint(&mut self, now: Now) {
        let is_long_ago = |hinted| now.monotonic.saturating_sub(hinted) >= BETWEEN_ASKS;
        let is_asked = self.is_asking && !self.is_finding_id;
        if !is_asked && self.hinted.is_none_or(is_long_ago) {
            self.hinted = Some(now.monotonic);
            (self.due, self.settled) = (Some(Due::after(0, now)), None);
        }
    }
}
