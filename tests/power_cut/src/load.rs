//! Apps that ask without pause, and what each of them was told.

use crate::{
    call::Call,
    catalogue::{CONNECTIONS, PRODUCT, SERVER, displays_of},
    mounted::Power,
};
use anyhow::{Context, anyhow, bail, ensure};
use serde::Deserialize;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::SeqCst},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};
use ureq::Agent;

/// Longer than any cut takes: nothing is asked that long.
const PATIENCE: Duration = Duration::from_mins(1);

/// Far longer than all calls and changes of a scene take.
pub(crate) const LONGEST: Duration = Duration::from_mins(10);

/// Somebody who asked again at once would keep the machine from anything else.
const AFTER_REFUSAL: Duration = Duration::from_millis(5);

/// Connections that ask until the Store is gone.
#[derive(Debug)]
pub(crate) struct Load {
    connections: Vec<JoinHandle<anyhow::Result<Vec<Call>>>>,
    acknowledged: Arc<AtomicU64>,
    refused: Arc<AtomicU64>,
    may_end: Arc<AtomicBool>,
}

impl Load {
    pub(crate) fn start(listen: &str, power: &Power) -> Self {
        let (acknowledged, refused) = (Arc::<AtomicU64>::default(), Arc::<AtomicU64>::default());
        let may_end = Arc::<AtomicBool>::default();
        let connections = (0..CONNECTIONS).map(|number| {
            let connection = Connection {
                listen: listen.to_owned(),
                power: power.clone(),
                acknowledged: Arc::clone(&acknowledged),
                refused: Arc::clone(&refused),
                may_end: Arc::clone(&may_end),
            };
            thread::spawn(move || connection.ask(number))
        });
        Self { connections: connections.collect(), acknowledged, refused, may_end }
    }

    /// How many authorizations have come so far.
    pub(crate) fn acknowledged(&self) -> u64 {
        self.acknowledged.load(SeqCst)
    }

    pub(crate) fn wait_for(&self, acknowledged: u64) -> anyhow::Result<()> {
        self.wait_until(|| self.acknowledged() >= acknowledged)
    }

    /// Waits until so many calls were answered 503.
    pub(crate) fn wait_for_refused(&self, refused: u64) -> anyhow::Result<()> {
        self.wait_until(|| self.refused.load(SeqCst) >= refused)
    }

    fn wait_until(&self, is_so: impl Fn() -> bool) -> anyhow::Result<()> {
        let begin = Instant::now();
        while !is_so() {
            ensure!(begin.elapsed() < LONGEST, "expected more answers in {LONGEST:?}");
            if self.connections.iter().any(JoinHandle::is_finished) {
                bail!("a connection has ended");
            }
            thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }

    /// The Store is told to end.
    pub(crate) fn may_end(&self) {
        self.may_end.store(true, SeqCst);
    }

    /// All that was acknowledged, once the Store is gone.
    pub(crate) fn finish(self) -> anyhow::Result<Vec<Call>> {
        let mut calls = Vec::new();
        for connection in self.connections {
            let of_it = connection.join().map_err(|_| anyhow!("a connection has panicked"))?;
            calls.extend(of_it?);
        }
        Ok(calls)
    }
}

struct Connection {
    listen: String,
    power: Power,
    acknowledged: Arc<AtomicU64>,
    refused: Arc<AtomicU64>,
    may_end: Arc<AtomicBool>,
}

impl Connection {
    fn ask(self, number: u32) -> anyhow::Result<Vec<Call>> {
        let config = Agent::config_builder().http_status_as_error(false);
        let agent = Agent::new_with_config(config.timeout_global(Some(PATIENCE)).build());
        let mut calls = Vec::new();
        for (number, display) in displays_of(number) {
            let url =
                format!("{}/v1/widget/auth?id={display}&pc={PRODUCT}&srv={SERVER}", self.listen);
            let answer = agent.get(url).call().and_then(|mut answer| {
                Ok((answer.status().as_u16(), answer.body_mut().read_to_string()?))
            });
            match answer {
                Ok((200, body)) => calls.push(call(number, &body)?),
                // Nothing was recorded, as far as the Store knows.
                Ok((503, _)) => {
                    self.refused.fetch_add(1, SeqCst);
                    thread::sleep(AFTER_REFUSAL);
                    continue;
                }
                Ok((status, body)) => bail!("a call was answered {status}: {body}"),
                Err(_) if self.power.is_cut() || self.may_end.load(SeqCst) => break,
                Err(error) => return Err(error).context("a call while the power was on"),
            }
            self.acknowledged.fetch_add(1, SeqCst);
        }
        Ok(calls)
    }
}

#[derive(Deserialize)]
struct Answer<'a> {
    authorized: bool,
    expiry: &'a str,
}

fn call(display: u32, body: &str) -> anyhow::Result<Call> {
    let Answer { authorized, expiry } = serde_json::from_str(body)?;
    Call::new(display, expiry)
        .filter(|_| authorized)
        .with_context(|| format!("a call was answered: {body}"))
}
