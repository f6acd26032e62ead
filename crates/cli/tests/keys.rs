//! Where server keys come from, and what is said of those that are refused or easy to get at.

mod util;

use std::{env, path::Path};
use util::{
    AUTHORIZED, EXPIRY, KEY, MISMATCH, NOW, OTHER_KEY, OTHER_SIGNATURE, Storeauth, file, query,
    query_of, shown, storeauth, verify,
};

const VARIABLE: &str = "STOREAUTH_SERVER_KEY_FILE";

/// [`AUTHORIZED`], by the second key.
fn by_key_1() -> String {
    AUTHORIZED.replace("key 0", "key 1")
}

/// `storeauth verify` without any key so far.
fn keyless() -> Storeauth {
    storeauth("verify").args(["--at", NOW])
}

#[track_caller]
fn assert_refused(contents: &[u8], message: &str) {
    let file = file(contents);
    let run = keyless().arg("--server-key-file").arg(file.path()).arg(query()).run();
    run.assert_error(&format!("key file {}: {message}", shown(file.path())));
}

// Files

#[test]
fn the_first_key_file_is_the_current_one() {
    let run = keyless().key(KEY).key(OTHER_KEY).arg(query()).run();
    run.assert_prints(0, AUTHORIZED);
}

#[test]
fn a_later_key_file_holds_a_previous_key_and_its_index_is_told() {
    let run = keyless().key(OTHER_KEY).key(KEY).arg(query()).run();
    run.assert_prints(0, &by_key_1());
    let run = keyless().args(["--format", "json"]).key(OTHER_KEY).key(KEY).arg(query()).run();
    assert!(run.stdout.contains(r#""key":1,"#), "{}", run.stdout);
}

#[test]
fn a_signature_of_another_key_is_a_mismatch() {
    keyless().key(OTHER_KEY).arg(query()).run().assert_prints(1, MISMATCH);
}

#[test]
fn a_key_may_hold_any_visible_ascii() {
    let key = "!\"#$%&'()*+,-./0123456789:;<=>?@[\\]^_`{|}~";
    let signature = util::sign(key, util::ID, util::PRODUCT_CODE, EXPIRY);
    let run = keyless().key(key).arg(query_of(EXPIRY, &signature)).run();
    run.assert_prints(0, AUTHORIZED);
}

#[test]
fn a_key_file_that_is_not_there_is_named() {
    let path = Path::new("no such directory").join("key");
    let run = keyless().arg("--server-key-file").arg(&path).arg(query()).run();
    run.assert_system_error(&format!("key file {}", shown(path)));
}

#[test]
fn every_key_file_must_be_there() {
    let run = verify().args(["--server-key-file", "missing", &query()]).run();
    run.assert_system_error("key file missing");
}

#[cfg(unix)]
#[test]
fn a_directory_is_no_key_file() {
    let directory = tempfile::tempdir().unwrap();
    let run = keyless().arg("--server-key-file").arg(directory.path()).arg(query()).run();
    run.assert_system_error(&format!("key file {}", shown(directory.path())));
}

#[test]
fn a_line_break_behind_the_key_is_refused() {
    let message = "server key ends with white space or a line break: expected the key alone, as `printf %s` writes it";
    for end in ["\n", "\r\n", " ", "\t", "\n\n"] {
        assert_refused(format!("{KEY}{end}").as_bytes(), message);
    }
}

#[test]
fn a_line_break_behind_the_longest_key_is_told_as_one() {
    let message = "server key ends with white space or a line break: expected the key alone, as `printf %s` writes it";
    assert_refused(format!("{}\n", "k".repeat(128)).as_bytes(), message);
}

#[test]
fn white_space_before_the_key_is_refused() {
    let message = "server key starts with white space or a line break: expected the key alone";
    assert_refused(format!("\n{KEY}").as_bytes(), message);
}

#[test]
fn an_empty_key_file_is_refused() {
    assert_refused(b"", "server key is empty: expected 1 to 128 bytes");
}

#[test]
fn a_key_of_129_bytes_is_refused() {
    assert_refused(&[b'k'; 129], "expected 1 to 128 bytes, found more");
}

#[test]
fn a_file_of_a_megabyte_is_refused() {
    let file = file("k".repeat(1_000_000));
    let run = keyless().arg("--server-key-file").arg(file.path()).arg(query()).run();
    let message = "expected 1 to 128 bytes, found more";
    run.assert_error(&format!("key file {}: {message}", shown(file.path())));
}

#[test]
fn a_key_given_in_place_of_its_file_is_not_shown() {
    let run = keyless().args(["--server-key-file", KEY, &query()]).run();
    assert!(!run.stderr.contains(KEY), "{}", run.stderr);
    run.assert_system_error("key file (expected the name of a file, not the key)");
}

#[test]
fn a_key_with_other_bytes_than_visible_ascii_is_refused() {
    let message = "server key has a byte other than visible ASCII at offset 40";
    assert_refused(format!("{KEY}\0{KEY}").as_bytes(), message);
    assert_refused(format!("{KEY}\n{OTHER_KEY}").as_bytes(), message);
    assert_refused(format!("{KEY}é").as_bytes(), message);
}

// The environment

#[test]
fn the_environment_names_the_key_files() {
    let (other, good) = (file(OTHER_KEY), file(KEY));
    let paths = env::join_paths([other.path(), good.path()]).unwrap();
    keyless().env(VARIABLE, paths).arg(query()).run().assert_prints(0, &by_key_1());
    keyless().env(VARIABLE, good.path()).arg(query()).run().assert_prints(0, AUTHORIZED);
}

#[test]
fn the_option_wins_over_the_environment() {
    let good = file(KEY);
    let run = keyless().env(VARIABLE, good.path()).key(OTHER_KEY).arg(query()).run();
    run.assert_prints(1, MISMATCH);
    verify().env(VARIABLE, "missing").arg(query()).run().assert_prints(0, AUTHORIZED);
}

#[test]
fn an_empty_path_in_the_environment_is_passed_over() {
    let good = file(KEY);
    let paths = env::join_paths([Path::new(""), good.path(), Path::new("")]).unwrap();
    keyless().env(VARIABLE, paths).arg(query()).run().assert_prints(0, AUTHORIZED);
}

#[test]
fn a_file_that_the_environment_names_must_be_there() {
    let run = keyless().env(VARIABLE, "missing").arg(query()).run();
    run.assert_system_error("key file missing");
}

#[test]
fn without_a_key_the_error_says_where_one_is_taken_from() {
    let message =
        "no server key: expected --server-key-file FILE, or STOREAUTH_SERVER_KEY_FILE to name one";
    keyless().arg(query()).run().assert_error(message);
    keyless().stdin(query()).run().assert_error(message);
    keyless().env(VARIABLE, "").arg(query()).run().assert_error(message);
}

// Warnings

#[test]
fn a_weak_key_is_warned_of_on_standard_error_alone() {
    let weak = file(&KEY[..31]);
    let run = keyless().arg("--server-key-file").arg(weak.path()).arg(query()).run();
    let warning = format!(
        "warning: key file {}: the key is too short to hold 128 random bits, so one authorization is enough to guess it\n",
        shown(weak.path())
    );
    assert_eq!(run.stderr, warning);
    assert_eq!(run.stdout, MISMATCH);
    assert_eq!(run.code, Some(1));
}

#[test]
fn a_key_of_128_bits_is_not_warned_of() {
    keyless().key(&KEY[..32]).arg(query()).run().assert_prints(1, MISMATCH);
}

#[cfg(unix)]
#[test]
fn a_key_file_that_everybody_can_read_is_warned_of_on_standard_error_alone() {
    use std::{fs, os::unix::fs::PermissionsExt};

    let open = file(KEY);
    fs::set_permissions(open.path(), fs::Permissions::from_mode(0o604)).unwrap();
    let run = keyless().arg("--server-key-file").arg(open.path()).arg(query()).run();
    let warning = format!(
        "warning: key file {}: every user of this machine can read it\n",
        shown(open.path())
    );
    assert_eq!(run.stderr, warning);
    assert_eq!(run.stdout, AUTHORIZED);
    assert_eq!(run.code, Some(0));
}

#[cfg(unix)]
#[test]
fn a_key_file_that_a_group_can_read_is_not_warned_of() {
    use std::{fs, os::unix::fs::PermissionsExt};

    let shared = file(KEY);
    fs::set_permissions(shared.path(), fs::Permissions::from_mode(0o640)).unwrap();
    let run = keyless().arg("--server-key-file").arg(shared.path()).arg(query()).run();
    run.assert_prints(0, AUTHORIZED);
}

#[test]
fn each_key_file_is_warned_of_by_its_own_name() {
    let (first, second) = (file("weak1"), file("weak2"));
    let run = verify()
        .arg("--server-key-file")
        .arg(first.path())
        .arg("--server-key-file")
        .arg(second.path())
        .arg(query_of(EXPIRY, OTHER_SIGNATURE))
        .run();
    let lines: Vec<_> = run.stderr.lines().collect();
    assert_eq!(lines.len(), 2);
    for (line, file) in lines.iter().zip([&first, &second]) {
        assert!(line.starts_with(&format!("warning: key file {}: ", shown(file.path()))), "{line}");
    }
    assert!(!run.stderr.contains("weak"));
}

#[cfg(unix)]
#[test]
fn a_key_is_read_from_a_pipe() {
    use rustix::fs::{CWD, FileType, Mode, mknodat};

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipe");
    mknodat(CWD, &path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    let writer = std::thread::spawn({
        let path = path.clone();
        move || std::fs::write(path, KEY).unwrap()
    });
    let run = keyless().arg("--server-key-file").arg(&path).arg(query()).run();
    writer.join().unwrap();
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
}
