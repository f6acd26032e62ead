//! `-` where a file to be written is named: standard output, or a refusal, and never a file of that name.

mod util;

use std::{path::Path, process::Command};
use tempfile::TempDir;
use util::{KEY, NOW, query};

/// Runs `storeauth` in an empty folder, which must be empty afterwards, and returns what it printed.
#[track_caller]
fn run_in_folder(arguments: &[&str]) -> (String, String, Option<i32>) {
    let folder = TempDir::new().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_storeauth"))
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .unwrap();
    let left: Vec<_> = folder.path().read_dir().unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code())
}

#[test]
fn a_key_is_printed() {
    for arguments in [["keygen", "-o", "-"], ["keygen", "--output", "-"]] {
        let (stdout, stderr, code) = run_in_folder(&arguments);
        assert!(stdout.bytes().all(|byte| byte.is_ascii_hexdigit()), "{stdout:?}");
        assert_eq!((stdout.len(), stderr.as_str(), code), (40, "", Some(0)));
    }
}

#[test]
fn what_an_audit_writes_beside_its_summary_is_refused_there() {
    let (key, log) = (util::file(KEY), util::file(query()));
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    let (key, log) = (path(key.path()), path(log.path()));
    for option in ["--denied", "--report"] {
        let arguments = ["audit", "--server-key-file", &key, "--at", NOW, option, "-", &log];
        let message =
            format!("error: {option} -: expected a file: standard output is for the summary\n");
        assert_eq!(run_in_folder(&arguments), (String::new(), message, Some(2)));
    }
}

#[test]
fn man_pages_need_a_directory() {
    for option in ["-o", "--output"] {
        let message =
            "error: --output -: expected a directory; without --output, a page is printed\n";
        let ended = run_in_folder(&["man", option, "-"]);
        assert_eq!(ended, (String::new(), message.to_owned(), Some(2)));
    }
}
