//! New keys while the gateway serves, and how it ends.

#![cfg(unix)]

mod util;

use rustix::{
    fs::{CWD, FileType, Mode, mknodat},
    process::Signal,
};
use std::{
    fs,
    os::unix::fs::symlink,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    thread,
    time::Duration,
};
use util::{
    KEY, OTHER_KEY, PRODUCT_CODE,
    gateway::{CONFIG, Folder, Gateway, about, authorized, signed},
    http::{Client, get, request},
    shown,
};

const IN_FORCE: &str = "new keys and policy are in force";
const REFUSED: &str = "the old keys and policy stay in force";

/// The status of a request signed with `key`.
#[track_caller]
fn status(gateway: &Gateway, key: &str) -> u16 {
    let uri = format!("/?{}", signed(key, PRODUCT_CODE, 60));
    get(gateway.address(), "/", &[&about(&uri)]).status
}

/// Asked again on the same connection.
#[track_caller]
fn status_on(client: &mut Client, key: &str) -> u16 {
    client.get("/", &[&about(&format!("/?{}", signed(key, PRODUCT_CODE, 60)))]).status
}

// Keys

#[test]
fn a_key_file_that_is_replaced_is_read_again() {
    let gateway = Gateway::start();
    let mut kept = Client::connect(gateway.address());
    assert_eq!(status_on(&mut kept, KEY), 200);
    gateway.folder.write("server.key", OTHER_KEY);
    gateway.wait_for(IN_FORCE);
    assert_eq!(status_on(&mut kept, KEY), 401);
    assert_eq!(status_on(&mut kept, OTHER_KEY), 200);
    assert_eq!(gateway.metric("store_auth_config_generation"), 2);
}

#[test]
fn links_that_kubernetes_swaps_are_followed() {
    let folder = Folder::with(&CONFIG.replace("server.key", "secret/server.key"));
    let secret = folder.path("secret");
    for (name, key) in [("first", KEY), ("second", OTHER_KEY)] {
        fs::create_dir_all(secret.join(name)).unwrap();
        fs::write(secret.join(name).join("server.key"), key).unwrap();
    }
    symlink("first", secret.join("..data")).unwrap();
    symlink("..data/server.key", secret.join("server.key")).unwrap();
    let gateway = Gateway::of(folder);
    assert_eq!(status(&gateway, KEY), 200);
    symlink("second", secret.join("..new")).unwrap();
    fs::rename(secret.join("..new"), secret.join("..data")).unwrap();
    gateway.wait_for(IN_FORCE);
    assert_eq!(status(&gateway, OTHER_KEY), 200);
}

/// A gateway whose key is in the folder `name`, which leads to `first` with [`KEY`]; `second` has [`OTHER_KEY`].
#[track_caller]
fn with_key_in(name: &str) -> Folder {
    let folder = Folder::with(&CONFIG.replace("server.key", &format!("{name}/server.key")));
    for (name, key) in [("first", KEY), ("second", OTHER_KEY)] {
        fs::create_dir_all(folder.path(name).join("keys")).unwrap();
        folder.write(&format!("{name}/server.key"), key);
        folder.write(&format!("{name}/keys/server.key"), key);
    }
    symlink("first", folder.path("current")).unwrap();
    folder
}

/// What is done to the folder has [`OTHER_KEY`] in the place of [`KEY`].
#[track_caller]
fn assert_noticed(folder: Folder, change: impl FnOnce(&Folder)) {
    let gateway = Gateway::of(folder);
    assert_eq!((status(&gateway, KEY), status(&gateway, OTHER_KEY)), (200, 401));
    change(&gateway.folder);
    gateway.wait_for(IN_FORCE);
    assert_eq!((status(&gateway, KEY), status(&gateway, OTHER_KEY)), (401, 200));
}

fn swap_link(folder: &Folder) {
    symlink("second", folder.path("new")).unwrap();
    fs::rename(folder.path("new"), folder.path("current")).unwrap();
}

#[test]
fn a_folder_that_is_a_link_is_followed_when_it_is_swapped() {
    assert_noticed(with_key_in("current"), swap_link);
}

#[test]
fn so_is_a_link_further_up() {
    assert_noticed(with_key_in("current/keys"), swap_link);
}

#[test]
fn a_folder_that_is_removed_and_made_again_is_followed() {
    assert_noticed(with_key_in("first"), |folder| {
        fs::remove_dir_all(folder.path("first")).unwrap();
        fs::create_dir(folder.path("first")).unwrap();
        folder.write("first/server.key", OTHER_KEY);
    });
}

#[test]
fn a_folder_that_another_takes_the_place_of_is_followed() {
    assert_noticed(with_key_in("first"), |folder| {
        fs::rename(folder.path("first"), folder.path("old")).unwrap();
        fs::rename(folder.path("second"), folder.path("first")).unwrap();
    });
}

#[test]
fn a_key_that_changes_again_and_again_is_followed_to_the_last() {
    let folder = with_key_in("current");
    let gateway = Gateway::of(folder);
    for round in 1..=3 {
        let (there, other) = if round % 2 == 1 { (OTHER_KEY, KEY) } else { (KEY, OTHER_KEY) };
        let name = if round % 2 == 1 { "second" } else { "first" };
        symlink(name, gateway.folder.path("new")).unwrap();
        fs::rename(gateway.folder.path("new"), gateway.folder.path("current")).unwrap();
        gateway.wait_for_times(IN_FORCE, round);
        assert_eq!((status(&gateway, there), status(&gateway, other)), (200, 401));
    }
}

#[test]
fn a_key_that_is_written_over_with_another_of_the_same_length_is_followed() {
    let folder = Folder::with(CONFIG);
    assert_noticed(folder, |folder| fs::write(folder.path("server.key"), OTHER_KEY).unwrap());
}

#[test]
fn a_key_in_a_folder_in_which_something_always_happens_is_followed() {
    let folder = Folder::with(CONFIG);
    let busy = folder.path("busy");
    let is_over = Arc::new(AtomicBool::new(false));
    let ends = Arc::clone(&is_over);
    let writer = thread::spawn(move || {
        while !ends.load(SeqCst) {
            let _ = fs::write(&busy, "x");
            thread::sleep(Duration::from_millis(20));
        }
    });
    assert_noticed(folder, |folder| {
        folder.write("server.key", OTHER_KEY);
    });
    is_over.store(true, SeqCst);
    writer.join().unwrap();
}

#[test]
fn a_bad_key_file_leaves_the_old_key_in_force() {
    let gateway = Gateway::start();
    gateway.folder.write("server.key", &format!("{OTHER_KEY}\n"));
    let log = gateway.wait_for(REFUSED);
    let named = shown(gateway.folder.path("server.key"));
    let problem = format!("key file {named}: server key ends with white space or a line break");
    assert!(log.contains(&problem), "{log}");
    assert!(!log.contains(OTHER_KEY));
    assert_eq!((status(&gateway, KEY), status(&gateway, OTHER_KEY)), (200, 401));
    assert_eq!(gateway.metric("store_auth_config_refused_total"), 1);
    assert_eq!(gateway.metric("store_auth_config_generation"), 1);
}

#[test]
fn a_key_file_that_comes_back_is_noticed() {
    let gateway = Gateway::start();
    fs::remove_file(gateway.folder.path("server.key")).unwrap();
    gateway.wait_for(REFUSED);
    gateway.folder.write("server.key", OTHER_KEY);
    gateway.wait_for(IN_FORCE);
    assert_eq!(status(&gateway, OTHER_KEY), 200);
}

/// Has a pipe in the place of a file, to which nobody writes.
#[track_caller]
fn put_pipe(folder: &Folder, name: &str) {
    mknodat(CWD, folder.path("pipe"), FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    fs::rename(folder.path("pipe"), folder.path(name)).unwrap();
}

const NO_PIPE: &str = "expected a regular file, found a pipe, a folder or a device";

#[test]
fn a_pipe_in_the_place_of_a_key_is_not_waited_for() {
    let mut gateway = Gateway::start();
    put_pipe(&gateway.folder, "server.key");
    let log = gateway.wait_for(REFUSED);
    let named = shown(gateway.folder.path("server.key"));
    assert!(log.contains(&format!("key file {named}: {NO_PIPE}")), "{log}");
    assert_eq!(status(&gateway, KEY), 200);
    gateway.folder.write("server.key", OTHER_KEY);
    gateway.wait_for(IN_FORCE);
    assert_eq!((status(&gateway, KEY), status(&gateway, OTHER_KEY)), (401, 200));
    put_pipe(&gateway.folder, "server.key");
    gateway.wait_for_times(REFUSED, 2);
    gateway.signal(Signal::TERM);
    assert!(gateway.wait().success());
}

#[test]
fn a_pipe_is_read_once_at_the_start() {
    let folder = Folder::with(&format!("{CONFIG}[[key]]\nfile = 'other.key'\n"));
    folder.write("other.key", OTHER_KEY);
    put_pipe(&folder, "server.key");
    let pipe = folder.path("server.key");
    let writer = thread::spawn(move || fs::write(pipe, KEY).unwrap());
    let gateway = Gateway::of(folder);
    writer.join().unwrap();
    assert_eq!((status(&gateway, KEY), status(&gateway, OTHER_KEY)), (200, 200));
    // Longer than it waits for files to settle.
    thread::sleep(Duration::from_secs(2));
    let log = gateway.log();
    assert!(!log.contains(REFUSED) && !log.contains(IN_FORCE), "{log}");
}

#[test]
fn nor_is_one_in_the_place_of_the_configuration() {
    let mut gateway = Gateway::start();
    put_pipe(&gateway.folder, "gateway.toml");
    gateway.signal(Signal::HUP);
    let log = gateway.wait_for(REFUSED);
    assert!(log.contains(&format!("gateway.toml: {NO_PIPE}")), "{log}");
    gateway.signal(Signal::TERM);
    assert!(gateway.wait().success());
}

#[test]
fn another_file_in_the_folder_changes_nothing() {
    let gateway = Gateway::start();
    gateway.folder.write("other", "x");
    // Longer than it waits for files to settle.
    thread::sleep(Duration::from_secs(3));
    gateway.signal(Signal::HUP);
    gateway.wait_for(IN_FORCE);
    assert_eq!(gateway.metric("store_auth_config_generation"), 2);
}

// Configuration

#[test]
fn a_hangup_reads_the_configuration_again() {
    let gateway = Gateway::start();
    gateway.folder.write("previous.key", OTHER_KEY);
    let config = format!("{CONFIG}[[key]]\nfile = 'previous.key'\n[policy]\nmax_lifetime = '2m'\n");
    gateway.folder.write("gateway.toml", &config);
    gateway.signal(Signal::HUP);
    gateway.wait_for(IN_FORCE);
    assert_eq!((status(&gateway, KEY), status(&gateway, OTHER_KEY)), (200, 200));
    assert_eq!(get(gateway.address(), "/", &[&about(&format!("/?{}", authorized()))]).status, 403);
    assert_eq!(gateway.metric("store_auth_authorized_total{key=\"1\"}"), 1);
}

#[test]
fn a_bad_configuration_leaves_the_old_one_in_force() {
    let gateway = Gateway::start();
    gateway.folder.write("gateway.toml", &CONFIG.replace("file", "fil"));
    gateway.signal(Signal::HUP);
    let log = gateway.wait_for(REFUSED);
    assert!(log.contains("gateway.toml, line 8: unknown key `fil`: did you mean `file`?"), "{log}");
    assert_eq!(status(&gateway, KEY), 200);
}

#[test]
fn what_takes_a_restart_is_said() {
    let gateway = Gateway::start();
    gateway.folder.write("gateway.toml", &format!("{CONFIG}[limits]\nconnections = 1\n"));
    gateway.signal(Signal::HUP);
    gateway.wait_for("[limits] has changed: that takes a restart");
}

// The end

#[test]
fn a_request_that_has_begun_is_answered_before_the_end() {
    let mut gateway = Gateway::start();
    let mut client = Client::connect(gateway.address());
    assert_eq!(status_on(&mut client, KEY), 200);
    let whole = request("/", &[&about(&format!("/?{}", authorized()))]);
    let (first, second) = whole.split_at(whole.len() / 2);
    client.send(first);
    gateway.signal(Signal::TERM);
    gateway.wait_for("draining");
    let answer = client.send(second).answer();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("connection"), Some("close"));
    assert_eq!(client.rest(), b"");
    assert!(gateway.wait().success());
}

#[test]
fn an_idle_connection_does_not_keep_it_from_ending() {
    let mut gateway = Gateway::start();
    let mut client = Client::connect(gateway.address());
    assert_eq!(status_on(&mut client, KEY), 200);
    gateway.signal(Signal::INT);
    assert!(gateway.wait().success());
}

#[test]
fn while_it_drains_it_is_alive_but_not_ready() {
    let gateway = Gateway::start();
    assert_eq!(get(&gateway.admin, "/readyz", &[]).status, 200);
    let mut begun = Client::connect(gateway.address());
    begun.send("GET / HTTP/1.1\r\n");
    assert_eq!(status(&gateway, KEY), 200);
    gateway.signal(Signal::TERM);
    gateway.wait_for("draining");
    assert_eq!(get(&gateway.admin, "/readyz", &[]).status, 503);
    assert_eq!(get(&gateway.admin, "/healthz", &[]).status, 200);
}

#[test]
fn who_waits_for_ever_is_not_waited_for() {
    let mut gateway = Gateway::and("[limits]\ndrain_time = '300ms'\n");
    let mut begun = Client::connect(gateway.address());
    assert_eq!(status_on(&mut begun, KEY), 200);
    begun.send("GET / HTTP/1.1\r\n");
    gateway.signal(Signal::TERM);
    assert!(gateway.wait().success());
}
