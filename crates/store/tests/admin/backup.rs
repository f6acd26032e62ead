//! `/backup`

use super::{
    log,
    months::closed,
    server::{DAY, NOW, PRODUCT, Server},
};
use store_auth_store::{Clock, Seal, Store, model::Millis};

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_a_store_of_its_own() {
    let server = Server::stocked().await;
    let answer = server.call("GET", "/backup").send_raw().await;
    assert_eq!(answer.0.headers["content-type"], "application/vnd.sqlite3");
    assert_eq!(answer.0.headers["content-length"], answer.1.len().to_string().as_str());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("copy.db");
    std::fs::write(&path, &answer.1).unwrap();
    let clock = Clock::of(|| Millis(NOW));
    let copy = Store::open(&path, Seal::new(&[7; 32]), clock, DAY).await.unwrap();
    assert_eq!(copy.catalogue().version(), server.store.catalogue().version());
    assert!(copy.catalogue().product(PRODUCT).is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_backup_is_left_beside_the_database() {
    let server = Server::stocked().await;
    let names = || {
        let entries = std::fs::read_dir(server.folder()).unwrap();
        let mut names = entries.map(|entry| entry.unwrap().file_name()).collect::<Vec<_>>();
        names.sort_unstable();
        names
    };
    let before = names();
    server.call("GET", "/backup").send_raw().await;
    assert_eq!(names(), before);
}

#[tokio::test]
async fn a_record_that_comes_to_a_closed_month_ends_no_backup() {
    let server = closed().await;
    server.record(NOW + 3, Some("DISPLAY1")).await;
    let (head, copy) = server.call("GET", "/backup").send_raw().await;
    assert_eq!((head.status, copy.is_empty()), (http::StatusCode::OK, false));
    let warning = "backup: month 2027-01: 4 records of usage, expected the 3 ";
    let logged = log::taken();
    assert!(logged.contains(warning), "{logged}");
}
