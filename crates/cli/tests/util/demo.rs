//! A running demonstration, and what is asked of it.

use super::{
    http::{Answer, get},
    running,
};
use rustix::process::Signal;
use serde_json::Value;
use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

/// One that runs, in a folder for temporary files of its own, until it is dropped.
pub(crate) struct Demo {
    child: Child,
    temporary: TempDir,
    pub(crate) printed: String,
    /// What its page is told.
    pub(crate) settings: Value,
}

impl Demo {
    #[track_caller]
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    #[track_caller]
    pub(crate) fn start_with(options: &[&str]) -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let mut child = command(options, temporary.path()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut printed = String::new();
        while !printed.contains("\nCtrl-C ends it") {
            printed += &lines.next().expect("more to be printed").unwrap();
            printed.push('\n');
        }
        let mut demo = Self { child, temporary, printed, settings: Value::Null };
        let settings = demo.page("/settings.js").body;
        let settings = settings.strip_prefix("var settings = ").unwrap().trim_end();
        demo.settings = serde_json::from_str(settings.strip_suffix(';').unwrap()).unwrap();
        demo
    }

    /// The first URL that it prints for people.
    #[track_caller]
    pub(crate) fn viewer(&self) -> &str {
        self.printed.lines().find_map(|line| line.strip_prefix("  http://")).unwrap()
    }

    #[track_caller]
    pub(crate) fn page(&self, path: &str) -> Answer {
        get(host(self.viewer()), path, &[])
    }

    /// A setting that is a text.
    #[track_caller]
    pub(crate) fn setting(&self, name: &str) -> &str {
        self.settings[name].as_str().unwrap()
    }

    /// What the Store answers an App on this display.
    #[track_caller]
    pub(crate) fn ask(&self, display: &str) -> Value {
        let (product, server) = (self.setting("productCode"), self.setting("server"));
        let query = format!("id={display}&pc={product}&srv={server}");
        let store = host(self.setting("store"));
        let answer = get(store, &format!("/v1/widget/auth?{query}"), &[]);
        serde_json::from_str(&answer.body).unwrap()
    }

    /// Why an App on this display is denied.
    #[track_caller]
    pub(crate) fn denial(&self, display: &str) -> String {
        self.ask(display)["error"]["message"].as_str().unwrap().to_owned()
    }

    /// What an App on the page's display asks the data server, as the Store signs now.
    #[track_caller]
    pub(crate) fn signed(&self) -> String {
        let (display, product) = (self.setting("display"), self.setting("productCode"));
        let answer = self.ask(display);
        let expiry = answer["expiry"].as_str().unwrap().replace('+', "%2B");
        let signature = answer["signatures"][0]["value"].as_str().unwrap();
        format!("/feed?id={display}&pc={product}&expiry={expiry}&signature={signature}")
    }

    #[track_caller]
    pub(crate) fn feed(&self, target: &str) -> Answer {
        get(host(self.setting("feed")), target, &["Origin: http://other.example"])
    }

    /// Pastes the commands behind the line that starts so into a shell, `which` of them, and returns what they print.
    #[track_caller]
    pub(crate) fn paste(&self, heading: &str, which: usize) -> String {
        let export = self.printed.lines().find(|line| line.starts_with("  export ")).unwrap();
        let (_, behind) = self.printed.split_once(heading).unwrap();
        let (paragraph, _) = behind.split_once("\n\n").unwrap();
        let (_, commands) = paragraph.split_once(":\n").unwrap();
        let joined = commands.replace("\\\n", "");
        let command = joined.lines().nth(which).unwrap();
        let script = format!("{export}\n{command}");
        let output = Command::new("sh").args(["-ec", &script]).output().unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{command}");
        assert!(output.status.success(), "{command}");
        String::from_utf8(output.stdout).unwrap()
    }

    #[track_caller]
    pub(crate) fn assert_ends_with(mut self, signal: Signal) {
        running::signal(&self.child, signal);
        let status = running::wait(&mut self.child, || "nothing".to_owned());
        assert_eq!(status.code(), Some(0));
        assert_is_empty(self.temporary.path());
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `storeauth demo --serve`, with temporary files in this folder.
pub(crate) fn command(options: &[&str], temporary: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_storeauth"));
    command.args(["demo", "--serve"]).args(options).env("TMPDIR", temporary);
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    command
}

/// The address in a URL.
pub(crate) fn host(url: &str) -> &str {
    let url = url.strip_prefix("http://").unwrap_or(url);
    url.split('/').next().unwrap()
}

#[track_caller]
pub(crate) fn assert_is_empty(folder: &Path) {
    let left: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(left.is_empty(), "{left:?}");
}
