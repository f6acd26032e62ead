//! Real proxies with the configurations of `integrations/proxies`, their ports replaced, and the server behind them.

use super::{
    PATIENCE,
    gateway::{CONFIG, Gateway, workspace},
    port::ReservedPort,
    shown,
};
use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// A gateway, a proxy before it, and a server behind that.
#[derive(Debug)]
pub(crate) struct Protected {
    #[expect(dead_code, reason = "it is stopped when this is dropped")]
    proxy: Proxy,
    pub(crate) address: String,
    pub(crate) gateway: Gateway,
    pub(crate) server: Server,
}

/// What differs from one proxy to another.
pub(crate) struct Kind {
    /// The header that it puts the URI in.
    pub(crate) header: &'static str,
    /// Files of `integrations/proxies`, the configuration first.
    pub(crate) files: &'static [&'static str],
    /// The program with its arguments. `{}` is the folder of the files.
    pub(crate) command: &'static [&'static str],
    /// The path behind which requests go to the server.
    pub(crate) path: &'static str,
}

pub(crate) const NGINX: Kind = Kind {
    header: "X-Original-URI",
    files: &["nginx.conf"],
    command: &["nginx", "-p", "{}", "-c", "nginx.conf"],
    path: "/api/feed",
};

pub(crate) const HAPROXY: Kind = Kind {
    header: "X-Original-URI",
    files: &["haproxy.cfg", "store_auth.lua"],
    command: &["haproxy", "-f", "haproxy.cfg"],
    path: "/feed",
};

pub(crate) const CADDY: Kind = Kind {
    header: "X-Forwarded-Uri",
    files: &["Caddyfile"],
    command: &["caddy", "run", "--config", "Caddyfile", "--adapter", "caddyfile"],
    path: "/feed",
};

pub(crate) const APACHE: Kind = Kind {
    header: "X-Original-URI",
    files: &["apache.conf", "store_auth_apache.lua"],
    command: &["apache2", "-X", "-d", "{}", "-C", "Define HERE {}", "-f", "{}/apache.conf"],
    path: "/feed",
};

impl Kind {
    /// With the usual gateway.
    #[track_caller]
    pub(crate) fn start(&self) -> Protected {
        self.and("")
    }

    /// With a gateway that has these sections as well.
    #[track_caller]
    pub(crate) fn and(&self, sections: &str) -> Protected {
        let config = CONFIG.replace("X-Original-URI", self.header);
        let gateway = Gateway::with(&format!("{config}{sections}"));
        let server = Server::start();
        let replaced = |text: &str, address: &str| replace(text, address, &gateway, &server);
        let proxy = Proxy::start(self.files, self.command, replaced);
        Protected { address: proxy.address.clone(), proxy, gateway, server }
    }
}

/// A proxy that runs.
#[derive(Debug)]
pub(crate) struct Proxy {
    child: Child,
    pub(crate) address: String,
    _port: ReservedPort,
    folder: TempDir,
}

impl Proxy {
    /// Starts one with files of `integrations/proxies`, each as `replaced` makes it for the address that it listens at.
    #[track_caller]
    pub(crate) fn start(
        files: &[&str],
        command: &[&str],
        replaced: impl Fn(&str, &str) -> String,
    ) -> Self {
        let port = ReservedPort::new();
        let address = port.address();
        let folder = tempfile::tempdir().unwrap();
        // Workers run as another user, who reads scripts there.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        for file in files {
            let path = workspace().join("integrations/proxies").join(file);
            let text = fs::read_to_string(path).unwrap();
            fs::write(folder.path().join(file), replaced(&text, &address)).unwrap();
        }
        let here = shown(folder.path());
        let mut arguments = command.iter().map(|argument| argument.replace("{}", &here));
        let log = File::create(folder.path().join("log")).unwrap();
        let child = Command::new(arguments.next().unwrap())
            .args(arguments)
            .current_dir(folder.path())
            .env("HOME", folder.path())
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}: ci/proxies installs it", command[0]));
        // From here on it is stopped whatever happens.
        let mut proxy = Self { child, address, _port: port, folder };
        let start = Instant::now();
        while TcpStream::connect(&proxy.address).is_err() {
            let has_ended = proxy.child.try_wait().unwrap().is_some();
            assert!(!has_ended && start.elapsed() < PATIENCE, "expected {} to start", command[0]);
            thread::sleep(Duration::from_millis(10));
        }
        proxy
    }
}

/// Each port of the examples stands for one of these.
fn replace(text: &str, proxy: &str, gateway: &Gateway, server: &Server) -> String {
    let port = |address: &str| address.rsplit(':').next().unwrap().to_owned();
    text.replace("127.0.0.1:8080", proxy)
        .replace("http://:8080", &format!("http://:{}", port(proxy)))
        .replace("127.0.0.1:8081", &server.address)
        .replace("127.0.0.1:9180", gateway.address())
        .replace("\"127.0.0.1\", 9180", &format!("\"127.0.0.1\", {}", port(gateway.address())))
}

impl Protected {
    /// Kills the gateway.
    pub(crate) fn end_gateway(&mut self) {
        self.gateway.signal(rustix::process::Signal::KILL);
        self.gateway.wait();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // nginx's workers end with their master when it is asked to.
        let pid = rustix::process::Pid::from_child(&self.child);
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        let start = Instant::now();
        while self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            if start.elapsed() > Duration::from_secs(5) {
                let _ = self.child.kill();
            }
            thread::sleep(Duration::from_millis(5));
        }
        if thread::panicking() {
            eprintln!("the proxy said:\n{}", said(self.folder.path()));
        }
    }
}

fn said(folder: &Path) -> String {
    fs::read_to_string(folder.join("log")).unwrap_or_default()
}

/// A server that answers each request with its head, and counts them.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) address: String,
    served: Arc<AtomicUsize>,
}

impl Server {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let served = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&served);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let count = Arc::clone(&count);
                thread::spawn(move || echo(&stream, &count));
            }
        });
        Self { address, served }
    }

    /// How many requests have come.
    pub(crate) fn served(&self) -> usize {
        self.served.load(SeqCst)
    }
}

fn echo(mut stream: &TcpStream, count: &AtomicUsize) {
    let mut lines = BufReader::new(stream);
    loop {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            match lines.read_until(b'\n', &mut head) {
                Ok(read) if read > 0 => {}
                _ => return,
            }
        }
        count.fetch_add(1, SeqCst);
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", head.len());
        if stream.write_all(&[answer.as_bytes(), &head].concat()).is_err() {
            return;
        }
    }
}
