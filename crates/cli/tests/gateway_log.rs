//! Nothing that the gateway does depends on who reads its log.

#![cfg(unix)]

mod util;

use rustix::process::{Pid, Signal, kill_process};
use std::{
    fs::File,
    os::unix::net::UnixStream,
    path::Path,
    process::{Child, Command},
    time::Instant,
};
use util::{
    KEY, OTHER_KEY, PATIENCE, PRODUCT_CODE,
    gateway::{Folder, Gateway, Reader, about, expired, signed},
    http::{Client, get, request},
    running::until,
};

const DROPPED: &str = "store_auth_log_lines_dropped_total";

/// The line about a request that `key` authorizes.
fn line_of(key: &str) -> String {
    about(&format!("/?{}", signed(key, PRODUCT_CODE, 60)))
}

/// Has denials logged until lines of the log are dropped. Each is answered.
#[track_caller]
fn deny_until_lines_are_dropped(gateway: &Gateway) {
    const TOGETHER: usize = 100;
    let mut client = Client::connect(gateway.address());
    let denied = request("/", &[&about(&format!("/?{}", expired()))]);
    let start = Instant::now();
    while gateway.metric(DROPPED) == 0 {
        assert!(start.elapsed() < PATIENCE, "expected lines to be dropped");
        client.send(denied.repeat(TOGETHER));
        for _ in 0..TOGETHER {
            assert_eq!(client.answer().status, 401);
        }
    }
}

/// A gateway none of whose lines can be written any more.
#[track_caller]
fn unread(reader: Reader) -> Gateway {
    let gateway = Gateway::start();
    gateway.reader(reader);
    deny_until_lines_are_dropped(&gateway);
    gateway
}

#[track_caller]
fn assert_answers(gateway: &Gateway) {
    for _ in 0..10 {
        assert_eq!(get(gateway.address(), "/", &[&line_of(OTHER_KEY)]).status, 401);
        assert_eq!(get(gateway.address(), "/", &[&about("/")]).status, 401);
        assert_eq!(get(gateway.address(), "/", &[]).status, 401);
        assert_eq!(get(gateway.address(), "/", &[&line_of(KEY)]).status, 200);
    }
}

/// Key files that come and go are followed: each of them is said something of.
#[track_caller]
fn assert_rotates(gateway: &Gateway) {
    for (round, key) in [OTHER_KEY, KEY, OTHER_KEY].into_iter().enumerate() {
        gateway.folder.write("server.key", "no key\n");
        until("a refusal", || {
            gateway.metric("store_auth_config_refused_total") == round as u64 + 1
        });
        gateway.folder.write("server.key", key);
        until("a key", || gateway.metric("store_auth_config_generation") == round as u64 + 2);
        let other = if key == KEY { OTHER_KEY } else { KEY };
        let status = |key| get(gateway.address(), "/", &[&line_of(key)]).status;
        assert_eq!((status(key), status(other)), (200, 401));
    }
}

#[track_caller]
fn assert_ends(mut gateway: Gateway) {
    gateway.signal(Signal::TERM);
    assert_eq!(gateway.wait().code(), Some(0));
}

// A reader that has gone

#[test]
fn requests_are_answered_though_the_reader_of_the_log_has_gone() {
    assert_answers(&unread(Reader::Ends));
}

#[test]
fn keys_are_replaced_though_the_reader_of_the_log_has_gone() {
    assert_rotates(&unread(Reader::Ends));
}

#[test]
fn it_ends_though_the_reader_of_the_log_has_gone() {
    assert_ends(unread(Reader::Ends));
}

// A reader that stalls

#[test]
fn requests_are_answered_though_the_reader_of_the_log_stalls() {
    assert_answers(&unread(Reader::Stalls));
}

#[test]
fn keys_are_replaced_though_the_reader_of_the_log_stalls() {
    assert_rotates(&unread(Reader::Stalls));
}

#[test]
fn it_ends_though_the_reader_of_the_log_stalls() {
    assert_ends(unread(Reader::Stalls));
}

#[test]
fn a_reader_that_reads_again_is_told_how_many_lines_it_missed() {
    let gateway = unread(Reader::Stalls);
    gateway.reader(Reader::Reads);
    let log = gateway.wait_for(" WARN lines of this log could not be written lines=");
    let missed: u64 = log.rsplit("lines=").next().unwrap().lines().next().unwrap().parse().unwrap();
    assert_eq!(missed, gateway.metric(DROPPED));
    get(gateway.address(), "/", &[&line_of(OTHER_KEY)]);
    gateway.wait_for("reason=\"signature-mismatch\"");
}

// A full disk

/// A gateway on sockets of its folder, whose log goes to a file that is always full.
struct Full {
    child: Child,
    folder: Folder,
}

impl Full {
    #[track_caller]
    fn start() -> Self {
        let folder = Folder::with(
            "[[listen]]\nunix = 'gateway'\n[admin]\nunix = 'admin'\n\
             [request]\nheader = 'X-Original-URI'\n[[key]]\nfile = 'server.key'\n",
        );
        let child = Command::new(env!("CARGO_BIN_EXE_storeauth"))
            .arg("gateway")
            .arg("--config")
            .arg(folder.path("gateway.toml"))
            .stderr(File::create("/dev/full").unwrap())
            .spawn()
            .unwrap();
        let full = Self { child, folder };
        until("a start", || UnixStream::connect(full.folder.path("admin")).is_ok());
        full
    }

    #[track_caller]
    fn status(&self, line: &str) -> u16 {
        asked(&self.folder.path("gateway"), "/", &[line]).0
    }

    #[track_caller]
    fn metrics(&self) -> String {
        asked(&self.folder.path("admin"), "/metrics", &[]).1
    }
}

#[track_caller]
fn asked(socket: &Path, target: &str, lines: &[&str]) -> (u16, String) {
    let stream = UnixStream::connect(socket).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let answer = Client::over(stream).send(request(target, lines)).answer();
    (answer.status, answer.body)
}

impl Drop for Full {
    fn drop(&mut self) {
        // It may have ended, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_disk_that_is_full_changes_no_answer_and_is_counted() {
    let full = Full::start();
    assert_eq!((full.status(&line_of(OTHER_KEY)), full.status(&line_of(KEY))), (401, 200));
    // "listening", twice, and a denial.
    until("dropped lines", || full.metrics().contains(&format!("{DROPPED} 3\n")));
}

#[test]
fn keys_are_replaced_though_the_disk_is_full() {
    let full = Full::start();
    for (new, old) in [(OTHER_KEY, KEY), (KEY, OTHER_KEY)] {
        full.folder.write("server.key", new);
        until("a key", || full.status(&line_of(new)) == 200);
        assert_eq!(full.status(&line_of(old)), 401);
    }
}

#[test]
fn it_ends_though_the_disk_is_full() {
    let mut full = Full::start();
    assert_eq!(full.status(&line_of(OTHER_KEY)), 401);
    let pid = Pid::from_raw(full.child.id().try_into().unwrap()).unwrap();
    kill_process(pid, Signal::TERM).unwrap();
    until("an end", || full.child.try_wait().unwrap().is_some());
    assert_eq!(full.child.wait().unwrap().code(), Some(0));
}

// A reader that reads

#[test]
fn the_last_line_is_written_before_the_end() {
    let mut gateway = Gateway::start();
    gateway.signal(Signal::TERM);
    assert!(gateway.wait().success());
    assert!(gateway.wait_for(" ended\n").ends_with(" INFO ended\n"));
}

#[test]
fn warnings_are_written_before_the_error_that_ends_it() {
    let folder = Folder::with(&util::gateway::CONFIG.replace("server.key", "weak.key"));
    folder.write("weak.key", "short");
    // Its socket's name is taken.
    let config = folder.path("gateway.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    folder.write("gateway.toml", &text.replacen("tcp = '127.0.0.1:0'", "unix = 'weak.key'", 1));
    let output = util::storeauth("gateway").arg("--config").arg(config).run();
    let (warning, error) = (output.stderr.find(" WARN key file "), output.stderr.find("error: "));
    assert!(warning.is_some() && warning < error, "{output:?}");
    assert_eq!(output.code, Some(2));
}
