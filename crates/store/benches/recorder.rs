//! How fast usage is recorded: many at once by one commit, against one commit for each record.
//!
//! `cargo bench -p store-auth-store --bench recorder [-- SECONDS]`; for a round, two seconds unless told.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};
use store_auth_store::{
    Clock, Seal, Store,
    model::{CompanyNumber, DisplayNumber, Millis, Paid, Plan, ProductNumber, Usage},
};
use tokio::{runtime::Runtime, sync::Mutex, task::JoinSet};

const DAY: Duration = Duration::from_hours(24);

/// What a round came to.
struct Round {
    records: u64,
    commits: u64,
    elapsed: Duration,
    cpu: Duration,
    waited: Vec<Duration>,
}

impl Round {
    fn rate(&self) -> f64 {
        count(self.records) / self.elapsed.as_secs_f64()
    }

    fn print(&self, name: &str) {
        let mut waited = self.waited.clone();
        waited.sort_unstable();
        let at =
            |share: usize| waited.get(waited.len() * share / 100).map_or(0, Duration::as_micros);
        println!(
            "{name:24} {:8.0} records/s {:7.0} commits/s {:6.1} records a commit {:6.2} µs of CPU a record  p50 {} µs, p99 {} µs",
            self.rate(),
            count(self.commits) / self.elapsed.as_secs_f64(),
            count(self.records) / count(self.commits),
            self.cpu.as_secs_f64() * 1e6 / count(self.records),
            at(50),
            at(99),
        );
    }
}

fn count(number: u64) -> f64 {
    u32::try_from(number).map_or(f64::INFINITY, f64::from)
}

fn cpu() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap_or(0))
}

fn usage(number: u32) -> Usage {
    let at = Clock::system().now();
    Usage {
        at,
        company: CompanyNumber(number % 1000),
        display: Some(DisplayNumber(number)),
        product: ProductNumber(1),
        paid: Paid::Subscribed(Plan::Display),
        until: at.plus(DAY),
    }
}

/// Tasks that record without pause, each by itself, or one after the other.
async fn round(store: &Store, tasks: u32, length: Duration, one_by_one: bool) -> Round {
    let is_over = Arc::new(AtomicBool::new(false));
    let recorded = Arc::new(AtomicU64::new(0));
    let turn = Arc::new(Mutex::new(()));
    let (commits, cpu_before, start) = (store.commits(), cpu(), Instant::now());
    let mut all = JoinSet::new();
    for task in 0..tasks {
        let (store, is_over, recorded, turn) =
            (store.clone(), Arc::clone(&is_over), Arc::clone(&recorded), Arc::clone(&turn));
        all.spawn(async move {
            let mut waited = Vec::new();
            while !is_over.load(Relaxed) {
                let start = Instant::now();
                let turn = if one_by_one { Some(turn.lock().await) } else { None };
                store.record(usage(task)).await.expect("the disk has room");
                drop(turn);
                waited.push(start.elapsed());
                recorded.fetch_add(1, Relaxed);
            }
            waited
        });
    }
    tokio::time::sleep(length).await;
    let (records, elapsed) = (recorded.load(Relaxed), start.elapsed());
    let (commits, cpu) = (store.commits() - commits, cpu().saturating_sub(cpu_before));
    is_over.store(true, Relaxed);
    let waited = all.join_all().await.concat();
    Round { records, commits, elapsed, cpu, waited }
}

async fn run(folder: &Path, length: Duration) {
    let seal = Seal::new(&[7; 32]);
    let path = folder.join("store.db");
    let store = Store::create(&path, seal, Clock::system(), DAY);
    let store = store.await.expect("a folder of its own");
    let mut all = 0;
    for tasks in [64, 256] {
        let single = round(&store, tasks, length, true).await;
        let grouped = round(&store, tasks, length, false).await;
        single.print(&format!("{tasks} tasks, one a commit"));
        grouped.print(&format!("{tasks} tasks, grouped"));
        println!("{tasks} tasks: grouped / one a commit = {:.1}", grouped.rate() / single.rate());
        all += single.waited.len() + grouped.waited.len();
    }
    let mut found = 0;
    store.usage(Millis(0), Millis(i64::MAX), |_| found += 1).await.expect("what was written");
    assert_eq!(found, all, "each record that was acknowledged is there");
}

fn main() {
    let seconds = std::env::args().skip(1).find_map(|argument| argument.parse().ok());
    let length = Duration::from_secs_f64(seconds.unwrap_or(2.0));
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder of its own");
    Runtime::new().expect("a runtime").block_on(run(folder.path(), length));
}
