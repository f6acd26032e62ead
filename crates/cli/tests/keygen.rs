//! `storeauth keygen`: the key, and the file that it goes into.

mod util;

use std::{fs, path::Path};
use util::{ID, PRODUCT_CODE, shown, storeauth};

#[track_caller]
fn assert_is_key(text: &str) {
    assert_eq!(text.len(), 40, "{text:?}");
    assert!(text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')), "{text:?}");
}

/// Makes a key in a file that is not there yet.
#[track_caller]
fn keygen_to(path: &Path) -> String {
    storeauth("keygen").arg("--output").arg(path).run().assert_prints(0, "");
    fs::read_to_string(path).unwrap()
}

#[test]
fn a_key_is_40_lowercase_hexadecimal_digits_without_a_line_break() {
    let run = storeauth("keygen").run();
    assert_is_key(&run.stdout);
    assert_eq!((run.stderr.as_str(), run.code), ("", Some(0)));
}

#[test]
fn a_key_file_holds_a_key_and_nothing_else() {
    let directory = tempfile::tempdir().unwrap();
    assert_is_key(&keygen_to(&directory.path().join("key")));
}

#[test]
fn two_keys_differ() {
    assert_ne!(storeauth("keygen").run().stdout, storeauth("keygen").run().stdout);
}

#[cfg(unix)]
#[test]
fn a_key_file_is_its_owners_alone_whatever_the_umask() {
    use std::{os::unix::fs::PermissionsExt, process::Command};

    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("key");
    let status = Command::new("sh")
        .args(["-c", r#"umask 0; exec "$0" keygen --output "$1""#])
        .args([Path::new(env!("CARGO_BIN_EXE_storeauth")), &path])
        .status()
        .unwrap();
    assert!(status.success());
    assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o7777, 0o600);
}

#[test]
fn an_existing_file_is_not_overwritten() {
    let existing = util::file("precious");
    let run = storeauth("keygen").arg("--output").arg(existing.path()).run();
    run.assert_system_error(&format!("key file {}", shown(existing.path())));
    assert_eq!(fs::read_to_string(existing.path()).unwrap(), "precious");
}

#[cfg(unix)]
#[test]
fn a_link_to_nowhere_is_not_followed() {
    let directory = tempfile::tempdir().unwrap();
    let [link, target] = ["link", "target"].map(|name| directory.path().join(name));
    std::os::unix::fs::symlink(&target, &link).unwrap();
    let run = storeauth("keygen").arg("--output").arg(&link).run();
    run.assert_system_error(&format!("key file {}", shown(&link)));
    assert!(!target.exists());
}

#[test]
fn a_directory_that_is_not_there_is_an_error_that_names_the_path() {
    let path = tempfile::tempdir().unwrap().path().join("missing").join("key");
    let run = storeauth("keygen").arg("--output").arg(&path).run();
    run.assert_system_error(&format!("key file {}", shown(&path)));
}

#[test]
fn a_key_signs_and_verifies_without_a_warning() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("key");
    keygen_to(&path);
    let key = ["--server-key-file", path.to_str().unwrap()];
    let signed = storeauth("sign").args(key).args(["--id", ID, "--pc", PRODUCT_CODE]).run();
    assert_eq!((signed.stderr.as_str(), signed.code), ("", Some(0)));
    let verified = storeauth("verify").args(key).arg(signed.stdout.trim_end()).run();
    assert_eq!((verified.stderr.as_str(), verified.code), ("", Some(0)));
}
