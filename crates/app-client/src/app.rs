//! What is known, shared by whoever asks, waits or reads.

use crate::{
    asker::{Asker, Came},
    clock::Clock,
    machine::Machine,
    now::{self, Now},
    outcome::Outcome,
    record::{Change, Held},
    settings::Settings,
    state::State,
    surroundings::{Keep, Surroundings},
};
use futures_util::future::{AbortHandle, BoxFuture, FutureExt, Shared, abortable};
use std::{
    fmt, mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};
use tokio::sync::{Notify, watch};

/// An ask that is under way. Whoever wants its end may drive it. It says whether it brought an authorization.
pub(crate) type Ask = Shared<BoxFuture<'static, bool>>;

/// What is heard beside the end of an ask and what others keep.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Heard {
    /// It has been started.
    Started,
    /// It is time to look, or somebody thinks so.
    Woke,
    /// A data server answered 401 to what is held.
    Rejected,
    /// The network is back.
    Online,
}

/// One App on one machine.
pub(crate) struct App {
    pub(crate) settings: Arc<Settings>,
    pub(crate) clock: Arc<dyn Clock>,
    surroundings: Surroundings,
    core: Mutex<Core>,
    states: watch::Sender<State>,
}

#[derive(Default)]
struct Core {
    /// Which start this is; 0 before the first.
    start: u64,
    /// Whether it has not been stopped since.
    is_running: bool,
    machine: Machine,
    /// The ask that is under way, and what cuts it off.
    ask: Option<(Ask, AbortHandle)>,
    /// What was told last since the start.
    told: Option<State>,
    /// Set off when timers are to be set anew.
    heard: Arc<Notify>,
}

impl Core {
    /// The ask that is under way.
    fn ask(&self) -> Option<Ask> {
        self.ask.as_ref().map(|(ask, _)| ask.clone())
    }

    /// Cuts off an ask that is under way: whoever waits for it learns that it came to nothing.
    fn cut(&mut self) {
        if let Some((_, ask)) = self.ask.take() {
            ask.abort();
        }
    }
}

impl App {
    pub(crate) fn new(
        settings: Arc<Settings>,
        clock: Arc<dyn Clock>,
        surroundings: Surroundings,
    ) -> Self {
        let states = watch::Sender::new(State::Starting);
        Self { settings, clock, surroundings, core: Mutex::default(), states }
    }

    pub(crate) fn states(&self) -> watch::Receiver<State> {
        self.states.subscribe()
    }

    /// The state now.
    pub(crate) fn state(&self) -> State {
        self.core().machine.state(self.now())
    }

    /// What is held, over or not.
    pub(crate) fn held(&self) -> Option<Held> {
        self.core().machine.held().cloned()
    }

    /// What is held and not over.
    pub(crate) fn in_force(&self) -> Option<Held> {
        self.core().machine.in_force(self.now()).cloned()
    }

    /// The ask that is under way.
    pub(crate) fn ask(&self) -> Option<Ask> {
        self.core().ask()
    }

    /// Starts anew with what is kept, and says which start it is.
    pub(crate) fn start(self: &Arc<Self>) -> u64 {
        let mut core = self.core();
        self.begin(&mut core);
        core.is_running = true;
        core.start
    }

    /// Starts unless it has been started before. It is not running for that.
    pub(crate) fn know(self: &Arc<Self>) {
        let mut core = self.core();
        if core.start == 0 {
            self.begin(&mut core);
        }
    }

    /// Ends a start: an ask that is under way comes to nothing.
    pub(crate) fn stop(&self, start: u64) {
        let mut core = self.core();
        if core.start == start && core.is_running {
            core.is_running = false;
            // What has come of the ask already is of another start than this.
            core.start += 1;
            core.cut();
            core.machine.cut_off();
        }
    }

    /// Whether a start has not been stopped.
    pub(crate) fn is_running(&self) -> bool {
        self.core().is_running
    }

    /// Takes in what was heard, asks if it is time to, and tells of a changed state.
    pub(crate) fn hear(self: &Arc<Self>, heard: Heard) {
        self.look(&mut self.core(), heard);
    }

    /// When a start has to look next, what is under way until then, and what is set off when that changes. None where it
    /// is over.
    pub(crate) fn waits_for(&self, start: u64) -> Option<(Duration, Option<Ask>, Arc<Notify>)> {
        let core = self.core();
        let next = now::duration(core.machine.next_look(self.now()));
        (core.start == start).then(|| (next, core.ask(), Arc::clone(&core.heard)))
    }

    fn begin(self: &Arc<Self>, core: &mut Core) {
        // Whoever waits for the start before this one learns that it is over.
        mem::take(&mut core.heard).notify_one();
        core.start += 1;
        core.cut();
        core.told = None;
        let renew_before = now::millis(self.settings.renew_before);
        let Surroundings { keep, random, .. } = &self.surroundings;
        core.machine = Machine::start(renew_before, keep.read(), self.now(), &**random);
        self.look(core, Heard::Started);
    }

    fn look(self: &Arc<Self>, core: &mut Core, heard: Heard) {
        let now = self.now();
        let machine = &mut core.machine;
        match heard {
            Heard::Started | Heard::Woke => {}
            Heard::Rejected => machine.rejected(now),
            Heard::Online => machine.online(now),
        }
        if let Some(change) = self.surroundings.keep.changed() {
            machine.kept_changed(change, now, &*self.surroundings.random);
        }
        // An id that a function finds may be another by now.
        let finds_id = heard == Heard::Started && self.settings.id.given().is_none();
        if machine.asks_if_due(now) || finds_id && machine.finds_id() {
            core.ask = Some(self.ask_anew(core.start));
        }
        self.tell(core, now);
        core.heard.notify_one();
    }

    /// The id is this. Whether something was held that was given to another: it is held no more.
    fn know_id(&self, start: u64, id: &str) -> bool {
        let (mut core, now) = (self.core(), self.now());
        if core.start != start {
            return false;
        }
        let is_forgotten = core.machine.know_id(id, now);
        self.tell(&mut core, now);
        is_forgotten
    }

    /// Whether an ask of this start goes on to the Store.
    fn goes_on(&self, start: u64) -> bool {
        let mut core = self.core();
        core.start == start && core.machine.goes_on(self.now())
    }

    /// What came of an ask of this start, if it asked, and when. Nothing comes of one of another.
    fn judge(&self, start: u64, came: Came) -> Option<(Option<Outcome>, Now)> {
        let (mut core, now) = (self.core(), self.now());
        (core.start == start).then(|| {
            let asks = core.machine.goes_on(now);
            (came.outcome(now.wall).filter(|_| asks), now)
        })
    }

    /// Ends the ask.
    fn end(self: &Arc<Self>, start: u64, outcome: Option<Outcome>, at: Now) {
        let mut core = self.core();
        if core.start == start {
            core.ask = None;
            match outcome {
                Some(outcome) => core.machine.end(outcome, at, &*self.surroundings.random),
                None => core.machine.cut_off(),
            }
            self.look(&mut core, Heard::Woke);
        }
    }

    fn ask_anew(self: &Arc<Self>, start: u64) -> (Ask, AbortHandle) {
        let (settings, clock) = (Arc::clone(&self.settings), Arc::clone(&self.clock));
        let asker = Asker { settings, clock, transport: Arc::clone(&self.surroundings.transport) };
        let keep = Arc::clone(&self.surroundings.keep);
        let (ask, cut) = abortable(ask(Arc::downgrade(self), keep, asker, start));
        (ask.map(|ended| ended.unwrap_or(false)).boxed().shared(), cut)
    }

    fn tell(&self, core: &mut Core, now: Now) {
        let state = core.machine.state(now);
        if core.told.as_ref() != Some(&state) {
            (self.surroundings.told)(&state);
            self.states.send_replace(state.clone());
            core.told = Some(state);
        }
    }

    fn now(&self) -> Now {
        Now::of(&*self.clock)
    }

    fn core(&self) -> MutexGuard<'_, Core> {
        // Nothing panics in between; and if it did, what is known is whole.
        self.core.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An ask from its beginning to what is made of it. The first of a start may find out no more than the id. It does not keep
/// the App alive, in which it is kept itself.
async fn ask(app: Weak<App>, keep: Arc<dyn Keep>, asker: Asker, start: u64) -> bool {
    let came = asker.in_time(async {
        let found = asker.find_id().await;
        let is_another = |id: &String| app.upgrade().is_some_and(|app| app.know_id(start, id));
        if found.as_ref().is_ok_and(is_another) {
            keep.keep(Change::Removed).await;
        }
        if !app.upgrade().is_some_and(|app| app.goes_on(start)) {
            return Came::NotDue;
        }
        match found {
            Ok(id) => asker.ask(id).await,
            Err(reason) => Came::Nothing { reason },
        }
    });
    let came = came.await;
    let Some((outcome, at)) = app.upgrade().and_then(|app| app.judge(start, came)) else {
        return false;
    };
    if let Some(change) = outcome.as_ref().and_then(Outcome::change) {
        keep.keep(change).await;
    }
    let is_authorization = matches!(outcome, Some(Outcome::Authorized(_)));
    if let Some(app) = app.upgrade() {
        app.end(start, outcome, at);
    }
    is_authorization
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("settings", &self.settings).finish_non_exhaustive()
    }
}
