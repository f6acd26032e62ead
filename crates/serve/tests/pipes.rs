//! Pipes in the place of files: waited for at a start, and not once a server serves.

use rustix::fs::{CWD, FileType, Mode, mknodat};
use std::{fs, path::PathBuf, thread};
use store_auth_serve::{
    Certificates,
    config::{Address, ConfigFile, Listen, TlsFiles},
};
use tempfile::TempDir;

/// A pipe that nobody writes to.
#[track_caller]
fn pipe() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipe");
    mknodat(CWD, &path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    (folder, path)
}

const REFUSED: &str = "expected a regular file, found a pipe, a folder or a device";

#[test]
fn a_configuration_is_read_from_a_pipe_at_a_start() {
    let (_folder, path) = pipe();
    let writer = thread::spawn({
        let path = path.clone();
        move || fs::write(path, "workers = 1\n").unwrap()
    });
    let sections: toml::Table = ConfigFile::read(&path).unwrap().sections().unwrap();
    writer.join().unwrap();
    assert_eq!(sections["workers"].as_integer(), Some(1));
}

#[test]
fn one_that_is_read_again_is_no_pipe() {
    let (_folder, path) = pipe();
    let error = ConfigFile::read_again(&path).unwrap_err();
    assert_eq!(error.to_string(), format!("{}: {REFUSED}", path.display()));
}

#[test]
fn nor_is_a_certificate_that_is_read_again() {
    let (_folder, path) = pipe();
    let tls = TlsFiles { certificate: path.clone(), private_key: path.clone() };
    let listen = Listen { address: Address::Tcp(([127, 0, 0, 1], 0).into()), tls: Some(tls) };
    let error = Certificates::read_again(&[listen]).unwrap_err();
    assert_eq!(error.to_string(), format!("certificate {}: {REFUSED}", path.display()));
}
