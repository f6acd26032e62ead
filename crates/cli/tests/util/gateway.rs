//! A running gateway, and requests that it lets in.

use super::{ID, KEY, Output, PRODUCT_CODE, Storeauth, http::get, running, shown, sign, storeauth};
use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStderr, Command, ExitStatus, Stdio},
    sync::{Arc, Condvar, Mutex},
    thread,
    time::{Duration, SystemTime},
};
use store_auth::Expiry;
use tempfile::TempDir;

/// Listens on ports that the system picks, believes `X-Original-URI`, and accepts [`KEY`].
pub(crate) const CONFIG: &str = "\
[[listen]]
tcp = '127.0.0.1:0'
[admin]
tcp = '127.0.0.1:0'
[request]
header = 'X-Original-URI'
[[key]]
file = 'server.key'
";

/// A folder with a configuration and a key in it.
#[derive(Debug)]
pub(crate) struct Folder(TempDir);

impl Folder {
    #[track_caller]
    pub(crate) fn with(config: &str) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("gateway.toml", config).write("server.key", KEY);
        folder
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file that its owner alone can read, in one step.
    #[track_caller]
    pub(crate) fn write(&self, name: &str, contents: &str) -> &Self {
        use std::os::unix::fs::PermissionsExt;

        let new = self.path("new");
        fs::write(&new, contents).unwrap();
        fs::set_permissions(&new, fs::Permissions::from_mode(0o600)).unwrap();
        fs::rename(new, self.path(name)).unwrap();
        self
    }
}

/// What it has said, and whether anybody reads on.
#[derive(Debug, Default)]
struct Log {
    text: Mutex<String>,
    reader: Mutex<Reader>,
    has_changed: Condvar,
}

impl Log {
    fn said(&self) -> String {
        self.text.lock().unwrap().clone()
    }
}

/// What the reader of its log does, behind the line that it reads next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Reader {
    #[default]
    Reads,
    Stalls,
    Ends,
}

/// `storeauth gateway`, until it is dropped.
#[derive(Debug)]
pub(crate) struct Gateway {
    child: Child,
    log: Arc<Log>,
    /// Those that it says it listens on.
    pub(crate) addresses: Vec<String>,
    pub(crate) admin: String,
    pub(crate) folder: Folder,
}

impl Gateway {
    /// With [`CONFIG`].
    #[track_caller]
    pub(crate) fn start() -> Self {
        Self::with(CONFIG)
    }

    /// With [`CONFIG`] and more sections.
    #[track_caller]
    pub(crate) fn and(sections: &str) -> Self {
        Self::with(&format!("{CONFIG}{sections}"))
    }

    #[track_caller]
    pub(crate) fn with(config: &str) -> Self {
        Self::of(Folder::with(config))
    }

    #[track_caller]
    pub(crate) fn of(folder: Folder) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_storeauth"));
        command.arg("gateway").arg("--config").arg(folder.path("gateway.toml"));
        Self::spawn(command, folder)
    }

    #[track_caller]
    pub(crate) fn spawn(mut command: Command, folder: Folder) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let log = Arc::<Log>::default();
        let stderr = child.stderr.take().unwrap();
        let to = Arc::clone(&log);
        thread::spawn(move || keep(stderr, &to));
        let (addresses, admin) = (Vec::new(), String::new());
        let mut gateway = Self { child, log, addresses, admin, folder };
        let has_admin = fs::read_to_string(gateway.folder.path("gateway.toml")).unwrap();
        // The last line that it says before it serves.
        let last =
            if has_admin.contains("[admin]") { "listening for [admin]" } else { "listening" };
        let said = gateway.wait_for(last);
        gateway.addresses = addresses_in(&said, " listening address=");
        gateway.admin =
            addresses_in(&said, "listening for [admin] address=").pop().unwrap_or_default();
        gateway
    }

    /// The first address.
    pub(crate) fn address(&self) -> &str {
        &self.addresses[0]
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn log(&self) -> String {
        self.log.said()
    }

    /// Has the reader of its log do something else.
    pub(crate) fn reader(&self, does: Reader) {
        *self.log.reader.lock().unwrap() = does;
        self.log.has_changed.notify_all();
    }

    /// Waits until it says this, and gives all that it has said.
    #[track_caller]
    pub(crate) fn wait_for(&self, text: &str) -> String {
        self.wait_for_times(text, 1)
    }

    /// Waits until it has said this so many times.
    #[track_caller]
    pub(crate) fn wait_for_times(&self, text: &str, times: usize) -> String {
        running::wait_for(text, times, || self.log())
    }

    #[track_caller]
    pub(crate) fn signal(&self, signal: rustix::process::Signal) {
        running::signal(&self.child, signal);
    }

    /// Waits until it has ended.
    #[track_caller]
    pub(crate) fn wait(&mut self) -> ExitStatus {
        let log = Arc::clone(&self.log);
        running::wait(&mut self.child, || log.said())
    }

    /// The value of a sample in its metrics.
    #[track_caller]
    pub(crate) fn metric(&self, name: &str) -> u64 {
        let metrics = get(&self.admin, "/metrics", &[]).body;
        let value = metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        value.unwrap_or_else(|| panic!("expected {name} in {metrics}")).parse().unwrap()
    }

    /// Memory that is in use, in KiB.
    #[track_caller]
    pub(crate) fn resident(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let value = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        value.trim().strip_suffix(" kB").unwrap().parse().unwrap()
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        // It may have ended, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            eprintln!("the gateway said:\n{}", self.log());
        }
    }
}

fn keep(stderr: ChildStderr, log: &Log) {
    for line in BufReader::new(stderr).lines().map_while(Result::ok) {
        log.text.lock().unwrap().push_str(&(line + "\n"));
        let reader = log.reader.lock().unwrap();
        let reader = log.has_changed.wait_while(reader, |reader| *reader == Reader::Stalls);
        if *reader.unwrap() == Reader::Ends {
            break;
        }
    }
}

fn addresses_in(log: &str, before: &str) -> Vec<String> {
    let lines = log.lines().filter_map(|line| line.split_once(before));
    lines.map(|(_, address)| address.trim_matches('"').to_owned()).collect()
}

/// The line with which a proxy asks about `uri`.
pub(crate) fn about(uri: &str) -> String {
    format!("X-Original-URI: {uri}")
}

/// A query that [`KEY`] authorizes for an hour, `+` unescaped.
pub(crate) fn authorized() -> String {
    signed(KEY, PRODUCT_CODE, 3600)
}

/// A query that `key` authorizes for so many seconds from now.
pub(crate) fn signed(key: &str, product_code: &str, seconds: u64) -> String {
    query_until(key, product_code, SystemTime::now() + Duration::from_secs(seconds))
}

/// One that expired an hour ago.
pub(crate) fn expired() -> String {
    query_until(KEY, PRODUCT_CODE, SystemTime::now() - Duration::from_secs(3600))
}

/// A query that `key` authorizes until `end`.
pub(crate) fn query_until(key: &str, product_code: &str, end: SystemTime) -> String {
    let expiry = Expiry::java(end.into()).unwrap();
    let signature = sign(key, ID, product_code, expiry.as_str());
    format!("id={ID}&pc={product_code}&expiry={expiry}&signature={signature}")
}

/// Where this workspace is.
pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// `storeauth gateway --check` of the folder's configuration.
pub(crate) fn check(folder: &Folder) -> Storeauth {
    storeauth("gateway").arg("--check").arg("--config").arg(folder.path("gateway.toml"))
}

#[track_caller]
pub(crate) fn checked(config: &str) -> (Folder, Output) {
    let folder = Folder::with(config);
    let output = check(&folder).run();
    (folder, output)
}

/// The one error of a configuration, behind the name of its file.
#[track_caller]
pub(crate) fn assert_refused(config: &str, problem: &str) {
    let (folder, output) = checked(config);
    output.assert_error(&format!("{}{problem}", shown(folder.path("gateway.toml"))));
}

/// The one warning of a configuration that is accepted.
#[track_caller]
pub(crate) fn assert_warned(config: &str, warning: &str) {
    let (folder, output) = checked(config);
    assert_eq!(output.stderr, format!("warning: {warning}\n"));
    assert_eq!(output.stdout, format!("{}: good\n", shown(folder.path("gateway.toml"))));
    assert_eq!(output.code, Some(0));
}
