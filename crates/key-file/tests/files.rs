//! What is read of key files, refused, and warned of.

use std::{
    fs::{self, File},
    path::Path,
};
use store_auth::KeyError;
use store_auth_key_file::{Flaw, KeyFile, KeyFileError, clean, read_key_file, read_text};
use tempfile::TempDir;

const KEY: &str = "e4232e0620f9290025cb3783768c9c8c4686078c";

/// A folder with a file `server.key` that its owner alone can read.
#[track_caller]
fn folder_with(contents: &[u8]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("server.key"), contents).unwrap();
    set_mode(&folder.path().join("server.key"), 0o600);
    folder
}

#[cfg(unix)]
#[track_caller]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;

    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) {}

#[track_caller]
fn strictly(contents: &[u8]) -> Result<Vec<String>, KeyFileError> {
    let folder = folder_with(contents);
    let mut warnings = Vec::new();
    read_key_file(&folder.path().join("server.key"), |text| warnings.push(text.to_owned()))?;
    Ok(warnings)
}

#[track_caller]
fn leniently(contents: &[u8]) -> Result<(String, Option<Flaw>), KeyFileError> {
    let folder = folder_with(contents);
    let (text, flaw) = read_text(&folder.path().join("server.key"), |warning| panic!("{warning}"))?;
    Ok((String::from_utf8(text.to_vec()).unwrap(), flaw))
}

/// A key in every flawed file.
fn flawed() -> Vec<(String, Flaw)> {
    let wide = |text: &str| text.chars().flat_map(|letter| [letter, '\0']).collect::<String>();
    vec![
        (format!("{KEY}\n"), Flaw::TrailingNewline),
        (format!("{KEY}\n\n"), Flaw::TrailingNewline),
        (format!("{KEY}\r\n"), Flaw::Crlf),
        (format!("{KEY}\r"), Flaw::Crlf),
        (format!("\u{feff}{KEY}"), Flaw::ByteOrderMark),
        (format!("\u{feff}{KEY}\r\n"), Flaw::ByteOrderMark),
        (format!("\"{KEY}\""), Flaw::Quotes),
        (format!("'{KEY}'"), Flaw::Quotes),
        (format!("`{KEY}`"), Flaw::Quotes),
        (format!(" {KEY}"), Flaw::Spaces),
        (format!("{KEY}\t"), Flaw::Spaces),
        (format!("{KEY} \n"), Flaw::Spaces),
        (format!("0x{KEY}"), Flaw::Prefix),
        (format!("0X{KEY}"), Flaw::Prefix),
        (format!("SERVER_KEY={KEY}"), Flaw::Line),
        (format!("KEY2='{KEY}'"), Flaw::Line),
        (format!("export SERVER_KEY={KEY}"), Flaw::Line),
        (format!("SERVER_KEY=0x{KEY}"), Flaw::Line),
        (wide(KEY), Flaw::Utf16),
        (wide(&format!("{KEY}\r\n")), Flaw::Utf16),
    ]
}

// A key alone

#[test]
fn a_key_alone_is_read_without_a_word() {
    assert_eq!(strictly(KEY.as_bytes()).unwrap(), Vec::<String>::new());
    assert_eq!(leniently(KEY.as_bytes()).unwrap(), (KEY.to_owned(), None));
}

// More than the key

#[test]
fn whoever_uses_the_key_is_refused_a_flawed_file() {
    for (contents, _) in flawed() {
        // Such a key of visible ASCII could have been issued.
        let is_visible = contents.bytes().all(|byte| byte.is_ascii_graphic());
        assert_eq!(strictly(contents.as_bytes()).is_err(), !is_visible, "{contents:?}");
    }
}

#[test]
fn whoever_explains_gets_the_key_and_the_flaw() {
    for (contents, flaw) in flawed() {
        assert_eq!(leniently(contents.as_bytes()).unwrap(), (KEY.to_owned(), Some(flaw)));
    }
    let marked: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(KEY.bytes().flat_map(|byte| [byte, 0])).collect();
    assert_eq!(leniently(&marked).unwrap(), (KEY.to_owned(), Some(Flaw::Utf16)));
}

#[test]
fn every_flaw_is_found() {
    for flaw in Flaw::ALL {
        assert!(flawed().iter().any(|(_, found)| *found == flaw), "{flaw}");
    }
}

#[test]
fn every_flaw_is_known_by_its_name() {
    for flaw in Flaw::ALL {
        assert_eq!(flaw.name().parse(), Ok(flaw));
        assert_eq!(flaw.to_string(), flaw.name());
    }
    let error = "newline".parse::<Flaw>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected one of key-trailing-newline, key-crlf, key-byte-order-mark, key-utf-16, \
         key-quotes, key-spaces, key-prefix, key-whole-line"
    );
}

// No key

#[test]
fn without_a_key_there_is_nothing_to_clean() {
    for (contents, error) in [
        (&b""[..], KeyError::Empty),
        (b"\n", KeyError::Empty),
        (b"\"\"", KeyError::Empty),
        (b"two words", KeyError::NotVisibleAscii { offset: 3 }),
        (b"\" inside\"", KeyError::LeadingWhiteSpace),
        (&[b'k'; 129], KeyError::TooLong { found: 129 }),
    ] {
        assert_eq!(clean(contents).unwrap_err(), error, "{}", contents.escape_ascii());
        assert!(leniently(contents).is_err(), "{}", contents.escape_ascii());
    }
}

#[test]
fn a_file_with_more_than_any_key_is_too_long() {
    for contents in [vec![b'k'; 129], vec![b'k'; 1 << 20]] {
        for error in [strictly(&contents).unwrap_err(), leniently(&contents).unwrap_err()] {
            assert!(matches!(error, KeyFileError::TooLong(_)), "{error}");
            assert!(error.to_string().ends_with("expected 1 to 128 bytes, found more"), "{error}");
        }
    }
}

#[test]
fn the_longest_key_is_read_even_as_utf_16_with_a_line_break() {
    let key = "k".repeat(128);
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(format!("{key}\r\n").bytes().flat_map(|byte| [byte, 0]))
        .collect();
    assert_eq!(leniently(&wide).unwrap(), (key, Some(Flaw::Utf16)));
}

#[test]
fn a_key_in_place_of_a_file_name_is_not_shown() {
    for path in [KEY.to_owned(), format!("folder/{KEY}")] {
        let error = read_key_file(Path::new(&path), |_| {}).unwrap_err();
        assert!(matches!(error, KeyFileError::LooksLikeAKey(_)));
        assert!(!error.to_string().contains(KEY), "{error}");
    }
}

// Warnings

#[test]
fn a_short_key_is_warned_of_however_it_is_read() {
    let folder = folder_with(b"short\n");
    let path = folder.path().join("server.key");
    let mut warnings = Vec::new();
    read_text(&path, |warning| warnings.push(warning.to_owned())).unwrap();
    fs::write(&path, "short").unwrap();
    read_key_file(&path, |warning| warnings.push(warning.to_owned())).unwrap();
    let expected = format!(
        "key file {}: the key is too short to hold 128 random bits, so one authorization is enough to guess it",
        path.display()
    );
    assert_eq!(warnings, [expected.clone(), expected]);
}

#[cfg(unix)]
#[test]
fn a_file_that_every_user_can_read_is_warned_of() {
    let folder = folder_with(KEY.as_bytes());
    let path = folder.path().join("server.key");
    set_mode(&path, 0o644);
    let mut warnings = Vec::new();
    read_key_file(&path, |warning| warnings.push(warning.to_owned())).unwrap();
    let expected = format!("key file {}: every user of this machine can read it", path.display());
    assert_eq!(warnings, [expected]);
}

#[test]
fn what_stands_before_the_key_is_warned_of_and_kept() {
    for (contents, what) in [
        (format!("0x{KEY}"), "`0x` before it"),
        (format!("SERVER_KEY={KEY}"), "a name and `=` before it"),
        (format!("SERVER_KEY=\"{KEY}\""), "a name and `=` before it"),
    ] {
        let warnings = strictly(contents.as_bytes()).unwrap();
        let [warning] = &warnings[..] else { panic!("{warnings:?}") };
        assert!(warning.contains(&format!("the key has {what}")), "{warning}");
        assert!(!warning.contains(KEY), "{warning}");
    }
}

#[test]
fn a_key_that_only_begins_so_is_the_key() {
    for key in [
        format!("0x{KEY}g"),
        format!("x{KEY}"),
        format!("K={KEY}"),
        format!("key={KEY}"),
        "E4232E0620F9290025CB3783768C9C8C=".to_owned(),
        "E4232E0620F9290025CB3783768C9C==".to_owned(),
    ] {
        assert_eq!(strictly(key.as_bytes()).unwrap(), Vec::<String>::new());
        assert_eq!(leniently(key.as_bytes()).unwrap(), (key, None));
    }
}

#[test]
fn quotes_are_warned_of_and_kept() {
    for quote in ['"', '\'', '`'] {
        let warnings = strictly(format!("{quote}{KEY}{quote}").as_bytes()).unwrap();
        let [warning] = &warnings[..] else { panic!("{warnings:?}") };
        assert!(warning.contains("the key has quotes around it"), "{warning}");
        assert!(!warning.contains(KEY), "{warning}");
    }
    // One alone may be the key's own.
    assert!(strictly(format!("\"{KEY}").as_bytes()).unwrap().is_empty());
}

#[test]
fn a_file_that_is_read_once_shows_nothing_of_its_key() {
    let folder = folder_with(KEY.as_bytes());
    let path = folder.path().join("server.key");
    let file =
        KeyFile::read(&path, |path| File::open(path), |warning| panic!("{warning}")).unwrap();
    // What it was read of is not looked at again.
    fs::remove_file(&path).unwrap();
    assert!(file.key(|warning| panic!("{warning}")).is_ok());
    assert_eq!(*file.text().unwrap().0, KEY.as_bytes());
    let shown = format!("{file:?}");
    assert!(shown.starts_with("KeyFile { path: ") && !shown.contains(KEY), "{shown}");
}
