//! What the tests put into a Store.

use crate::engine::place;
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions,
};
use std::{path::Path, time::Duration};
use store_auth_store::{
    Clock, Draft, OpenError, Seal, Store,
    model::{
        Company, CompanyId, CompanyNumber, DisplayNumber, Edit, Millis, Paid, Plan, Price, Product,
        ProductCode, ProductNumber, Server, ServerKeyRecord, Standing, Subscription, Usage,
    },
};

pub(crate) const DAY: Duration = Duration::from_hours(24);
pub(crate) const NOW: Millis = Millis(1_800_000_000_000);
pub(crate) const COMPANY: &str = "1c3a55a7-d1a3-fa58-2bd8-636655473bb6";
pub(crate) const PRODUCT: &str = "1219fb87cdbe1089e7efcf69e4232e0620f92900";

pub(crate) async fn create(path: &Path) -> Store {
    Store::create(place(path).await, seal(), Clock::of(|| NOW), DAY).await.unwrap()
}

pub(crate) async fn open(path: &Path) -> Result<Store, OpenError> {
    Store::open(place(path).await, Seal::new(&[7; 32]), Clock::of(|| NOW), DAY).await
}

pub(crate) fn company() -> Company {
    Company {
        number: CompanyNumber(1),
        id: COMPANY.parse::<CompanyId>().unwrap(),
        name: "One".into(),
        standing: Standing::Active,
        removed: false,
    }
}

pub(crate) fn product() -> Product {
    let price = |amount, since| Price {
        plan: Plan::Display,
        amount: Some(amount),
        currency: "USD".parse().unwrap(),
        since: Millis(since),
    };
    Product {
        number: ProductNumber(1),
        code: PRODUCT.parse::<ProductCode>().unwrap(),
        name: "Weather".into(),
        short_description: String::new(),
        long_description: "All of it".into(),
        icon: None,
        image: Some("https://a.example/b.png".into()),
        vendor: None,
        free: false,
        trial_days: 14,
        prices: vec![price(100, 0), price(200, 5)],
        withdrawn: false,
    }
}

pub(crate) fn displays(count: u32) -> impl Iterator<Item = Edit> {
    (1..=count).map(|number| Edit::Display {
        number: DisplayNumber(number),
        id: format!("DISPLAY{number}").parse().unwrap(),
        company: Some(CompanyNumber(1)),
    })
}

pub(crate) fn draft(edits: Vec<Edit>) -> Draft {
    Draft { actor: "test".into(), action: "test", edits, ..Draft::default() }
}

pub(crate) async fn change(store: &Store, edits: Vec<Edit>) -> Option<u64> {
    store.change(|_| Ok::<_, std::convert::Infallible>(draft(edits))).await.unwrap()
}

pub(crate) fn usage(at: i64) -> Usage {
    Usage {
        at: Millis(at),
        company: CompanyNumber(1),
        display: Some(DisplayNumber(1)),
        product: ProductNumber(1),
        paid: Paid::Subscribed(Plan::Display),
        until: Millis(at).plus(DAY),
    }
}

pub(crate) async fn all_usage(store: &Store) -> Vec<Usage> {
    let mut all = Vec::new();
    store.usage(Millis(0), Millis(i64::MAX), |usage| all.push(usage)).await.unwrap();
    all
}

/// A server with a key that is sealed by the tests' master key.
pub(crate) fn server() -> [Edit; 2] {
    let server = Server { id: "A1".parse().unwrap(), vendor: None, removed: false };
    let key = "e4232e0620f9290025cb3783768c9c8c4686078c";
    let key = ServerKeyRecord {
        server: server.id.clone(),
        number: 1,
        sealed: seal().seal(&server.id, 1, key).unwrap(),
        made: NOW,
        current_from: Some(NOW),
        safe_to_drop: None,
    };
    [Edit::Server(server), Edit::ServerKey(key)]
}

pub(crate) fn seal() -> Seal {
    Seal::new(&[7; 32])
}

/// A Store with one of everything, a thousand displays and three records of usage.
pub(crate) async fn filled(path: &Path) -> Store {
    let store = create(path).await;
    let mut edits = vec![Edit::Product(product()), Edit::Company(company())];
    edits.extend(server());
    edits.push(Edit::Subscription {
        company: CompanyNumber(1),
        product: ProductNumber(1),
        subscription: Some(Subscription { plan: Some(Plan::Display), ..Subscription::default() }),
    });
    edits.extend(displays(1000));
    change(&store, edits).await;
    for at in [5, 5, 7] {
        store.record(usage(at)).await.unwrap();
    }
    store
}

/// A connection of somebody else's.
pub(crate) async fn connect(database: &Path) -> SqliteConnection {
    let options =
        SqliteConnectOptions::new().filename(database).create_if_missing(true).foreign_keys(false);
    options.connect().await.unwrap()
}

/// Changes a database as no Store would.
pub(crate) async fn sql(database: &Path, sql: &str) {
    let mut connection = connect(database).await;
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}
