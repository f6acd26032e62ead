//! The turn to make a change: nobody else makes one until it is over.

use super::{
    changes::{self, Written},
    follower::Follower,
};
use crate::{
    change::{Change, Idempotency},
    db::{error::Unavailable, packed_edits},
};
use sqlx::{PgPool, Postgres, Transaction};
use std::{mem, sync::Arc};
use tokio::runtime::Handle;

/// The turn to make a change, of the catalogue that is served meanwhile: it is over when this is dropped or the change is
/// made.
#[derive(Debug)]
pub(crate) struct Turn {
    transaction: Option<Transaction<'static, Postgres>>,
    version: u64,
    follower: Arc<Follower>,
    /// Where its connection is at home.
    handle: Handle,
}

impl Turn {
    /// Waits for it, and for the catalogue that is served to be that of the database.
    pub(super) async fn take(pool: PgPool, follower: Arc<Follower>) -> Result<Self, Unavailable> {
        let mut transaction = pool.begin().await?;
        let version = changes::take_turn(&mut transaction).await?;
        follower.catch_up(&mut transaction).await?;
        if follower.version().saturating_add(1) != version {
            // Such as one that was restored to an earlier time while this Store served.
            let problem = format!(
                "version {version} would be the next, expected a restart: version {} is served",
                follower.version()
            );
            return Err(Unavailable::Database(problem));
        }
        let handle = Handle::current();
        Ok(Self { transaction: Some(transaction), version, follower, handle })
    }

    /// Makes a change, and serves by it. Gives the answer of the change that was made with its key before, if one was.
    pub(super) async fn commit(
        mut self,
        change: Change,
    ) -> Result<Option<Idempotency>, Unavailable> {
        let Some(mut transaction) = self.transaction.take() else { return Err(Unavailable::Ended) };
        let mut packed = packed_edits::pack(change).await?;
        let edits = mem::take(&mut packed.change.draft.edits);
        match changes::write(&mut transaction, packed, &edits).await? {
            Written::Repeated(kept) => Ok(Some(kept)),
            Written::All => {
                transaction.commit().await?;
                self.follower.serve_by(self.version, edits).await?;
                Ok(None)
            }
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(transaction) = self.transaction.take() {
            // Whoever drops it may be at home elsewhere, and does not wait.
            self.handle.spawn(transaction.rollback());
        }
    }
}
