//! What comes of an application is one change with it, whatever fails in the database.

use crate::{
    rows::{execute, open_again},
    strangers::{Open, app, data_server},
};

/// Has the database refuse something that is written to a table.
async fn refuse(open: &Open, operation: &str, table: &str) {
    let sqlite = format!(
        "CREATE TRIGGER refused BEFORE {operation} ON {table} BEGIN SELECT RAISE(ABORT, 'refused'); END"
    );
    let postgres = format!(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$;
        CREATE TRIGGER refused BEFORE {operation} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse()"
    );
    execute(open, &sqlite, &postgres).await;
}

async fn allow(open: &Open, table: &str) {
    let postgres = format!("DROP TRIGGER refused ON {table}; DROP FUNCTION refuse()");
    execute(open, "DROP TRIGGER refused", &postgres).await;
}

async fn state(open: &Open, number: u64) -> String {
    let application = open.get(&format!("/applications/{number}")).await.expect(200).json();
    application["state"].as_str().unwrap().to_owned()
}

async fn approved_whole(kind: &str, operation: &str, table: &str) {
    let open = Open::start().await;
    let given = if kind == "app" { app() } else { data_server() };
    let number = open.number(kind, &given).await;
    refuse(&open, operation, table).await;
    let path = format!("/applications/{number}/approve");
    open.call("POST", &path).send().await.expect(503);
    for (list, id) in [("/products", "code"), ("/servers", "id")] {
        assert!(open.get(list).await.items(id).is_empty(), "{table}");
    }
    assert_eq!(state(&open, number).await, "waiting", "{table}");
    allow(&open, table).await;

    // Whatever is in memory, the database says the same.
    let open = open_again(open).await;
    for (list, id) in [("/products", "code"), ("/servers", "id")] {
        assert!(open.get(list).await.items(id).is_empty(), "{table}");
    }
    assert_eq!(state(&open, number).await, "waiting", "{table}");
    open.call("POST", &path).send().await.expect(200);
    let (list, id) = if kind == "app" { ("/products", "code") } else { ("/servers", "id") };
    assert_eq!(open.get(list).await.items(id).len(), 1, "{table}");
    assert_eq!(state(&open, number).await, "approved", "{table}");
}

#[tokio::test]
async fn without_its_application_there_is_no_product() {
    approved_whole("app", "UPDATE", "application").await;
}

#[tokio::test]
async fn without_its_product_there_is_no_approval() {
    approved_whole("app", "INSERT", "product").await;
    approved_whole("app", "INSERT", "price").await;
}

#[tokio::test]
async fn without_its_entry_in_the_audit_log_there_is_no_approval() {
    approved_whole("app", "INSERT", "audit").await;
    approved_whole("server", "INSERT", "audit").await;
}

#[tokio::test]
async fn without_its_application_there_is_no_server() {
    approved_whole("server", "UPDATE", "application").await;
}

#[tokio::test]
async fn without_its_key_there_is_no_approval() {
    approved_whole("server", "INSERT", "server").await;
    approved_whole("server", "INSERT", "server_key").await;
}

#[tokio::test]
async fn what_cannot_be_kept_is_not_said_to_be() {
    let open = Open::start().await;
    refuse(&open, "INSERT", "application").await;
    let problem = open.apply("app", &app()).await.expect(503).json();
    assert_eq!(problem["code"], "unavailable");
    assert!(open.all().await.is_empty());
    allow(&open, "application").await;
    let open = open_again(open).await;
    assert!(open.all().await.is_empty());
    open.apply("app", &app()).await.expect(202);
}
