//! A cluster of `PostgreSQL` that is a test's own.

use crate::{engine, wait::until};
use rustix::process::{Pid, Signal, kill_process};
use std::{
    fs,
    net::Ipv4Addr,
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    process::{Child, Command, Stdio},
};
use store_auth_store::DatabasePlace;
use tempfile::TempDir;
use tokio::net::TcpSocket;

pub(crate) struct Cluster {
    folder: TempDir,
    pub(crate) port: u16,
    _reserved: TcpSocket,
    settings: Vec<String>,
    server: Child,
}

impl Cluster {
    pub(crate) async fn start() -> Self {
        Self::with(&[]).await
    }

    /// One with settings, such as `fsync=off`.
    pub(crate) async fn with(settings: &[&str]) -> Self {
        let (folder, (reserved, port)) = (folder(), reserved_port());
        let settings: Vec<_> = settings.iter().map(|&setting| setting.to_owned()).collect();
        let server = run("cluster.sh", &folder, &[port], &settings);
        let cluster = Self { folder, port, _reserved: reserved, settings, server };
        cluster.answers().await;
        cluster
    }

    /// One that has all of another, and goes on to have what that writes.
    pub(crate) async fn standby_of(primary: &Self) -> Self {
        let (folder, (reserved, port)) = (folder(), reserved_port());
        let server = run("standby.sh", &folder, &[port, primary.port], &[]);
        let cluster = Self { folder, port, _reserved: reserved, settings: Vec::new(), server };
        cluster.answers().await;
        cluster
    }

    /// Ends it as a loss of power would, but for what is not synced.
    pub(crate) fn crash(&mut self) {
        self.signal(Signal::QUIT);
        self.server.wait().unwrap();
    }

    /// Ends it by a signal to its first process, and waits until none of its processes is there: `INT` in order, `QUIT` at
    /// once, `KILL` without a word to the others.
    pub(crate) async fn end_by(&mut self, signal: Signal) {
        let number = self.server.id();
        let others = fs::read_to_string(format!("/proc/{number}/task/{number}/children")).unwrap();
        self.signal(signal);
        self.server.wait().unwrap();
        for other in others.split_whitespace() {
            until("an end", async || !fs::exists(format!("/proc/{other}")).unwrap()).await;
        }
    }

    /// Keeps the processes of a standby that take and write what its primary does from their work.
    pub(crate) fn pause(&self) {
        self.to_all(Signal::STOP);
    }

    pub(crate) fn go_on(&self) {
        self.to_all(Signal::CONT);
    }

    fn to_all(&self, signal: Signal) {
        let number = self.server.id();
        let others = fs::read_to_string(format!("/proc/{number}/task/{number}/children")).unwrap();
        for other in others.split_whitespace() {
            // One may have ended meanwhile.
            let _ = kill_process(Pid::from_raw(other.parse().unwrap()).unwrap(), signal);
        }
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.server), signal).unwrap();
    }

    pub(crate) async fn start_again(&mut self) {
        self.server = run("cluster.sh", &self.folder, &[self.port], &self.settings);
        self.answers().await;
    }

    async fn answers(&self) {
        let url = url(self.port, "postgres");
        until(self.folder.path(), async || engine::try_to_connect(&url).await.is_ok()).await;
    }

    /// A database, which is made unless it is there.
    pub(crate) async fn database(&self) -> DatabasePlace {
        engine::make(&format!("postgres://store@127.0.0.1:{}", self.port), "store").await;
        self.place()
    }

    /// Where it is.
    pub(crate) fn place(&self) -> DatabasePlace {
        place(self.port)
    }

    /// A connection of somebody else's to it.
    pub(crate) async fn connect(&self) -> sqlx::PgConnection {
        engine::connect_to(&url(self.port, "store")).await
    }
}

/// Where the database is, by way of a port that leads to its cluster.
pub(crate) fn place(port: u16) -> DatabasePlace {
    DatabasePlace::Postgres(url(port, "store").parse().unwrap())
}

fn url(port: u16, name: &str) -> String {
    format!("postgres://store@127.0.0.1:{port}/{name}")
}

fn folder() -> TempDir {
    let folder = TempDir::with_prefix("cluster").unwrap();
    // Whoever runs it is another user.
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

/// A port that nobody gets but who asks for it by its number, while the socket is there: it is bound and not listened on.
fn reserved_port() -> (TcpSocket, u16) {
    let reserved = TcpSocket::new_v4().unwrap();
    reserved.set_reuseaddr(true).unwrap();
    reserved.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    let port = reserved.local_addr().unwrap().port();
    (reserved, port)
}

fn run(script: &str, folder: &TempDir, ports: &[u16], settings: &[String]) -> Child {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/postgres").join(script);
    let log =
        fs::File::options().create(true).append(true).open(folder.path().join("log")).unwrap();
    let mut command = Command::new(script);
    command.arg(folder.path()).args(ports.iter().map(u16::to_string)).stdin(Stdio::null());
    command.args(settings.iter().flat_map(|setting| ["-c", setting]));
    command.stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap()
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = kill_process(Pid::from_child(&self.server), Signal::QUIT);
        let _ = self.server.wait();
    }
}
