//! What was used of the catalogue two months ago: of a month that can be closed.

use chrono::{Months, Utc};
use std::{fs::File, path::Path, time::Duration};
use store_auth_store::{
    Clock, DataDir, MasterKey, Store,
    model::{CompanyNumber, DisplayNumber, Millis, Paid, Plan, ProductNumber, Usage},
};
use tokio::{runtime::Runtime, task::JoinSet};

/// Has the display of the catalogue authorized so often, in the folder of a Store that nobody serves.
#[track_caller]
pub(crate) fn use_it(data: &Path, times: i64) {
    let data = DataDir::new(data);
    let key = MasterKey::read(&data.master_key(), |path| File::open(path), |_| {}).unwrap();
    let at = Millis::from(Utc::now() - Months::new(2));
    let day = Duration::from_secs(24 * 60 * 60);
    let usage = Usage {
        at,
        company: CompanyNumber(1),
        display: Some(DisplayNumber(1)),
        product: ProductNumber(1),
        paid: Paid::Subscribed(Plan::Display),
        until: at.plus(day),
    };
    Runtime::new().unwrap().block_on(async {
        let store = Store::open(&data.database(), key.seal(), Clock::system(), day).await.unwrap();
        let mut recorded = JoinSet::new();
        for _ in 0..times {
            let store = store.clone();
            recorded.spawn(async move { store.record(usage).await.unwrap() });
        }
        recorded.join_all().await;
        store.close().await;
    });
}
