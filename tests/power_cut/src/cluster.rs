//! A server of `PostgreSQL` whose cluster is on the disk.

use anyhow::{Context, bail, ensure};
use rustix::{
    io::Errno,
    process::{Pid, Signal, kill_process},
};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// How long it may take to start or to end: it reads its log at a start after a cut.
const PATIENCE: Duration = Duration::from_mins(1);
/// Small, so that checkpoints and new files of the log come often.
const SETTINGS: [&str; 7] = [
    "listen_addresses=",
    "shared_buffers=64MB",
    "min_wal_size=8MB",
    "max_wal_size=32MB",
    "autovacuum_naptime=5s",
    // It goes with the namespace.
    "dynamic_shared_memory_type=sysv",
    "log_min_messages=log",
];
const LOG_SEGMENT_MIB: &str = "--wal-segsize=1";
/// Debian's user. The server refuses to run as root.
const AS_ITS_USER: [&str; 3] = ["--reuid=postgres", "--regid=postgres", "--clear-groups"];

#[derive(Debug)]
pub(crate) struct Cluster {
    programs: PathBuf,
    /// On the disk.
    data: PathBuf,
    /// The folder of its socket, and of what it logs, which no power cut touches.
    beside: PathBuf,
    server: Option<Child>,
}

impl Cluster {
    /// That of a disk, which does not run.
    pub(crate) fn of(disk: &Path, beside: &Path) -> anyhow::Result<Self> {
        let (data, beside) = (disk.join("cluster"), beside.join("cluster"));
        Ok(Self { programs: programs()?, data, beside, server: None })
    }

    /// Makes it, with a database in which there is nothing, and starts it.
    pub(crate) fn make(&mut self) -> anyhow::Result<()> {
        for folder in [&self.data, &self.beside] {
            let mut command = Command::new("install");
            done(command.args(["-d", "-o", "postgres", "-m", "700"]).arg(folder))?;
        }
        let mut command = Command::new("setpriv");
        command.args(AS_ITS_USER).arg(self.programs.join("initdb")).arg("-D").arg(&self.data);
        command.args(["--username=store", "--auth=trust", "--encoding=UTF8", "--no-locale"]);
        // A page that is torn and not mended is found.
        done(command.args(["--data-checksums", LOG_SEGMENT_MIB]))?;
        // It has synced all but the name of the folder.
        File::open(self.data.parent().context("a disk")?)?.sync_all()?;
        self.start()?;
        self.sql("postgres", "CREATE DATABASE store")
    }

    /// The URL of the database.
    pub(crate) fn url(&self) -> String {
        format!("postgres://store@localhost/store?host={}", self.beside.display())
    }

    /// Starts it and waits until it answers.
    pub(crate) fn start(&mut self) -> anyhow::Result<()> {
        self.spawn()?;
        self.answers()
    }

    fn answers(&mut self) -> anyhow::Result<()> {
        let start = Instant::now();
        while self.sql("postgres", "SELECT 1").is_err() {
            let has_ended = self.server.as_mut().map(Child::try_wait).transpose()?.flatten();
            if has_ended.is_some() || start.elapsed() > PATIENCE {
                bail!("PostgreSQL does not start: {}", self.log());
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Starts it, in namespaces of its own: all of its processes are gone with the first one, and the memory that they share.
    pub(crate) fn spawn(&mut self) -> anyhow::Result<()> {
        let log = File::options().create(true).append(true).open(self.beside.join("log"))?;
        let mut command = Command::new("unshare");
        command.args(["--pid", "--ipc", "--fork", "setpriv"]).args(AS_ITS_USER);
        command.arg(self.programs.join("postgres")).arg("-D").arg(&self.data);
        command.arg("-k").arg(&self.beside);
        command.args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        self.server = Some(command.spawn().context("starting PostgreSQL")?);
        Ok(())
    }

    /// Starts it where it has ended, and waits until it answers.
    pub(crate) fn is_up_again(&mut self) -> anyhow::Result<()> {
        let has_ended = self.server.as_mut().map(Child::try_wait).transpose()?.flatten();
        if has_ended.is_some() { self.start() } else { self.answers() }
    }

    /// Has it end in order, unless that is cut off.
    pub(crate) fn end(&mut self) -> anyhow::Result<()> {
        self.signal(Signal::INT)?;
        let Some(mut server) = self.server.take() else { return Ok(()) };
        let start = Instant::now();
        while server.try_wait()?.is_none() {
            if start.elapsed() > PATIENCE {
                self.server = Some(server);
                bail!("PostgreSQL does not end: {}", self.log());
            }
            thread::sleep(Duration::from_millis(2));
        }
        Ok(())
    }

    /// Kills all of its processes.
    pub(crate) fn kill(&mut self) -> anyhow::Result<()> {
        self.signal(Signal::KILL)?;
        if let Some(mut server) = self.server.take() {
            server.wait()?;
        }
        Ok(())
    }

    fn signal(&mut self, signal: Signal) -> anyhow::Result<()> {
        let Some(server) = &mut self.server else { return Ok(()) };
        let outside = server.id();
        // It has none for a moment at first, and at its end.
        while server.try_wait()?.is_none() {
            let first = fs::read_to_string(format!("/proc/{outside}/task/{outside}/children"))?;
            if let Ok(number) = first.trim().parse() {
                match kill_process(Pid::from_raw(number).context("a process")?, signal) {
                    // It has ended meanwhile, by itself.
                    Err(Errno::SRCH) => {}
                    done => return Ok(done?),
                }
            }
            thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }

    /// Has commits wait for nothing, though the Store has set that they do: whatever writes usage sets anew that they do not.
    pub(crate) fn put_off_commits(&self) -> anyhow::Result<()> {
        let sql = "
            CREATE FUNCTION put_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                PERFORM set_config('synchronous_commit', 'off', true);
                RETURN NULL;
            END $$;
            CREATE TRIGGER put_off BEFORE INSERT ON usage EXECUTE FUNCTION put_off()";
        self.sql("store", sql)
    }

    /// Writes so much to the log that it grows; where there is no room, that fails.
    pub(crate) fn fill_log(&self) {
        let sql = "SELECT pg_logical_emit_message(false, '', repeat('-', 1000000))
            FROM generate_series(1, 100)";
        let _ = self.sql("postgres", sql);
    }

    fn sql(&self, database: &str, sql: &str) -> anyhow::Result<()> {
        let mut command = Command::new(self.programs.join("psql"));
        command.args(["-qXU", "store", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql, "-h"]);
        done(command.arg(&self.beside))
    }

    fn log(&self) -> String {
        let log = fs::read_to_string(self.beside.join("log")).unwrap_or_default();
        let last = log.lines().rev().take(20).collect::<Vec<_>>();
        last.into_iter().rev().collect::<Vec<_>>().join("\n")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}

/// The folder of the newest version's programs.
fn programs() -> anyhow::Result<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").context("Debian's PostgreSQL")?;
    let number = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    let versions = versions.filter_map(|entry| Some(entry.ok()?.path()));
    let newest = versions.max_by_key(|path| number(path)).context("Debian's PostgreSQL")?;
    Ok(newest.join("bin"))
}

fn done(command: &mut Command) -> anyhow::Result<()> {
    let output = command.stdin(Stdio::null()).output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{}: {said}", command.get_program().display());
    Ok(())
}
