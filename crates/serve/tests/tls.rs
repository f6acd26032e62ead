//! TLS, as a client sees it that comes again.

mod util;

use axum::{Extension, Router, routing::get};
use hyper_util::service::TowerToHyperService;
use std::{
    fs,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    num::NonZeroUsize,
    path::PathBuf,
    sync::{
        Arc, Mutex,
        mpsc::{self, Receiver, Sender},
    },
    thread,
};
use store_auth_serve::{
    Peer, Trigger,
    config::{Address, Listen, Settings, TlsFiles},
};
use tokio_rustls::rustls::{
    ClientConfig, ClientConnection, HandshakeKind, RootCertStore, StreamOwned,
    SupportedProtocolVersion,
    pki_types::{CertificateDer, pem::PemObject},
    version::{TLS12, TLS13},
};
use util::Running;

fn file(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests/util", name].iter().collect()
}

/// A server of two workers, with TLS on a port of its own.
#[track_caller]
fn server(router: Router) -> (Running, SocketAddr) {
    let tls = TlsFiles { certificate: file("localhost.crt"), private_key: file("localhost.key") };
    let address = Address::Tcp(([127, 0, 0, 1], 0).into());
    let listen = vec![Listen { address, tls: Some(tls) }];
    let workers = NonZeroUsize::new(2);
    let settings = Settings { listen, workers, ..Settings::default() };
    let server = Running::spawn(TowerToHyperService::new(router), settings);
    let Address::Tcp(address) = server.addresses[1] else { panic!("expected a port") };
    (server, address)
}

/// A client that keeps sessions.
fn client(version: &'static SupportedProtocolVersion) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(file("localhost.crt")).unwrap()).unwrap();
    let config = ClientConfig::builder_with_protocol_versions(&[version]);
    Arc::new(config.with_root_certificates(roots).with_no_client_auth())
}

struct Connection(StreamOwned<ClientConnection, TcpStream>);

impl Connection {
    #[track_caller]
    fn new(config: &Arc<ClientConfig>, address: SocketAddr) -> Self {
        let tls = ClientConnection::new(Arc::clone(config), "localhost".try_into().unwrap());
        Self(StreamOwned::new(tls.unwrap(), TcpStream::connect(address).unwrap()))
    }

    #[track_caller]
    fn send(&mut self, path: &str) {
        self.0.write_all(util::get(path).as_bytes()).unwrap();
    }

    /// What is answered.
    #[track_caller]
    fn asked(&mut self, path: &str) -> String {
        self.0
            .write_all(
                format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").as_bytes(),
            )
            .unwrap();
        let mut answer = String::new();
        self.0.read_to_string(&mut answer).unwrap();
        answer.split_once("\r\n\r\n").unwrap().1.to_owned()
    }

    fn handshake(&self) -> Option<HandshakeKind> {
        self.0.conn.handshake_kind()
    }
}

/// How the handshake of a new connection went.
#[track_caller]
fn handshake(config: &Arc<ClientConfig>, address: SocketAddr) -> Option<HandshakeKind> {
    let mut connection = Connection::new(config, address);
    assert_eq!(connection.asked("/"), "hello");
    connection.handshake()
}

fn router() -> Router {
    Router::new().route("/", get("hello"))
}

#[track_caller]
fn assert_resumed(version: &'static SupportedProtocolVersion) {
    let (_server, address) = server(router());
    let client = client(version);
    assert_eq!(handshake(&client, address), Some(HandshakeKind::Full));
    assert_eq!(handshake(&client, address), Some(HandshakeKind::Resumed));
}

#[test]
fn a_second_connection_of_tls_1_3_is_resumed() {
    assert_resumed(&TLS13);
}

#[test]
fn a_second_connection_of_tls_1_2_is_resumed() {
    assert_resumed(&TLS12);
}

/// More than a cache of sessions holds by default.
const MANY: usize = 300;

#[test]
fn a_client_is_known_again_after_many_others() {
    let (_server, address) = server(router());
    for version in [&TLS12, &TLS13] {
        let first = client(version);
        handshake(&first, address);
        for _ in 0..MANY {
            handshake(&client(version), address);
        }
        assert_eq!(handshake(&first, address), Some(HandshakeKind::Resumed));
    }
}

#[test]
fn sessions_outlive_certificates_that_are_read_again() {
    let (server, address) = server(router());
    let client = client(&TLS13);
    handshake(&client, address);
    fs::write(&server.watched, "22").unwrap();
    server.assert_triggered(Trigger::FilesChanged);
    assert_eq!(handshake(&client, address), Some(HandshakeKind::Resumed));
}

/// Answers with the thread on `/`; on `/hold` it says so and keeps its thread until it is let go.
fn threads(taken: Sender<()>, go: Receiver<()>) -> Router {
    let go = Arc::new(Mutex::new(go));
    let hold = move || {
        let (taken, go) = (taken.clone(), Arc::clone(&go));
        async move {
            taken.send(()).unwrap();
            go.lock().unwrap().recv().unwrap();
        }
    };
    let thread = || async { format!("{:?}", thread::current().id()) };
    Router::new().route("/", get(thread)).route("/hold", get(hold))
}

#[test]
fn a_connection_to_another_worker_is_resumed_as_well() {
    let (taken, is_taken) = mpsc::channel();
    let (go, gone) = mpsc::channel();
    let (_server, address) = server(threads(taken, gone));
    for version in [&TLS12, &TLS13] {
        let client = client(version);
        let mut first = Connection::new(&client, address);
        first.send("/");
        let mut bytes = [0; 1024];
        let read = first.0.read(&mut bytes).unwrap();
        let answer = String::from_utf8_lossy(&bytes[..read]).into_owned();
        // The worker that has answered it takes no other connection.
        first.send("/hold");
        is_taken.recv().unwrap();
        let mut second = Connection::new(&client, address);
        let other = second.asked("/");
        assert!(answer.contains("ThreadId") && !answer.ends_with(&other), "{answer} {other}");
        assert_eq!(second.handshake(), Some(HandshakeKind::Resumed));
        go.send(()).unwrap();
    }
}

// Whose requests they are

#[test]
fn requests_say_whose_they_are_and_that_they_came_by_tls() {
    let peer = |Extension(peer): Extension<Peer>| async move { format!("{peer:?}") };
    let (_server, address) = server(Router::new().route("/", get(peer)));
    let mut connection = Connection::new(&client(&TLS13), address);
    let address = Some(connection.0.sock.local_addr().unwrap());
    assert_eq!(connection.asked("/"), format!("{:?}", Peer { address, is_tls: true }));
}
