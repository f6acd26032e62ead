//! A server that is another machine: TLS, and a password in a file.

use crate::{
    cluster::Cluster,
    shop::{change, create, draft, stock, try_to_open, usage},
    wait::until,
};
use sqlx::{query_scalar, raw_sql};
use std::{
    convert::Infallible,
    fs,
    os::unix::fs::{PermissionsExt, chown},
    path::{Path, PathBuf},
};
use store_auth_store::{DatabasePlace, PostgresPlace, model::Millis};
use tempfile::TempDir;

const CERTIFICATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../serve/tests/util/localhost.crt");
const KEY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../serve/tests/util/localhost.key");

/// A cluster that takes nobody over TCP without TLS, or without a password, and a folder with that password.
async fn cluster() -> (Cluster, TempDir) {
    let folder = TempDir::with_prefix("tls").unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::copy(CERTIFICATE, file("server.crt")).unwrap();
    fs::copy(KEY, file("server.key")).unwrap();
    fs::set_permissions(file("server.key"), fs::Permissions::from_mode(0o640)).unwrap();
    // That of root is read where the group is the server's.
    if let Some(group) = group_of_the_server() {
        chown(file("server.key"), None, Some(group)).unwrap();
    }
    let rules =
        "host all store 127.0.0.1/32 trust\nhostssl all seller 127.0.0.1/32 scram-sha-256\n";
    fs::write(file("hba.conf"), rules).unwrap();
    fs::write(file("password"), "open-sesame\n").unwrap();
    let settings = [
        "ssl=on".to_owned(),
        format!("ssl_cert_file={}", file("server.crt")),
        format!("ssl_key_file={}", file("server.key")),
        format!("hba_file={}", file("hba.conf")),
    ];
    let cluster = Cluster::with(&settings.each_ref().map(String::as_str)).await;
    cluster.database().await;
    let sql =
        "CREATE ROLE seller LOGIN PASSWORD 'open-sesame'; ALTER DATABASE store OWNER TO seller;
        ALTER SCHEMA public OWNER TO seller";
    raw_sql(sql).execute(&mut cluster.connect().await).await.unwrap();
    (cluster, folder)
}

/// Where the server is run as another user.
fn group_of_the_server() -> Option<u32> {
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let line = users.lines().find(|line| line.starts_with("postgres:"))?;
    let is_root = rustix::process::geteuid().is_root();
    line.split(':').nth(3).unwrap().parse().ok().filter(|_| is_root)
}

fn place(host: &str, cluster: &Cluster, certificate: &Path, password: PathBuf) -> DatabasePlace {
    let (port, certificate) = (cluster.port, certificate.display());
    let url = format!(
        "postgres://seller@{host}:{port}/store?sslmode=verify-full&sslrootcert={certificate}"
    );
    DatabasePlace::Postgres(url.parse::<PostgresPlace>().unwrap().with_password_file(password))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_verifies_its_server_and_says_its_password_to_no_other() {
    let (cluster, folder) = cluster().await;
    let password = || folder.path().join("password");
    let right = place("localhost", &cluster, Path::new(CERTIFICATE), password());
    let store = create(right).await;
    change(&store, stock()).await;
    let sql = "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
        WHERE application_name = 'storeauth'";
    let is_over_tls: bool =
        query_scalar(sql).fetch_one(&mut cluster.connect().await).await.unwrap();
    assert!(is_over_tls);
    // Its certificate is for another name.
    let by_address = place("127.0.0.1", &cluster, Path::new(CERTIFICATE), password());
    let error = try_to_open(by_address).await.unwrap_err().to_string();
    assert!(error.contains("certificate"), "{error}");
    // Somebody whom nobody vouches for.
    let stranger = place("localhost", &cluster, &folder.path().join("hba.conf"), password());
    let error = try_to_open(stranger).await.unwrap_err().to_string();
    assert!(error.contains("certificate"), "{error}");
    fs::write(folder.path().join("password"), "open-barley").unwrap();
    let wrong = place("localhost", &cluster, Path::new(CERTIFICATE), password());
    let error = try_to_open(wrong).await.unwrap_err().to_string();
    assert!(error.contains("password authentication failed for user \"seller\""), "{error}");
    assert!(!error.contains("barley"), "{error}");
    let missing = place("localhost", &cluster, Path::new(CERTIFICATE), folder.path().join("no"));
    let error = try_to_open(missing).await.unwrap_err().to_string();
    assert!(
        error.contains("password file (expected the name of a file, not the password)"),
        "{error}"
    );
    assert!(error.ends_with(": No such file or directory (os error 2)"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_is_replaced_is_taken_for_every_connection_from_then_on() {
    let (cluster, folder) = cluster().await;
    let file = folder.path().join("password");
    let store = create(place("localhost", &cluster, Path::new(CERTIFICATE), file.clone())).await;
    change(&store, stock()).await;
    fs::write(&file, "open-barley\n").unwrap();
    let sql = "ALTER ROLE seller PASSWORD 'open-barley';
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'seller'";
    raw_sql(sql).execute(&mut cluster.connect().await).await.unwrap();
    until("a record", async || store.record(usage(5)).await.is_ok()).await;
    let mut all = Vec::new();
    let everything = Millis(0)..Millis(i64::MAX);
    until("usage", async || {
        all.clear();
        store.usage(everything.start, everything.end, |usage| all.push(usage.at)).await.is_ok()
    })
    .await;
    assert_eq!(all, [Millis(5)]);
    let change = async || store.change(|_| Ok::<_, Infallible>(draft(stock()))).await.is_ok();
    until("a change", change).await;
    assert_eq!(store.catalogue().version(), 2);
}
