//! The gateway under load: keys that are replaced, an end, and ten thousand connections that ask nothing. And TLS, as
//! curl speaks it.
//!
//! `ci/proxies` installs wrk, curl and openssl and runs this: a program that is missing is a failure.

#![cfg(unix)]

mod util;

use rustix::process::Signal;
use std::{
    fs,
    io::{self, Write},
    net::TcpStream,
    os::unix::fs::symlink,
    path::Path,
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};
use util::{
    KEY, OTHER_KEY, PATIENCE,
    gateway::{CONFIG, Folder, Gateway, Reader, about, authorized},
    http::{Client, request},
};

/// What a program prints, once it has ended well.
#[track_caller]
fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let output =
        output.unwrap_or_else(|error| panic!("{program}: {error}: ci/proxies installs it"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {said}{error}");
    said
}

#[test]
fn twenty_reloads_under_load_fail_no_request() {
    let current = format!("{CONFIG}[[key]]\nfile = 'previous.key'\n");
    let folder = Folder::with(&current);
    folder.write("previous.key", OTHER_KEY);
    let gateway = Gateway::of(folder);
    let line = about(&format!("/?{}", authorized()));
    let url = format!("http://{}/", gateway.address());
    let load = Command::new("wrk")
        .args(["-t1", "-c32", "-d6s", "-H", &line, &url])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("wrk: {error}: ci/proxies installs it"));
    let refused = "the old keys and policy stay in force";
    let in_force = "new keys and policy are in force";
    for round in 1..=5 {
        // The other key first, a file that is none, a configuration that is none, and back.
        gateway.folder.write("server.key", OTHER_KEY).write("previous.key", KEY);
        gateway.wait_for_times(in_force, 2 * round - 1);
        gateway.folder.write("previous.key", "no key\n");
        gateway.wait_for_times(refused, 2 * round - 1);
        gateway.folder.write("gateway.toml", "none");
        gateway.signal(Signal::HUP);
        gateway.wait_for_times(refused, 2 * round);
        gateway.folder.write("previous.key", KEY).write("gateway.toml", &current);
        gateway.signal(Signal::HUP);
        gateway.wait_for_times(in_force, 2 * round);
    }
    let said = String::from_utf8(load.wait_with_output().unwrap().stdout).unwrap();
    assert!(said.contains("Requests/sec"), "{said}");
    assert!(!said.contains("Non-2xx") && !said.contains("Socket errors"), "{said}");
    let authorized = gateway.metric("store_auth_verdicts_total{code=\"authorized\"}");
    assert!(authorized > 1000, "{said}");
    for code in ["malformed", "expired", "signature-mismatch", "no-uri"] {
        assert_eq!(gateway.metric(&format!("store_auth_verdicts_total{{code=\"{code}\"}}")), 0);
    }
    // Under both keys as the current one.
    assert!(gateway.metric("store_auth_authorized_total{key=\"0\"}") > 0);
    assert!(gateway.metric("store_auth_authorized_total{key=\"1\"}") > 0);
}

/// Asks again and again, on connections that it keeps, until no more are taken. Counts the answers, and the requests
/// that got none.
///
/// A connection that the system made just as listening ended, and that the gateway never had, is reset: a request on it
/// was not accepted, and a proxy asks another server.
fn ask(address: &str, request: &str, answered: &AtomicUsize, lost: &AtomicUsize) {
    while let Ok(stream) = TcpStream::connect(address) {
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut writer = stream.try_clone().unwrap();
        let mut client = Client::over(stream);
        let mut is_accepted = false;
        loop {
            let asked = writer.write_all(request.as_bytes());
            match asked.and_then(|()| client.try_answer()) {
                Ok(answer) if answer.status == 200 => {
                    is_accepted = true;
                    answered.fetch_add(1, SeqCst);
                    if answer.header("connection") == Some("close") {
                        break;
                    }
                }
                Err(error) if !is_accepted && is_reset(&error) => break,
                _ => {
                    lost.fetch_add(1, SeqCst);
                    break;
                }
            }
        }
    }
}

fn is_reset(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe)
}

/// Sixteen clients that [`ask`].
struct Load {
    clients: Vec<JoinHandle<()>>,
    answered: Arc<AtomicUsize>,
    lost: Arc<AtomicUsize>,
}

impl Load {
    fn on(gateway: &Gateway) -> Self {
        let request: Arc<str> = request("/", &[&about(&format!("/?{}", authorized()))]).into();
        let (answered, lost) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let client = |_| {
            let address = gateway.address().to_owned();
            let request = Arc::clone(&request);
            let (answered, lost) = (Arc::clone(&answered), Arc::clone(&lost));
            thread::spawn(move || ask(&address, &request, &answered, &lost))
        };
        Self { clients: (0..16).map(client).collect(), answered, lost }
    }

    /// Waits until so many more are answered.
    #[track_caller]
    fn wait_for(&self, count: usize) {
        let (before, start) = (self.answered.load(SeqCst), Instant::now());
        while self.answered.load(SeqCst) < before + count {
            assert!(start.elapsed() < PATIENCE, "expected answers");
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Waits until no more connections are taken.
    #[track_caller]
    fn assert_none_is_lost(self) {
        for client in self.clients {
            client.join().unwrap();
        }
        assert_eq!(self.lost.load(SeqCst), 0, "of {}", self.answered.load(SeqCst));
    }
}

#[test]
fn an_end_under_load_loses_no_request() {
    for _ in 0..5 {
        let mut gateway = Gateway::start();
        let load = Load::on(&gateway);
        load.wait_for(1000);
        gateway.signal(Signal::TERM);
        assert!(gateway.wait().success());
        load.assert_none_is_lost();
    }
}

/// Each request has a line in the log, of which the reader takes no more from half-way on.
#[track_caller]
fn assert_none_is_lost_with(reader: Reader) {
    let mut gateway = Gateway::and("[log]\nlevel = 'debug'\n");
    let load = Load::on(&gateway);
    load.wait_for(5000);
    gateway.reader(reader);
    let start = Instant::now();
    while gateway.metric("store_auth_log_lines_dropped_total") == 0 {
        assert!(start.elapsed() < PATIENCE, "expected lines to be dropped");
    }
    load.wait_for(5000);
    gateway.signal(Signal::TERM);
    assert!(gateway.wait().success());
    load.assert_none_is_lost();
}

#[test]
fn a_reader_of_the_log_that_is_killed_half_way_loses_no_request() {
    assert_none_is_lost_with(Reader::Ends);
}

#[test]
fn a_reader_of_the_log_that_stalls_half_way_loses_no_request() {
    assert_none_is_lost_with(Reader::Stalls);
}

/// 9,000 where the system lets a process have no more than 10,000 open files.
#[test]
fn ten_thousand_idle_connections_keep_nobody_out_and_cost_little() {
    let most = rustix::process::getrlimit(rustix::process::Resource::Nofile).maximum;
    let count = if most.is_none_or(|most| most >= 10_500) { 10_000_u64 } else { 9_000 };
    rustix::process::setrlimit(
        rustix::process::Resource::Nofile,
        rustix::process::Rlimit { current: most, maximum: most },
    )
    .unwrap();
    let gateway =
        Gateway::and("[limits]\nconnections = 10100\nrequest_time = '10m'\nidle_time = '10m'\n");
    let line = about(&format!("/?{}", authorized()));
    let before = gateway.resident();
    let mut idle: Vec<_> = (0..count).map(|_| Client::connect(gateway.address())).collect();
    // Half of them have asked before, the others have begun to.
    for (at, client) in idle.iter_mut().enumerate() {
        if at % 2 == 0 {
            assert_eq!(client.get("/", &[&line]).status, 200);
        } else {
            client.send("GET / HTTP/1.1\r\n");
        }
    }
    assert_eq!(gateway.metric("store_auth_connections"), count);
    assert_eq!(Client::connect(gateway.address()).get("/", &[&line]).status, 200);
    let each = (gateway.resident() - before) * 1024 / count;
    println!("{count} idle connections take {each} bytes of memory each");
    assert!(each < 32 * 1024, "{each} bytes for each connection");
}

#[test]
fn connections_that_never_ask_take_no_more_memory_than_the_limit() {
    let gateway = Gateway::and("[limits]\nconnections = 200\n");
    let stop = Arc::new(AtomicBool::new(false));
    let address = gateway.address().to_owned();
    let flag = Arc::clone(&stop);
    let flood = thread::spawn(move || {
        let mut open = Vec::new();
        while !flag.load(SeqCst) {
            let Ok(stream) = TcpStream::connect(&address) else { continue };
            let mut client = Client::over(stream);
            client.send("GET / HTTP/1.1\r\nX: ");
            open.push(client);
            if open.len() > 1000 {
                open.clear();
            }
        }
    });
    let line = about(&format!("/?{}", authorized()));
    for _ in 0..5 {
        assert_eq!(Client::connect(gateway.address()).get("/", &[&line]).status, 200);
    }
    stop.store(true, SeqCst);
    flood.join().unwrap();
    assert!(gateway.metric("store_auth_connections") <= 210);
    assert!(gateway.resident() < 64 * 1024, "{} KiB", gateway.resident());
}

// TLS

/// A certificate for 127.0.0.1 and its key, in files.
#[track_caller]
fn certify(folder: &Path, name: &str) {
    let path = |kind: &str| folder.join(format!("{name}.{kind}")).to_str().unwrap().to_owned();
    let subject = format!("/CN={name}");
    output(
        "openssl",
        &[
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
            "-subj",
            &subject,
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-keyout",
            &path("key"),
            "-out",
            &path("crt"),
        ],
    );
}

#[test]
fn tls_is_spoken_and_its_certificate_replaced() {
    let config = CONFIG.replacen(
        "tcp = '127.0.0.1:0'\n",
        "tcp = '127.0.0.1:0'\ncertificate = 'tls.crt'\nprivate_key = 'tls.key'\n",
        1,
    );
    let folder = Folder::with(&config);
    certify(&folder.path(""), "tls");
    let gateway = Gateway::of(folder);
    let line = about(&format!("/?{}", authorized()));
    let url = format!("https://{}/", gateway.address());
    let asked = |version: &[&str]| {
        let trusted = gateway.folder.path("tls.crt");
        let arguments = ["-sS", "--cacert", trusted.to_str().unwrap(), "-H", &line];
        output(
            "curl",
            &[&arguments[..], version, &["-o", "/dev/null", "-w", "%{http_code} ", &url, &url]]
                .concat(),
        )
    };
    assert_eq!(asked(&["--tlsv1.3"]), "200 200 ");
    assert_eq!(asked(&["--tls-max", "1.2"]), "200 200 ");
    // curl trusts the new one alone.
    certify(&gateway.folder.path(""), "new");
    fs::rename(gateway.folder.path("new.crt"), gateway.folder.path("tls.crt")).unwrap();
    fs::rename(gateway.folder.path("new.key"), gateway.folder.path("tls.key")).unwrap();
    gateway.wait_for("new keys and policy are in force");
    assert_eq!(asked(&["--tlsv1.3"]), "200 200 ");
}

/// TLS, with the certificate and key of the folder `current`.
fn tls_in_current() -> String {
    CONFIG.replacen(
        "tcp = '127.0.0.1:0'\n",
        "tcp = '127.0.0.1:0'\ncertificate = 'current/tls.crt'\nprivate_key = 'current/tls.key'\n",
        1,
    )
}

/// What curl says of an answer, where it trusts the certificate `trusted` alone.
#[track_caller]
fn status_trusting(gateway: &Gateway, trusted: &Path) -> String {
    let line = about(&format!("/?{}", authorized()));
    let url = format!("https://{}/", gateway.address());
    let trusted = trusted.to_str().unwrap();
    output(
        "curl",
        &["-sS", "--cacert", trusted, "-H", &line, "-o", "/dev/null", "-w", "%{http_code}", &url],
    )
}

#[test]
fn a_certificate_in_a_folder_that_is_swapped_is_replaced() {
    let folder = Folder::with(&tls_in_current());
    for name in ["first", "second"] {
        fs::create_dir(folder.path(name)).unwrap();
        certify(&folder.path(name), "tls");
    }
    symlink("first", folder.path("current")).unwrap();
    let gateway = Gateway::of(folder);
    assert_eq!(status_trusting(&gateway, &gateway.folder.path("first/tls.crt")), "200");
    symlink("second", gateway.folder.path("new")).unwrap();
    fs::rename(gateway.folder.path("new"), gateway.folder.path("current")).unwrap();
    gateway.wait_for("new keys and policy are in force");
    assert_eq!(status_trusting(&gateway, &gateway.folder.path("second/tls.crt")), "200");
}

#[test]
fn a_byte_order_mark_before_pem_is_passed_over() {
    let folder = Folder::with(&tls_in_current());
    fs::create_dir(folder.path("current")).unwrap();
    certify(&folder.path("current"), "tls");
    fs::copy(folder.path("current/tls.crt"), folder.path("trusted.crt")).unwrap();
    for name in ["current/tls.crt", "current/tls.key"] {
        let text = fs::read_to_string(folder.path(name)).unwrap();
        fs::write(folder.path(name), format!("\u{feff}{text}")).unwrap();
    }
    let gateway = Gateway::of(folder);
    assert_eq!(status_trusting(&gateway, &gateway.folder.path("trusted.crt")), "200");
}

#[test]
fn what_is_no_tls_gets_no_answer_from_a_tls_listener() {
    let config = CONFIG.replacen(
        "tcp = '127.0.0.1:0'\n",
        "tcp = '127.0.0.1:0'\ncertificate = 'tls.crt'\nprivate_key = 'tls.key'\n",
        1,
    );
    let folder = Folder::with(&config);
    certify(&folder.path(""), "tls");
    let gateway = Gateway::of(folder);
    let mut client = Client::connect(gateway.address());
    client.send(request("/", &[&about(&format!("/?{}", authorized()))]));
    assert!(!String::from_utf8_lossy(&client.rest()).contains("HTTP/1.1"));
}
