//! Many records.

use store_auth_store::{Store, model::Usage};
use tokio::task::JoinSet;

/// Records all of them, so few at a time that none waits for too long where much else runs.
pub(crate) async fn record_all(store: &Store, all: impl IntoIterator<Item = Usage>) {
    let mut all = all.into_iter().peekable();
    while all.peek().is_some() {
        let mut recorded = JoinSet::new();
        for usage in all.by_ref().take(256) {
            let store = store.clone();
            recorded.spawn(async move { store.record(usage).await.unwrap() });
        }
        recorded.join_all().await;
    }
}
