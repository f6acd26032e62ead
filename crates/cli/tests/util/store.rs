//! A running Store, and what is asked of it.

use super::{Output, PATIENCE, Storeauth, http::Answer, http::get, running, storeauth};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

pub(crate) const COMPANY: &str = "b430171d-550f-79ef-cdfb-55e4d24c2e52";
pub(crate) const DISPLAY: &str = "S56PSA4W298W";
pub(crate) const PRODUCT: &str = "1219fb87cdbe1089e7efcf69e4232e0620f92900";

/// A product that a company with a display has bought, and a server with a key.
pub(crate) const CATALOGUE: &str = r#"{
  "products": [{"code": "1219fb87cdbe1089e7efcf69e4232e0620f92900", "name": "Weather", "trialDays": 14,
                "prices": [{"plan": "display", "amount": 250, "currency": "USD"}]}],
  "companies": [{"id": "b430171d-550f-79ef-cdfb-55e4d24c2e52", "name": "Corner Shop", "displays": ["S56PSA4W298W"]}],
  "servers": [{"id": "Weather1", "key": "e4232e0620f9290025cb3783768c9c8c4686078c"}],
  "subscriptions": [{"company": "b430171d-550f-79ef-cdfb-55e4d24c2e52", "status": "Subscribed", "plan": "display",
                     "product": "1219fb87cdbe1089e7efcf69e4232e0620f92900"}]
}
"#;

/// The folder of a Store, in one of its own.
#[derive(Debug)]
pub(crate) struct Folder(TempDir);

impl Folder {
    /// One that `init` has made.
    #[track_caller]
    pub(crate) fn made() -> Self {
        let folder = Self::none();
        let run = storeauth("store").arg("init").arg("--data").arg(folder.data()).run();
        assert_eq!((run.stderr.as_str(), run.code), ("", Some(0)));
        folder
    }

    /// None is made yet.
    #[track_caller]
    pub(crate) fn none() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// The folder of the Store.
    pub(crate) fn data(&self) -> PathBuf {
        self.path("data")
    }

    /// Beside it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file beside it.
    #[track_caller]
    pub(crate) fn write(&self, name: &str, contents: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, contents).unwrap();
        path
    }

    /// `storeauth store serve` of it, on ports that the system picks, by the `store.toml` beside it if there is one.
    pub(crate) fn serve(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_storeauth"));
        command.args(["store", "serve", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"]);
        command.arg("--data").arg(self.data());
        let config = self.path("store.toml");
        if config.exists() {
            command.arg("--config").arg(config);
        }
        command
    }
}

/// `storeauth store serve`, until it is dropped.
#[derive(Debug)]
pub(crate) struct Served {
    child: Child,
    log: PathBuf,
    listening: Value,
    pub(crate) folder: Folder,
}

impl Served {
    /// A new Store, with nothing in it.
    #[track_caller]
    pub(crate) fn start() -> Self {
        Self::of(Folder::made())
    }

    /// One with [`CATALOGUE`].
    #[track_caller]
    pub(crate) fn with_catalogue() -> Self {
        let store = Self::start();
        store.import(CATALOGUE);
        store
    }

    #[track_caller]
    pub(crate) fn of(folder: Folder) -> Self {
        let command = folder.serve();
        Self::spawn(command, folder)
    }

    #[track_caller]
    pub(crate) fn spawn(mut command: Command, folder: Folder) -> Self {
        let note = folder.data().join("listening.json");
        let _ = fs::remove_file(&note);
        let log = folder.path("log");
        let child = command.stderr(fs::File::create(&log).unwrap()).stdout(Stdio::null());
        let mut served =
            Self { child: child.spawn().unwrap(), log, listening: Value::Null, folder };
        let start = Instant::now();
        // The note has its name once all of it is written.
        while !note.exists() {
            assert_eq!(served.child.try_wait().unwrap(), None, "{}", served.log());
            assert!(start.elapsed() < PATIENCE, "expected a note: {}", served.log());
            thread::sleep(Duration::from_millis(5));
        }
        served.listening = serde_json::from_str(&fs::read_to_string(note).unwrap()).unwrap();
        // From then on signals are its own.
        served.wait_for("listening for [admin]");
        served
    }

    /// Where Apps ask.
    pub(crate) fn address(&self) -> &str {
        self.listening["listen"][0].as_str().unwrap().strip_prefix("http://").unwrap()
    }

    /// Where the admin interface is.
    pub(crate) fn admin(&self) -> &str {
        self.admin_url().strip_prefix("http://").unwrap()
    }

    pub(crate) fn admin_url(&self) -> &str {
        self.listening["admin"].as_str().unwrap()
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }

    /// `storeauth store`, which finds this one.
    pub(crate) fn command(&self, arguments: &[&str]) -> Storeauth {
        store(arguments).env("STOREAUTH_DATA", self.folder.data())
    }

    /// What a command prints that does what it was asked to.
    #[track_caller]
    pub(crate) fn ask(&self, arguments: &[&str]) -> String {
        let run = self.command(arguments).run();
        assert_eq!((run.stderr.as_str(), run.code), ("", Some(0)), "{arguments:?}");
        run.stdout
    }

    /// The JSON that a command prints.
    #[track_caller]
    pub(crate) fn ask_json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.ask(&[arguments, &["--format", "json"]].concat())).unwrap()
    }

    #[track_caller]
    pub(crate) fn import(&self, document: &str) -> Output {
        let run = self.command(&["import", "-"]).stdin(document).run();
        assert_eq!((run.stderr.as_str(), run.code), ("", Some(0)));
        run
    }

    /// What an App is answered.
    #[track_caller]
    pub(crate) fn authorize(&self, query: &str) -> Value {
        let answer = self.get(&format!("/v1/widget/auth?{query}"));
        assert_eq!(answer.status, 200, "{}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }

    /// Whether the display of [`CATALOGUE`] is authorized.
    #[track_caller]
    pub(crate) fn is_authorized(&self) -> bool {
        let answer = self.authorize(&format!("id={DISPLAY}&pc={PRODUCT}"));
        answer["authorized"].as_bool().unwrap()
    }

    #[track_caller]
    pub(crate) fn get(&self, target: &str) -> Answer {
        get(self.address(), target, &[])
    }

    #[track_caller]
    pub(crate) fn signal(&self, signal: rustix::process::Signal) {
        running::signal(&self.child, signal);
    }

    /// Waits until it says this, and gives all that it has said.
    #[track_caller]
    pub(crate) fn wait_for(&self, text: &str) -> String {
        running::wait_for(text, 1, || self.log())
    }

    /// Waits until it has ended.
    #[track_caller]
    pub(crate) fn wait(&mut self) -> ExitStatus {
        let log = self.log.clone();
        running::wait(&mut self.child, || fs::read_to_string(&log).unwrap())
    }

    /// Ends it, and gives its folder.
    #[track_caller]
    pub(crate) fn end(mut self) -> Folder {
        self.signal(rustix::process::Signal::TERM);
        assert!(self.wait().success(), "{}", self.log());
        self.take_folder()
    }

    /// Kills it, and gives its folder.
    #[track_caller]
    pub(crate) fn kill(mut self) -> Folder {
        self.signal(rustix::process::Signal::KILL);
        self.wait();
        self.take_folder()
    }

    fn take_folder(&mut self) -> Folder {
        std::mem::replace(&mut self.folder, Folder::none())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `storeauth store`, with nothing in its environment that says which.
pub(crate) fn store(arguments: &[&str]) -> Storeauth {
    ["STOREAUTH_STORE", "STOREAUTH_DATA", "STOREAUTH_TOKEN_FILE"]
        .into_iter()
        .fold(storeauth("store"), Storeauth::env_remove)
        .args(arguments)
}

/// The mode of a file.
#[track_caller]
pub(crate) fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o7777
}
