//! What is said of a configuration that is of no use.

use serde::Deserialize;
use std::fs;
use store_auth_serve::{
    Error,
    config::{Address, ConfigFile, Limits, Listen, ListenKeys, Settings, Spanned},
};
use tempfile::TempDir;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Sections {
    listen: Vec<Spanned<ListenKeys>>,
    admin: Option<Address>,
    limits: Limits,
}

/// A file of a folder that is kept with it.
#[track_caller]
fn file(text: &str) -> (ConfigFile, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("server.toml");
    fs::write(&path, text).unwrap();
    (ConfigFile::read(&path).unwrap(), folder)
}

fn read(text: &str) -> Result<Settings, Error> {
    let (file, _folder) = file(text);
    let Sections { listen, admin, limits } = file.sections()?;
    Ok(Settings { listen: file.each(listen)?, admin, limits, ..Settings::default() })
}

/// The error behind the name of the file.
#[track_caller]
fn assert_refused(text: &str, expected: &str) {
    let error = read(text).unwrap_err().to_string();
    assert_eq!(error.split_once("server.toml").unwrap().1, expected);
}

#[test]
fn of_several_sections_the_one_that_is_wrong_is_named_by_its_line() {
    let text = "[[listen]]\nunix = 'a'\n[[listen]]\nunix = 'b'\ntcp = '127.0.0.1:1'\n";
    assert_refused(text, ", line 3: expected either `tcp` or `unix`");
}

#[test]
fn what_must_be_there_is_named_without_a_line() {
    let (file, _folder) = file("");
    let error = file.missing("no greeting: expected one").to_string();
    assert!(error.ends_with("server.toml: no greeting: expected one"), "{error}");
}

#[test]
fn no_value_is_quoted() {
    for text in [
        "[admin]\ntcp = 'secret'",
        "[limits]\nidle_time = 'secret'",
        "[limits]\nconnections = 'secret'",
        "[limits]\nheader_bytes = [['secret']]",
        "listen = 'secret'",
        "[limits]\nidle_time = [['secret']]",
        "[admin]\ntcp = 5ecret",
        "[admin]\nunix = secret 5ecret",
        "5ecret = secret\n5ecret = secret",
        "[[5ecret]]\n[5ecret]",
        "5ecret1 = secret",
        "[admin]\ntcp = [5ecret, secret",
        "[[listen]]\nunix = 'secret'\nmode = 0o7777",
        "secret",
    ] {
        let error = read(text).unwrap_err().to_string();
        assert!(!error.contains("secret") && !error.contains("5ecret"), "{error}");
    }
}

#[test]
fn debug_output_of_a_file_has_its_name_and_not_its_text() {
    let (file, _folder) = file("# secret\n");
    let shown = format!("{file:?}");
    assert!(shown.contains("server.toml") && !shown.contains("secret"), "{shown}");
}

#[test]
fn relative_paths_are_those_of_the_folder() {
    let mut settings = read("[[listen]]\nunix = 'a'\n[admin]\nunix = '/b'\n").unwrap();
    settings.resolve("/etc".as_ref());
    let unix = |path: &str| Address::Unix { path: path.into(), mode: 0o660 };
    assert_eq!(settings.listen, [Listen { address: unix("/etc/a"), tls: None }]);
    assert_eq!(settings.admin, Some(unix("/b")));
}

#[test]
fn sections_that_have_changed_are_named() {
    let old = read("[[listen]]\nunix = 'a'\n").unwrap();
    let new = read("[[listen]]\nunix = 'b'\n[limits]\nconnections = 1\n").unwrap();
    assert_eq!(old.changed_sections(&new), ["[[listen]]", "[limits]"]);
    assert!(old.changed_sections(&old.clone()).is_empty());
}
