//! Backups of a database of `PostgreSQL`, by the commands that `docs/store.md` shows.
//!
//! `ci/postgres` runs this. It makes clusters of its own.

#![cfg(unix)]

mod util;

use chrono::Utc;
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::atomic::{AtomicBool, Ordering::SeqCst},
    thread,
};
use tempfile::TempDir;
use util::{
    port::ReservedPort,
    postgres::{config, psql},
    running::{signal, until},
    store::{CATALOGUE, DISPLAY, Folder, PRODUCT, Served},
    storeauth,
};

/// The blocks with a mark, such as `bash`, of the section, with another folder for the backups.
fn blocks(mark: &str, backups: &Path) -> Vec<String> {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/store.md");
    let page = fs::read_to_string(page).unwrap();
    let (_, section) = page.split_once("\n### Backups of PostgreSQL\n").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let begin = format!("\n```{mark}\n");
    let blocks = section.split(&begin).skip(1);
    let blocks = blocks.map(|block| block.split_once("\n```\n").unwrap().0);
    blocks.map(|block| block.replace("/backups", backups.to_str().unwrap())).collect()
}

/// A cluster whose log is archived as the page says.
struct Cluster {
    folder: TempDir,
    port: ReservedPort,
    server: Child,
}

impl Cluster {
    fn start() -> Self {
        let folder = TempDir::with_prefix("cluster").unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let port = ReservedPort::new();
        let server = run(folder.path(), port.number);
        let cluster = Self { folder, port, server };
        cluster.answers();
        cluster.run("mkdir -p backups/wal && createdb store");
        cluster
    }

    fn backups(&self) -> PathBuf {
        self.folder.path().join("backups")
    }

    /// A block of the page.
    fn run_block(&self, number: usize) {
        self.run(&blocks("bash", &self.backups())[number]);
    }

    /// Commands of the user that the server runs as.
    #[track_caller]
    fn run(&self, script: &str) {
        let output = self.try_to_run(script);
        assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn try_to_run(&self, script: &str) -> Output {
        let is_root = rustix::process::getuid().is_root();
        let words: &[&str] = if is_root {
            &["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "bash", "-euc"]
        } else {
            &["bash", "-euc"]
        };
        let script = format!(
            "PATH=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1):$PATH\n{script}"
        );
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).arg(script).current_dir(self.folder.path());
        command.env("PGHOST", "127.0.0.1").env("PGPORT", self.port.number.to_string());
        command.env("PGUSER", "store").env("PGDATA", self.folder.path().join("data"));
        command.output().unwrap()
    }

    fn answers(&self) {
        until("a server", || self.try_to_run("psql -qXd postgres -c 'SELECT 1'").status.success());
    }

    fn url(&self, name: &str) -> String {
        format!("postgres://store@127.0.0.1:{}/{name}", self.port.number)
    }

    fn stop(&mut self) {
        signal(&self.server, rustix::process::Signal::INT);
        self.server.wait().unwrap();
    }

    fn start_again(&mut self) {
        self.server = run(self.folder.path(), self.port.number);
        self.answers();
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let pid = rustix::process::Pid::from_child(&self.server);
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::QUIT);
        let _ = self.server.wait();
    }
}

fn run(folder: &Path, port: u16) -> Child {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../store/tests/postgres/cluster.sh");
    let settings = blocks("ini", &folder.join("backups")).concat();
    let mut command = Command::new(script);
    command.arg(folder).arg(port.to_string()).stdin(Stdio::null());
    for line in settings.lines() {
        let (name, value) = line.split_once(" = ").unwrap();
        command.arg("-c").arg(format!("{name}={}", value.trim_matches('\'')));
    }
    let log = fs::File::options().create(true).append(true).open(folder.join("log")).unwrap();
    command.stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap()
}

/// A Store with many displays.
fn store(database: &str) -> Served {
    let folder = Folder::none();
    folder.write("store.toml", &config(database));
    let init = storeauth("store").arg("init").arg("--data").arg(folder.data());
    let run = init.arg("--config").arg(folder.path("store.toml")).run();
    assert_eq!((run.stderr.as_str(), run.code), ("", Some(0)));
    let store = Served::of(folder);
    let displays: Vec<_> = (0..1000).map(|number| format!("\"MORE{number}\"")).collect();
    let of_one = format!("[\"{DISPLAY}\"]");
    store.import(&CATALOGUE.replace(&of_one, &format!("[{}]", displays.join(","))));
    store
}

/// Has displays authorized, each of which costs something.
fn call(store: &Served, displays: std::ops::Range<usize>) {
    for number in displays {
        let answer = store.authorize(&format!("id=MORE{number}&pc={PRODUCT}"));
        assert_eq!(answer["authorized"], true, "{number}");
    }
}

fn bill(store: &Served) -> String {
    store.ask(&["bill", "--month", &Utc::now().format("%Y-%m").to_string(), "--format", "csv"])
}

#[test]
fn a_store_that_is_restored_to_an_instant_has_the_bill_of_that_instant() {
    let mut cluster = Cluster::start();
    let served = store(&cluster.url("store"));
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(SeqCst) {
                call(&served, 0..20);
            }
        });
        let run = catch_unwind(AssertUnwindSafe(|| cluster.run_block(0)));
        // Whatever came of it: the calls go on until then.
        is_over.store(true, SeqCst);
        run.unwrap();
    });
    call(&served, 20..40);
    let (before, audit) = (bill(&served), served.ask(&["audit", "--format", "json"]));
    cluster.run_block(1);
    call(&served, 40..60);
    served.ask(&["product", "set", PRODUCT, "--name", "Mistake"]);
    assert_ne!(bill(&served), before);

    let sql = "SELECT pg_walfile_name(pg_switch_wal())";
    let last = cluster.backups().join("wal").join(psql(&cluster.url("store"), sql).trim());
    until("an archived log", || last.exists());
    let folder = served.end();
    cluster.stop();
    cluster.run("mv data lost && mkdir -m 700 data");
    cluster.run_block(2);
    cluster.start_again();
    let recovers = || psql(&cluster.url("store"), "SELECT pg_is_in_recovery()");
    until("an end of the recovery", || recovers() == "f\n");

    let served = Served::of(folder);
    assert_eq!(bill(&served), before);
    assert_eq!(served.ask(&["audit", "--format", "json"]), audit);
    call(&served, 40..60);
    assert_ne!(bill(&served), before);
    served.ask(&["product", "set", PRODUCT, "--name", "Right"]);
}

#[test]
fn a_store_that_is_dumped_and_restored_says_the_same() {
    let cluster = Cluster::start();
    let served = store(&cluster.url("store"));
    call(&served, 0..20);
    let said = |served: &Served| {
        [&["export"][..], &["audit", "--format", "json"]].map(|arguments| served.ask(arguments))
    };
    let (before, all) = (bill(&served), said(&served));
    cluster.run_block(3);
    call(&served, 20..40);
    let folder = served.end();
    folder.write("store.toml", &config(&cluster.url("restored")));
    let served = Served::of(folder);
    assert_eq!((bill(&served), said(&served)), (before, all));
    call(&served, 20..40);
}
