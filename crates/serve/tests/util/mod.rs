//! A server on Unix sockets, and a client that asks it.

#![allow(dead_code, reason = "each test uses some of it")]

use axum::{
    Router,
    http::{HeaderMap, HeaderName, HeaderValue},
};
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
    Application, Error, Metrics, Readiness, Server, Trigger, Watch,
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
    /// Where it listens: on `socket`, and then where it was set to.
    pub(crate) addresses: Vec<Address>,
    pub(crate) readiness: Readiness,
    pub(crate) triggers: Receiver<Trigger>,
    thread: JoinHandle<Result<(), Error>>,
    _folder: TempDir,
}

impl Running {
    /// On a socket of its own before those that are set.
    #[track_caller]
    pub(crate) fn start(router: Router, settings: Settings) -> Self {
        Self::spawn(TowerToHyperService::new(router), settings)
    }

    /// The same, which may not get so far as to serve.
    #[track_caller]
    pub(crate) fn spawn<A: Application>(application: A, settings: Settings) -> Self {
        Self::spawn_with(application, settings, |_| {})
    }

    /// With an application on the admin listener.
    #[track_caller]
    pub(crate) fn with_admin_application(router: Router) -> Self {
        let nothing = TowerToHyperService::new(Router::new());
        Self::spawn_with(nothing, Settings::default(), |server| {
            server.admin_application(TowerToHyperService::new(router));
        })
    }

    /// With words of its own for what is no request: the status, as a header and as the body.
    #[track_caller]
    pub(crate) fn refusing(router: Router) -> Self {
        let application = TowerToHyperService::new(router);
        Self::spawn_with(application, Settings::default(), |server| {
            server.refuse_with(|status| {
                let said = HeaderValue::from(status.as_u16());
                let headers = HeaderMap::from_iter([(HeaderName::from_static("x-said"), said)]);
                (headers, format!("refused: {status}\n").into())
            });
        })
    }

    /// With more that is done between binding and running.
    #[track_caller]
    pub(crate) fn spawn_with<A: Application>(
        application: A,
        mut settings: Settings,
        set_up: impl FnOnce(&mut Server),
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [socket, admin, watched] =
            ["socket", "admin", "watched"].map(|name| folder.path().join(name));
        fs::write(&watched, "1").unwrap();
        let unix = |path: &Path| Address::Unix { path: path.to_owned(), mode: 0o600 };
        settings.listen.insert(0, Listen { address: unix(&socket), tls: None });
        settings.admin = Some(unix(&admin));
        let metrics = Arc::new(Metrics::new("test", |_| {}));
        let mut server = Server::bind(&settings, &metrics).unwrap();
        set_up(&mut server);
        let addresses = server.addresses().cloned().collect();
        let readiness = server.readiness().clone();
        metrics.put_into_force();
        let watch = Watch::new(vec![watched.clone()]);
        let (told, triggers) = mpsc::channel();
        let thread = thread::spawn(move || {
            server.run(application, watch, |trigger, control| {
                control.show(control.read_certificates().unwrap());
                told.send(trigger).unwrap();
            })
        });
        Self { socket, admin, watched, addresses, readiness, triggers, thread, _folder: folder }
    }

    /// What the admin listener answers.
    #[track_caller]
    pub(crate) fn admin(&self, path: &str) -> String {
        let mut client = Client::connect(&self.admin);
        client.send(&get(path));
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

    /// The same, of which no piece may take longer than that.
    #[track_caller]
    pub(crate) fn rest_within(&mut self, patience: Duration) -> String {
        self.0.set_read_timeout(Some(patience)).unwrap();
        self.rest()
    }
}

/// A request with `GET`.
pub(crate) fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n")
}
