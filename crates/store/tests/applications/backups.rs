//! Applications are in backups of files.

use crate::{
    server::DAY,
    strangers::{Open, app},
};
use store_auth_store::{Clock, Seal, Store};

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_has_them() {
    let open = Open::start().await;
    open.apply("app", &app()).await.expect(202);
    let (parts, backup) = open.call("GET", "/backup").send_raw().await;
    assert_eq!(parts.status, 200, "{backup:?}");
    let path = open.folder().join("backup.db");
    std::fs::write(&path, backup).unwrap();
    let store = Store::open(path.as_path(), Seal::new(&[7; 32]), Clock::system(), DAY).await;
    assert_eq!(store.unwrap().catalogue().applications().waiting(), 1);
}
