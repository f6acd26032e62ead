//! The Store that the examples are of: what they name is sold in it, has been used two months ago, and strangers have applied.

use crate::{
    place::{DATA, Place},
    two_months_ago::use_it,
    util::store::{CATALOGUE, Folder, Served},
};
use std::{
    fs::{self, File},
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    sync::OnceLock,
};

/// What `--config /etc/store-auth/store.toml` is.
const CONFIG: &str = "[[listen]]\ntcp = '127.0.0.1:0'\n[admin]\ntcp = '127.0.0.1:0'\n\
    [applications]\nper_address = { burst = 100, per_minute = 100.0 }\n";

/// A second company, to which displays can move.
const OTHER: &str =
    r#"{"companies": [{"id": "9e77ec6c-95e4-24e7-a5b3-24e6f3c5b2a6", "name": "Kiosk"}]}"#;

/// Puts it into a place: `(served)`, `(stopped)`, one with nothing in it that is served, `(empty)`, or none.
#[track_caller]
pub(crate) fn open(place: &mut Place, there: &str) {
    place.write("etc/store-auth/store.toml", CONFIG);
    place.write("catalogue.json", CATALOGUE);
    fs::write(
        place.path("catalogue.toml"),
        "[[companies]]\nid = '9e77ec6c-95e4-24e7-a5b3-24e6f3c5b2a6'\nname = 'Kiosk'\n",
    )
    .unwrap();
    fs::write(place.path("db.password"), "secret").unwrap();
    if there.is_empty() {
        return;
    }
    if there == "empty" {
        copy(&Folder::made().data(), &place.path(DATA));
        serve(place, DATA);
        return;
    }
    copy(made(), &place.path(DATA));
    fs::copy(place.path(DATA).join("master.key"), place.path("safe/master.key")).unwrap();
    if there == "served" {
        serve(place, DATA);
    } else {
        assert_eq!(there, "stopped", "expected one of what there is");
    }
}

/// Another Store, with nothing in it, which the examples know as `https://other.example`.
#[track_caller]
pub(crate) fn open_another(place: &mut Place) {
    let made = Folder::made();
    copy(&made.data(), &place.path("other"));
    fs::copy(place.path("other/admin.token"), place.path("other.token")).unwrap();
    let url = serve(place, "other");
    place.name("https://other.example", url);
}

/// Serves a folder for as long as the place is there; its admin interface.
fn serve(place: &mut Place, data: &str) -> String {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_storeauth"));
    command.args(["store", "serve", "--config"]).arg(place.path("etc/store-auth/store.toml"));
    command.arg("--data").arg(place.path(data));
    let log = place.path(&format!("{data}.log"));
    command.stderr(File::create(&log).unwrap());
    let child = command.spawn().unwrap();
    place.keep(child);
    let said = crate::util::running::wait_for("listening for [admin]", 1, || {
        fs::read_to_string(&log).unwrap()
    });
    let (_, admin) = said.split_once("listening for [admin] address=").unwrap();
    format!("http://{}", admin.split_whitespace().next().unwrap())
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

/// The folder that all others are copies of.
fn made() -> &'static Path {
    static MADE: OnceLock<(Folder, std::path::PathBuf)> = OnceLock::new();
    let (_, data) = MADE.get_or_init(|| {
        let folder = Folder::made();
        folder.write("store.toml", CONFIG);
        let store = Served::of(folder);
        store.import(CATALOGUE);
        store.import(OTHER);
        // Numbers go on from the changes before: the examples decide about 16, 17 and 18.
        for number in 1..=14 {
            apply(&store, "app", &format!(r#""productName":"Weather {number}","shortDescription":"Now","longDescription":"All","prices":[{{"plan":"display","amount":250,"currency":"USD"}}]"#));
        }
        apply(&store, "server", r#""serverId":"Works""#);
        let folder = store.end();
        use_it(&folder.data(), 1);
        let data = folder.data();
        (folder, data)
    });
    data
}

#[track_caller]
fn apply(store: &Served, kind: &str, members: &str) {
    let body = format!(
        r#"{{"company":"Weather Works","website":"https://weather.example","contactEmail":"ann@weather.example",{members}}}"#
    );
    let head = format!(
        "POST /apply/{kind} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect(store.address()).unwrap();
    stream.write_all((head + &body).as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 202 "), "{answer}");
}
