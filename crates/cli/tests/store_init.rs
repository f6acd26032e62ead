//! `storeauth store init`: what it makes, and what it refuses.

mod util;

use std::{fs, net::TcpListener, sync::mpsc, thread};
use util::{
    shown,
    store::{Folder, mode, store},
};

#[track_caller]
fn names(folder: &Folder) -> Vec<String> {
    let entries = fs::read_dir(folder.data()).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_store_has_a_database_a_master_key_and_a_token() {
    let folder = Folder::made();
    assert_eq!(names(&folder), ["admin.token", "master.key", "store.db", "store.db.lock"]);
}

#[test]
fn all_of_it_is_its_owners_alone() {
    let folder = Folder::made();
    assert_eq!(mode(&folder.data()), 0o700);
    for name in ["admin.token", "master.key", "store.db"] {
        assert_eq!(mode(&folder.data().join(name)), 0o600, "{name}");
    }
}

#[test]
fn the_master_key_is_64_hexadecimal_digits_and_the_token_says_what_it_is() {
    let folder = Folder::made();
    let key = fs::read_to_string(folder.data().join("master.key")).unwrap();
    let token = fs::read_to_string(folder.data().join("admin.token")).unwrap();
    for digits in [key.as_str(), token.strip_prefix("sat_").unwrap()] {
        assert_eq!(digits.len(), 64);
        assert!(digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')));
    }
}

#[test]
fn what_to_do_next_is_printed_and_no_secret() {
    let folder = Folder::none();
    let run = store(&["init", "--data"]).arg(folder.data()).run();
    assert!(run.stdout.contains("\n  storeauth store serve --data "), "{}", run.stdout);
    for name in ["master.key", "admin.token"] {
        let secret = fs::read_to_string(folder.data().join(name)).unwrap();
        assert!(!run.stdout.contains(&secret), "{name}");
    }
}

#[test]
fn what_is_there_is_not_overwritten() {
    for name in ["store.db", "master.key", "admin.token", "store.db-wal"] {
        let folder = Folder::none();
        fs::create_dir(folder.data()).unwrap();
        let path = folder.data().join(name);
        fs::write(&path, "precious").unwrap();
        let problem = format!("{}: there already, expected a folder without it", shown(&path));
        store(&["init", "--data"]).arg(folder.data()).run().assert_error(&problem);
        assert_eq!(names(&folder), [name]);
        assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
    }
}

/// Whoever listens in the place of a server hangs up.
#[test]
fn the_database_is_last_at_a_server_from_which_nothing_can_be_removed() {
    let folder = Folder::none();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let url = format!("postgres://store@localhost:{port}/store?sslmode=disable");
    let config = folder.write("store.toml", &format!("[database]\nurl = '{url}'\n"));
    let data = folder.data();
    let (sender, seen) = mpsc::channel();
    thread::spawn(move || {
        for connection in listener.incoming() {
            let names = fs::read_dir(&data).map(Iterator::count);
            let _ = sender.send(names.unwrap_or(0));
            drop(connection);
        }
    });
    let run = store(&["init", "--data"]).arg(folder.data()).arg("--config").arg(&config).run();
    assert_eq!(run.code, Some(2), "{run:?}");
    // The master key and the token are there.
    assert_eq!(seen.try_recv(), Ok(2));
    assert!(!folder.data().exists());
}

#[test]
fn a_link_to_nowhere_is_there() {
    let folder = Folder::none();
    fs::create_dir(folder.data()).unwrap();
    let path = folder.data().join("master.key");
    std::os::unix::fs::symlink(folder.path("elsewhere"), &path).unwrap();
    let problem = format!("{}: there already, expected a folder without it", shown(&path));
    store(&["init", "--data"]).arg(folder.data()).run().assert_error(&problem);
    assert!(!folder.path("elsewhere").exists());
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = Folder::none();
    let path = folder.path("missing").join("data");
    let run = store(&["init", "--data"]).arg(&path).run();
    run.assert_system_error(&shown(&path));
}
