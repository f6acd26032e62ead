//! `storeauth store export --usage --format parquet`.

mod util;

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use util::{PATIENCE, store::Served};

const RECORD: &str = r#"{"at":"2026-11-15T00:00:00.000Z","company":"b430171d-550f-79ef-cdfb-55e4d24c2e52","display":"S56PSA4W298W","product":"1219fb87cdbe1089e7efcf69e4232e0620f92900","standing":"subscribed","plan":"display","until":"2026-11-16T00:00:00.000Z"}"#;

fn export(month: &str, folder: &Path) -> Vec<String> {
    let folder = folder.display().to_string();
    let arguments =
        ["export", "--usage", "--month", month, "--format", "parquet", "--output", &folder];
    arguments.map(str::to_owned).to_vec()
}

fn run(store: &Served, arguments: &[String]) -> util::Output {
    store.command(&arguments.iter().map(String::as_str).collect::<Vec<_>>()).run()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn a_month_is_a_folder_of_its_groups_of_products() {
    let store = Served::with_catalogue();
    assert!(store.is_authorized());
    let month = chrono::Utc::now().format("%Y-%m").to_string();
    let folder = store.folder.path("usage");
    let found = run(&store, &export(&month, &folder));
    let path = folder.join(format!("month={month}"));
    let file = fs::read(path.join("product_group=0-3/usage.parquet")).unwrap();
    assert_eq!((&file[..4], &file[file.len() - 4..]), (&b"PAR1"[..], &b"PAR1"[..]));
    let said = format!("{}: records: 1, files: 1, bytes: {}\n", path.display(), file.len());
    assert_eq!((found.stdout, found.stderr, found.code), (said, String::new(), Some(0)));
    assert_eq!(names(&folder), [format!("month={month}")]);
}

#[test]
fn a_month_without_usage_is_there_if_it_was_asked_for() {
    let store = Served::with_catalogue();
    let folder = store.folder.path("usage");
    assert!(run(&store, &export("2020-01", &folder)).stdout.contains(": records: 0, files: 1, "));
    assert_eq!(names(&folder), ["month=2020-01"]);
    let other = store.folder.path("other");
    let all = ["export", "--usage", "--format", "parquet", "--output", other.to_str().unwrap()];
    assert_eq!(store.ask(&all), "no records of usage\n");
    assert_eq!(names(&other), [""; 0]);
}

#[test]
fn a_month_that_is_there_is_replaced_if_it_is_said() {
    let store = Served::with_catalogue();
    let folder = store.folder.path("usage");
    let once = export("2020-01", &folder);
    assert_eq!(run(&store, &once).code, Some(0));
    let again = run(&store, &once);
    let path = folder.join("month=2020-01");
    let error = format!("error: {}: expected no such folder yet\n", path.display());
    assert_eq!((again.stderr, again.code), (error, Some(2)));
    let replaced = run(&store, &[once, vec!["--replace".to_owned()]].concat());
    assert_eq!((replaced.stderr.as_str(), replaced.code), ("", Some(0)));
    assert_eq!(names(&folder), ["month=2020-01"]);
}

#[test]
fn options_that_make_no_sense_together_are_refused() {
    let store = Served::start();
    for (options, expected) in [
        (&["--format", "parquet"][..], "--format parquet: expected --output with a folder"),
        (
            &["--format", "parquet", "--output", "-"],
            "--format parquet: expected --output with a folder",
        ),
        (&["--format", "csv", "--replace"], "--replace: expected --format parquet"),
    ] {
        let run = store.command(&[&["export", "--usage"], options].concat()).run();
        assert_eq!((run.stderr, run.code), (format!("error: {expected}\n"), Some(2)));
    }
}

#[test]
fn a_file_is_no_folder() {
    let store = Served::with_catalogue();
    let file = store.folder.path("file");
    fs::write(&file, "").unwrap();
    let init = util::store::store(&["init", "--data"]).arg(&file).run();
    for run in [run(&store, &export("2020-01", &file)), init] {
        let error = format!("error: {}: expected a folder, found a file\n", file.display());
        assert_eq!((run.stderr, run.code), (error, Some(2)));
    }
}

/// Asks a Store of which some bytes of an answer come, and the end after them, if `ends`.
fn of_a_store_that_breaks_off(folder: &TempDir, arguments: &[String], ends: bool) -> Command {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let mut stream: TcpStream = listener.accept().unwrap().0;
        let mut head = BufReader::new(stream.try_clone().unwrap()).lines();
        while !head.next().unwrap().unwrap().is_empty() {}
        let chunk = format!("{RECORD}\n").repeat(2000);
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\ntransfer-encoding: chunked\r\n\r\n";
        write!(stream, "{head}{:x}\r\n{chunk}\r\n", chunk.len()).unwrap();
        if !ends {
            thread::sleep(PATIENCE);
        }
    });
    let token = folder.path().join("token");
    fs::write(&token, "0".repeat(64)).unwrap();
    fs::set_permissions(&token, fs::Permissions::from_mode(0o600)).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_storeauth"));
    command.arg("store").args(arguments).arg("--store").arg(format!("http://{address}"));
    command.arg("--token-file").arg(token).stdout(Stdio::null());
    command
}

#[test]
fn an_answer_that_breaks_off_leaves_nothing() {
    let folder = TempDir::new().unwrap();
    let usage = folder.path().join("usage");
    let mut command = of_a_store_that_breaks_off(&folder, &export("2026-11", &usage), true);
    let output = command.output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.starts_with("error: the Store's answer: "), "{stderr}");
    assert_eq!((output.status.code(), names(&usage)), (Some(2), vec![]));
}

#[test]
fn an_export_that_is_killed_leaves_no_month_and_nothing_that_looks_whole() {
    let folder = TempDir::new().unwrap();
    let usage = folder.path().join("usage");
    let mut command = of_a_store_that_breaks_off(&folder, &export("2026-11", &usage), false);
    let mut child = command.spawn().unwrap();
    let start = Instant::now();
    while files(folder.path()).iter().all(|file| !file.ends_with("usage.unfinished")) {
        assert!(start.elapsed() < PATIENCE, "expected a file");
        thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(matches!(names(&usage).as_slice(), [name] if name.starts_with(".unfinished-")));
    assert!(files(&usage).iter().all(|file| file.extension().unwrap() != "parquet"));
}

/// Every file of a folder, below it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
