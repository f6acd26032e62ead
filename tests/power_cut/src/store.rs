//! The Store: its folder on the disk, and the commands that it is asked and changed by.

use crate::catalogue::{CATALOGUE, SERVER};
use anyhow::{Context, bail};
use serde::Deserialize;
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

/// How long a Store may take to start or to end.
const PATIENCE: Duration = Duration::from_mins(1);

/// So that nothing is limited.
const CONFIG: &str = "
[limits]
per_id = { burst = 1000000, per_minute = 60000000 }
per_address = { burst = 1000000, per_minute = 60000000 }
";

/// The folder of a Store, and a place beside the disk that keeps what it is told.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    program: PathBuf,
    data: PathBuf,
    beside: PathBuf,
}

impl Store {
    /// One whose folder is on a disk, and whose database is there too, or where a URL says.
    pub(crate) fn new(
        program: &Path,
        disk: &Path,
        beside: &Path,
        database: Option<&str>,
    ) -> anyhow::Result<Self> {
        let (data, beside) = (disk.join("data"), beside.to_owned());
        let database = database.map(|url| format!("database = {url:?}\n")).unwrap_or_default();
        fs::write(beside.join("store.toml"), database + CONFIG)?;
        fs::write(beside.join("catalogue.json"), CATALOGUE.as_str())?;
        Ok(Self { program: program.to_owned(), data, beside })
    }

    /// `storeauth store`, for this folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("store").args(arguments).arg("--data").arg(&self.data);
        command.stdin(Stdio::null());
        command
    }

    /// One that is told where the database is.
    pub(crate) fn configured(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(arguments);
        command.arg("--config").arg(self.beside("store.toml"));
        command
    }

    /// What a command prints that does what it was asked to.
    pub(crate) fn ask(&self, arguments: &[&str]) -> anyhow::Result<Vec<u8>> {
        said(self.command(arguments))
    }

    /// Makes it.
    pub(crate) fn init(&self) -> anyhow::Result<()> {
        said(self.configured(&["init"])).map(|_| ())
    }

    /// Verifies all of its database.
    pub(crate) fn check(&self) -> anyhow::Result<()> {
        said(self.configured(&["check"])).map(|_| ())
    }

    pub(crate) fn import(&self) -> anyhow::Result<()> {
        let catalogue = self.beside("catalogue.json");
        self.ask(&["import", &catalogue]).map(|_| ())
    }

    /// Prepares a server key that a file on the disk is to have, and gives that and what is in it. `number` is one that no
    /// other was prepared with.
    pub(crate) fn prepare_key(&self, number: u32) -> anyhow::Result<(PathBuf, Vec<u8>)> {
        let file = self.on_disk(&format!("server-{number}.key"));
        let name = file.to_string_lossy();
        self.ask(&["server", "key", "prepare", SERVER, "--output", &name])?;
        let key = fs::read(&file)?;
        Ok((file, key))
    }

    /// The name of a file that no power cut touches.
    pub(crate) fn beside(&self, name: &str) -> String {
        self.beside.join(name).to_string_lossy().into_owned()
    }

    /// The name of a file on the disk that is no part of the Store.
    pub(crate) fn on_disk(&self, name: &str) -> PathBuf {
        self.data.with_file_name(name)
    }

    /// Makes another Store out of a backup of this one, which no power cut touches, and says what `restore` says of it. There
    /// is none where the backup is of no use.
    pub(crate) fn restore(&self, backup: &Path) -> anyhow::Result<Option<String>> {
        let restored = Self { data: self.beside.join("restored"), ..self.clone() };
        let _ = fs::remove_dir_all(&restored.data);
        let mut command = restored.command(&["restore"]);
        let output =
            command.arg(backup).arg("--master-key").arg(self.data.join("master.key")).output()?;
        if !output.status.success() {
            return Ok(None);
        }
        restored.ask(&["check"])?;
        Ok(Some(String::from_utf8(output.stdout)?))
    }

    /// Starts it.
    pub(crate) fn spawn(&self) -> anyhow::Result<Process> {
        let log = File::create(self.beside("store.log"))?;
        let addresses = ["--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"];
        let mut command = self.configured(&["serve"]);
        let child = command.args(addresses).stdout(Stdio::null()).stderr(log).spawn();
        Ok(Process { child: child.context("starting the Store")? })
    }

    /// Starts it and waits until it answers.
    pub(crate) fn serve(&self) -> anyhow::Result<Served> {
        let mut process = self.spawn()?;
        let start = Instant::now();
        let listening = loop {
            if let Some(listening) = self.listening(process.child.id()) {
                break listening;
            }
            if process.child.try_wait()?.is_some() || start.elapsed() > PATIENCE {
                bail!("the Store does not start: {}", self.log());
            }
            thread::sleep(Duration::from_millis(2));
        };
        let Listening { listen, admin, .. } = listening;
        let listen = listen.into_iter().next().context("no address that Apps ask")?;
        let token = fs::read_to_string(self.data.join("admin.token"))?;
        Ok(Served { process, listen, admin, token })
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.beside("store.log")).unwrap_or_default()
    }

    /// The note of this process: one that an earlier process has left may be there.
    fn listening(&self, pid: u32) -> Option<Listening> {
        let note = fs::read(self.data.join("listening.json")).ok()?;
        let listening: Listening = serde_json::from_slice(&note).ok()?;
        (listening.pid == pid).then_some(listening)
    }
}

fn said(mut command: Command) -> anyhow::Result<Vec<u8>> {
    let Output { status, stdout, stderr } = command.output()?;
    if !status.success() {
        let (out, err) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
        bail!("{command:?}: {status}: {out}{err}");
    }
    Ok(stdout)
}

#[derive(Deserialize)]
struct Listening {
    pid: u32,
    listen: Vec<String>,
    admin: String,
}

/// A Store that answers.
#[derive(Debug)]
pub(crate) struct Served {
    pub(crate) process: Process,
    /// Where Apps ask, as a URL.
    pub(crate) listen: String,
    /// Where it is changed, likewise.
    pub(crate) admin: String,
    pub(crate) token: String,
}

/// A process, until this is dropped.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
}

impl Process {
    /// One that runs a command with a disk whose power will be cut.
    pub(crate) fn of(mut command: Command) -> anyhow::Result<Self> {
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        Ok(Self { child })
    }

    pub(crate) fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    pub(crate) fn terminate(&self) -> anyhow::Result<()> {
        let pid = i32::try_from(self.child.id()).ok().and_then(rustix::process::Pid::from_raw);
        let pid = pid.context("a process without a number")?;
        Ok(rustix::process::kill_process(pid, rustix::process::Signal::TERM)?)
    }

    /// Waits for its end.
    pub(crate) fn wait(&mut self) -> anyhow::Result<ExitStatus> {
        self.end(PATIENCE)?.context("the process does not end")
    }

    /// Whether it ends within some time.
    pub(crate) fn ends(&mut self, at_most: Duration) -> anyhow::Result<bool> {
        Ok(self.end(at_most)?.is_some())
    }

    fn end(&mut self, at_most: Duration) -> anyhow::Result<Option<ExitStatus>> {
        let start = Instant::now();
        loop {
            match self.child.try_wait()? {
                None if start.elapsed() <= at_most => thread::sleep(Duration::from_millis(2)),
                ended => return Ok(ended),
            }
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
