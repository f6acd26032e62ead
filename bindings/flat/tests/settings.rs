//! What a verifier is made of, and what is refused by which words.

use std::fs;
use store_auth_flat::{Settings, SettingsError, instant};

const KEY: &str = "e4232e0620f9290025cb3783768c9c8c4686078c";

#[track_caller]
fn refused<T>(result: Result<T, SettingsError>, words: &str) {
    assert_eq!(result.err().map(|error| error.to_string()).as_deref(), Some(words));
}

#[test]
fn what_is_no_setting_is_refused_by_its_name() {
    let mut settings = Settings::new();
    settings.add_key(KEY.as_bytes(), None, |_| {}).unwrap();
    refused(
        settings.add_key(format!("{KEY}\n").as_bytes(), None, |_| {}),
        "key 1: server key ends with white space or a line break: expected the key alone, as `printf %s` writes it",
    );
    refused(
        settings.add_key(b"", None, |_| {}),
        "key 1: server key is empty: expected 1 to 128 bytes",
    );
    refused(settings.set_leeway(-5), "leeway: expected milliseconds from 0 on, found -5");
    refused(
        settings.set_max_lifetime(-1),
        "maximum lifetime: expected milliseconds from 0 on, found -1",
    );
    refused(settings.set_products([""]), "products: malformed pc: expected 1 to 50 bytes, found 0");
    refused(
        settings.set_expiry_encoding("java"),
        "expiry encoding: expected one of as-received, java-sample, either",
    );
    refused(
        instant("2016-04-27"),
        "accept until: expected an instant with its zone, such as 2016-04-27T00:00:00Z",
    );
    refused(Settings::new().into_verifier(), "no server key: expected at least one");
}

#[test]
fn a_key_that_is_easy_to_guess_or_not_alone_is_warned_of() {
    let mut warnings = Vec::new();
    let mut settings = Settings::new();
    settings.add_key(b"secret", None, |warning| warnings.push(warning)).unwrap();
    settings
        .add_key(format!("0x{KEY}").as_bytes(), None, |warning| warnings.push(warning))
        .unwrap();
    assert_eq!(
        warnings,
        [
            "the key is too short to hold 128 random bits, so one authorization is enough to guess it",
            "the key has `0x` before it, which signatures cover: expected the key alone",
        ]
    );
}

#[test]
fn a_key_is_accepted_until_and_at_its_end() {
    let mut settings = Settings::new();
    settings
        .add_key(KEY.as_bytes(), Some(instant("2016-04-27T00:00:00Z").unwrap()), |_| {})
        .unwrap();
    let verifier = settings.into_verifier().unwrap();
    let end = 1_461_715_200_000;
    assert_eq!([end, end + 1].map(|at| verifier.accepts_any_at(at)), [true, false]);
}

#[test]
fn a_key_file_is_read_as_the_command_reads_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("server.key");
    let mut settings = Settings::new();
    fs::write(&path, format!("{KEY}\r\n")).unwrap();
    let error = settings.add_key_file(&path, None, |_| {}).unwrap_err().to_string();
    assert!(
        error.starts_with(&format!("key file {}: server key ends with", path.display())),
        "{error}"
    );
    fs::write(&path, KEY).unwrap();
    settings.add_key_file(&path, None, |_| {}).unwrap();
    assert!(settings.into_verifier().is_ok());
}
