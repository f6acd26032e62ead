//! A world in which nothing takes time but what a history says.

use super::history::{Answer, Happens, History, Lived, Stored, Told};
use futures_util::future::{self, BoxFuture, FutureExt};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use serde_json::Value;
use std::{
    fmt, mem,
    pin::Pin,
    sync::{Arc, LazyLock, Mutex, MutexGuard},
    task::{Context, Poll},
    time::Duration,
};
use store_auth::{
    Expiry,
    chrono::{DateTime, Utc},
};
use store_auth_client::{
    AppClient, Clock, Id, State,
    simulated::{Change, Held, Keep, NoReply, Reply, Surroundings, Transport},
};

/// Asked for nothing, and made once: to make one takes longer than a history.
static HTTP: LazyLock<reqwest::Client> = LazyLock::new(|| {
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder().tls_backend_preconfigured(tls).build().unwrap()
});

/// How long the client waits for an answer.
const TIMEOUT: i64 = 30_000;

/// The world of a history.
#[derive(Clone)]
pub(crate) struct World {
    history: Arc<History>,
    now: Arc<Mutex<Present>>,
}

/// How it is at a time.
struct Present {
    at: i64,
    /// By how much the wall clock has jumped.
    jumped: i64,
    /// Until when somebody sleeps, and who.
    sleepers: Vec<(i64, u64)>,
    /// How many of them there have been at this time.
    busy: usize,
    /// When the last ask ends.
    answered: i64,
    slept: u64,
    drawn: usize,
    stored: Value,
    /// Whether somebody else has changed what is stored.
    is_news: bool,
    lived: Lived,
}

impl World {
    pub(crate) fn new(history: Arc<History>) -> Self {
        let stored = history.stored.clone();
        let present = Present {
            at: 0,
            jumped: 0,
            sleepers: Vec::new(),
            busy: 0,
            answered: 0,
            slept: 0,
            drawn: 0,
            stored,
            is_news: false,
            lived: Lived::default(),
        };
        Self { history, now: Arc::new(Mutex::new(present)) }
    }

    /// A client that knows nothing but what is stored.
    pub(crate) fn client(&self) -> AppClient {
        let options = &self.history.options;
        let world = self.clone();
        let find = move || {
            let no_id = world.answer().and_then(|answer| answer.no_id.clone());
            future::ready(no_id.map_or_else(|| Ok(world.id()), Err))
        };
        let id = if options.id.is_some() { Id::display_from(find) } else { Id::company_from(find) };
        let mut builder = AppClient::builder("https://store.example/", id, &options.product_code)
            .clock(self.clone())
            .surroundings(self.surroundings())
            .http(HTTP.clone());
        for server in &options.servers {
            builder = builder.server(server);
        }
        if let Some(time) = options.renew_before {
            builder = builder.renew_before(Duration::from_millis(time));
        }
        builder.build().unwrap()
    }

    fn surroundings(&self) -> Surroundings {
        let (random, told) = (self.clone(), self.clone());
        Surroundings {
            transport: Arc::new(self.clone()),
            keep: Arc::new(self.clone()),
            random: Arc::new(move || random.random()),
            told: Arc::new(move |state| told.hears(state)),
        }
    }

    /// When something that is waited for happens.
    pub(crate) fn next(&self) -> Option<i64> {
        self.present().sleepers.iter().map(|(until, _)| *until).min()
    }

    pub(crate) fn set(&self, at: i64) {
        let mut present = self.present();
        (present.at, present.busy) = (at, 0);
    }

    /// What an event does to the world, whether or not the client is told.
    pub(crate) fn happens(&self, what: &Happens) {
        let mut present = self.present();
        match what {
            Happens::Jump { by } => present.jumped += by,
            Happens::Stored { value } => present.stored = value.clone(),
            // Nobody waits for the answer any more.
            Happens::Stop | Happens::Restart => present.answered = present.at,
            _ => {}
        }
    }

    /// The client hears that somebody else has changed what is stored.
    pub(crate) fn has_news(&self) {
        self.present().is_news = true;
    }

    /// The App's wall clock.
    pub(crate) fn wall(&self) -> i64 {
        let present = self.present();
        self.history.wall + present.at + present.jumped
    }

    pub(crate) fn lived(&self) -> Lived {
        self.present().lived.clone()
    }

    fn present(&self) -> MutexGuard<'_, Present> {
        self.now.lock().unwrap()
    }

    fn id(&self) -> String {
        let options = &self.history.options;
        options.id.clone().or(options.cid.clone()).unwrap()
    }

    /// What the Store answers to who asks now.
    fn answer(&self) -> Option<&Answer> {
        let at = self.present().at;
        self.history.answers.iter().rev().find(|answer| answer.from <= at)
    }

    fn random(&self) -> f64 {
        let mut present = self.present();
        present.drawn += 1;
        self.history.random[(present.drawn - 1) % self.history.random.len()]
    }

    fn hears(&self, state: &State) {
        let (until, reason) = match state {
            State::Authorized { until } => (Some(until.timestamp_millis()), None),
            State::Denied { reason } | State::Unreachable { reason } => {
                (None, Some(reason.clone()))
            }
            _ => (None, None),
        };
        let mut present = self.present();
        let told = Told { at: present.at, state: state.name().to_owned(), until, reason };
        present.lived.states.push(told);
    }

    fn understand(&self, value: &Value) -> Option<Held> {
        let record = serde_json::from_value(value.clone()).ok()?;
        Some(Held { id: self.id(), record })
    }

    fn sleep(&self, until: i64) -> Sleep {
        let mut present = self.present();
        present.slept += 1;
        present.busy += 1;
        let (id, busy) = (present.slept, present.busy);
        present.sleepers.push((until, id));
        drop(present);
        assert!(busy < 1000, "the client finds no rest");
        Sleep { world: self.clone(), until, id }
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("World")
    }
}

impl Clock for World {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.wall()).unwrap()
    }

    fn monotonic(&self) -> Duration {
        Duration::from_millis(self.present().at.try_into().unwrap())
    }

    fn sleep_until(&self, until: Duration) -> BoxFuture<'static, ()> {
        self.sleep(until.as_millis().try_into().unwrap()).boxed()
    }
}

impl Transport for World {
    fn get(&self, url: &str) -> BoxFuture<'static, Result<Reply, NoReply>> {
        assert_eq!(url, self.question());
        let answer = self.answer();
        let takes = answer.filter(|answer| !answer.hangs).map_or(TIMEOUT, |answer| answer.after);
        let mut present = self.present();
        let at = present.at;
        present.lived.calls.push(at);
        let answered = mem::replace(&mut present.answered, at + takes.min(TIMEOUT));
        drop(present);
        assert!(at >= answered, "the Store is asked while it is asked");
        let store = self.history.store + at;
        match answer {
            Some(Answer { reply: Some(reply), after, .. }) => {
                let expiry = || DateTime::from_timestamp_millis(store + reply.lifetime).unwrap();
                let body = reply
                    .body
                    .replace("$EXPIRY", Expiry::java(expiry()).unwrap().as_str())
                    .replace("$ISO", Expiry::iso(expiry()).unwrap().as_str());
                let retry_after = reply.headers.get("retry-after").cloned();
                let reply = Reply { status: reply.status, retry_after, body: body.into_bytes() };
                self.sleep(at + after).map(|()| Ok(reply)).boxed()
            }
            Some(Answer { fails: Some(_), after, .. }) => {
                self.sleep(at + after).map(|()| Err(NoReply)).boxed()
            }
            _ => future::pending().boxed(),
        }
    }
}

impl World {
    fn question(&self) -> String {
        let options = &self.history.options;
        let name = if options.id.is_some() { "id" } else { "cid" };
        let servers = match options.servers.join(",") {
            none if none.is_empty() => none,
            some => format!("&srv={some}"),
        };
        let (id, product) = (self.id(), &options.product_code);
        format!("https://store.example/v1/widget/auth?{name}={id}&pc={product}{servers}")
    }
}

impl Keep for World {
    fn read(&self) -> Option<Held> {
        self.understand(&self.present().stored)
    }

    fn changed(&self) -> Option<Change> {
        let mut present = self.present();
        mem::take(&mut present.is_news).then(|| Change::to(self.understand(&present.stored)))
    }

    fn keep(&self, change: Change) -> BoxFuture<'static, ()> {
        let value = match change {
            Change::Kept(held) => serde_json::to_value(held.record).unwrap(),
            Change::Removed => Value::Null,
        };
        let mut present = self.present();
        if present.stored != value {
            let at = present.at;
            present.lived.stored.push(Stored { at, value: value.clone() });
            present.stored = value;
        }
        future::ready(()).boxed()
    }
}

/// Sleeps until a time of the world. It is polled at each, so that nobody has to be woken.
struct Sleep {
    world: World,
    until: i64,
    id: u64,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if self.world.present().at >= self.until { Poll::Ready(()) } else { Poll::Pending }
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.world.present().sleepers.retain(|(_, id)| *id != self.id);
    }
}
