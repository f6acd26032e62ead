//! What the tests share: real-looking values, and ways to run the command and to state what it printed.

#![allow(dead_code, reason = "each test uses its part of it")]

pub(crate) mod audit;
#[cfg(unix)]
pub(crate) mod demo;
#[cfg(unix)]
pub(crate) mod gateway;
pub(crate) mod http;
#[cfg(unix)]
pub(crate) mod port;
#[cfg(unix)]
pub(crate) mod postgres;
pub(crate) mod program;
#[cfg(unix)]
pub(crate) mod proxy;
#[cfg(unix)]
pub(crate) mod running;
#[cfg(unix)]
pub(crate) mod store;
pub(crate) mod vectors;

use std::{
    ffi::OsStr,
    io::{Read, Write},
    path::Path,
    process::{Command, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::Duration,
};
use store_auth::{Expiry, ServerKey, Signer};
use tempfile::NamedTempFile;

pub(crate) const KEY: &str = "e4232e0620f9290025cb3783768c9c8c4686078c";
pub(crate) const OTHER_KEY: &str = "714560c2714b9be1c683bf9ad55c51accf1f2ae9";
pub(crate) const ID: &str = "XU4XHT8XQDWK";
pub(crate) const PRODUCT_CODE: &str = "b5d78da0853d97e2ec28feb5e31b9953d9c72420";
pub(crate) const EXPIRY: &str = "2016-04-26T08:17:59.059+0000";
/// That of [`KEY`]; here and elsewhere by `printf %s "$id#$pc#$key#$expiry" | sha1sum`.
pub(crate) const SIGNATURE: &str = "16be1703017fd1001fe63465e50523982f10b0ca";
/// That of [`OTHER_KEY`].
pub(crate) const OTHER_SIGNATURE: &str = "43acb817d7753ee312fb1a83add9ea42d74c1736";

/// An hour before [`EXPIRY`].
pub(crate) const NOW: &str = "2016-04-26T07:17:59Z";

/// What is printed of [`query`] at [`NOW`].
pub(crate) const AUTHORIZED: &str = "authorized until 2016-04-26T08:17:59.000Z by key 0\n";
pub(crate) const MISMATCH: &str = "denied (signature-mismatch): signature does not match: no \
     accepted server key makes it for this id, pc and expiry\n";

/// The vectors files of this workspace.
pub(crate) const CONFORMANCE: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/conformance.json");
pub(crate) const ADDITIONAL: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/additional.json");

/// No command takes nearly as long. One that does fails its test rather than hang it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// The request that [`KEY`] signed, as a query string.
pub(crate) fn query() -> String {
    query_of(EXPIRY, SIGNATURE)
}

pub(crate) fn query_of(expiry: &str, signature: &str) -> String {
    format!("id={ID}&pc={PRODUCT_CODE}&expiry={expiry}&signature={signature}")
}

/// The signature of `key` over an expiry text in any form.
#[track_caller]
pub(crate) fn sign(key: &str, id: &str, product_code: &str, expiry: &str) -> String {
    let signer = Signer::new(ServerKey::new(key).unwrap());
    signer.sign(id, product_code, &Expiry::parse(expiry).unwrap()).unwrap().to_string()
}

/// A temporary file, readable by its owner alone.
#[track_caller]
pub(crate) fn file(contents: impl AsRef<[u8]>) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(contents.as_ref()).unwrap();
    file
}

/// The command line `storeauth <name>`, with nothing on its standard input.
pub(crate) fn storeauth(name: &str) -> Storeauth {
    let mut command = Command::new(env!("CARGO_BIN_EXE_storeauth"));
    command.arg(name);
    for variable in
        ["STOREAUTH_SERVER_KEY_FILE", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"]
    {
        command.env_remove(variable);
    }
    let verifies = name == "verify";
    let hides_signatures = matches!(name, "audit" | "explain");
    Storeauth { command, stdin: Vec::new(), files: Vec::new(), verifies, hides_signatures }
}

/// `storeauth verify` with [`KEY`] at [`NOW`].
#[track_caller]
pub(crate) fn verify() -> Storeauth {
    storeauth("verify").key(KEY).args(["--at", NOW])
}

#[derive(Debug)]
pub(crate) struct Storeauth {
    command: Command,
    stdin: Vec<u8>,
    /// Temporary files that must be there until the command has ended.
    files: Vec<NamedTempFile>,
    verifies: bool,
    hides_signatures: bool,
}

impl Storeauth {
    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    pub(crate) fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.command.args(args);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn env_remove(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    pub(crate) fn stdin(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.stdin = bytes.as_ref().to_vec();
        self
    }

    /// Its output may hold the signatures that it is asked for.
    pub(crate) fn reveals(mut self) -> Self {
        self.hides_signatures = false;
        self
    }

    /// `--server-key-file` with a file that holds `key`.
    #[track_caller]
    pub(crate) fn key(self, key: impl AsRef<[u8]>) -> Self {
        self.arg("--server-key-file").file(key)
    }

    /// A file that holds `contents`, as the next argument.
    #[track_caller]
    pub(crate) fn file(mut self, contents: impl AsRef<[u8]>) -> Self {
        let file = file(contents);
        self.command.arg(file.path());
        self.files.push(file);
        self
    }

    /// The command itself, for tests that talk to it while it runs.
    pub(crate) fn command(&mut self) -> &mut Command {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped())
    }

    /// Runs it to its end. Whatever it printed holds no key and, where it verified, no signature.
    #[track_caller]
    pub(crate) fn run(mut self) -> Output {
        let mut child = self.command().spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = std::mem::take(&mut self.stdin);
        thread::spawn(move || {
            // It may end before it has read all.
            let _ = stdin.write_all(&input);
        });
        let stdout = read_all(child.stdout.take().unwrap());
        let stderr = read_all(child.stderr.take().unwrap());
        let outputs = [stdout, stderr].map(|output| output.recv_timeout(PATIENCE));
        let [Ok(stdout), Ok(stderr)] = outputs else {
            child.kill().unwrap();
            panic!("expected an end: {:?}", self.command);
        };
        let code = child.wait().unwrap().code();
        let output = Output { code, stdout, stderr };
        output.assert_shows_no_secret(self.verifies);
        if self.hides_signatures {
            assert_shows_no_signature(&output.stdout);
            assert_shows_no_signature(&output.stderr);
        }
        output
    }
}

/// Everything that `output` says, once it has ended.
fn read_all(mut output: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut text = String::new();
        output.read_to_string(&mut text).unwrap();
        sender.send(text).unwrap();
    });
    receiver
}

/// The one line that a good run prints.
#[track_caller]
pub(crate) fn line(command: Storeauth) -> String {
    let run = command.run();
    let line = run.stdout.strip_suffix('\n').unwrap().to_owned();
    run.assert_prints(0, &format!("{line}\n"));
    line
}

#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Output {
    #[track_caller]
    fn assert_shows_no_secret(&self, verifies: bool) {
        for text in [&self.stdout, &self.stderr] {
            for key in [KEY, OTHER_KEY] {
                assert!(!text.contains(key), "expected no key in {text}");
            }
            let digits = text.split(|letter| !matches!(letter, '0'..='9' | 'a'..='f'));
            let longest = digits.map(str::len).max();
            assert!(!verifies || longest < Some(40), "expected no signature in {text}");
        }
    }

    /// Exit code and standard output, and nothing on standard error.
    #[track_caller]
    pub(crate) fn assert_prints(&self, code: i32, stdout: &str) {
        assert_eq!(self.stderr, "");
        assert_eq!(self.stdout, stdout);
        assert_eq!(self.code, Some(code));
    }

    /// An error of the command's own: exit code 2, one line on standard error, nothing on standard output.
    #[track_caller]
    pub(crate) fn assert_error(&self, message: &str) {
        assert_eq!(self.stderr, format!("error: {message}\n"));
        assert_eq!(self.stdout, "");
        assert_eq!(self.code, Some(2));
    }

    /// An error whose end is the system's.
    #[track_caller]
    pub(crate) fn assert_system_error(&self, start: &str) {
        let line = self.stderr.strip_suffix('\n').unwrap();
        assert!(line.starts_with(&format!("error: {start}: ")), "{line}");
        assert!(!line.contains('\n'), "{line}");
        assert_eq!(self.stdout, "");
        assert_eq!(self.code, Some(2));
    }

    /// An error in the use of the command: exit code 2, the message first and then advice on standard error.
    #[track_caller]
    pub(crate) fn assert_usage(&self, message: &str) {
        assert_eq!(self.stderr.lines().next(), Some(format!("error: {message}").as_str()));
        assert!(self.stderr.ends_with("\n\nFor more information, try '--help'.\n"));
        assert_eq!(self.stdout, "");
        assert_eq!(self.code, Some(2));
    }
}

/// Product codes look like signatures: these two are known.
#[track_caller]
pub(crate) fn assert_shows_no_signature(text: &str) {
    for signature in [SIGNATURE, OTHER_SIGNATURE] {
        assert!(!text.contains(signature), "expected no signature in {text}");
    }
}

/// A path as a message shows it.
pub(crate) fn shown(path: impl AsRef<Path>) -> String {
    path.as_ref().display().to_string()
}
