//! Real proxies with the configurations of `integrations/proxies`, their ports replaced, and the server behind them.

use super::{
    KEY,
    gateway::{CONFIG, Gateway, workspace},
    port::ReservedPort,
    running::{end, wait_until_it_answers},
    shown,
};
use std::{
    env,
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
};
use tempfile::TempDir;

/// A proxy, a server behind it, and a gateway if the proxy asks one.
#[derive(Debug)]
pub(crate) struct Protected {
    #[expect(dead_code, reason = "it is stopped when this is dropped")]
    proxy: Proxy,
    pub(crate) address: String,
    /// None where the proxy judges itself.
    gateway: Option<Gateway>,
    pub(crate) server: Server,
}

/// What differs from one proxy to another.
pub(crate) struct Kind {
    pub(crate) judge: Judge,
    /// Files of `integrations`, the configuration first.
    pub(crate) files: &'static [&'static str],
    /// The program with its arguments. `{}` is the folder of the files.
    pub(crate) command: &'static [&'static str],
    /// The path behind which requests go to the server.
    pub(crate) path: &'static str,
}

/// Who says whether a request is let in.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Judge {
    /// A gateway, which finds the URI in this header.
    Gateway { header: &'static str },
    /// nginx, by the module that `STORE_AUTH_NGINX_MODULE` names.
    Module,
}

/// What is asked of a request beside a signature.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Policy<'a> {
    pub(crate) products: &'a [&'a str],
    pub(crate) max_lifetime: &'a str,
}

pub(crate) const NGINX: Kind = Kind {
    judge: Judge::Gateway { header: "X-Original-URI" },
    files: &["proxies/nginx.conf"],
    command: &["nginx", "-p", "{}", "-c", "nginx.conf"],
    path: "/api/feed",
};

pub(crate) const HAPROXY: Kind = Kind {
    judge: Judge::Gateway { header: "X-Original-URI" },
    files: &["proxies/haproxy.cfg", "proxies/store_auth.lua"],
    command: &["haproxy", "-f", "haproxy.cfg"],
    path: "/feed",
};

pub(crate) const CADDY: Kind = Kind {
    judge: Judge::Gateway { header: "X-Forwarded-Uri" },
    files: &["proxies/Caddyfile"],
    command: &["caddy", "run", "--config", "Caddyfile", "--adapter", "caddyfile"],
    path: "/feed",
};

pub(crate) const APACHE: Kind = Kind {
    judge: Judge::Gateway { header: "X-Original-URI" },
    files: &["proxies/apache.conf", "proxies/store_auth_apache.lua"],
    command: &["apache2", "-X", "-d", "{}", "-C", "Define HERE {}", "-f", "{}/apache.conf"],
    path: "/feed",
};

impl Kind {
    /// Which asks for nothing beside a signature.
    #[track_caller]
    pub(crate) fn start(&self) -> Protected {
        self.start_with(None)
    }

    #[track_caller]
    pub(crate) fn with_policy(&self, policy: Policy<'_>) -> Protected {
        self.start_with(Some(policy))
    }

    #[track_caller]
    fn start_with(&self, policy: Option<Policy<'_>>) -> Protected {
        let server = Server::start();
        let gateway = match self.judge {
            Judge::Gateway { header } => Some(start_gateway(header, policy)),
            Judge::Module => None,
        };
        let replaced = |text: &str, address: &str| {
            let text = replace(text, address, &server);
            match &gateway {
                Some(gateway) => replace_gateway(&text, gateway),
                None => replace_module(&text, policy),
            }
        };
        let proxy = Proxy::start(self.files, self.command, replaced);
        Protected { address: proxy.address.clone(), proxy, gateway, server }
    }
}

fn start_gateway(header: &str, policy: Option<Policy<'_>>) -> Gateway {
    let config = CONFIG.replace("X-Original-URI", header);
    let policy = policy.map(|Policy { products, max_lifetime }| {
        format!("[policy]\nproducts = {products:?}\nmax_lifetime = {max_lifetime:?}\n")
    });
    Gateway::with(&format!("{config}{}", policy.unwrap_or_default()))
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
    /// Starts one with files of `integrations`, each as `replaced` makes it for the address that it listens at, and a server
    /// key beside them that their owner alone can read.
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
            let path = workspace().join("integrations").join(file);
            let text = fs::read_to_string(&path).unwrap();
            let name = path.file_name().unwrap();
            fs::write(folder.path().join(name), replaced(&text, &address)).unwrap();
        }
        write_secret(&folder.path().join("server.key"), KEY);
        let here = shown(folder.path());
        let mut arguments = command.iter().map(|argument| argument.replace("{}", &here));
        let log = File::create(folder.path().join("log")).unwrap();
        let program = arguments.next().unwrap();
        let child = Command::new(if program == "nginx" { nginx() } else { program })
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
        let Self { child, address, folder, .. } = &mut proxy;
        wait_until_it_answers(child, address, || said(folder.path()));
        proxy
    }
}

/// Writes a file that its owner alone can read.
#[track_caller]
pub(crate) fn write_secret(path: &Path, secret: &str) {
    fs::write(path, secret).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

fn port(address: &str) -> &str {
    address.rsplit(':').next().unwrap()
}

/// Each port of the examples stands for one of these.
fn replace(text: &str, proxy: &str, server: &Server) -> String {
    text.replace("127.0.0.1:8080", proxy)
        .replace("http://:8080", &format!("http://:{}", port(proxy)))
        .replace("127.0.0.1:8081", &server.address)
}

fn replace_gateway(text: &str, gateway: &Gateway) -> String {
    let address = gateway.address();
    text.replace("127.0.0.1:9180", address)
        .replace("\"127.0.0.1\", 9180", &format!("\"127.0.0.1\", {}", port(address)))
}

/// The module in place of that of the example, and a policy behind its key.
fn replace_module(text: &str, policy: Option<Policy<'_>>) -> String {
    let policy = policy.map(|Policy { products, max_lifetime }| {
        format!(
            "store_auth_products {};\nstore_auth_max_lifetime {max_lifetime};",
            products.join(" ")
        )
    });
    let key = "store_auth_key_file server.key;";
    text.replace("ngx_http_store_auth_module.so", &nginx_module())
        .replace(key, &format!("{key}\n{}", policy.unwrap_or_default()))
}

/// The module that `ci/nginx` has built.
#[track_caller]
pub(crate) fn nginx_module() -> String {
    env::var("STORE_AUTH_NGINX_MODULE")
        .expect("STORE_AUTH_NGINX_MODULE names the module: ci/nginx builds it")
}

/// The nginx that the module was built for.
pub(crate) fn nginx() -> String {
    env::var("STORE_AUTH_NGINX").unwrap_or_else(|_| "nginx".to_owned())
}

impl Protected {
    /// Kills the gateway.
    pub(crate) fn end_gateway(&mut self) {
        let gateway = self.gateway.as_mut().unwrap();
        gateway.signal(rustix::process::Signal::KILL);
        gateway.wait();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        end(&mut self.child);
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
