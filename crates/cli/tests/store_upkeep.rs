//! `storeauth store backup`, `restore`, `check` and `rekey`.

mod util;

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::Instant,
};
use util::{
    Output, PATIENCE, shown,
    store::{DISPLAY, Folder, PRODUCT, Served, mode, store},
};

/// A backup of a Store whose display was authorized once, beside its folder.
#[track_caller]
fn backed_up() -> (Served, PathBuf) {
    let store = Served::with_catalogue();
    assert!(store.is_authorized());
    let path = store.folder.path("backup.db");
    let said = store.ask(&["backup", "--output", path.to_str().unwrap()]);
    let contents =
        "1 products, 1 companies, 1 displays, 1 subscriptions, 1 servers, 1 records of usage";
    assert_eq!(said, format!("{}: verified: {contents}\n", shown(&path)));
    (store, path)
}

#[track_caller]
fn restore(backup: &Path, to: &Folder, options: &[&str]) -> Output {
    store(&["restore", "--data"]).arg(to.data()).arg(backup).args(options).run()
}

#[test]
fn a_backup_is_its_owners_alone_and_overwrites_nothing() {
    let (store, path) = backed_up();
    assert_eq!(mode(&path), 0o600);
    let again = store.command(&["backup", "--output"]).arg(&path).run();
    again.assert_system_error(&shown(&path));
}

/// Kills a Store in a backup, and gives what is left of that in its folder; nothing, where the backup was faster.
fn left_by_a_kill_in_a_backup(store: Served) -> (Folder, Vec<PathBuf>) {
    let hidden = |data: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(data).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| shown(path.file_name().unwrap()).starts_with('.')).collect()
    };
    let (data, file) = (store.folder.data(), store.folder.path("cut-off.db"));
    let backup = store.command(&["backup", "--output"]).arg(&file);
    let asked = thread::spawn(|| backup.run());
    while hidden(&data).is_empty() && !asked.is_finished() {
        thread::yield_now();
    }
    let folder = store.kill();
    asked.join().unwrap();
    let _ = fs::remove_file(file);
    (folder, hidden(&data))
}

#[test]
fn what_a_backup_has_left_that_was_killed_goes_at_the_next_start_and_nothing_else() {
    let (start, mut store) = (Instant::now(), Served::with_catalogue());
    let mine = store.folder.data().join("backup-monday.db");
    fs::write(&mine, "mine").unwrap();
    loop {
        let (folder, left) = left_by_a_kill_in_a_backup(store);
        store = Served::of(folder);
        assert!(left.iter().all(|path| !path.exists()), "{left:?}");
        if !left.is_empty() {
            break;
        }
        assert!(start.elapsed() < PATIENCE, "expected a kill in a backup");
    }
    assert_eq!(fs::read_to_string(mine).unwrap(), "mine");
    assert!(store.is_authorized());
}

/// What a kill leaves of a database that was being made. One that is being made is locked.
#[test]
fn what_is_left_of_a_database_that_was_being_made_goes_at_the_next_start_and_no_other() {
    let folder = Folder::made();
    let named = |name: &str| folder.data().join(format!(".storeauth-new-{name}"));
    for path in [named("left"), named("made")] {
        fs::create_dir(&path).unwrap();
        fs::write(path.join("store.db"), "half").unwrap();
    }
    let made = fs::File::open(named("made")).unwrap();
    rustix::fs::flock(&made, rustix::fs::FlockOperation::LockExclusive).unwrap();
    let store = Served::of(folder);
    let is_there = |name: &str| store.folder.data().join(format!(".storeauth-new-{name}")).exists();
    assert!(!is_there("left"));
    assert!(is_there("made"));
}

#[test]
fn a_restored_store_has_all_that_the_backup_had() {
    let (store, backup) = backed_up();
    let key = store.folder.data().join("master.key");
    let folder = Folder::none();
    let run = restore(&backup, &folder, &["--master-key", key.to_str().unwrap()]);
    assert_eq!((run.stderr.as_str(), run.code), ("", Some(0)));
    assert_eq!(mode(&folder.data().join("master.key")), 0o600);
    let restored = Served::of(folder);
    assert_eq!(restored.ask(&["export", "--usage"]), store.ask(&["export", "--usage"]));
    assert_eq!(restored.ask(&["export"]), store.ask(&["export"]));
    let answer = restored.authorize(&format!("id={DISPLAY}&pc={PRODUCT}&srv=Weather1"));
    let expiry = answer["expiry"].as_str().unwrap();
    let signature = util::sign(util::KEY, DISPLAY, PRODUCT, expiry);
    assert_eq!(answer["signatures"][0]["value"], signature.as_str());
}

#[test]
fn a_backup_with_another_master_key_leaves_nothing() {
    let (_store, backup) = backed_up();
    let other = Folder::made();
    let key = other.data().join("master.key");
    let folder = Folder::none();
    let run = restore(&backup, &folder, &["--master-key", key.to_str().unwrap()]);
    assert!(run.stderr.contains("sealed by another master key"), "{}", run.stderr);
    assert_eq!(run.code, Some(2));
    assert!(!folder.data().exists());
}

#[test]
fn without_a_master_key_the_database_alone_is_restored() {
    let (_store, backup) = backed_up();
    let folder = Folder::none();
    let run = restore(&backup, &folder, &[]);
    let key = shown(folder.data().join("master.key"));
    let warning = format!("warning: no {key}: expected the one that the backup was made with\n");
    assert_eq!((run.stderr.as_str(), run.code), (warning.as_str(), Some(0)));
}

#[test]
fn a_store_that_is_there_is_not_replaced() {
    let (store, backup) = backed_up();
    let run = restore(&backup, &store.folder, &[]);
    let database = shown(store.folder.data().join("store.db"));
    run.assert_error(&format!("{database}: there already, expected a name that nothing has"));
    assert!(store.is_authorized());
}

#[test]
fn what_is_no_backup_leaves_nothing() {
    let folder = Folder::none();
    let path = folder.write("backup.db", &"no database ".repeat(1000));
    let run = restore(&path, &folder, &[]);
    assert!(run.stderr.contains("damaged or not a Store's database"), "{}", run.stderr);
    assert!(!folder.data().exists());
}

#[test]
fn a_store_is_checked_whether_it_is_served_or_not() {
    let store = Served::with_catalogue();
    let check = |folder: &Folder| self::store(&["check", "--data"]).arg(folder.data()).run();
    let contents =
        "1 products, 1 companies, 1 displays, 1 subscriptions, 1 servers, 0 records of usage";
    let good = format!("{}: good: {contents}\n", shown(store.folder.data().join("store.db")));
    check(&store.folder).assert_prints(0, &good);
    check(&store.end()).assert_prints(0, &good);
}

#[test]
fn what_is_wrong_is_said() {
    let folder = Served::with_catalogue().end();
    fs::write(folder.data().join("master.key"), "0".repeat(64)).unwrap();
    let run = store(&["check", "--data"]).arg(folder.data()).run();
    assert!(run.stdout.contains("sealed by another master key"), "{run:?}");
    assert_eq!((run.stderr.as_str(), run.code), ("", Some(1)));
}

#[test]
fn a_new_master_key_opens_what_the_old_one_did_and_the_old_one_does_not() {
    let folder = Served::with_catalogue().end();
    let key = folder.data().join("master.key");
    let old = fs::read_to_string(&key).unwrap();
    let run = store(&["rekey", "--data"]).arg(folder.data()).run();
    run.assert_prints(0, &format!("{}: a new master key, for 1 server key\n", shown(&key)));
    assert_eq!(mode(&key), 0o600);
    let new = fs::read_to_string(&key).unwrap();
    assert_ne!(new, old);
    fs::write(&key, old).unwrap();
    let run = store(&["check", "--data"]).arg(folder.data()).run();
    assert_eq!(run.code, Some(1));
    fs::write(&key, new).unwrap();
    let store = Served::of(folder);
    let answer = store.authorize(&format!("id={DISPLAY}&pc={PRODUCT}&srv=Weather1"));
    let expiry = answer["expiry"].as_str().unwrap();
    let signature = util::sign(util::KEY, DISPLAY, PRODUCT, expiry);
    assert_eq!(answer["signatures"][0]["value"], signature.as_str());
}

#[test]
fn a_store_that_is_served_keeps_its_master_key() {
    let store = Served::with_catalogue();
    let key = store.folder.data().join("master.key");
    let before = fs::read_to_string(&key).unwrap();
    let run = self::store(&["rekey", "--data"]).arg(store.folder.data()).run();
    let database = shown(store.folder.data().join("store.db"));
    let pid = store.pid();
    run.assert_error(&format!(
        "{database}: process {pid} serves from it, expected that it has ended"
    ));
    assert_eq!(fs::read_to_string(&key).unwrap(), before);
    assert!(!store.folder.data().join("master.key.new").exists());
}

#[test]
fn a_database_that_cannot_be_opened_is_damaged_and_not_served() {
    for written in ["", "no database at all, but long enough"] {
        let folder = Folder::made();
        fs::write(folder.data().join("store.db"), written).unwrap();
        let run = store(&["check", "--data"]).arg(folder.data()).run();
        let database = shown(folder.data().join("store.db"));
        let said = format!("{database}: damaged or not a Store's database (");
        assert!(run.stdout.starts_with(&said), "{run:?}");
        assert_eq!((run.stderr.as_str(), run.code), ("", Some(1)));
        let run = store(&["serve", "--data"]).arg(folder.data()).run();
        assert!(run.stderr.contains(&said), "{run:?}");
        assert_eq!(run.code, Some(2));
        assert_eq!(fs::read_to_string(folder.data().join("store.db")).unwrap(), written);
    }
}
