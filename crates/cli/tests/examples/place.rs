//! A folder with everything that the examples name, and a shell there.
//!
//! What an example names by an absolute path is in the folder at that path, and the dates of the Store's examples are moved to
//! the year of the test: the shell is given the true ones, and what it prints is given back as the examples have it.

use crate::{
    transcript::{Step, is},
    util::{
        KEY, OTHER_KEY, PATIENCE, query, running,
        vectors::{answers, vectors},
    },
};
use chrono::{Datelike, Months, Utc};
use rustix::process::Signal;
use std::{
    fs::{self, File, Permissions},
    io::Write,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// Where the Store of a place has its folder.
pub(crate) const DATA: &str = "var/lib/store";

pub(crate) struct Place {
    folder: TempDir,
    /// What stands in an example, with what it is here.
    names: Vec<(String, String)>,
    served: Vec<Child>,
    /// What examples have set, which later ones may use.
    set: String,
}

pub(crate) struct Pasted {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: Option<i32>,
}

impl Place {
    #[track_caller]
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().to_str().unwrap();
        let rooted = ["/var/lib/", "/etc/store-auth/", "/safe/", "/backups/"];
        let mut names: Vec<_> =
            rooted.iter().map(|name| ((*name).to_owned(), format!("{path}{name}"))).collect();
        for (name, _) in &names {
            fs::create_dir_all(folder.path().join(&name[1..])).unwrap();
        }
        // Years to come, the later first since one may be the other here, and a month that can be closed.
        for (year, later) in [("2028-", 2), ("2027-", 1)] {
            names.push((year.to_owned(), format!("{}-", Utc::now().year() + later)));
        }
        let month = (Utc::now() - Months::new(2)).format("%Y-%m").to_string();
        names.push(("2026-11".to_owned(), month));
        let place = Self { folder, names, served: Vec::new(), set: String::new() };
        place.fill();
        place
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name.trim_start_matches('/'))
    }

    #[track_caller]
    pub(crate) fn write(&self, name: &str, contents: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, contents).unwrap();
        path
    }

    /// From now on, an example that has this means that.
    pub(crate) fn name(&mut self, name: &str, here: String) {
        self.names.push((name.to_owned(), here));
    }

    /// Puts files where the examples expect them.
    fn fill(&self) {
        let keys = [("key", KEY), ("new", KEY), ("old", OTHER_KEY), ("b.key", OTHER_KEY)];
        for (name, key) in keys.into_iter().chain([("etc/store-auth/server.key", KEY)]) {
            let path = self.write(name, key);
            fs::set_permissions(path, Permissions::from_mode(0o600)).unwrap();
        }
        self.fill_with_requests();
        self.write("conformance.json", &vectors().to_string());
        self.write("answers", &answers(&vectors()));
        self.write(".local/share/bash-completion/completions/x", "");
        self.write(".local/share/man/man1/x", "");
        self.write(".config/fish/completions/x", "");
        let gateway = "[[listen]]\ntcp = '127.0.0.1:0'\n[admin]\ntcp = '127.0.0.1:0'\n\
            [request]\nheader = 'X-Original-URI'\n[[key]]\nfile = 'server.key'\n";
        self.write("etc/store-auth/gateway.toml", gateway);
        // Other people's programs.
        for (name, script) in [
            ("verifier", "#!/bin/sh\ncat answers\n"),
            ("bin/secret-store", "#!/bin/sh\ncat >secret\n"),
            ("bin/man", "#!/bin/sh\ncat >page\n"),
        ] {
            fs::set_permissions(self.write(name, script), Permissions::from_mode(0o755)).unwrap();
        }
        let command = self.path("bin/storeauth");
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_storeauth"), command).unwrap();
    }

    fn fill_with_requests(&self) {
        let request = query();
        let escaped = request.replace('+', "%2B");
        let time = "2016-04-26T07:17:59Z";
        let combined =
            format!("::1 - - [26/Apr/2016:07:17:59 +0000] \"GET /?{escaped} HTTP/1.1\" 401 1\n");
        let [id, pc, expiry, signature] =
            ["id", "pc", "expiry", "signature"].map(|name| value(&request, name));
        self.write("requests", &format!("{request}\n"));
        self.write("request.txt", &request);
        let object = format!(
            "{{\"time\":\"{time}\",\"id\":\"{id}\",\"pc\":\"{pc}\",\"expiry\":\"{expiry}\",\"signature\":\"{signature}\"}}\n"
        );
        self.write("requests.ndjson", &object);
        self.write("access.log", &combined);
        let object = format!("{{\"time\":\"{time}\",\"http\":{{\"target\":\"/?{escaped}\"}}}}\n");
        self.write("app.log", &object);
        gzip(&self.path("access.log.1.gz"), &combined);
        let csv = format!("time,id,pc,expiry,signature\n{time},{id},{pc},{expiry},{signature}\n");
        gzip(&self.path("requests.csv.gz"), &csv);
    }

    /// Pastes a command into a shell.
    #[track_caller]
    pub(crate) fn paste(&mut self, text: &str) -> Pasted {
        let output = self.shell(&format!("{}{text}", self.set)).output().unwrap();
        if text.starts_with("url=") {
            self.set.push_str(text);
            self.set.push('\n');
        }
        let [stdout, stderr] = [output.stdout, output.stderr]
            .map(|text| self.as_shown(&String::from_utf8(text).unwrap()));
        Pasted { stdout, stderr, code: output.status.code() }
    }

    fn shell(&self, text: &str) -> Command {
        let here =
            self.names.iter().fold(text.to_owned(), |text, (name, here)| text.replace(name, here));
        let bin = self.path("bin");
        let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
        let mut command = Command::new("sh");
        command.args(["-c", &here]).current_dir(&self.folder).stdin(Stdio::null());
        command.env("PATH", path).env("HOME", self.folder.path());
        command.env("STOREAUTH_DATA", self.path(DATA)).env("TMPDIR", self.path("safe"));
        for variable in ["STOREAUTH_SERVER_KEY_FILE", "STOREAUTH_STORE", "STOREAUTH_TOKEN_FILE"] {
            command.env_remove(variable);
        }
        command
    }

    /// A text with the names of the examples in the places of what they are here.
    fn as_shown(&self, text: &str) -> String {
        self.names.iter().rev().fold(text.to_owned(), |text, (name, here)| text.replace(here, name))
    }

    /// Starts what serves until it is ended, after what served before, and waits until it has said what it should.
    #[track_caller]
    pub(crate) fn serve(&mut self, step: &Step) {
        self.end();
        let log = self.path("served.log");
        let to = || File::create(&log).unwrap();
        let free = if step.text().contains("store serve ") {
            " --listen 127.0.0.1:0 --admin 127.0.0.1:0"
        } else {
            ""
        };
        let mut command = self.shell(&format!("exec {}{free}", step.text()));
        let child = command.stdout(to()).stderr(File::options().append(true).open(&log).unwrap());
        self.served.push(child.spawn().unwrap());
        let start = Instant::now();
        loop {
            let said = self.as_shown(&fs::read_to_string(&log).unwrap());
            if is(&step.printed, &said) {
                return;
            }
            let ended = self.served.last_mut().unwrap().try_wait().unwrap();
            assert_eq!(ended, None, "{}: {said}", step.text());
            assert!(start.elapsed() < PATIENCE, "{}: {said}", step.text());
            thread::sleep(Duration::from_millis(5));
        }
    }

    pub(crate) fn keep(&mut self, child: Child) {
        self.served.push(child);
    }

    /// Ends whatever serves.
    #[track_caller]
    pub(crate) fn end(&mut self) {
        for mut child in self.served.drain(..) {
            running::signal(&child, Signal::TERM);
            let status = running::wait(&mut child, || "nothing".to_owned());
            assert_eq!(status.code(), Some(0));
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        for child in &mut self.served {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn value<'q>(query: &'q str, name: &str) -> &'q str {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(found, _)| *found == name).unwrap().1
}

fn gzip(path: &Path, text: &str) {
    let file = File::create(path).unwrap();
    let mut encoder = flate2::write::GzEncoder::new(file, flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap();
}
