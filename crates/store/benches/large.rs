//! A large Store: ten million records, half a million displays, a million subscriptions.
//!
//! `cargo bench -p store-auth-store --bench large [-- RECORDS]` makes one, and measures
//! - how long it takes to open it, also after a kill, and to read a month of three million records;
//! - how long a record takes at 1,000 a second, alone, while a month is closed and pruned, while a backup is made, and while
//!   100,000 subscriptions are imported; and how much memory it takes to close a month.
//!
//! With `postgres://USER@HOST/NAME`, an empty database, it does so there as far as months are concerned.

use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, postgres::PgConnectOptions,
    sqlite::SqliteConnectOptions,
};
use std::{
    convert::Infallible,
    net::SocketAddr,
    ops::Range,
    path::Path,
    pin::pin,
    process::Command,
    time::{Duration, Instant},
};
use store_auth_store::{
    Clock, DatabasePlace, Draft, PostgresPlace, Seal, Store, admin,
    billing::Month,
    maintenance,
    model::{
        CompanyNumber, DisplayNumber, Edit, Millis, Paid, Plan, ProductNumber, Purchase, Scope,
        Subscription, Token, Usage,
    },
    tokens,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime::Runtime,
    select,
    sync::oneshot,
    task::JoinSet,
    time::{MissedTickBehavior, interval},
};

const DAY: Duration = Duration::from_hours(24);
/// 2027-01-15
const START: i64 = 1_800_000_000_000;
/// Milliseconds from one record to the next: 3.3 million in a month of 31 days.
const STEP: i64 = 811;
/// A month of 31 days that is full of records.
const FULL: &str = "2027-03";
/// When it is over: 2027-06-04
const LATER: Millis = Millis(1_812_096_000_000);
const MONTH: i64 = 30 * 24 * 60 * 60 * 1000;
const RATE: u32 = 1000;

async fn open(place: impl Into<DatabasePlace>) -> Store {
    Store::open(place, Seal::new(&[7; 32]), Clock::of(|| LATER), DAY).await.expect("it was made")
}

/// By SQL: that is quicker than by calls.
async fn fill(path: &Path, records: u32) {
    let made = Store::create(path, Seal::new(&[7; 32]), Clock::system(), DAY).await;
    made.expect("a folder of its own").close().await;
    let options = SqliteConnectOptions::new().filename(path);
    let mut connection = options.connect().await.expect("a database");
    let numbers = |count: u32| {
        format!(
            "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {count})"
        )
    };
    for sql in [
        "BEGIN".to_owned(),
        format!(
            "{} INSERT INTO product SELECT n, printf('%040x', n), 'Product ' || n, '', '', NULL, NULL, NULL, NULL, NULL, 0, 14, 0, 1 FROM n",
            numbers(100)
        ),
        format!(
            "{} INSERT INTO company SELECT n, printf('%08x-0000-0000-0000-000000000000', n), 'Company ' || n, 'active', 0, 1 FROM n",
            numbers(10_000)
        ),
        format!(
            "{} INSERT INTO display SELECT n, printf('DISPLAY%06d', n), n % 10000 + 1, 1 FROM n",
            numbers(500_000)
        ),
        format!(
            "{} INSERT INTO subscription SELECT n / 100 + 1, n % 100 + 1, 1, NULL, NULL, 'display', 'bought', NULL, 0, 1 FROM n",
            numbers(999_999)
        ),
        format!(
            "{} INSERT INTO usage SELECT {START} + n * {STEP}, n, n % 10000 + 1, n % 500000 + 1, n % 100 + 1, 2, {START} + n * {STEP} + 86400000 FROM n",
            numbers(records)
        ),
        "INSERT INTO change VALUES (1, 0, x'', 0)".to_owned(),
        "INSERT INTO audit VALUES (1, 0, 'bench', 'import', '', NULL, NULL, '')".to_owned(),
        "UPDATE catalogue_version SET version = 1".to_owned(),
        "COMMIT".to_owned(),
    ] {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.expect("SQL");
    }
    connection.close().await.expect("a database");
}

/// The same in a database of `PostgreSQL`, with a partition for the full month.
async fn fill_postgres(place: &PostgresPlace, url: &str, records: u32) {
    let made = Store::create(place.clone(), Seal::new(&[7; 32]), Clock::system(), DAY).await;
    made.expect("an empty database").close().await;
    let options: PgConnectOptions = url.parse().expect("postgres://USER@HOST/NAME");
    let mut connection = options.connect().await.expect("a database");
    let Range { start, end } = FULL.parse::<Month>().expect("a month").range();
    let sql = format!(
        "BEGIN;
        CREATE TABLE usage_{} PARTITION OF usage FOR VALUES FROM ({}) TO ({});
        INSERT INTO product SELECT n, lpad(to_hex(n), 40, '0'), 'Product ' || n, '', '', NULL, NULL, NULL, NULL, NULL, false, 14, false, 1 FROM generate_series(1, 100) AS n;
        INSERT INTO company SELECT n, lpad(to_hex(n), 8, '0') || '-0000-0000-0000-000000000000', 'Company ' || n, 'active', false, 1 FROM generate_series(1, 10000) AS n;
        INSERT INTO display SELECT n, 'DISPLAY' || n, n % 10000 + 1, 1 FROM generate_series(1, 500000) AS n;
        INSERT INTO subscription SELECT n / 100 + 1, n % 100 + 1, true, NULL, NULL, 'display', 'bought', NULL, false, 1 FROM generate_series(1, 999999) AS n;
        INSERT INTO usage SELECT {START} + n * {STEP}, {START} + n * {STEP} + 86400000, n % 10000 + 1, n % 100 + 1, n % 500000 + 1, 2 FROM generate_series(1::bigint, {records}) AS n;
        INSERT INTO change VALUES (1, 0, '');
        INSERT INTO audit VALUES (1, 0, 'bench', 'import', '', NULL, NULL, '');
        UPDATE catalogue_version SET version = 1;
        COMMIT; ANALYZE",
        FULL.replace('-', "_"),
        start.0,
        end.0
    );
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.expect("SQL");
    connection.close().await.expect("a database");
}

async fn run_postgres(url: &str, records: u32) {
    let place: PostgresPlace = url.parse().expect("postgres://USER@HOST/NAME");
    fill_postgres(&place, url, records).await;
    let store = timed("open", open(place)).await;
    load("alone", &store, tokio::time::sleep(Duration::from_secs(5))).await;
    close_and_prune(&store).await;
    store.close().await;
}

fn usage(number: u32) -> Usage {
    let at = Clock::system().now();
    Usage {
        at,
        company: CompanyNumber(number % 10_000 + 1),
        display: Some(DisplayNumber(number % 500_000 + 1)),
        product: ProductNumber(1),
        paid: Paid::Subscribed(Plan::Display),
        until: at.plus(DAY),
    }
}

/// Records at a rate, whoever waits (an open loop), until `beside` is over, and prints how long each took.
async fn load(name: &str, store: &Store, beside: impl Future<Output = ()>) {
    let (mut ticks, mut asked) = (interval(Duration::from_secs(1) / RATE), JoinSet::new());
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let (mut beside, mut number, start) = (pin!(beside), 0, Instant::now());
    loop {
        let due = select! {
            () = &mut beside => break,
            due = ticks.tick() => due,
        };
        number += 1;
        let store = store.clone();
        asked.spawn(async move {
            let outcome = store.record(usage(number)).await;
            (due.elapsed(), outcome.is_err())
        });
    }
    let length = start.elapsed();
    let outcomes = asked.join_all().await;
    let refused = outcomes.iter().filter(|(_, is_refused)| *is_refused).count();
    let mut took: Vec<Duration> = outcomes.into_iter().map(|(took, _)| took).collect();
    took.sort_unstable();
    let at = |thousandths: usize| {
        took.get(took.len() * thousandths / 1000).map_or(0.0, Duration::as_secs_f64) * 1e3
    };
    println!(
        "{name:40} {:6.1} s, {number} records, {refused} refused: p50 {:.2} ms, p99 {:.2} ms, p99.9 {:.2} ms",
        length.as_secs_f64(),
        at(500),
        at(990),
        at(999)
    );
}

async fn import(store: &Store) {
    let edit = |number: u32| Edit::Subscription {
        company: CompanyNumber(number / 100 + 1),
        product: ProductNumber(number % 100 + 1),
        subscription: Some(Subscription {
            plan: Some(Plan::Company),
            purchase: Purchase::Bought,
            ..Subscription::default()
        }),
    };
    let edits = (0..100_000).map(edit).collect();
    let draft = Draft { actor: "bench".into(), action: "import", edits, ..Draft::default() };
    let start = Instant::now();
    store.change(|_| Ok::<_, Infallible>(draft)).await.expect("it is written");
    println!("an import of 100,000 is in force after {:.2} s", start.elapsed().as_secs_f64());
    store.settle().await.expect("it is written");
}

/// The interface of those who run it, on a thread of its own as in a Store that is served, and a token for it.
async fn interface(store: &Store) -> (SocketAddr, String) {
    let (text, hash) = tokens::make().expect("randomness");
    let (name, scopes) = ("bench".to_owned(), vec![Scope::Admin]);
    let token = Token { name, hash, scopes, made: LATER, expires: None, revoked: false };
    let edits = vec![Edit::Token(token)];
    let draft = Draft { actor: "bench".into(), action: "token.add", edits, ..Draft::default() };
    store.change(|_| Ok::<_, Infallible>(draft)).await.expect("it is written");
    let (told, address) = oneshot::channel();
    let router = admin::router(store.clone());
    std::thread::spawn(|| {
        let runtime = Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            told.send(listener.local_addr().expect("it is bound")).expect("it is waited for");
            axum::serve(listener, router).await
        })
    });
    (address.await.expect("it is bound"), text.to_string())
}

/// Has something done to a month.
async fn ask((address, token): &(SocketAddr, String), what: &str) {
    let start = Instant::now();
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    let request = format!(
        "POST /admin/v1/months/{FULL}/{what} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.expect("it listens");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("it answers");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let (_, answer) = answer.rsplit_once("\r\n\r\n").expect("an answer");
    println!("{what}: {:.2} s, {answer}", start.elapsed().as_secs_f64());
}

/// MiB of memory that this process has, or has had at the most.
fn memory(what: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix(what)).expect("Linux");
    let number = line.trim_matches(|letter: char| !letter.is_ascii_digit());
    number.parse::<u64>().expect("a number") / 1024
}

async fn close_and_prune(store: &Store) {
    let interface = interface(store).await;
    // The most that it has had is counted anew from here.
    std::fs::write("/proc/self/clear_refs", "5").expect("Linux");
    let before = memory("VmRSS:");
    load("while a month is closed", store, ask(&interface, "close")).await;
    println!("it takes {} MiB besides {before}", memory("VmHWM:").saturating_sub(before));
    load("while a month is pruned", store, ask(&interface, "prune")).await;
}

async fn timed_open(name: &str, path: &Path) -> Store {
    timed(name, open(path)).await
}

/// Prints how long something takes, and how much of that it computes.
async fn timed<T>(name: &str, done: impl Future<Output = T>) -> T {
    let (start, before) = (Instant::now(), cpu());
    let done = done.await;
    let (took, computed) =
        (start.elapsed().as_secs_f64(), cpu().saturating_sub(before).as_secs_f64());
    println!("{name:40} {took:6.2} s, {computed:.2} s of CPU");
    done
}

fn cpu() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap_or(0))
}

/// As this program is started for it: records, and imports, until it is killed.
async fn be_killed(path: &Path) {
    let store = open(path).await;
    let recording = store.clone();
    tokio::spawn(async move { load("", &recording, std::future::pending()).await });
    tokio::time::sleep(Duration::from_secs(2)).await;
    let importing = store.clone();
    let pending = tokio::spawn(async move { import(&importing).await });
    while store.catalogue().version() == 1 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    drop(pending);
    rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL)
        .expect("it is killed");
}

async fn run(folder: &Path, records: u32) {
    let path = folder.join("store.db");
    fill(&path, records).await;
    let store = timed_open("open", &path).await;
    let mut count = 0_u32;
    let month = store.usage(Millis(START), Millis(START + MONTH), |_| count += 1);
    timed("a month of usage", month).await.expect("it is read");
    println!("{count} records were read");
    load("alone", &store, tokio::time::sleep(Duration::from_secs(5))).await;
    close_and_prune(&store).await;
    load("while a backup is made and verified", &store, async {
        let backup = maintenance::backup(&store, folder).await.expect("there is room");
        let contents = backup.contents();
        assert!(contents.records + contents.pruned >= u64::from(records));
    })
    .await;
    load("while 100,000 subscriptions are imported", &store, import(&store)).await;
    store.close().await;
    let program = std::env::current_exe().expect("this program");
    let killed = Command::new(program).arg("be-killed").arg(&path).status().expect("this program");
    assert!(!killed.success());
    timed_open("open after a kill while it imports", &path).await.close().await;
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = Runtime::new().expect("a runtime");
    if let [command, path] = &arguments[..]
        && command == "be-killed"
    {
        return runtime.block_on(be_killed(Path::new(path)));
    }
    let records = arguments.iter().find_map(|argument| argument.parse().ok());
    if let Some(url) = arguments.iter().find(|argument| argument.starts_with("postgres://")) {
        return runtime.block_on(run_postgres(url, records.unwrap_or(10_000_000)));
    }
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder of its own");
    runtime.block_on(run(folder.path(), records.unwrap_or(10_000_000)));
}
