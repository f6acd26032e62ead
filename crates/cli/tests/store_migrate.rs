//! `storeauth store migrate`, between folders and databases of `PostgreSQL`.
//!
//! `ci/postgres` makes a cluster and runs this: one that is missing is a failure.

#![cfg(unix)]

mod util;

use chrono::Utc;
use serde_json::Value;
use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};
use util::{
    Output, Storeauth,
    postgres::{config, database, psql},
    running::until,
    shown,
    store::{COMPANY, DISPLAY, Folder, PRODUCT, Served, mode, store},
};

fn migrate(from: &str, to: &str) -> Storeauth {
    store(&["migrate", "--from", from, "--to", to])
}

/// What it prints where it moves.
#[track_caller]
fn moved(command: Storeauth) -> String {
    let run = command.run();
    assert_eq!((run.stderr.as_str(), run.code), ("", Some(0)), "{}", run.stdout);
    run.stdout
}

fn data(folder: &Folder) -> String {
    shown(folder.data())
}

fn serve(folder: Folder, database: &str) -> Served {
    folder.write("store.toml", &config(database));
    Served::of(folder)
}

const PAID_UNTIL: &str = "2099-01-01T00:00:00Z";

/// A Store with something of all kinds.
fn shop() -> Served {
    let store = Served::with_catalogue();
    let more = r#"{"products": [{"code": "b5d78da0853d97e2ec28feb5e31b9953d9c72420", "name": "Uhr \\ \"Zeit\" é",
        "shortDescription": "", "longDescription": "…", "trialDays": 3, "free": false,
        "vendor": {"name": "V"}, "prices": [{"plan": "company", "amount": 99, "currency": "EUR"}]}],
      "companies": [{"id": "28453864-6de3-3443-0630-02600c1a241f", "name": "Other", "standing": "suspended",
        "displays": ["GONE", "STAYS"]}]}"#;
    store.import(more);
    let token = shown(store.folder.path("token"));
    for arguments in [
        &["display", "remove", "GONE"][..],
        &["product", "set", PRODUCT, "--price", "display=300USD"],
        &["token", "add", "reader", "--scope", "read", "--output", &token],
        &[
            "subscription",
            "set",
            COMPANY,
            PRODUCT,
            "--status",
            "Cancelled",
            "--paid-until",
            PAID_UNTIL,
        ],
        &["server", "add", "Other2"],
    ] {
        store.ask(arguments);
    }
    for query in [
        format!("id={DISPLAY}&pc={PRODUCT}&srv=Weather1"),
        format!("cid={COMPANY}&pc={PRODUCT}"),
        // It starts a trial.
        format!("id={DISPLAY}&pc=b5d78da0853d97e2ec28feb5e31b9953d9c72420"),
    ] {
        for _ in 0..3 {
            assert_eq!(store.authorize(&query)["authorized"], true, "{query}");
        }
    }
    store
}

/// All that a Store says of itself.
fn said(store: &Served) -> Vec<String> {
    let month = Utc::now().format("%Y-%m").to_string();
    let mut said: Vec<String> = [
        &["export"][..],
        &["export", "--usage"],
        &["bill", "--month", &month, "--format", "csv"],
        &["usage", "--month", &month],
        &["audit", "--format", "json"],
        &["token", "list", "--format", "json"],
        &["server", "key", "list", "Weather1", "--format", "json"],
        &["product", "list", "--format", "json"],
    ]
    .map(|arguments| store.ask(arguments))
    .into();
    // Those of one millisecond have no order.
    let mut records: Vec<&str> = said[1].lines().collect();
    records.sort_unstable();
    said[1] = records.join("\n");
    said
}

#[test]
fn there_and_back_a_store_says_the_same() {
    let store = shop();
    let before = said(&store);
    assert_eq!(before[1].lines().count(), 9);
    let (folder, database) = (store.end(), database());
    let printed = moved(migrate(&data(&folder), &database));
    let section = format!("\n    [database]\n    url = \"{database}\"\n");
    assert!(printed.contains(&section), "{printed}");
    assert!(
        printed.lines().any(|line| line.starts_with("usage ") && line.contains("  9  ")),
        "{printed}"
    );
    let store = serve(folder, &database);
    assert_eq!(said(&store), before);
    let answer = store.authorize(&format!("id={DISPLAY}&pc={PRODUCT}&srv=Weather1"));
    let signature = util::sign(util::KEY, DISPLAY, PRODUCT, answer["expiry"].as_str().unwrap());
    assert_eq!(answer["signatures"][0]["value"], signature.as_str());
    let (before, folder) = (said(&store), store.end());
    let (back, key) = (Folder::none(), folder.data().join("master.key"));
    moved(migrate(&database, &data(&back)).arg("--master-key").arg(key));
    assert_eq!(mode(&back.data().join("store.db")), 0o600);
    fs::copy(folder.data().join("admin.token"), back.data().join("admin.token")).unwrap();
    assert_eq!(said(&Served::of(back)), before);
}

#[test]
fn nobody_serves_from_what_was_moved_until_it_is_put_back() {
    let (folder, database) = (Served::with_catalogue().end(), database());
    let printed = moved(migrate(&data(&folder), &database));
    for command in ["serve", "check", "rekey"] {
        let run = store(&[command, "--data"]).arg(folder.data()).run();
        assert!(run.stderr.contains("store.db was moved by `storeauth store migrate`"), "{run:?}");
        assert_eq!(run.code, Some(2));
    }
    run_last_line(&printed);
    let folder = Served::of(folder).end();

    let to = Folder::none();
    let printed = moved(migrate(&database, &data(&to)));
    folder.write("store.toml", &config(&database));
    let check = store(&["check", "--data"]).arg(folder.data()).arg("--config");
    let run = check.arg(folder.path("store.toml")).run();
    assert!(run.stderr.contains("moved by `storeauth store migrate`"), "{run:?}");
    run_last_line(&printed);
    serve(folder, &database);
}

/// The command that is printed at the end, of one line or two.
#[track_caller]
fn run_last_line(printed: &str) {
    let at = printed.rfind("\n  mv ").or_else(|| printed.rfind("\n  psql ")).unwrap();
    let output = Command::new("sh").arg("-ec").arg(&printed[at..]).output().unwrap();
    assert!(output.status.success(), "{printed}: {output:?}");
}

#[test]
fn what_is_compared_is_printed_as_json() {
    let (folder, to) = (Served::with_catalogue().end(), Folder::none());
    let printed = moved(migrate(&data(&folder), &data(&to)).args(["--format", "json"]));
    let json: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(json["moved"], true);
    assert_eq!(json["to"], shown(to.data().join("store.db")));
    let display =
        json["tables"].as_array().unwrap().iter().find(|t| t["table"] == "display").unwrap();
    assert_eq!((&display["equal"], &display["from"]["rows"]), (&true.into(), &1.into()));
    assert_eq!(display["from"], display["to"]);
}

#[test]
fn where_a_row_differs_nothing_is_moved() {
    let (folder, database) = (Served::with_catalogue().end(), database());
    meddle(&database, "company", "NEW.name := 'Another'; RETURN NEW;");
    let run = migrate(&data(&folder), &database).run();
    assert_eq!((run.stderr.as_str(), run.code), ("", Some(1)), "{run:?}");
    assert_eq!(run.stdout.matches("differs").count(), 1, "{run:?}");
    assert!(run.stdout.contains("nothing was moved"), "{run:?}");
    assert_eq!(
        psql(&database, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"),
        "0\n"
    );
    assert!(Served::of(folder).is_authorized());
}

/// What becomes of each row of a table that is made there.
fn meddle(database: &str, table: &str, body: &str) {
    let sql = format!(
        "CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$;
        CREATE FUNCTION add() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
            IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands()
                WHERE object_identity = 'public.{table}' AND object_type = 'table')
            THEN
                CREATE TRIGGER meddle BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION meddle();
            END IF;
        END $$;
        CREATE EVENT TRIGGER add ON ddl_command_end WHEN TAG IN ('CREATE TABLE')
            EXECUTE FUNCTION add()"
    );
    psql(database, &sql);
}

#[test]
fn what_makes_no_sense_is_refused_with_what_was_expected() {
    let folder = Folder::none();
    let (there, file) = (data(&folder), folder.write("password", "open-sesame"));
    let url = "postgres://store@127.0.0.1:1/store";
    for (command, expected) in [
        (migrate(&there, url), "no store.db, expected the folder of a Store"),
        (
            migrate("postgres://a:sesame@localhost/b", &there),
            "--from: expected no password in the URL",
        ),
        (
            migrate(&there, "postgres://a:sesame@localhost/b"),
            "--to: expected no password in the URL",
        ),
        (
            migrate(&there, url).arg("--master-key").arg(&file),
            "--master-key: expected --to with a folder",
        ),
        (
            migrate(&there, url).arg("--from-password-file").arg(&file),
            "--from-password-file: expected --from with a URL",
        ),
        (
            migrate(url, &there).arg("--to-password-file").arg(&file),
            "--to-password-file: expected --to with a URL",
        ),
        (migrate(url, &there).arg("--master-key").arg(&file), "expected 64 hexadecimal digits"),
        (migrate(url, &there), "Connection refused"),
        (
            migrate(url, "mysql://store@db/store"),
            "--to: expected a folder or postgres://, found mysql://",
        ),
    ] {
        let run: Output = command.run();
        assert_eq!(run.code, Some(2), "{run:?}");
        assert!(run.stderr.contains(expected) && !run.stderr.contains("sesame"), "{run:?}");
        assert!(!folder.data().exists());
    }
}

#[test]
fn a_folder_without_the_master_key_is_said_to_need_it() {
    let (folder, database, back) = (Served::with_catalogue().end(), database(), Folder::none());
    moved(migrate(&data(&folder), &database));
    let printed = moved(migrate(&database, &data(&back)));
    assert!(printed.contains("master.key, which is not there yet"), "{printed}");
    for file in ["master.key", "admin.token"] {
        fs::copy(folder.data().join(file), back.data().join(file)).unwrap();
    }
    assert!(Served::of(back).is_authorized());
}

#[test]
fn a_folder_of_another_master_key_is_left_as_it_was() {
    let (folder, other, database) = (Served::with_catalogue().end(), Folder::made(), database());
    moved(migrate(&data(&folder), &database));
    fs::remove_file(other.data().join("store.db")).unwrap();
    let run = migrate(&database, &data(&other)).run();
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("sealed by another master key"), "{run:?}");
    assert!(!other.data().join("store.db").exists());
    // What was not moved is served from.
    assert!(serve(folder, &database).is_authorized());
}

fn spawn(from: &str, to: &str) -> std::process::Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_storeauth"));
    command.args(["store", "migrate", "--from", from, "--to", to]).stdout(Stdio::null());
    command.stderr(Stdio::null()).spawn().unwrap()
}

#[test]
fn a_move_to_a_server_that_is_killed_leaves_nothing_there_and_begins_again() {
    let (folder, database) = (Served::with_catalogue().end(), database());
    meddle(&database, "audit", "PERFORM pg_sleep(600); RETURN NEW;");
    let mut killed = spawn(&data(&folder), &database);
    let sleeps = "SELECT count(*) FROM pg_stat_activity
        WHERE wait_event = 'PgSleep' AND datname = current_database()";
    until("a copy of the audit log", || psql(&database, sleeps) == "1\n");
    killed.kill().unwrap();
    killed.wait().unwrap();
    folder.write("store.toml", &config(&database));
    let serve = folder.serve().output().unwrap();
    assert!(String::from_utf8_lossy(&serve.stderr).contains("not a Store's database"), "{serve:?}");
    // The server has not noticed yet.
    psql(
        &database,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()",
    );
    psql(&database, "DROP EVENT TRIGGER add; DROP FUNCTION add, meddle");
    until("an end of the connection", || {
        psql(&database, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
            == "1\n"
    });
    moved(migrate(&data(&folder), &database));
    assert!(self::serve(folder, &database).is_authorized());
}

#[test]
fn a_move_to_a_folder_that_is_killed_leaves_no_store_there_and_begins_again() {
    let (folder, database) = (Served::with_catalogue().end(), database());
    moved(migrate(&data(&folder), &database));
    let many =
        "INSERT INTO usage SELECT at, at + 1, 1, 1, 1, 2 FROM generate_series(1, 200000) AS at";
    psql(&database, many);
    let to = Folder::none();
    let hidden = |data: &Path| {
        let Ok(entries) = fs::read_dir(data) else { return 0 };
        let names = entries.map(|entry| entry.unwrap().file_name());
        names.filter(|name| shown(name).starts_with(".storeauth-new-")).count()
    };
    let mut killed = spawn(&database, &data(&to));
    until("a new file", || hidden(&to.data()) == 1);
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert_eq!(hidden(&to.data()), 1);
    let run = store(&["serve", "--data"]).arg(to.data()).run();
    assert!(run.stderr.contains("no store.db"), "{run:?}");
    until("an end of the connection", || {
        psql(&database, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
            == "1\n"
    });
    let key = folder.data().join("master.key");
    moved(migrate(&database, &data(&to)).arg("--master-key").arg(key));
    assert_eq!(hidden(&to.data()), 0);
    fs::copy(folder.data().join("admin.token"), to.data().join("admin.token")).unwrap();
    let store = Served::of(to);
    assert_eq!(store.ask(&["export", "--usage", "--month", "1970-01"]).lines().count(), 200_000);
}
