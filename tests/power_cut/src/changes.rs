//! Changes of the catalogue without pause, small ones and large ones, and which of them were acknowledged.

use crate::{load::LONGEST, mounted::Power, store::Served};
use anyhow::{Context, anyhow, bail, ensure};
use serde::Deserialize;
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::SeqCst},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};
use ureq::Agent;

const PATIENCE: Duration = Duration::from_mins(1);
/// Displays of a large change: more than are written with it, so that some of it is pending.
const DISPLAYS: usize = 2000;
/// What the company of a large change is called.
const LARGE: &str = "Large";

/// Threads that change the catalogue until the Store is gone.
#[derive(Debug)]
pub(crate) struct Changes {
    threads: Vec<JoinHandle<anyhow::Result<Vec<String>>>>,
    acknowledged: Arc<AtomicU64>,
}

impl Changes {
    /// `first` is a number that no other changes of this Store were started with.
    pub(crate) fn start(served: &Served, power: &Power, first: u32) -> Self {
        let acknowledged = Arc::<AtomicU64>::default();
        let thread = |is_large| {
            let client = Client {
                admin: format!("{}/admin/v1", served.admin),
                token: format!("Bearer {}", served.token),
                power: power.clone(),
                acknowledged: Arc::clone(&acknowledged),
            };
            thread::spawn(move || client.change(is_large, first))
        };
        let threads = [false, false, false, true].map(thread).into();
        Self { threads, acknowledged }
    }

    pub(crate) fn wait_for(&self, acknowledged: u64) -> anyhow::Result<()> {
        let begin = Instant::now();
        while self.acknowledged.load(SeqCst) < acknowledged {
            ensure!(begin.elapsed() < LONGEST, "expected more changes in {LONGEST:?}");
            if self.threads.iter().any(JoinHandle::is_finished) {
                bail!("who changes the catalogue has ended");
            }
            thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }

    /// The ids of the companies that were added, once the Store is gone.
    pub(crate) fn finish(self) -> anyhow::Result<Vec<String>> {
        let mut companies = Vec::new();
        for thread in self.threads {
            let of_it =
                thread.join().map_err(|_| anyhow!("who changes the catalogue has panicked"))?;
            companies.extend(of_it?);
        }
        Ok(companies)
    }
}

struct Client {
    admin: String,
    token: String,
    power: Power,
    acknowledged: Arc<AtomicU64>,
}

#[derive(Deserialize)]
struct Added {
    id: String,
}

impl Client {
    fn change(self, is_large: bool, first: u32) -> anyhow::Result<Vec<String>> {
        let config = Agent::config_builder().http_status_as_error(false);
        let agent = Agent::new_with_config(config.timeout_global(Some(PATIENCE)).build());
        let mut companies = Vec::new();
        for number in 0_u32.. {
            let large = format!("{first:08x}-0000-4000-8000-{number:012x}");
            let (path, body) = if is_large {
                ("/import", document(&large, first, number))
            } else {
                ("/companies", r#"{"name": "Small"}"#.to_owned())
            };
            let request = agent.post(format!("{}{path}", self.admin));
            let request = request.header("authorization", &self.token);
            let answer =
                request.content_type("application/json").send(body).and_then(|mut answer| {
                    Ok((answer.status().as_u16(), answer.body_mut().read_to_string()?))
                });
            match answer {
                Ok((200, _)) if is_large => companies.push(large),
                Ok((201, body)) => companies.push(serde_json::from_str::<Added>(&body)?.id),
                Ok((503, _)) => continue,
                Ok((status, body)) => bail!("a change was answered {status}: {body}"),
                Err(_) if self.power.is_cut() => break,
                Err(error) => return Err(error).context("a change while the power was on"),
            }
            self.acknowledged.fetch_add(1, SeqCst);
        }
        Ok(companies)
    }
}

fn document(company: &str, first: u32, number: u32) -> String {
    let displays: Vec<_> =
        (0..DISPLAYS).map(|display| format!("L{first}-{number}-{display}")).collect();
    let company = serde_json::json!({ "id": company, "name": LARGE, "displays": displays });
    serde_json::json!({ "companies": [company] }).to_string()
}

/// A company of an export.
#[derive(Deserialize)]
pub(crate) struct Company {
    pub(crate) id: String,
    name: String,
    #[serde(default)]
    displays: Vec<String>,
}

impl Company {
    /// Whether all of its change is there.
    pub(crate) fn is_whole(&self) -> bool {
        self.name != LARGE || self.displays.len() == DISPLAYS
    }
}
