//! `storeauth store serve`: how it starts, is found, reads again and ends.

mod util;

use rustix::process::Signal;
use std::{fs, os::unix::fs::PermissionsExt};
use util::{
    http::{Client, get},
    shown,
    store::{CATALOGUE, DISPLAY, Folder, PRODUCT, Served, store},
};

/// What `serve` says that does not start.
#[track_caller]
fn refused(folder: &Folder, options: &[&str]) -> String {
    let run = store(&["serve", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"])
        .arg("--data")
        .arg(folder.data())
        .args(options)
        .run();
    assert_eq!((run.stdout.as_str(), run.code), ("", Some(2)));
    run.stderr
}

#[test]
fn apps_are_answered() {
    let store = Served::with_catalogue();
    let answer = store.authorize(&format!("id={DISPLAY}&pc={PRODUCT}&srv=Weather1"));
    assert_eq!(answer["authorized"], true);
    assert_eq!(answer["signatures"][0]["serverId"], "Weather1");
}

#[test]
fn what_is_no_request_is_answered_by_a_denial_that_every_page_may_read() {
    let store = Served::start();
    for target in [
        &b"/v1/widget/auth?id=\x01"[..],
        b"/v1/widget/auth?id=\xff",
        b"/v1/widget/auth?id=a b",
        b"/v1/widget/auth?id=<\">",
    ] {
        let request = [b"GET ", target, b" HTTP/1.1\r\nhost: a\r\n\r\n"].concat();
        let answer = Client::connect(store.address()).send(request).answer();
        assert_eq!(answer.status, 400);
        assert_eq!(
            answer.body,
            r#"{"authorized":false,"expiry":null,"expiry_time":null,"signatures":null,"error":{"message":"Request is not valid."}}"#
        );
        for (name, value) in [
            ("access-control-allow-origin", "*"),
            ("cache-control", "no-store"),
            ("content-type", "application/json"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(answer.header(name), Some(value));
        }
    }
    let metrics = get(store.admin(), "/metrics", &[]).body;
    let counted = r#"store_auth_denials_total{reason="bad-request"} 4"#;
    assert!(metrics.contains(counted), "{metrics}");
}

#[test]
fn it_is_alive_and_ready_and_tells_its_metrics_on_the_admin_listener() {
    let store = Served::start();
    assert_eq!(get(store.admin(), "/healthz", &[]).status, 200);
    assert_eq!(get(store.admin(), "/readyz", &[]).body, "ready\n");
    let metrics = get(store.admin(), "/metrics", &[]).body;
    assert!(metrics.contains("\nstore_auth_writable 1\n"), "{metrics}");
}

#[test]
fn a_second_one_is_refused_with_the_number_of_the_first() {
    let store = Served::start();
    let said = refused(&store.folder, &[]);
    let database = shown(store.folder.data().join("store.db"));
    let problem = format!(
        "error: {database}: process {} serves from it, expected that it has ended\n",
        store.pid()
    );
    assert_eq!(said, problem);
}

#[test]
fn a_folder_without_a_database_is_refused_and_none_is_made() {
    let folder = Folder::none();
    fs::create_dir(folder.data()).unwrap();
    let said = refused(&folder, &[]);
    let problem = "no store.db, expected the folder of a Store as `storeauth store init` makes it";
    assert_eq!(said, format!("error: {}: {problem}\n", shown(folder.data())));
    assert!(!folder.data().join("store.db").exists());
}

#[test]
fn another_master_key_is_refused() {
    let folder = Served::with_catalogue().end();
    fs::write(folder.data().join("master.key"), "0".repeat(64)).unwrap();
    let said = refused(&folder, &[]);
    let problem = "server Weather1, key 1: sealed by another master key, expected the one that \
         this database was made with";
    assert!(said.ends_with(&format!("{problem}\n")), "{said}");
}

#[test]
fn a_check_refuses_what_a_start_would_and_serves_nothing() {
    let folder = Folder::made();
    let run = store(&["serve", "--check", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"])
        .arg("--data")
        .arg(folder.data())
        .run();
    run.assert_prints(0, &format!("{}: good\n", shown(folder.data())));
    assert!(!folder.data().join("listening.json").exists());
    fs::write(folder.data().join("master.key"), "0").unwrap();
    assert_eq!(refused(&folder, &["--check"]), refused(&folder, &[]));
    fs::remove_file(folder.data().join("store.db")).unwrap();
    assert_eq!(refused(&folder, &["--check"]), refused(&folder, &[]));
}

#[test]
fn what_is_no_master_key_is_refused_without_being_shown() {
    let digits = "0123456789abcdef".repeat(4);
    let alone = "expected no white space or line break around its 64 digits";
    let hex = "expected 64 hexadecimal digits in lower case and nothing else";
    for (text, problem) in [
        (format!("{digits}\n"), alone),
        (format!(" {digits}"), alone),
        (digits.to_uppercase(), hex),
        (digits.replace('f', "g"), hex),
        (digits[1..].to_owned(), hex),
        (digits.repeat(2), hex),
        (String::new(), hex),
    ] {
        let folder = Folder::made();
        let path = folder.data().join("master.key");
        fs::write(&path, &text).unwrap();
        let said = refused(&folder, &[]);
        assert_eq!(said, format!("error: master key {}: {problem}\n", shown(&path)));
    }
}

#[test]
fn a_master_key_in_place_of_its_file_is_not_shown() {
    let folder = Folder::made();
    let digits = fs::read_to_string(folder.data().join("master.key")).unwrap();
    let config = folder.write("store.toml", &format!("[master_key]\nfile = '{digits}'\n"));
    let problem = "error: master key (expected the name of a file, not what is in it): No such file or directory (os error 2)\n";
    let config = ["--config", config.to_str().unwrap()];
    assert_eq!(refused(&folder, &config), problem);
    assert_eq!(refused(&folder, &["--check", config[0], config[1]]), problem);
    fs::remove_dir_all(folder.data()).unwrap();
    let restore = store(&["restore", "backup.db", "--master-key", &digits, "--data"]);
    assert_eq!(restore.arg(folder.data()).run().stderr, problem);
}

#[test]
fn a_master_key_that_everybody_can_read_is_warned_of() {
    let folder = Folder::made();
    let path = folder.data().join("master.key");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let store = Served::of(folder);
    store.wait_for("every user of this machine can read it");
}

#[test]
fn the_master_key_can_lie_elsewhere() {
    let folder = Served::with_catalogue().end();
    fs::rename(folder.data().join("master.key"), folder.path("secret")).unwrap();
    folder.write("store.toml", "[master_key]\nfile = 'secret'\n");
    assert!(Served::of(folder).is_authorized());
}

#[test]
fn a_credential_is_read_from_the_folder_that_systemd_names() {
    let folder = Served::with_catalogue().end();
    fs::rename(folder.data().join("master.key"), folder.path("store-key")).unwrap();
    let config = folder.write("store.toml", "[master_key]\ncredential = 'store-key'\n");
    let said = refused(&folder, &["--config", config.to_str().unwrap()]);
    assert!(said.starts_with("error: credential: no CREDENTIALS_DIRECTORY"), "{said}");
    let mut command = folder.serve();
    command.env("CREDENTIALS_DIRECTORY", folder.path(""));
    assert!(Served::spawn(command, folder).is_authorized());
}

#[test]
fn what_was_sold_and_used_is_there_after_a_kill() {
    let mut store = Served::with_catalogue();
    assert!(store.is_authorized());
    store.signal(Signal::KILL);
    store.wait();
    let folder = std::mem::replace(&mut store.folder, Folder::none());
    let store = Served::of(folder);
    assert_eq!(store.ask(&["export", "--usage"]).lines().count(), 1);
    assert!(store.is_authorized());
}

#[test]
fn the_note_of_where_it_listens_goes_with_it() {
    let folder = Served::start().end();
    assert!(!folder.data().join("listening.json").exists());
}

#[test]
fn a_note_that_was_left_behind_is_noticed() {
    let mut store = Served::start();
    store.signal(Signal::KILL);
    store.wait();
    assert!(store.folder.data().join("listening.json").exists());
    let problem = "no Store is served from it now, expected a running `storeauth store serve`";
    let problem = format!("{}: {problem}", shown(store.folder.data()));
    store.command(&["product", "list"]).run().assert_error(&problem);
}

#[test]
fn a_call_that_has_begun_is_answered_at_the_end() {
    let mut store = Served::with_catalogue();
    let mut client = Client::connect(store.address());
    let target = format!("/v1/widget/auth?id={DISPLAY}&pc={PRODUCT}");
    client.send(format!("GET {target} HTTP/1.1\r\nHost: store.example\r\n"));
    // It has been accepted once another one is answered.
    assert!(store.is_authorized());
    store.signal(Signal::TERM);
    store.wait_for("draining");
    let answer = client.send("\r\n").answer();
    assert!(answer.body.starts_with("{\"authorized\":true,"), "{}", answer.body);
    assert!(store.wait().success());
    let folder = std::mem::replace(&mut store.folder, Folder::none());
    assert_eq!(Served::of(folder).ask(&["export", "--usage"]).lines().count(), 2);
}

/// A Store with a configuration that is read again.
#[track_caller]
fn configured(config: &str) -> Served {
    let folder = Folder::made();
    folder.write("store.toml", config);
    let store = Served::of(folder);
    store.import(CATALOGUE);
    store
}

#[test]
fn limits_are_read_again() {
    let store = configured("[limits.per_id]\nburst = 1\nper_minute = 0.01\n");
    assert!(store.is_authorized());
    let target = format!("/v1/widget/auth?id={DISPLAY}&pc={PRODUCT}");
    assert_eq!(store.get(&target).status, 429);
    store.folder.write("store.toml", "");
    store.signal(Signal::HUP);
    store.wait_for("new certificates and limits are in force");
    assert!(store.is_authorized());
}

#[test]
fn a_configuration_with_a_mistake_leaves_the_old_in_force() {
    let store = configured("[limits.per_id]\nburst = 1\nper_minute = 0.01\n");
    store.folder.write("store.toml", "[limits.per_id]\nbusrt = 1\nper_minute = 1\n");
    store.signal(Signal::HUP);
    let log = store.wait_for("the old certificates and limits stay in force");
    assert!(log.contains("line 2: unknown key `busrt`: did you mean `burst`?"), "{log}");
    assert!(store.is_authorized());
    let target = format!("/v1/widget/auth?id={DISPLAY}&pc={PRODUCT}");
    assert_eq!(store.get(&target).status, 429);
}

#[test]
fn what_takes_a_restart_is_said() {
    let store = configured("");
    store.folder.write("store.toml", "[authorization]\nlifetime = '12h'\n");
    store.signal(Signal::HUP);
    store.wait_for("[authorization] has changed: that takes a restart");
}

#[test]
fn an_authorization_holds_as_long_as_is_configured() {
    let store = configured("[authorization]\nlifetime = '3h'\n");
    store.authorize(&format!("id={DISPLAY}&pc={PRODUCT}"));
    let record: serde_json::Value =
        serde_json::from_str(&store.ask(&["export", "--usage"])).unwrap();
    let instant =
        |name: &str| chrono::DateTime::parse_from_rfc3339(record[name].as_str().unwrap()).unwrap();
    // Up to the whole second.
    let short = instant("at") + chrono::TimeDelta::hours(3) - instant("until");
    assert!((0..1000).contains(&short.num_milliseconds()), "{record}");
}

/// A Store with a catalogue, whose log says all that it can.
fn told_to_say_all() -> Served {
    let folder = Served::with_catalogue().end();
    folder.write("store.toml", "[log]\nlevel = \"debug\"\n");
    Served::of(folder)
}

#[test]
fn the_log_says_who_calls_for_whom_and_from_where() {
    let store = told_to_say_all();
    assert!(store.is_authorized());
    let id = format!("id={DISPLAY} pc={PRODUCT}");
    store.wait_for(&format!(
        "called from=127.0.0.1 endpoint=\"widget/auth\" {id} outcome=\"authorized\""
    ));
    // A stranger's text is on one line, and no signature.
    store.authorize(&format!("id=a%0Ab&pc={PRODUCT}{PRODUCT}"));
    store.wait_for("id=a\\nb pc=[signature] outcome=\"denied\"");
    store.get("/v1/nothing");
    store.wait_for("called from=127.0.0.1 endpoint=\"none\" outcome=\"denied\"");
}

#[test]
fn no_secret_is_in_the_log() {
    let store = told_to_say_all();
    let answer = store.authorize(&format!("id={DISPLAY}&pc={PRODUCT}&srv=Weather1"));
    let signature = answer["signatures"][0]["value"].as_str().unwrap();
    store.wait_for("outcome=\"authorized\"");
    let folder = store.folder.data();
    let secrets = ["master.key", "admin.token"].map(|name| fs::read_to_string(folder.join(name)));
    let log = store.log();
    for secret in
        secrets.map(Result::unwrap).iter().map(String::as_str).chain([util::KEY, signature])
    {
        assert!(!log.contains(secret), "{log}");
    }
}
