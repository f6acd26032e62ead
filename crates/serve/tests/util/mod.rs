//! A server on Unix sockets, and a client that asks it.

#![allow(dead_code, reason = "each test uses some of it")]

use axum::Router;
use hyper_util::service::TowerToHyperService;
use rustix::process::{Signal, getpid, kill_process};
use std::{
    fs,
    io::{Read, Write},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{self, Receiver},
    },
    thread::{self, JoinHandle},
    time::Duration,
};
use store_auth_serve::{
    Application, Error, Metrics, Server, Trigger, Watch,
    config::{Address, Listen, Settings},
};
use tempfile::TempDir;

/// For whatever should come at once.
const PATIENCE: Duration = Duration::from_secs(10);

/// A server in a thread of this process, for as long as the process lives or until it gets SIGTERM.
pub(crate) struct Running {
    pub(crate) socket: PathBuf,
    pub(crate) admin: PathBuf,
    /// A file that is watched.
    pub(crate) watched: PathBuf,
    pub(crate) triggers: Receiver<Trigger>,
    thread: JoinHandle<Result<(), Error>>,
    _folder: TempDir,
}

impl Running {
    /// On sockets of its own in place of those that are set.
    #[track_caller]
    pub(crate) fn start(router: Router, settings: Settings) -> Self {
        let running = Self::spawn(TowerToHyperService::new(router), settings);
        // Whoever is answered there finds the signals listened for.
        running.admin("/healthz");
        running
    }

    /// The same, which may not get so far as to serve.
    #[track_caller]
    pub(crate) fn spawn<A: Application>(application: A, mut settings: Settings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [socket, admin, watched] =
            ["socket", "admin", "watched"].map(|name| folder.path().join(name));
        fs::write(&watched, "1").unwrap();
        let unix = |path: &Path| Address::Unix { path: path.to_owned(), mode: 0o600 };
        settings.listen = vec![Listen { address: unix(&socket), tls: None }];
        settings.admin = Some(unix(&admin));
        let metrics = Arc::new(Metrics::new("test", |_| {}));
        let server = Server::bind(&settings, &metrics).unwrap();
        metrics.put_into_force();
        let watch = Watch::new(vec![watched.clone()]);
        let (told, triggers) = mpsc::channel();
        let thread = thread::spawn(move || {
            server.run(application, watch, |trigger, _| told.send(trigger).unwrap())
        });
        Self { socket, admin, watched, triggers, thread, _folder: folder }
    }

    /// What the admin listener answers.
    #[track_caller]
    pub(crate) fn admin(&self, path: &str) -> String {
        let mut client = Client::connect(&self.admin);
        client.send(&format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n"));
        client.rest()
    }

    #[track_caller]
    pub(crate) fn assert_triggered(&self, trigger: Trigger) {
        assert_eq!(self.triggers.recv_timeout(PATIENCE), Ok(trigger));
    }

    /// Waits for its end.
    #[track_caller]
    pub(crate) fn end(self) -> Result<(), Error> {
        self.join().unwrap()
    }

    /// The same where it may panic. Nobody hears of triggers any more.
    pub(crate) fn join(self) -> thread::Result<Result<(), Error>> {
        drop(self.triggers);
        self.thread.join()
    }
}

/// Sends a signal to this process, and so to each server in it.
#[track_caller]
pub(crate) fn signal(signal: Signal) {
    kill_process(getpid(), signal).unwrap();
}

/// A connection to a server.
pub(crate) struct Client(UnixStream);

impl Client {
    #[track_caller]
    pub(crate) fn connect(socket: &Path) -> Self {
        let stream = UnixStream::connect(socket).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Self(stream)
    }

    #[track_caller]
    pub(crate) fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).unwrap();
    }

    /// All that comes until what came ends with `end`.
    #[track_caller]
    pub(crate) fn until(&mut self, end: &str) -> String {
        let mut text = Vec::new();
        while !text.ends_with(end.as_bytes()) {
            let mut byte = [0];
            assert_eq!(self.0.read(&mut byte).unwrap(), 1, "{}", text.escape_ascii());
            text.extend(byte);
        }
        String::from_utf8(text).unwrap()
    }

    /// All that comes until the server closes the connection.
    #[track_caller]
    pub(crate) fn rest(&mut self) -> String {
        let mut text = String::new();
        self.0.read_to_string(&mut text).unwrap();
        text
    }
}

/// A request with `GET`.
pub(crate) fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n")
}
